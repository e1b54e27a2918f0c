"""What keeps the worker alive and believed, looked at every second: the service manager, a service elsewhere that is
called, the canary, the backups.

None of them ever holds up the work, and signs of life are given only while it goes on (`monitor.worker.progress`).
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Coroutine
from datetime import datetime, timedelta

from monitor import canary
from monitor.notify.ping import FAILED, open_pinger
from monitor.notify.sender import Sender
from monitor.rooms import Clock, Rooms
from monitor.settings import Configuration
from monitor.store import StorageError, Store
from monitor.store import canary as memory
from monitor.store import notices as notice_memory
from monitor.types import Message, Notice, NoticeKind, Sent
from monitor.worker.backing_up import BackingUp
from monitor.worker.logs import log, log_notices
from monitor.worker.progress import Progress
from monitor.worker.systemd import ServiceManager
from monitor.worker.trouble import StorageTrouble

FIRST_CALL = timedelta(seconds=10)
"""How long after the start the first call elsewhere is made: by then every tick has run."""

LOOK_EVERY = timedelta(seconds=3)
"""How often it is asked whether a backup or a canary is due."""


class Caretaker:
    """What one worker does to be believed."""

    def __init__(self, store: Store, trouble: StorageTrouble, progress: Progress, clock: Clock) -> None:
        self._store = store
        self._trouble = trouble
        self._progress = progress
        self._clock = clock
        self._manager = ServiceManager(os.environ)
        self._backing_up = BackingUp(store, trouble, clock)
        self._rooms: Rooms | None = None
        self._pinger: Sender | None = None
        self._called = False  # whether the last call elsewhere was answered
        self._next_sign = self._next_look = 0.0
        self._next_call = time.monotonic() + FIRST_CALL.total_seconds()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def follow(self, rooms: Rooms) -> None:
        """Go by a configuration that was just put in force."""
        await self._leave()
        self._rooms = rooms
        ping = rooms.configuration.operator.ping
        self._pinger = open_pinger(ping.url) if ping is not None else None

    async def settle(self) -> None:
        """Wait until no call and no canary is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    def ready(self) -> None:
        """Say that the worker is at work."""
        self._manager.ready(self._status())

    def reloading(self) -> None:
        """Say that the configuration is read anew; `ready` must follow."""
        self._manager.reloading()

    async def stop(self) -> None:
        """Say that the worker ends, and end what is under way, but for a backup: `finish` waits for that."""
        self._manager.stopping()
        await self._leave()

    async def finish(self) -> None:
        """Wait for a backup that is being made, when all else is done: it may take minutes."""
        await self._backing_up.finish()

    async def _leave(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await self.settle()
        pinger, self._pinger, self._rooms = self._pinger, None, None
        if pinger is not None:
            await pinger.close()

    def look(self) -> None:
        """Do what is due."""
        if self._rooms is None:
            return
        stuck = self._progress.stuck()
        now = time.monotonic()
        if (every := self._manager.watchdog) is not None and now >= self._next_sign:
            self._next_sign = now + every.total_seconds()
            if stuck:
                self._manager.troubled("; ".join(stuck))
            else:
                self._manager.alive(self._status())
        self._call_elsewhere(stuck, now)
        if now < self._next_look:
            return
        self._next_look = now + LOOK_EVERY.total_seconds()
        configuration = self._rooms.configuration
        self._backing_up.start_due(configuration)
        if configuration.canary is not None and self._is_due(configuration):
            self._start("canary", self._fly(self._rooms, configuration.canary.within))

    def _start(self, name: str, work: Coroutine[None, None, None]) -> None:
        task = self._tasks[name] = asyncio.create_task(work, name=name)
        task.add_done_callback(lambda done: self._done(name, done))

    def _done(self, name: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(name) is task:
            del self._tasks[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error(f"{name}.crashed", detail=repr(error), exc_info=error)
            self._trouble.crashed(error)

    def _status(self) -> str:
        if self._rooms is None:
            return "starting"
        configuration = self._rooms.configuration
        return f"watching {len(configuration.feeds)} feeds for {len(configuration.watches)} watches"

    # --- a service elsewhere ---

    def _call_elsewhere(self, stuck: tuple[str, ...], now: float) -> None:
        ping = self._rooms.configuration.operator.ping if self._rooms else None
        if ping is None or self._pinger is None or now < self._next_call or "ping" in self._tasks:
            return
        self._next_call = now + ping.every.total_seconds()
        wrong = [*stuck, *(["the database takes no writes"] if self._trouble.failing else [])]
        self._start("ping", self._call(self._pinger, wrong))

    async def _call(self, pinger: Sender, wrong: list[str]) -> None:
        said = "; ".join(wrong) or self._status()
        result = await pinger.send(Message(id="", recipient=FAILED if wrong else "", body=said.encode()))
        answered = isinstance(result, Sent)
        if not answered:
            log.warning("ping.failed", detail=result.detail)
        elif not self._called:
            log.info("ping.answered", detail=result.detail)
        self._called = answered

    # --- the canary ---

    def _is_due(self, configuration: Configuration) -> bool:
        settings = configuration.canary
        if settings is None or "canary" in self._tasks:
            return False
        last = memory.state(self._store.db)
        every = settings.within if last.late else settings.every  # a late one is looked for soon
        return last.sent is None or not timedelta(0) <= self._clock() - last.sent < every

    async def _fly(self, rooms: Rooms, within: timedelta) -> None:
        sent, began = self._clock(), time.monotonic()
        try:
            flight = await canary.fly(rooms, within)
        except StorageError as error:
            self._trouble.failed(error)
            flight = canary.Flight(lost=str(error))
        except Exception as error:  # noqa: BLE001 - a bug on its way is what it is sent to find
            log.exception("canary.crashed")
            self._trouble.crashed(error)
            flight = canary.Flight(lost="an internal error; the worker's log has the traceback")
        took = timedelta(seconds=time.monotonic() - began)
        try:
            self._landed(flight, sent, took)
        except StorageError as error:
            self._trouble.failed(error)

    def _landed(self, flight: canary.Flight, sent: datetime, took: timedelta) -> None:
        now, before = self._clock(), memory.state(self._store.db)
        if flight.lost:
            log.warning("canary.lost", detail=flight.lost)
            after = memory.Canary(
                sent=sent, arrived=before.arrived, took=before.took, late=before.late or now, detail=flight.lost
            )
        else:
            log.debug("canary.arrived", took=round(took.total_seconds(), 3))
            after = memory.Canary(sent=sent, arrived=now, took=took, late=None, detail="")
        notices = _told(before, after, now)
        log_notices(notices)
        with self._store.writing() as db:
            memory.save(db, after)
            notice_memory.save(db, notices)


def _told(before: memory.Canary, after: memory.Canary, now: datetime) -> list[Notice]:
    """Return what the operator is told: that it is late, once, and that it is back, once."""
    if (before.late is None) is (after.late is None):
        return []
    if after.late is not None:
        last = f"; the last one arrived at {after.arrived:%Y-%m-%d %H:%M} UTC" if after.arrived else ""
        detail = f"an entry of our own did not come through: {after.detail}{last}; desks may miss news"
        return [Notice(kind=NoticeKind.CANARY_LATE, subject="", detail=detail, since=after.late, at=now)]
    detail = "an entry of our own comes through again"
    return [Notice(kind=NoticeKind.CANARY_BACK, subject="", detail=detail, since=before.late or now, at=now)]
