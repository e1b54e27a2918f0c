"""The service: a few ticks that look for due work, until SIGTERM; SIGHUP reads the configuration anew.

The ticks remember nothing: what is due stands in the database. A poll that decided on an alert wakes the delivery; the
tick finds what waited for its time, and what a wake missed. APScheduler runs them by the wall clock, which may be
set back; a watchman on the monotonic clock sees that and starts them again, because they would otherwise sleep for as
long as the clock was set back.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import __version__
from monitor.errors import ConfigurationError
from monitor.joining import embedder_of
from monitor.settings import Configuration, Feed
from monitor.store import StorageError, Store, upkeep, waiting
from monitor.types import Attempted, Polled
from monitor.worker.caretaker import Caretaker
from monitor.worker.delivering import Delivering
from monitor.worker.fetching import Fetching
from monitor.worker.logs import log
from monitor.worker.once import leave, take_over, utc_now
from monitor.worker.opening import open_rooms
from monitor.worker.polling import Polling
from monitor.worker.progress import Part
from monitor.worker.subscribing import Subscribing
from monitor.worker.trouble import StorageTrouble
from monitor.worker.vitals import Vitals

Load = Callable[[], Configuration]

TICK = timedelta(seconds=1)
MAINTENANCE_EVERY = timedelta(hours=1)
BETWEEN_STEPS_S = 0.05
"""How long polls and deliveries have the database for themselves between two steps of maintenance, in seconds."""

WAKE_AFTER_S = 0.01
"""How long a fresh alert waits for others before the queues are looked at, in seconds."""

GRACE = timedelta(seconds=10)
"""How long a stop waits for messages that are being sent; systemd and Docker wait longer than this."""

CLOCK_STEP = timedelta(seconds=5)
"""A difference between the wall clock and the monotonic clock that counts as a step of the clock."""


class Service:
    """The running worker: one set of rooms in force, replaced as a whole on reload."""

    def __init__(self, store: Store, load: Load) -> None:
        self._store = store
        self._load = load
        self._began = utc_now()
        self._trouble = StorageTrouble(store, utc_now)
        self._vitals = Vitals(store, self._trouble, utc_now)
        self._progress = self._vitals.progress
        self._caretaker = Caretaker(store, self._trouble, self._progress, utc_now)
        self._stack = AsyncExitStack()
        self._stopping = asyncio.Event()
        self._trouble.on_damage = self._stopping.set
        self._reloading = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._woken: asyncio.TimerHandle | None = None
        self._polling: Polling | None = None
        self._fetching: Fetching | None = None
        self._delivering: Delivering | None = None
        self._subscribing: Subscribing | None = None

    async def run(self, configuration: Configuration) -> None:
        """Work until a signal says stop."""
        self._listen()  # before anybody can learn that a worker runs, and send it a signal
        take_over(configuration, self._store, self._trouble, since=self._began)
        async with self._reloading:  # a reload that is asked for meanwhile comes after it
            await self._put_in_force(configuration)
        self._start_ticks()
        log.info(
            "worker.started",
            version=__version__,
            feeds=len(configuration.feeds),
            watches=len(configuration.watches),
            channels=len(configuration.channels),
            database=str(configuration.store.path),
        )
        self._caretaker.ready()
        watchman = asyncio.create_task(self._watch_clock())
        await self._stopping.wait()
        watchman.cancel()
        await self._stop()
        if self._trouble.damage is not None:
            raise self._trouble.damage

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: asyncio.ensure_future(self._read_anew()))

    def _start_ticks(self) -> None:
        ticks: dict[Callable[[], object], timedelta] = {
            self._poll: TICK,
            self._fetch: TICK,
            self._deliver: TICK,
            self._subscribe: TICK,
            self._care: TICK,
            self._beat: upkeep.HEARTBEAT_EVERY,
            self._maintain: MAINTENANCE_EVERY,
        }
        for tick, every in ticks.items():
            self._scheduler.add_job(
                tick,
                "interval",
                seconds=every.total_seconds(),
                id=tick.__name__.strip("_"),
                next_run_time=datetime.now(self._scheduler.timezone),
                misfire_grace_time=None,  # the default of 1 s drops a tick after every stall
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.add_listener(self._tell_of_tick, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        self._scheduler.start()

    async def _poll(self) -> None:
        if self._polling is not None and not self._stopping.is_set():
            if not self._polling.under_way:  # asked before any begins: what began and ended since is no standstill
                self._progress.mark(Part.READING)
            self._polling.start_due()
            self._progress.mark(Part.POLLING)

    async def _fetch(self) -> None:
        if self._fetching is not None and not self._stopping.is_set():
            self._fetching.start_due()

    async def _deliver(self) -> None:
        if self._delivering is not None and not self._stopping.is_set():
            # Asked before any begins: a queue that its rate, quiet hours or a full disk holds is looked at and ends.
            if not self._delivering.under_way:
                self._progress.mark(Part.SENDING)
            self._delivering.start_due()
            self._progress.mark(Part.DELIVERING)

    async def _care(self) -> None:
        if not self._stopping.is_set():
            self._caretaker.look()

    def _polled(self, feed: Feed, polled: Polled) -> None:
        self._vitals.polled(feed, polled)
        self._wake(polled)

    def _attempted(self, attempted: Attempted) -> None:
        self._vitals.attempted(attempted)
        self._wake(attempted)

    def _wake(self, judged: Polled | Attempted) -> None:
        """Send what was just decided without waiting for the tick, together with what others decide now."""
        gone = judged.alerts if isinstance(judged, Attempted) else ()
        if self._woken is None and (gone or any(outcome.alerts for outcome in judged.outcomes)):
            self._woken = asyncio.get_running_loop().call_later(WAKE_AFTER_S, self._send_at_once)

    def _send_at_once(self) -> None:
        self._woken = None
        if self._delivering is not None and not self._stopping.is_set():
            self._delivering.start_due()

    async def _subscribe(self) -> None:
        if self._subscribing is not None and not self._stopping.is_set():
            await self._subscribing.start_due()

    async def _beat(self) -> None:
        """Note a sign of life, unless a part of the work stands still: what only looks alive must not pass for it."""
        await self._vitals.listen()
        self._progress.mark(Part.SAVING)  # a write that is refused is an answer too: `status` and `/readyz` tell of it
        if stuck := self._progress.stuck():
            log.error("worker.stuck", detail="; ".join(stuck))
            return
        try:
            with self._store.writing() as db:
                upkeep.heartbeat(db, now=utc_now())
        except StorageError as error:
            self._trouble.failed(error)

    async def _maintain(self) -> None:
        if self._polling is None:
            return
        rooms = self._polling.rooms
        before = utc_now() - rooms.configuration.store.keep
        gone = 0
        try:
            while some := self._store.forget_some(before=before):
                gone += some
                await asyncio.sleep(BETWEEN_STEPS_S)
            gone += self._store.maintain(before=before, frequencies=rooms.matcher.frequencies)
            while self._store.shrink():  # noqa: ASYNC110 - nothing is waited for, others are let in
                await asyncio.sleep(BETWEEN_STEPS_S)
        except StorageError as error:
            self._trouble.failed(error)
        else:
            log.debug("maintenance.done", forgotten=gone)

    async def _watch_clock(self) -> None:
        drift = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(1)
            step = (time.time() - time.monotonic()) - drift
            if abs(step) < CLOCK_STEP.total_seconds():
                continue
            drift += step
            log.warning("clock.stepped", seconds=round(step))
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(self._scheduler.timezone))
            self._judge_anew()

    def _judge_anew(self) -> None:
        """Let what waits for a time be judged by the clock as it is now."""
        try:
            with self._store.writing() as db:
                waiting.judge_anew(db)
                waiting.retry_soon(db, now=utc_now())
        except StorageError as error:
            self._trouble.failed(error)

    async def _read_anew(self) -> None:
        async with self._reloading:
            self._caretaker.reloading()
            await self._reload()
            self._caretaker.ready()

    async def _reload(self) -> None:
        """Put the files in force as they are now; where they are refused, keep what is in force and say so."""
        try:
            configuration = self._load()
            self._check_change(configuration)
            embedder_of(configuration)  # a model that cannot be loaded is refused like any mistake
        except ConfigurationError as error:
            for problem in error.problems:
                log.error("configuration.problem", problem=str(problem))
            log.error("configuration.refused", problems=len(error.problems), detail="the last good one stays")
            self._note_configuration(str(error))
            return
        except Exception:  # noqa: BLE001 - a bug in reading files must not stop the worker
            log.exception("configuration.crashed", detail="the last good one stays")
            self._note_configuration("an internal error while reading it; the worker's log has the traceback")
            return
        await self._put_in_force(configuration)
        self._note_configuration("")
        log.info("configuration.reloaded", feeds=len(configuration.feeds), watches=len(configuration.watches))

    def _check_change(self, configuration: Configuration) -> None:
        if self._polling is None:
            return
        ours = self._polling.rooms.configuration.store.path
        if configuration.store.path != ours:
            log.warning("configuration.needs_restart", key="store.path", in_force=str(ours))

    async def _put_in_force(self, configuration: Configuration) -> None:
        """Open new rooms, then let what is under way in the old ones end and close them."""
        stack = AsyncExitStack()
        rooms = await stack.enter_async_context(open_rooms(configuration, self._store, utc_now))
        old, self._stack = self._stack, stack
        polling, fetching, delivering = self._polling, self._fetching, self._delivering
        self._polling = self._fetching = self._delivering = None
        await self._stop_subscribing()
        if polling is not None and fetching is not None and delivering is not None:
            await polling.cancel()  # nothing is lost: what was not saved is read again
            await fetching.cancel()
            await delivering.finish(within=GRACE)
            take_over(configuration, self._store, self._trouble, since=self._began)
        self._polling = Polling(rooms, self._trouble, report=self._polled)
        self._fetching = Fetching(rooms, self._trouble, report=self._attempted)
        self._delivering = Delivering(rooms, self._trouble, report=self._vitals.delivered)
        await self._vitals.follow(configuration)
        await self._caretaker.follow(rooms)
        if configuration.endpoint is not None:
            subscribing = Subscribing(configuration.endpoint, self._polling, self._trouble)
            await subscribing.open()
            self._subscribing = subscribing
        await old.aclose()

    async def _stop_subscribing(self) -> None:
        """Take no more pushes; those that came are read, or their feeds are polled soon."""
        subscribing, self._subscribing = self._subscribing, None
        if subscribing is not None:
            await subscribing.close()

    def _note_configuration(self, refused: str) -> None:
        if refused:
            self._vitals.refused()
        try:
            with self._store.writing() as db:
                upkeep.configuration(db, refused)
        except StorageError as error:
            self._trouble.failed(error)

    async def _stop(self) -> None:
        log.info("worker.stopping")
        self._scheduler.shutdown(wait=False)
        if self._woken is not None:
            self._woken.cancel()
        await self._stop_subscribing()
        await self._vitals.close()
        await self._caretaker.stop()
        if self._polling is not None:
            await self._polling.cancel()
        if self._fetching is not None:
            await self._fetching.cancel()
        if self._delivering is not None and self._trouble.damage is not None:
            await self._delivering.finish(within=timedelta(0))  # nothing that is sent now could be recorded
        elif self._delivering is not None:
            # What the last readings decided goes out now rather than after the restart.
            self._delivering.start_due(at_once=True)
            await self._delivering.finish(within=GRACE)
            leave(self._delivering.rooms, self._trouble)
        await self._stack.aclose()
        await self._caretaker.finish()
        log.info("worker.stopped")

    def _tell_of_tick(self, event: JobExecutionEvent) -> None:
        if event.exception is not None:
            log.error("tick.crashed", tick=event.job_id, detail=repr(event.exception), traceback=event.traceback)
            self._trouble.crashed(event.exception)
        else:
            log.warning("tick.missed", tick=event.job_id, scheduled=str(event.scheduled_run_time))


async def run_service(configuration: Configuration, store: Store, load: Load) -> None:
    """Run until SIGTERM or SIGINT. `load` reads the files again on SIGHUP. The caller holds the lock."""
    await Service(store, load).run(configuration)
