"""How the database itself is: its size, its queues and its shape. Whether it is sound says `backups.faults`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from monitor.store import handling, rows, schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """How large the database is, in bytes. `free` is room inside the file; `journal` is what is not folded in yet."""

    size: int
    free: int
    journal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How many messages wait for a channel. `due` is when the oldest that may go by now was to go; None: none may."""

    waiting: int
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Which changes of the tables a database lacks, and which it has that this version does not know."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def space(db: Database, path: Path) -> Space:
    """How large the database at `path` is."""
    page = _number(db, "page_size")
    journal = path.with_name(f"{path.name}-wal")
    try:
        waiting = journal.stat().st_size
    except FileNotFoundError:
        waiting = 0
    return Space(size=_number(db, "page_count") * page, free=_number(db, "freelist_count") * page, journal=waiting)


def _number(db: Database, pragma: str) -> int:
    return int(db.execute(f"PRAGMA {pragma}").fetchone()[0])


def depths(db: Database, *, now: datetime) -> dict[str, Depth]:
    """What waits for each channel, of every kind: alerts, digests, what mutes held back, notices."""
    tables = " UNION ALL ".join(
        f"SELECT channel, due FROM {table} WHERE state = 'pending'" + (" AND told_in IS NULL" * (table == "alerts"))
        for table in handling.TABLES.values()
    )
    found = db.query(
        f"SELECT channel, count(*) AS waiting, min(CASE WHEN due <= ? THEN due END) AS due FROM ({tables})"
        " GROUP BY channel ORDER BY channel",
        [rows.stamp(now)],
    )
    return {row["channel"]: Depth(waiting=row["waiting"], due=rows.maybe_moment(row["due"])) for row in found}


def shape(db: Database) -> Shape:
    """Compare the tables with those of this version."""
    known = [migration.name for migration in schema.migrations.pending(Database(memory=True))]
    applied = [migration.name for migration in schema.migrations.applied(db)]
    return Shape(
        missing=tuple(name for name in known if name not in applied),
        unknown=tuple(name for name in applied if name not in known),
    )
