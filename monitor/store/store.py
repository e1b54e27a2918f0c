"""The database, opened: transactions here, questions in the modules beside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.settings import StoreSettings
from monitor.store import articles, memory, outbox, schema, subscriptions, upkeep
from monitor.store.connection import connect, connect_to_read, writing
from monitor.store.group import Group
from monitor.types import Attempted, Delivery, Polled, Settlement


class StorageError(Exception):
    """The database could not take a write now (full, read-only, locked); what was to be written was not."""


class Store:
    """The worker's memory. `db` is for the question modules of this package only.

    Every write is one transaction; where SQLite refuses it, StorageError says why and nothing of it was written.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self._group = Group(db)

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
        for state in polled.articles:
            articles.save_wanted(self.db, state)
        subscriptions.save(self.db, polled.subscriptions)

    def save_attempted(self, attempted: Attempted, *, now: datetime) -> None:
        """Write all that an attempt to fetch an article changed, or nothing. Raises StorageError."""
        with self.writing() as db:
            articles.save_attempted(db, attempted, now=now)

    def record(self, delivery: Delivery, settlement: Settlement) -> None:
        """Write how an attempt to send went. Raises StorageError."""
        with self.writing() as db:
            outbox.save_settlement(db, delivery, settlement)

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

    Raises StoreError where it cannot be opened, or a newer version has written it.
    """
    if read_only:
        return Store(connect_to_read(settings.path))
    db = connect(settings.path, max_size=settings.max_size)
    try:
        schema.upgrade(db, Path(settings.path))
    except sqlite3.Error as error:
        raise StoreError(f"{settings.path}: cannot prepare the database: {error}") from error
    return Store(db)
