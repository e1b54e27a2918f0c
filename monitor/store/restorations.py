"""What is remembered of restorations and of the canary: the tables that keep what the worker survived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.store import memory, notices, rows
from monitor.types import Notice, NoticeKind, Restoration

TABLES = """
CREATE TABLE restorations (
    at TEXT PRIMARY KEY,
    made TEXT,
    until TEXT NOT NULL,
    backup TEXT NOT NULL,
    aside TEXT NOT NULL,
    why TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE history ADD COLUMN restored INTEGER NOT NULL DEFAULT 0;

CREATE TABLE canary (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sent TEXT,
    arrived TEXT,
    took_ms INTEGER,
    late TEXT,
    detail TEXT NOT NULL
) STRICT;

INSERT INTO canary (id, detail) VALUES (1, '')"""


def last(db: Database) -> Restoration | None:
    """The last restoration, None where there was none."""
    found = db.query("SELECT * FROM restorations ORDER BY at DESC LIMIT 1")
    return next((_restoration(row) for row in found), None)


def save(db: Database, restoration: Restoration) -> None:
    """Note a restoration, settle what may have been sent before it, and tell the operator. The caller holds the
    transaction.

    What was due before the restoration was probably sent after the backup: sending it again is left to a person. What
    is due later (quiet hours, a digest) waits on.
    """
    at = rows.stamp(restoration.at)
    memory.insert(
        db,
        "restorations",
        {
            "at": at,
            "made": rows.maybe_stamp(restoration.made),
            "until": rows.stamp(restoration.until),
            "backup": restoration.backup,
            "aside": restoration.aside,
            "why": restoration.why,
        },
    )
    refused = "SET state = 'rejected', settled = ?1, detail = ?2 WHERE state = 'pending'"
    known = [at, "may have been sent before the database was restored; `monitor outbox retry` sends it"]
    for table, only in (("digests", ""), ("recaps", ""), ("alerts", " AND told_in IS NULL")):
        db.execute(f"UPDATE {table} {refused} AND due <= ?1{only}", known)
    # What is told in the message of something else shares its fate, whenever it was due itself.
    db.execute(
        f"UPDATE alerts {refused} AND told_in IS NOT NULL AND told_in NOT IN (SELECT id FROM digests"
        " WHERE state = 'pending' UNION ALL SELECT id FROM alerts WHERE state = 'pending')",
        known,
    )
    found = db.query("SELECT DISTINCT title FROM alerts WHERE settled = ?1 AND detail = ?2 ORDER BY 1", known)
    waited = list(found)
    # Whose database this is was written by a worker that is no more.
    db.execute("UPDATE worker SET stopped = coalesce(stopped, ?1), trouble = '', trouble_since = NULL", [at])
    notices.save(db, [_notice(restoration, [row["title"] for row in waited])])


_MOST_LISTED = 15


def _notice(one: Restoration, waited: list[str]) -> Notice:
    made = f" as of {one.made:%Y-%m-%d %H:%M} UTC" if one.made else ""
    source = f"the backup {one.backup}{made}" if one.backup else "an empty database"
    detail = f"{source} is in its place"
    if one.why:
        detail = f"{one.why}; {detail}"
    if one.aside:
        detail += f", the database before is kept as {one.aside}"
    detail += f"; what was published before {one.until:%Y-%m-%d %H:%M} UTC is not told again"
    if waited:
        more = f"; and {len(waited) - _MOST_LISTED} more" if len(waited) > _MOST_LISTED else ""
        detail += f"; not sent, because it may have been already: {'; '.join(waited[:_MOST_LISTED])}{more}"
    kind = NoticeKind.DATABASE_DAMAGED if one.why else NoticeKind.DATABASE_RESTORED
    return Notice(kind=kind, subject="", detail=detail, since=one.at, at=one.at)


def as_of(db: Database) -> datetime | None:
    """The last sign of life in the database; None where no worker ever held it."""
    found = db.execute("SELECT max(coalesce(heartbeat, ''), coalesce(stopped, '')) FROM worker").fetchone()
    return rows.moment(found[0]) if found and found[0] else None


def _restoration(row: Mapping[str, Any]) -> Restoration:
    return Restoration(
        at=rows.moment(row["at"]),
        made=rows.maybe_moment(row["made"]),
        until=rows.moment(row["until"]),
        backup=row["backup"],
        aside=row["aside"],
        why=row["why"],
    )
