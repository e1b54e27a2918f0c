"""Which articles are fetched now, and what is done when one breaks.

What is due stands in the database, written there by the poll that found the entry: a restart goes on where the worker
was, and a failed attempt is the same row with a later time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from monitor import articles, pipeline
from monitor.rooms import Rooms
from monitor.store import StorageError
from monitor.store import articles as memory
from monitor.types import ArticleCondition, ArticleFailure, ArticleState, Attempted, FailureKind
from monitor.worker.logs import log
from monitor.worker.trouble import StorageTrouble

LOOKED_AT = 500
"""How many due articles are looked at for one choice."""

HELD = timedelta(minutes=1)
"""How long an article waits whose attempt could not be saved."""


class Fetching:
    """The articles of one configuration and their fetches under way: one of each host, a few in all."""

    def __init__(
        self, rooms: Rooms, trouble: StorageTrouble, *, report: Callable[[Attempted], None] | None = None
    ) -> None:
        self.rooms = rooms
        self._trouble = trouble
        self._report = report
        self._tasks: dict[str, asyncio.Task[None]] = {}  # by host
        self._held: dict[str, datetime] = {}  # by entry, until then

    def start_due(self, *, most: int | None = None) -> int:
        """Begin to fetch what is due and may be asked for now, at most `most`; return how many."""
        now, db = self.rooms.clock(), self.rooms.store.db
        settings = self.rooms.configuration.articles
        room = settings.concurrency - len(self._tasks)
        if room <= 0:
            return 0
        self._give_up(now)
        full = articles.full_hosts(memory.fetched_within_the_hour(db, now=now), settings)
        self._held = {entry: until for entry, until in self._held.items() if until > now}
        due = memory.due(db, now=now, without={*full, *self._tasks}, limit=LOOKED_AT)
        free = [state for state in due if state.entry not in self._held]
        begun = articles.chosen(free, room=room if most is None else min(room, most))
        for state in begun:
            task = asyncio.create_task(self._fetch(state), name=f"article {state.entry}")
            self._tasks[state.host] = task
            task.add_done_callback(partial(self._done, state.host))
        return len(begun)

    def _done(self, host: str, _: asyncio.Task[None]) -> None:
        self._tasks.pop(host, None)

    async def round(self) -> None:
        """Fetch what is due until nothing is, or `per_round` are done. The form for cron."""
        left = self.rooms.configuration.articles.per_round
        while True:
            left -= self.start_due(most=left)
            if not self._tasks:
                return
            await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)  # so that what is done leaves its place

    async def cancel(self) -> None:
        """End every fetch at once. Nothing is lost: what was not saved is due still."""
        for task in self._tasks.values():
            task.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def _fetch(self, state: ArticleState) -> None:
        try:
            attempted = await pipeline.fetch_article(state, self.rooms)
        except StorageError as error:
            self._trouble.failed(error)
            self._held[state.entry] = self.rooms.clock() + HELD
            return
        except Exception as error:  # noqa: BLE001 - a bug in one page must not stop the others
            log.exception("article.crashed", entry=state.entry)
            self._trouble.crashed(error)
            detail = "an internal error; the worker's log has the traceback"
            now = self.rooms.clock()
            failed = articles.settle(state, ArticleFailure(kind=FailureKind.INTERNAL, detail=detail), now=now)
            self._save(Attempted(state=failed), now)
            return
        if attempted is not None:
            self._trouble.worked()
            self._tell(attempted)

    def _give_up(self, now: datetime) -> None:
        """Say of articles that nobody came to fetch in time that they are missing."""
        for state in memory.asked_before(self.rooms.store.db, now - articles.GIVE_UP_AFTER):
            failed = articles.overdue(state, now=now)
            if failed is not None and state.entry not in self._held:
                self._save(Attempted(state=failed), now)

    def _save(self, attempted: Attempted, now: datetime) -> None:
        try:
            self.rooms.store.save_attempted(attempted, now=now)
        except StorageError as error:
            self._trouble.failed(error)
            self._held[attempted.state.entry] = now + HELD
        else:
            self._tell(attempted)

    def _tell(self, attempted: Attempted) -> None:
        _log(attempted)
        if self._report is not None:
            self._report(attempted)


def _log(attempted: Attempted) -> None:
    state, failure = attempted.state, attempted.state.failure
    if failure is None:
        log.info(
            "article.read",
            entry=state.entry,
            host=state.host,
            characters=len(attempted.entry.article or "") if attempted.entry else 0,
            matches=len(attempted.outcomes),
            alerts=sum(len(outcome.alerts) for outcome in attempted.outcomes),
        )
        return
    again = state.due.isoformat(timespec="seconds") if state.condition is ArticleCondition.DUE else "never"
    log.info(
        "article.failed",
        entry=state.entry,
        host=state.host,
        kind=failure.kind.value,
        detail=failure.detail,
        attempts=state.attempts,
        again=again,
    )
