"""Opens the database, and nothing else: pragmas, the write transaction, and what SQLite's errors mean.

One writer: the worker holds a lock beside the database (`monitor.worker.lock`); commands that only look open it
read-only and may do so at any time, because the journal is a write-ahead log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from monitor.errors import DamagedError, StoreError

BUSY_TIMEOUT_S = 30
"""How long a write waits for another one, in seconds; a backup of a large database takes a few."""

JOURNAL_SIZE = 16 * 1024 * 1024
"""Bytes that the write-ahead log keeps once it is folded into the file; it grows while somebody reads for long."""

ADVICE = (
    "`monitor doctor` looks at all of it; start the worker anew: it sets a damaged file aside and goes on with the "
    "newest good backup (docs/running.md)"
)
"""What a person does about a damaged database."""

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def damage_in(error: BaseException | None) -> str:
    """Say what damage an exception tells of, also one that it was raised from; nothing where it tells of none."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        code = getattr(error, "sqlite_errorcode", None)
        if isinstance(error, sqlite3.DatabaseError) and code is not None and code & 0xFF in _DAMAGE:
            return str(error)
        error = error.__cause__ or error.__context__
    return ""


def refused(path: Path, what: str, error: Exception) -> StoreError:
    """Return what to raise where the database at `path` fails with `error`; `what` is what was tried."""
    if damage := damage_in(error):
        return DamagedError(f"{path}: the database is damaged: {damage}; {ADVICE}")
    return StoreError(f"{path}: cannot {what} the database: {error}")


def connect(path: Path, *, max_size: int | None = None) -> Database:
    """Open the database at `path` for writing; make it and its folder where they do not exist.

    `max_size` (bytes) caps the file: beyond it SQLite answers "full", exactly as with a full disk.
    Raises StoreError where it cannot be opened or is not a database; DamagedError where it is damaged.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)
        database = Database(connection)
        _prepare(database, max_size)
    except (OSError, sqlite3.Error) as error:
        raise refused(path, "open", error) from error
    return database


def connect_to_read(path: Path) -> Database:
    """Open an existing database at `path` without ever writing to it. Raises StoreError where there is none."""
    if not path.exists():
        raise StoreError(f"{path}: there is no database yet; start the worker once with `monitor run --once`")
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)
        database = Database(connection)
        database.execute("PRAGMA query_only = ON")
        database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        raise refused(path, "read", error) from error
    return database


def _prepare(database: Database, max_size: int | None) -> None:
    # Before anything is written: it says how the file is laid out, so that free space can be given back in small steps.
    database.execute("PRAGMA auto_vacuum = INCREMENTAL").fetchone()
    # FULL, not NORMAL: after a power cut the last commit must still be there, for an alert may have been sent.
    pragmas = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", f"journal_size_limit = {JOURNAL_SIZE}")
    for pragma in pragmas:
        database.execute(f"PRAGMA {pragma}").fetchone()
    if max_size is not None:
        page_size = database.execute("PRAGMA page_size").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {max(1, max_size // page_size)}").fetchone()


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """Run a block as one transaction that takes the write lock at once.

    `Database.atomic()` begins deferred: two connections that read and then write fail with "database is locked"
    whatever the timeout. Calls of sqlite-utils nest inside this block.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.rollback()
        raise
    try:
        database.execute("COMMIT")
    except BaseException:
        database.rollback()
        raise
