"""Safe mode: a damaged database is set aside, and the worker goes on with the newest good backup, or an empty one.

Damage is what SQLite calls so (SQLITE_CORRUPT, SQLITE_NOTADB), or what its own check finds. A full disk, missing rights
or a lock are no damage. A worker that meets damage while it runs ends and leaves a mark, so that the next one checks
the whole file, and the second time does without the file whatever the check says: there is no loop of crashes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from monitor.errors import DamagedError
from monitor.store import backups, restoring
from monitor.store.connection import BUSY_TIMEOUT_S, damage_in
from monitor.types import Restoration

_TRUSTED = 1
"""How often damage may be met that the check of the whole file does not find."""


def secure(database: Path, folder: Path, *, now: datetime) -> Restoration | None:
    """Make sure that `database` can be used; return what was done where it was damaged, None where all is well.

    `folder` holds the backups. The caller holds the lock. Raises StoreError where a backup cannot be put in place.
    """
    restoring.drop_second_names(database)
    found = damage(database) or _emptied(database, folder)
    if not found:
        return None
    for backup in backups.listed(database, folder):
        try:
            done = restoring.restore(backup.path, database, now=now, why=found)
        except backups.UnsoundError:
            continue
        break
    else:
        done = restoring.restore(None, database, now=now, why=found)
    _mark(database).unlink(missing_ok=True)
    return done


def damage(database: Path) -> str:
    """Say what is wrong with `database`, nothing where it is sound: by a look, and whole after an unclean end."""
    if not database.exists():
        return ""
    met, detail = _met(database)
    if met > _TRUSTED:
        return detail
    unclean = met > 0 or _has_bytes(database.with_name(f"{database.name}-wal"))
    try:
        with closing(sqlite3.connect(database, timeout=BUSY_TIMEOUT_S)) as connection:
            connection.execute("PRAGMA query_only = ON")
            if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'worker'").fetchone():
                unclean |= connection.execute("SELECT stopped FROM worker WHERE stopped IS NOT NULL").fetchone() is None
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] if unclean else "ok"
    except sqlite3.DatabaseError as error:
        return damage_in(error)
    return "" if found == "ok" else str(found)


def _emptied(database: Path, folder: Path) -> str:
    """A file without a byte is how a database begins; where there are backups it had begun before."""
    lost = database.exists() and not database.stat().st_size and backups.listed(database, folder)
    return "the file is empty" if lost else ""


def _has_bytes(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


@contextmanager
def watched(database: Path) -> Iterator[None]:
    """Run a worker. Raises DamagedError, and leaves a mark for the next one, where it meets damage."""
    try:
        yield
    except Exception as error:
        detail = damage_in(error)
        if not detail:
            raise
        with suppress(OSError):
            met, _ = _met(database)
            _mark(database).write_text(json.dumps({"met": met + 1, "detail": detail}), encoding="utf-8")
        raise DamagedError(
            f"{database}: the database is damaged: {detail}; the next start checks it, sets it aside if need be and "
            "goes on with the newest good backup"
        ) from error
    with suppress(OSError):
        _mark(database).unlink(missing_ok=True)


def _mark(database: Path) -> Path:
    return database.with_name(f"{database.name}.damaged")


def _met(database: Path) -> tuple[int, str]:
    """How often damage was met since the last end without any, and what it was."""
    try:
        note = json.loads(_mark(database).read_text(encoding="utf-8"))
        return int(note["met"]), str(note["detail"])
    except FileNotFoundError:
        return 0, ""
    except (OSError, ValueError, KeyError, TypeError):
        return 1, "damage was met, and its mark cannot be read"
