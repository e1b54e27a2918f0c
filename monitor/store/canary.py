"""What the canary leaves in the database: taken away after each flight, but for a row that says how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.store import rows
from monitor.store.store import Store

NAME = "(canary)"
"""Its feed, watch and channel; a configuration cannot have such a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """How the last flights went: when the last one began and arrived, how long it took, since when it is late."""

    sent: datetime | None
    arrived: datetime | None
    took: timedelta | None
    late: datetime | None  # since the first one that did not arrive; None while they do
    detail: str  # where the last one was lost


def clear(store: Store) -> None:
    """Take away all that a flight wrote. Raises StorageError."""
    with store.writing() as db:
        db.execute("DELETE FROM alerts WHERE channel = ?", [NAME])
        stories = [row["story"] for row in db.query("SELECT DISTINCT story FROM matches WHERE watch = ?", [NAME])]
        db.execute("DELETE FROM entries WHERE feed = ?", [NAME])
        ids = rows.json_list(stories)
        db.execute("DELETE FROM stories WHERE id IN (SELECT value FROM json_each(?))", [ids])
        db.execute("DELETE FROM feeds WHERE name = ?", [NAME])
        db.execute("DELETE FROM channels WHERE channel = ?", [NAME])


def arrived(store: Store) -> bool:
    """Whether the database says that the message of this flight was sent."""
    found = store.db.execute("SELECT count(*), sum(state = 'sent') FROM alerts WHERE channel = ?", [NAME]).fetchone()
    return bool(found[0]) and found[0] == found[1]


def state(db: Database) -> Canary:
    """How the last flights went."""
    row = next(db.query("SELECT * FROM canary WHERE id = 1"))
    return Canary(
        sent=rows.maybe_moment(row["sent"]),
        arrived=rows.maybe_moment(row["arrived"]),
        took=timedelta(milliseconds=row["took_ms"]) if row["took_ms"] is not None else None,
        late=rows.maybe_moment(row["late"]),
        detail=row["detail"],
    )


def save(db: Database, one: Canary) -> None:
    """Write how it went. The caller holds the transaction."""
    db.execute(
        "UPDATE canary SET sent = ?, arrived = ?, took_ms = ?, late = ?, detail = ? WHERE id = 1",
        [
            rows.maybe_stamp(one.sent),
            rows.maybe_stamp(one.arrived),
            round(one.took / timedelta(milliseconds=1)) if one.took is not None else None,
            rows.maybe_stamp(one.late),
            one.detail,
        ],
    )
