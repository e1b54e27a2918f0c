"""Puts a backup, or an empty database, in place of the database, so that there is a whole one at every moment.

    prepare    the backup -> a new file beside the database: brought to this version, told that it is restored, checked
    fold       what the old database has not folded into its file yet
    set aside  the old file gets a second name
    replace    the new file takes the old one's name

Nothing is deleted: neither the backup, nor the database before. The caller holds the lock.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.store import backups, restorations, schema
from monitor.store.connection import BUSY_TIMEOUT_S, connect, writing
from monitor.types import Restoration

_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a file, by the ending of its name."""


def restore(backup: Path | None, database: Path, *, now: datetime, why: str = "") -> Restoration:
    """Put `backup` (None: an empty database) in place of `database`; return what is remembered of that.

    `why` says what was wrong with the database before, where it is not trusted. Raises StoreError where the backup is
    not sound, was written by a newer version, or cannot be put in place; nothing has changed then.
    """
    prepared = database.with_name(f"{database.name}.restoring")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _forget(prepared)
        aside = _aside(database, now, "corrupt" if why else "replaced")
        if backup is not None:
            _copy(backup, prepared)
        done = _prepare(prepared, backup, database, aside, now=now, why=why)
        if found := backups.faults(prepared):
            raise StoreError(f"{prepared}: not sound, nothing was changed: {'; '.join(found)}")
        backups.to_disk(prepared)
        _replace(database, prepared, aside)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{backup or database}: cannot be restored: {error}") from error
    finally:
        with suppress(OSError):
            _forget(prepared)
    return done


def _copy(backup: Path, prepared: Path) -> None:
    """Copy a backup with what lies beside it, after it was found to be sound: a check is cheap, a copy is not."""
    if not backup.is_file():
        raise backups.UnsoundError(f"{backup}: there is no such file")
    if found := backups.faults(backup):
        raise backups.UnsoundError(f"{backup}: not sound, nothing was changed: {'; '.join(found)}")
    shutil.copyfile(backup, prepared)
    journal = backup.with_name(f"{backup.name}-wal")
    if journal.exists():
        shutil.copyfile(journal, prepared.with_name(f"{prepared.name}-wal"))


def _prepare(
    prepared: Path, backup: Path | None, database: Path, aside: Path | None, *, now: datetime, why: str
) -> Restoration:
    db = connect(prepared)
    with closing(db):
        try:
            schema.upgrade(db, backup or prepared, copy=False)
        except StoreError as error:
            raise backups.UnsoundError(f"{error}") from error
        made = restorations.as_of(db) if backup is not None else None
        until = _last_sign(database)
        done = Restoration(
            at=now,
            made=made,
            until=until if until is not None and (made or until) <= until <= now else now,
            backup=backup.name if backup is not None else "",
            aside=aside.name if aside is not None else "",
            why=why,
        )
        with writing(db):
            restorations.save(db, done)
        # Not yet a write-ahead log: one file, with nothing beside it, takes the place of the other.
        db.execute("PRAGMA journal_mode = DELETE").fetchone()
    return done


def _last_sign(database: Path) -> datetime | None:
    """When the worker before gave its last sign of life, as far as that can still be read."""
    if not database.exists():
        return None
    try:
        uri = f"{database.absolute().as_uri()}?mode=ro"
        with closing(Database(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S))) as db:
            return restorations.as_of(db)
    except (sqlite3.Error, ValueError, TypeError):
        return None


def _aside(database: Path, now: datetime, word: str) -> Path | None:
    """Return a name that is free for the database before; None where there is none."""
    if not database.exists():
        return None
    stem = f"{database.name}.{word}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = (database.with_name(stem if not number else f"{stem}-{number}") for number in range(1000))
    return next(path for path in names if not path.exists())


def _replace(database: Path, prepared: Path, aside: Path | None) -> None:
    """Let `prepared` take the place of `database`. From the last step on the new one is in force, before it the old."""
    if aside is not None:
        _fold(database)
        drop_second_names(database)
        try:
            aside.hardlink_to(database)
        except OSError:  # a file system without links
            shutil.copyfile(database, aside)
        for ending in _BESIDE:  # what could not be folded goes along; left here it would be read into the new file
            path = database.with_name(f"{database.name}{ending}")
            if path.exists():
                path.replace(aside.with_name(f"{aside.name}{ending}"))
        _give(prepared, database)
    prepared.replace(database)
    backups.to_disk(database.parent)


def _give(prepared: Path, database: Path) -> None:
    """Let the new file belong to whom the old one belongs to: it may be root who restores, and another who works."""
    was = database.stat()
    prepared.chmod(was.st_mode & 0o777)
    if (os.geteuid(), os.getegid()) != (was.st_uid, was.st_gid):
        with suppress(PermissionError):
            os.chown(prepared, was.st_uid, was.st_gid)


def _fold(database: Path) -> None:
    """Bring what lies beside a sound database into its file; of a damaged one it stays as it is."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, timeout=BUSY_TIMEOUT_S)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def drop_second_names(database: Path) -> None:
    """Take back names that an interrupted restoration gave to what is still the database."""
    for path in database.parent.glob(f"{database.name}.*-*"):
        if path.samefile(database):
            path.unlink()


def _forget(path: Path) -> None:
    for one in (path, *(path.with_name(f"{path.name}{ending}") for ending in (*_BESIDE, "-journal"))):
        one.unlink(missing_ok=True)
