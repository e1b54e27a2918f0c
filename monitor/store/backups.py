"""Copies of the database: made while the worker runs, checked, kept in a folder; of the oldest none are kept.

A backup is whole or it is not there: it is written under a temporary name, brought to the disk, checked, and only then
given its name. How one is put in place of the database is in `monitor.store.restoring`.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.errors import StoreError
from monitor.store.connection import BUSY_TIMEOUT_S

_TIME = "%Y%m%dT%H%M%SZ"
_LEFT_OVER_S = 3600.0
"""Seconds after which a temporary file was left by a process that is no more."""


class UnsoundError(StoreError):
    """A backup cannot be used: it is damaged, is none, or was written by a newer version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A file in the folder of backups. `at` is when it was made, `size` in bytes."""

    path: Path
    at: datetime
    size: int


def make(database: Path, folder: Path, *, now: datetime) -> Backup:
    """Copy `database` into `folder` as it is now; whoever writes it meanwhile is not held up.

    Raises StoreError where that fails, or where the copy is not sound; nothing of it stays then.
    """
    target = folder / f"{database.stem}-{now.astimezone(UTC):{_TIME}}.db"
    partial = folder / f".{target.name}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with _opened(database, "rw") as connection:
            connection.execute("VACUUM INTO ?", [str(partial)])
        to_disk(partial)
        if found := faults(partial):
            raise StoreError(f"{partial}: the copy is not sound: {'; '.join(found)}")
        partial.replace(target)
        to_disk(folder)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{target}: cannot make a backup: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return Backup(path=target, at=now, size=target.stat().st_size)


def listed(database: Path, folder: Path) -> list[Backup]:
    """The backups of `database` in `folder`, the newest first."""
    pattern = re.compile(rf"{re.escape(database.stem)}-(\d{{8}}T\d{{6}}Z)\.db")
    found = [(match[1], path) for path in folder.glob("*.db") if (match := pattern.fullmatch(path.name))]
    return [
        Backup(path=path, at=datetime.strptime(at, _TIME).replace(tzinfo=UTC), size=path.stat().st_size)
        for at, path in sorted(found, reverse=True)
    ]


def rotate(database: Path, folder: Path, *, keep: int, now: datetime | None = None) -> list[Path]:
    """Delete all but the newest `keep` backups, and what an interrupted one left; return what went.

    Those that a clock made which was ahead of `now` go first: by their names they would stay the newest.
    """
    found = sorted(listed(database, folder), key=lambda one: now is not None and one.at - now > timedelta(minutes=1))
    gone = [backup.path for backup in found[max(1, keep) :]]
    left = (path for path in folder.glob(f".{database.stem}-*.partial*"))
    gone += [path for path in left if time.time() - path.stat().st_mtime > _LEFT_OVER_S]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def faults(path: Path) -> tuple[str, ...]:
    """Say what is wrong with a database file that nobody writes: nothing for a sound one. Reads all of it."""
    try:
        with _opened(path, "ro", alone=True) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            lost = connection.execute('SELECT DISTINCT "table", parent FROM pragma_foreign_key_check LIMIT 5')
            found += [f"rows of {table} refer to {parent} that is not there" for table, parent in lost]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite3.Error as error:
        return (str(error),)
    if not {"_sqlite_migrations", "worker", "entries"} <= tables:
        found.append("it is not the database of a news monitor")
    return tuple(found)


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _opened(path: Path, mode: str, *, alone: bool = False) -> Iterator[sqlite3.Connection]:
    """Open an existing file; `alone` promises that nobody writes it, so that nothing is made beside it."""
    # What was not folded into the file yet lies beside it and must be read, too.
    whole = alone and not path.with_name(f"{path.name}-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if whole else ''}"
    with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S)) as connection:
        yield connection
