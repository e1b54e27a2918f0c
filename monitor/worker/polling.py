"""Which feeds are read now, and what is done when a reading breaks.

The worker is the only writer, so what it remembers of the feeds is kept here while it runs; the database has the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from monitor import pipeline, schedule
from monitor.pipeline import Rooms
from monitor.settings import Feed
from monitor.store import StorageError, memory
from monitor.types import FailureKind, FeedFailure, FeedState, Polled
from monitor.worker.logs import log
from monitor.worker.trouble import StorageTrouble

Report = Callable[[Feed, Polled], None]


class Polling:
    """The feeds of one configuration and their readings under way."""

    def __init__(self, rooms: Rooms, trouble: StorageTrouble, *, report: Report | None = None) -> None:
        self.rooms = rooms
        self._trouble = trouble
        self._report = report
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._states = memory.feed_states(rooms.store.db)

    @property
    def blind(self) -> bool:
        """Whether every feed there is fails."""
        states = [self._states.get(name) for name in self.rooms.configuration.feeds]
        return bool(states) and all(state is not None and state.failing_since for state in states)

    def start_due(self) -> int:
        """Begin to read every feed that is due; return how many. The fetcher limits how many go out at once."""
        due = schedule.due(self.rooms.configuration.feeds, self._states, self.rooms.clock())
        idle = [(feed, state) for feed, state in due if feed.name not in self._tasks]
        for feed, state in idle:
            task = asyncio.create_task(self._poll(feed, state), name=f"poll {feed.name}")
            self._tasks[feed.name] = task
            task.add_done_callback(partial(self._done, feed.name))
        return len(idle)

    def _done(self, name: str, _: asyncio.Task[None]) -> None:
        self._tasks.pop(name, None)

    async def finish(self) -> None:
        """Wait until no reading is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def cancel(self) -> None:
        """End every reading at once. Nothing is lost: what was not saved will be read again."""
        for task in self._tasks.values():
            task.cancel()
        await self.finish()

    async def _poll(self, feed: Feed, before: FeedState) -> None:
        try:
            polled = await pipeline.poll(feed, before, self.rooms)
        except StorageError as error:
            polled = self._not_saved(feed, before, FeedFailure(kind=FailureKind.STORAGE, detail=str(error)))
            self._trouble.failed(error)
        except Exception:  # noqa: BLE001 - a bug in one feed must not stop the others
            log.exception("poll.crashed", feed=feed.name)
            detail = "an internal error; the worker's log has the traceback"
            polled = self._not_saved(feed, before, FeedFailure(kind=FailureKind.INTERNAL, detail=detail))
        else:
            self._trouble.worked()
        self._states[feed.name] = polled.state
        _log(feed, before, polled)
        if self._report is not None:
            self._report(feed, polled)

    def _not_saved(self, feed: Feed, before: FeedState, failure: FeedFailure) -> Polled:
        """Slow the feed down; what it held was not saved and is read again."""
        now = self.rooms.clock()
        polled = Polled(state=schedule.failed(feed, before, failure, now), failure=failure, how="failed")
        try:
            self.rooms.store.save(polled, now=now)  # changes a row in place, which a full database often still takes
        except StorageError:
            log.warning("feed.state_not_saved", feed=feed.name)
        return polled


def _log(feed: Feed, before: FeedState, polled: Polled) -> None:
    if polled.failure is not None:
        event = log.warning if before.failures == 0 else log.info
        event(
            "feed.failed",
            feed=feed.name,
            kind=polled.failure.kind.value,
            detail=polled.failure.detail,
            failures=polled.state.failures,
            next_check=polled.state.next_check.isoformat(timespec="seconds"),
        )
        return
    if before.failures:
        log.info("feed.recovered", feed=feed.name, failures=before.failures)
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
