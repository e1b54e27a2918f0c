"""Receipts and handovers that are sent: which times were done, what waits, and how each went.

What they say is not kept here: it is asked anew for each attempt, as it stood at the end of their time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from monitor.store import queues, rows
from monitor.types import Bulletin, BulletinKind, Delivery, Settlement

TABLES = """
CREATE TABLE bulletins (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'handover')),
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    created TEXT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'rejected')),
    attempts INTEGER NOT NULL,
    settled TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX bulletins_pending ON bulletins (channel, due) WHERE state = 'pending';

CREATE TABLE bulletin_slots (
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    slot TEXT NOT NULL,
    PRIMARY KEY (kind, channel, recipient)
) STRICT, WITHOUT ROWID"""


def save(db: Database, one: Bulletin) -> None:
    """Write a message to be sent. The caller holds the transaction."""
    times = (one.since, one.until, one.created, one.due)
    db.execute(
        "INSERT INTO bulletins (id, kind, channel, recipient, since, until, created, due, state, attempts, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, '') ON CONFLICT (id) DO NOTHING",
        [one.id, one.kind.value, one.channel, one.recipient, *map(rows.stamp, times)],
    )


def last_slots(db: Database, kind: BulletinKind, channel: str) -> dict[str, datetime]:
    """Of which time the last one was that each recipient of `channel` got, or would have got."""
    found = db.query("SELECT recipient, slot FROM bulletin_slots WHERE kind = ? AND channel = ?", [kind.value, channel])
    return {row["recipient"]: rows.moment(row["slot"]) for row in found}


def save_slot(db: Database, kind: BulletinKind, channel: str, recipient: str, slot: datetime) -> None:
    """Note that the one of `slot` was made. The caller holds the transaction."""
    db.execute(
        "INSERT INTO bulletin_slots (kind, channel, recipient, slot) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (kind, channel, recipient) DO UPDATE SET slot = excluded.slot",
        [kind.value, channel, recipient, rows.stamp(slot)],
    )


def channels_with_due(db: Database, *, now: datetime) -> list[str]:
    """Names of the channels that have such a message due, in order."""
    return queues.channels_with_due(db, "bulletins", now=now)


def due_bulletins(db: Database, channel: str, *, now: datetime) -> list[tuple[Bulletin, int]]:
    """The messages of `channel` that are due, oldest first, each with its attempts so far."""
    return [(_bulletin(row), row["attempts"]) for row in queues.due(db, "bulletins", channel, now=now)]


def record(db: Database, delivery: Delivery, settlement: Settlement) -> None:
    """Write how an attempt to send one went, and what it changes of it. The caller holds the transaction."""
    queues.settle(db, "bulletins", delivery, settlement)


def reject_orphans(db: Database, channels: Iterable[str], *, now: datetime) -> None:
    """Reject what is for a channel that the configuration no longer has. The caller holds the transaction."""
    queues.reject_orphans(db, "bulletins", channels, now=now)


def forget(db: Database, *, before: datetime) -> None:
    """Delete what was settled before `before`. The caller holds the transaction."""
    db.execute("DELETE FROM bulletins WHERE settled < ?", [rows.stamp(before)])


def _bulletin(row: rows.Row) -> Bulletin:
    return Bulletin(
        id=row["id"],
        kind=BulletinKind(row["kind"]),
        channel=row["channel"],
        recipient=row["recipient"],
        since=rows.moment(row["since"]),
        until=rows.moment(row["until"]),
        created=rows.moment(row["created"]),
        due=rows.moment(row["due"]),
    )
