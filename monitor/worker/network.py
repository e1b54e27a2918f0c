"""Whether one's own network is down: every feed fails, so no feed is to blame.

It is found out from the polls as they end. What was held against feeds on the way to finding out is taken back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from monitor import health, schedule
from monitor.schedule import Fleet
from monitor.settings import Feed
from monitor.store import StorageError, Store, observations
from monitor.types import FeedFailure, FeedReport, FeedState, Polled, ReportKind

_BAD = frozenset({ReportKind.FAILING, ReportKind.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll as it ended, with the state before it, and when it began on the monotonic clock."""

    feed: Feed
    before: FeedState
    polled: Polled
    began: float


class Network:
    """What the polls since the last sign of life say of the network. A restart remembers that it was down."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._down = observations.network_down(store.db)
        self._failed: dict[str, Poll] = {}
        self._first = 0.0  # when the first of these ended, on the monotonic clock

    @property
    def down(self) -> bool:
        """Whether it is down."""
        return self._down is not None

    def ended(
        self,
        poll: Poll,
        *,
        under_way: Iterable[float],
        feeds: Iterable[Feed],
        states: Mapping[str, FeedState],
        now: datetime,
    ) -> tuple[list[FeedState], list[FeedReport]]:
        """Take note of a poll that ended; return the states to put in place of saved ones, and what is to be told.

        `under_way` is when the polls began that are still running: those that are older than the first failure may
        yet show a sign of life. `feeds` are all that are configured, `states` what is remembered of them.
        """
        sign = health.sign(poll.polled.failure)
        if sign is None or not _is_remote(poll.feed):
            return [], []
        if sign:
            self._failed.clear()
            return [], self._is_back(now)
        if _is_bad(poll.before):
            return [], []  # that it fails is no news
        if not self._failed:
            self._first = time.monotonic()
        self._failed.setdefault(poll.feed.name, poll)
        if self.down:
            counted = poll.polled.state.failures > poll.before.failures  # it began before that was known
            return [_forgiven(poll, now)] if counted else [], []
        sound = sum(_is_remote(feed) and not _is_bad(states.get(feed.name)) for feed in feeds)
        failed = [health.Failed(feed=name, host=urlsplit(one.feed.url).netloc) for name, one in self._failed.items()]
        if any(began < self._first for began in under_way) or not health.network_is_down(failed, sound):
            return [], []
        return [_forgiven(one, now) for one in self._failed.values()], self._is_down(now)

    def _is_down(self, now: datetime) -> list[FeedReport]:
        first = next(iter(self._failed.values()))
        since = first.polled.state.last_check or now
        report = health.network_report(first.polled.failure, len(self._failed), since, now)
        self._down = report
        return self._kept(report)

    def _is_back(self, now: datetime) -> list[FeedReport]:
        if self._down is None:
            return []
        report = health.network_is_back(self._down, now)
        self._down = None
        return self._kept(report)

    def _kept(self, report: FeedReport) -> list[FeedReport]:
        try:
            with self._store.writing() as db:
                observations.save_reports(db, [report])
        except StorageError:
            pass  # the log has it; the database says for itself that it takes no writes
        return [report]


def _is_remote(feed: Feed) -> bool:
    return urlsplit(feed.url).scheme != "file"


def _is_bad(state: FeedState | None) -> bool:
    """Say whether an operator knows that the feed cannot be read."""
    return state is not None and any(report.kind in _BAD for report in state.troubles)


def _forgiven(poll: Poll, now: datetime) -> FeedState:
    """The state after a poll whose failure is not held against its feed."""
    failure = poll.polled.failure
    assert isinstance(failure, FeedFailure)  # noqa: S101 - only such polls are kept
    return schedule.failed(poll.feed, poll.before, failure, now, fleet=Fleet(network_down=True))
