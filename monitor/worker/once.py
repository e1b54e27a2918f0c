"""The cron form: read what is due, send what is due, and go."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor import __version__, spells
from monitor.rooms import Clock, Rooms
from monitor.settings import Configuration, Feed
from monitor.store import StorageError, Store, bulletins, digests, outbox, upkeep, waiting
from monitor.types import Attempted, Polled
from monitor.worker.answering import make_key
from monitor.worker.backing_up import BackingUp
from monitor.worker.delivering import Delivering
from monitor.worker.fetching import Fetching
from monitor.worker.logs import log
from monitor.worker.opening import open_rooms
from monitor.worker.polling import Polling, Report
from monitor.worker.trouble import StorageTrouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round did. `storage_failed`: something could not be saved; `blind`: every feed there is fails."""

    feeds: int
    failed: int
    fresh: int
    articles: int
    alerts: int
    storage_failed: bool
    blind: bool


def utc_now() -> datetime:
    """The clock of the worker."""
    return datetime.now(UTC)


async def run_once(configuration: Configuration, store: Store, *, report: Report | None = None) -> Round:
    """Do one round and return what it did. The caller holds the lock."""
    trouble = StorageTrouble(store, utc_now)
    take_over(configuration, store, trouble, pause=spells.rest(configuration.feeds.values()))
    async with open_rooms(configuration, store, utc_now) as rooms:
        done = await one_round(rooms, trouble, report=report)
        backing_up = BackingUp(store, trouble, utc_now)
        backing_up.start_due(configuration)
        await backing_up.finish()
        leave(rooms, trouble)
    return done


def leave(rooms: Rooms, trouble: StorageTrouble) -> None:
    """Put the database in order and note in it that this worker is done with it."""
    now = utc_now()
    try:
        rooms.store.maintain(before=now - rooms.configuration.store.keep, frequencies=rooms.matcher.frequencies)
        with rooms.store.writing() as db:
            upkeep.stopped(db, now=now)
    except StorageError as error:
        trouble.failed(error)


async def one_round(rooms: Rooms, trouble: StorageTrouble, *, report: Report | None = None) -> Round:
    """Read every feed that is due, fetch every article that is due, and send every alert that is due."""
    counted: list[tuple[bool, int, int]] = []

    def count(feed: Feed, polled: Polled) -> None:
        counted.append(
            (polled.failure is not None, len(polled.fresh), sum(len(outcome.alerts) for outcome in polled.outcomes))
        )
        if report is not None:
            report(feed, polled)

    polling = Polling(rooms, trouble, report=count)
    polling.start_due()
    await polling.finish()
    delivering = Delivering(rooms, trouble)
    delivering.start_due()  # what is decided already does not wait for the articles
    attempts: list[Attempted] = []
    await Fetching(rooms, trouble, report=attempts.append).round()
    await delivering.finish()
    delivering.start_due(at_once=True)
    await delivering.finish()
    if delivering.gather(at_once=True):  # what became of a channel in this round
        delivering.start_due()
        await delivering.finish()
    return Round(
        feeds=len(counted),
        failed=sum(failed for failed, _, _ in counted),
        fresh=sum(fresh for _, fresh, _ in counted),
        articles=sum(attempt.entry is not None for attempt in attempts),
        alerts=sum(alerts for _, _, alerts in counted)
        + sum(len(outcome.alerts) for attempt in attempts for outcome in attempt.outcomes),
        storage_failed=trouble.failing,
        blind=polling.blind,
    )


def take_over(
    configuration: Configuration,
    store: Store,
    trouble: StorageTrouble,
    *,
    pause: timedelta = spells.PAUSE,
    clock: Clock = utc_now,
    since: datetime | None = None,
) -> None:
    """Note in the database that this worker holds it, and settle what no channel will ever take.

    That none was running before is noted where it lasted for a `pause`. `since` is when it began, unless now.
    """
    now = clock()
    try:
        with store.writing() as db:
            host, pid = socket.gethostname(), os.getpid()
            upkeep.started(db, host=host, pid=pid, version=__version__, now=now, pause=pause, since=since)
            orphans = outbox.reject_orphans(db, configuration.channels, now=now)
            digests.reject_orphans(db, configuration.channels, now=now)
            bulletins.reject_orphans(db, configuration.channels, now=now)
            waiting.judge_anew(db)  # by the rules that are in force now
            waiting.retry_soon(db, now=now)
        if configuration.endpoint is not None:
            make_key(store)
    except StorageError as error:
        trouble.failed(error)
        return
    if orphans:
        log.error("alerts.rejected", count=orphans, detail="their channel is no longer configured")
