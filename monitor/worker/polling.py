"""Which feeds are read now, and what is done when a reading breaks.

The worker is the only writer, so what it remembers of the feeds is kept here while it runs; the database has the same.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from monitor import health, pipeline, schedule, subscriptions
from monitor.rooms import Rooms
from monitor.schedule import Fleet
from monitor.settings import Feed
from monitor.store import StorageError
from monitor.store import memory as feed_memory
from monitor.store import notices as memory
from monitor.store import subscriptions as hubs
from monitor.types import FailureKind, FeedFailure, FeedState, Fetched, Polled
from monitor.worker.logs import log, log_notices
from monitor.worker.network import Network, Poll, forgiven
from monitor.worker.trouble import StorageTrouble

Report = Callable[[Feed, Polled], None]

SURVEY_EVERY = timedelta(hours=1)
"""How long the price of a request holds; see `schedule.survey`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What a hub sent to `callback`, as if it had been fetched."""

    fetched: Fetched
    callback: str


class Polling:
    """The feeds of one configuration and their readings under way."""

    def __init__(self, rooms: Rooms, trouble: StorageTrouble, *, report: Report | None = None) -> None:
        self.rooms = rooms
        self._trouble = trouble
        self._report = report
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._states = feed_memory.feed_states(rooms.store.db)
        self._network = Network(rooms.store)
        self._began: dict[str, float] = {}
        self._surveyed: tuple[datetime, Fleet] | None = None
        self._pushes: dict[str, deque[Push]] = {}
        self._closing = False

    @property
    def blind(self) -> bool:
        """Whether every feed there is fails."""
        if self._network.down:
            return True
        states = [self._states.get(name) for name in self.rooms.configuration.feeds]
        return bool(states) and all(state is not None and state.failing_since for state in states)

    def start_due(self) -> int:
        """Begin to read every feed that is due; return how many. The fetcher limits how many go out at once."""
        due = schedule.due(self.rooms.configuration.feeds, self._states, self.rooms.clock())
        idle = [(feed, state) for feed, state in due if feed.name not in self._tasks]
        for feed, state in idle:
            self._start_poll(feed, state)
        return len(idle)

    def take(self, feed: Feed, push: Push) -> None:
        """Read what was pushed of `feed` as soon as no other reading of it is under way."""
        self._pushes.setdefault(feed.name, deque()).append(push)
        if feed.name not in self._tasks:
            self._start(feed, self._absorb(feed))

    @property
    def waiting(self) -> int:
        """How many bytes of pushes wait to be read."""
        return sum(len(push.fetched.body) for pushes in self._pushes.values() for push in pushes)

    @property
    def under_way(self) -> int:
        """How many readings are under way."""
        return len(self._tasks)

    def _start_poll(self, feed: Feed, state: FeedState) -> None:
        self._began[feed.name] = time.monotonic()
        self._start(feed, self._poll(feed, state))

    def _start(self, feed: Feed, reading: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(reading, name=f"read {feed.name}")
        self._tasks[feed.name] = task
        task.add_done_callback(partial(self._done, feed))

    def _done(self, feed: Feed, _: asyncio.Task[None]) -> None:
        self._tasks.pop(feed.name, None)
        self._began.pop(feed.name, None)
        if self._pushes.get(feed.name) and not self._closing:
            self._start(feed, self._absorb(feed))

    async def finish(self) -> None:
        """Wait until no reading is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def cancel(self) -> None:
        """End every reading at once. Nothing is lost: what was not saved will be read again."""
        self._closing = True
        for task in self._tasks.values():
            task.cancel()
        await self.finish()
        for name in [name for name, pushes in self._pushes.items() if pushes]:
            self._hasten(self.rooms.configuration.feeds[name])

    def _fleet(self) -> Fleet:
        """What holds for all feeds, asked anew now and then."""
        now = self.rooms.clock()
        if self._surveyed is None or not self._surveyed[0] <= now < self._surveyed[0] + SURVEY_EVERY:
            configuration = self.rooms.configuration
            feeds = subscriptions.all_paced(configuration.feeds.values(), hubs.known(self.rooms.store.db), now)
            fleet = schedule.survey(feeds, self._states, configuration.poll.budget, now)
            self._surveyed = now, fleet
        return replace(self._surveyed[1], network_down=self._network.down)

    async def _poll(self, feed: Feed, before: FeedState) -> None:
        try:
            polled = await pipeline.poll(feed, before, self.rooms, self._fleet())
        except StorageError as error:
            polled = self._not_saved(feed, before, FeedFailure(kind=FailureKind.STORAGE, detail=str(error)))
            self._trouble.failed(error)
        except Exception as error:  # noqa: BLE001 - a bug in one feed must not stop the others
            log.exception("poll.crashed", feed=feed.name)
            self._trouble.crashed(error)
            detail = "an internal error; the worker's log has the traceback"
            polled = self._not_saved(feed, before, FeedFailure(kind=FailureKind.INTERNAL, detail=detail))
        else:
            self._trouble.worked()
        self._states[feed.name] = polled.state
        _log(feed, polled)
        self._look_at_network(Poll(feed=feed, before=before, polled=polled))
        if self._report is not None:
            self._report(feed, polled)

    async def _absorb(self, feed: Feed) -> None:
        """Read the oldest push of a feed. It answered for itself when it came; what fails here, a poll makes good."""
        push = self._pushes[feed.name][0]
        state = schedule.current(feed, self._states.get(feed.name), self.rooms.clock())
        try:
            polled = await pipeline.absorb(feed, state, push.fetched, push.callback, self.rooms, self._fleet())
        except StorageError as error:
            polled = FeedFailure(kind=FailureKind.STORAGE, detail=str(error))
            self._trouble.failed(error)
        except Exception as error:  # noqa: BLE001 - a bug in one push must not stop the others
            log.exception("push.crashed", feed=feed.name)
            self._trouble.crashed(error)
            polled = FeedFailure(kind=FailureKind.INTERNAL, detail="an internal error")
        self._pushes[feed.name].popleft()
        if isinstance(polled, FeedFailure):
            log.warning("push.not_read", feed=feed.name, kind=polled.kind.value, detail=polled.detail)
            self._hasten(feed)
            return
        self._trouble.worked()
        self._states[feed.name] = polled.state
        _log(feed, polled)
        if self._report is not None:
            self._report(feed, polled)

    def _hasten(self, feed: Feed) -> None:
        """Poll a feed soon, by this worker or the next."""
        now = self.rooms.clock()
        state = subscriptions.hastened(schedule.current(feed, self._states.get(feed.name), now), now)
        self._states[feed.name] = state
        try:
            self.rooms.store.save(Polled(state=state), now=now)
        except StorageError as error:
            self._trouble.failed(error)

    def _look_at_network(self, poll: Poll) -> None:
        """Where every feed fails, put the states right that blamed the feeds."""
        self._began.pop(poll.feed.name, None)
        now, feeds = self.rooms.clock(), self.rooms.configuration.feeds.values()
        found = self._network.ended(poll, under_way=self._began, feeds=feeds, states=self._states, now=now)
        for one in found.forgiven:
            self._forgive(one, now)
        log_notices(found.notices)
        for feed in found.ask:
            if feed.name not in self._tasks and not self._closing:
                self._start_poll(feed, schedule.current(feed, self._states.get(feed.name), now))

    def _forgive(self, poll: Poll, now: datetime) -> None:
        store = self.rooms.store
        try:
            with store.writing() as db:
                stays = memory.retract(db, poll.polled.notices)
            state = self._states[poll.feed.name] = forgiven(poll, stays, now)
            store.save(Polled(state=state), now=now)
        except StorageError as error:
            self._trouble.failed(error)

    def _not_saved(self, feed: Feed, before: FeedState, failure: FeedFailure) -> Polled:
        """Slow the feed down; what it held was not saved and is read again."""
        now, fleet = self.rooms.clock(), self._fleet()
        polled = Polled(state=schedule.failed(feed, before, failure, now, fleet=fleet), failure=failure, how="failed")
        polled = health.examined(feed, before, polled, now, fleet)
        try:
            self.rooms.store.save(polled, now=now)  # changes a row in place, which a full database often still takes
        except StorageError:
            log.warning("feed.state_not_saved", feed=feed.name)
        return polled


def _log(feed: Feed, polled: Polled) -> None:
    log_notices(polled.notices)
    if polled.failure is not None:
        log.info(
            "feed.failed",
            feed=feed.name,
            kind=polled.failure.kind.value,
            detail=polled.failure.detail,
            failures=polled.state.failures,
            next_check=polled.state.next_check.isoformat(timespec="seconds"),
        )
        return
    alerts = sum(len(outcome.alerts) for outcome in polled.outcomes)
    told = log.info if polled.fresh or polled.outcomes else log.debug
    told(
        "feed.read",
        feed=feed.name,
        how=polled.how,
        fresh=len(polled.fresh),
        matches=len(polled.outcomes),
        alerts=alerts,
    )
    if polled.walk is not None:
        walk = polled.walk
        log.info("feed.pages", feed=feed.name, pages=len(walk.pages), end=walk.end.value, detail=walk.detail)
