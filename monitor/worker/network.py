"""Whether one's own network is down: every feed fails, so no feed is to blame.

It is found out from the polls as they end; before it is believed, feeds that answered last are polled as witnesses: a
service that many publishers use may be down, and their feeds be due together. What was held against feeds on the way
to finding out is taken back.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from monitor import health, schedule
from monitor.schedule import Fleet
from monitor.settings import Feed
from monitor.store import StorageError, Store
from monitor.store import notices as memory
from monitor.types import FeedFailure, FeedState, Notice, NoticeKind, Polled

_BAD = frozenset({NoticeKind.FAILING, NoticeKind.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll as it ended, with the state before it."""

    feed: Feed
    before: FeedState
    polled: Polled


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What follows from the end of a poll: what is told, the polls that are not held against their feeds, and the
    feeds to poll at once, as witnesses.
    """

    notices: tuple[Notice, ...] = ()
    forgiven: tuple[Poll, ...] = ()
    ask: tuple[Feed, ...] = ()


_NOTHING = Finding()


class Network:
    """What the polls since the last sign of life say of the network. A restart remembers that it was down."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._down = memory.network_down(store.db)
        self._failed: dict[str, Poll] = {}
        self._first: Poll | None = None
        self._ended = 0.0  # when the first of these ended, on the monotonic clock
        self._witnesses: set[str] = set()

    @property
    def down(self) -> bool:
        """Whether it is down."""
        return self._down is not None

    def ended(
        self,
        poll: Poll,
        *,
        under_way: Mapping[str, float],
        feeds: Iterable[Feed],
        states: Mapping[str, FeedState],
        now: datetime,
    ) -> Finding:
        """Take note of a poll that ended.

        `under_way` is when the polls began that are still running: those that are older than the first failure may
        yet show a sign of life. `feeds` are all that are configured, `states` what is remembered of them.
        """
        sign = health.sign(poll.polled.failure)
        if sign is None or not _is_remote(poll.feed):
            return _NOTHING
        if sign:
            self._failed.clear()
            self._witnesses.clear()
            return Finding(notices=self._is_back(now))
        if _is_bad(poll.before):
            return _NOTHING  # that it fails is no news
        if not self._failed:
            self._first, self._ended = poll, time.monotonic()
        self._failed[poll.feed.name] = _together(self._failed.get(poll.feed.name), poll)
        if self.down:
            counted = poll.polled.state.failures > poll.before.failures  # it began before that was known
            return Finding(forgiven=(poll,)) if counted else _NOTHING
        sound = [feed for feed in feeds if _is_remote(feed) and not _is_bad(states.get(feed.name))]
        return self._judged(sound, under_way, states, now)

    def _judged(
        self, sound: list[Feed], under_way: Mapping[str, float], states: Mapping[str, FeedState], now: datetime
    ) -> Finding:
        failed = [health.Failed(feed=name, host=_host(one.feed)) for name, one in self._failed.items()]
        open_still = any(began < self._ended for began in under_way.values()) or self._witnesses & under_way.keys()
        if open_still or not health.network_is_down(failed, len(sound)):
            return _NOTHING
        if not self._witnesses:
            witnesses = health.witnesses(sound, failed, states)
            self._witnesses = {feed.name for feed in witnesses}
            if witnesses:
                return Finding(ask=witnesses)
        return Finding(notices=self._is_down(now), forgiven=tuple(self._failed.values()))

    def _is_down(self, now: datetime) -> tuple[Notice, ...]:
        since = self._first.polled.state.last_check if self._first else None
        failure = self._first.polled.failure if self._first else None
        notice = health.network_notice(failure, len(self._failed), since or now, now)
        self._down = notice
        return self._kept(notice)

    def _is_back(self, now: datetime) -> tuple[Notice, ...]:
        if self._down is None:
            return ()
        notice = health.network_is_back(self._down, now)
        self._down = None
        return self._kept(notice)

    def _kept(self, notice: Notice) -> tuple[Notice, ...]:
        try:
            with self._store.writing() as db:
                memory.save(db, [notice])
        except StorageError:
            pass  # the log has it; the database says for itself that it takes no writes
        return (notice,)


def forgiven(poll: Poll, stays: Collection[str], now: datetime) -> FeedState:
    """Return the state after a poll whose failure is not held against its feed.

    `stays` are the ids of what an operator was told after it all the same: that it is over will be told, too.
    """
    failure = poll.polled.failure
    assert isinstance(failure, FeedFailure)  # noqa: S101 - only such polls are kept
    state = schedule.failed(poll.feed, poll.before, failure, now, fleet=Fleet(network_down=True))
    told = tuple(notice for notice in poll.polled.notices if notice.id in stays)
    return replace(state, troubles=(*state.troubles, *told))


def _together(earlier: Poll | None, poll: Poll) -> Poll:
    """Return two failed polls of a feed in a row as one: what both did may have to be taken back."""
    if earlier is None:
        return poll
    found = (*earlier.polled.notices, *poll.polled.notices)
    return replace(poll, before=earlier.before, polled=replace(poll.polled, notices=found))


def _host(feed: Feed) -> str:
    return urlsplit(feed.url).netloc


def _is_remote(feed: Feed) -> bool:
    return urlsplit(feed.url).scheme != "file"


def _is_bad(state: FeedState | None) -> bool:
    """Say whether an operator knows that the feed cannot be read."""
    return state is not None and any(notice.kind in _BAD for notice in state.troubles)
