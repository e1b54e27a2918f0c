"""The database, opened: transactions here, questions in the modules beside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from sqlite_utils import Database

from monitor.settings import StoreSettings
from monitor.store import (
    articles,
    bulletins,
    digests,
    memory,
    mutes,
    notices,
    outbox,
    recaps,
    schema,
    subscriptions,
    upkeep,
)
from monitor.store.connection import connect, connect_to_read, refused, writing
from monitor.store.group import Group
from monitor.types import Attempted, Delivery, Polled, Settlement

FORGET_AT_ONCE = 1000
"""Entries in one transaction of deletions: with all that hangs on them they take some tens of milliseconds."""

SHRINK_AT_ONCE = 200
"""Pages that are given back in one step."""

LEAST_FREE = 2000
FREE_SHARE = 0.2
"""From how many free pages on, and from which share of all, some are given back: the rest is filled again anyway."""


class StorageError(Exception):
    """The database could not take a write now (full, read-only, locked); what was to be written was not."""


class Store:
    """The worker's memory. `db` is for the question modules of this package only.

    Every write is one transaction; where SQLite refuses it, StorageError says why and nothing of it was written.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self._group = Group(db)
        self._owed: dict[str, Callable[[], None]] = {}  # by channel: attempts that are not on the disk yet

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the journal is folded into the file."""
        self._group.commit()
        self.db.close()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One write transaction. Raises StorageError where the database cannot take it."""
        self._group.commit()
        try:
            with writing(self.db):
                yield self.db
        except sqlite3.OperationalError as error:
            raise StorageError(f"the database cannot be written: {error}") from error

    def save(self, polled: Polled, *, now: datetime) -> None:
        """Write all that a poll changed, or nothing. Raises StorageError."""
        with self.writing():
            self._write(polled, now)

    async def save_together(self, polled: Polled, *, now: datetime) -> None:
        """Do what `save` does, in one transaction with other polls that end now; alerts do not wait for others."""
        urgent = any(outcome.alerts for outcome in polled.outcomes)
        try:
            await self._group.write(lambda: self._write(polled, now), at_once=urgent)
        except sqlite3.OperationalError as error:
            raise StorageError(f"the database cannot be written: {error}") from error

    def _write(self, polled: Polled, now: datetime) -> None:
        memory.save_polled(self.db, polled, now=now)
        for outcome in polled.outcomes:
            mutes.keep_back(self.db, outcome.withheld)
        for state in polled.articles:
            articles.save_wanted(self.db, state)
        subscriptions.save(self.db, polled.subscriptions)

    def save_attempted(self, attempted: Attempted, *, now: datetime) -> None:
        """Write all that an attempt to fetch an article changed, or nothing. Raises StorageError."""
        with self.writing() as db:
            articles.save_attempted(db, attempted, now=now)

    def record(self, delivery: Delivery, settlement: Settlement) -> None:
        """Write how an attempt to send an alert went. Raises StorageError; see `catch_up`."""
        self._record(delivery, lambda: self._settle(outbox.save_settlement, delivery, settlement))

    async def record_together(self, delivery: Delivery, settlement: Settlement) -> None:
        """Do what `record` does, in one transaction with other attempts that end now."""

        def part() -> None:
            self._settle(outbox.save_settlement, delivery, settlement)

        try:
            await self._group.write(part, soon=True)
        except sqlite3.OperationalError as error:
            self._owed[delivery.channel] = part
            raise StorageError(f"the database cannot be written: {error}") from error

    def record_bundle(self, delivery: Delivery, settlement: Settlement) -> None:
        """Write how an attempt to send notices to an operator went. Raises StorageError; see `catch_up`."""
        self._record(delivery, lambda: self._settle(notices.record, delivery, settlement))

    def record_recap(self, delivery: Delivery, settlement: Settlement) -> None:
        """Write how an attempt to send what a mute held back went. Raises StorageError; see `catch_up`."""
        self._record(delivery, lambda: self._settle(recaps.record, delivery, settlement))

    def record_bulletin(self, delivery: Delivery, settlement: Settlement) -> None:
        """Write how an attempt to send a receipt or a handover went. Raises StorageError; see `catch_up`."""
        self._record(delivery, lambda: self._settle(bulletins.record, delivery, settlement))

    def record_digest(self, delivery: Delivery, settlement: Settlement) -> None:
        """Write how an attempt to send a digest went. Raises StorageError; see `catch_up`."""
        self._record(delivery, lambda: self._settle(digests.record, delivery, settlement))

    def catch_up(self) -> set[str]:
        """Write how attempts went that could not be written when they ended; return the channels where that fails on.

        Nothing more may be sent there: what was accepted would be sent again, once a second while a disk is full.
        """
        for channel, part in list(self._owed.items()):
            try:
                with self.writing():
                    part()
            except StorageError:
                continue
            del self._owed[channel]
        return set(self._owed)

    def _record(self, delivery: Delivery, part: Callable[[], None]) -> None:
        try:
            with self.writing():
                part()
        except StorageError:
            self._owed[delivery.channel] = part
            raise

    def _settle(
        self, record: Callable[[Database, Delivery, Settlement], None], delivery: Delivery, settlement: Settlement
    ) -> None:
        record(self.db, delivery, settlement)
        outbox.save_channel(self.db, settlement.channel)
        notices.save(self.db, settlement.notices)

    def forget_some(self, *, before: datetime) -> int:
        """Delete a part of the entries that are old, in a transaction that holds nobody up; return how many went.

        Raises StorageError.
        """
        with self.writing() as db:
            return upkeep.forget_entries(db, before=before, most=FORGET_AT_ONCE)

    def shrink(self) -> bool:
        """Give some of the free space of the file back to the disk; return whether much more is free.

        A step takes some milliseconds. Raises StorageError.
        """
        free, pages = (self.db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
        if free < max(LEAST_FREE, pages * FREE_SHARE):
            return False
        try:
            self._group.commit()
            # As a script: `execute` takes one page only, because each is a row without columns to SQLite.
            self.db.conn.executescript(f"PRAGMA incremental_vacuum({SHRINK_AT_ONCE})")
        except sqlite3.OperationalError as error:
            raise StorageError(f"the database cannot be written: {error}") from error
        return bool(free > self.db.execute("PRAGMA freelist_count").fetchone()[0])

    def maintain(self, *, before: datetime, frequencies: Mapping[str, float]) -> int:
        """Delete what is old (see `upkeep.forget`) and keep what was learnt; return how many entries went.

        Raises StorageError.
        """
        with self.writing() as db:
            gone = upkeep.forget(db, before=before)
            articles.forget_robots(db, before=before)
            upkeep.learn(db, frequencies)
        self.db.execute("PRAGMA optimize")
        return gone


def open_store(settings: StoreSettings, *, read_only: bool = False) -> Store:
    """Open the database that `settings` name, upgraded to this version unless `read_only`.

    Raises StoreError where it cannot be opened, a newer version has written it, or it is only read and older.
    """
    if read_only:
        db = connect_to_read(settings.path)
        schema.check(db, settings.path)
        return Store(db)
    db = connect(settings.path, max_size=settings.max_size)
    try:
        schema.upgrade(db, Path(settings.path))
    except sqlite3.Error as error:
        raise refused(settings.path, "prepare", error) from error
    return Store(db)


@contextmanager
def open_scratch() -> Iterator[Store]:
    """Open an empty database that is gone afterwards, for a replay: quick, not safe, and all one transaction.

    It is a file all the same, so that a long replay needs little memory.
    """
    with TemporaryDirectory(prefix="news-monitor-") as place:
        db = connect(Path(place) / "scratch.db", max_size=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -16000"):
            db.execute(f"PRAGMA {pragma}").fetchone()
        schema.upgrade(db, Path(place) / "scratch.db")
        db.execute("BEGIN")
        try:
            yield Store(db)
        finally:
            db.close()
