"""The messages that list what a mute kept back, once it is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.store import mutes, queues, rows
from monitor.types import AlertState, Delivery, Recap, Settlement


def save(db: Database, recap: Recap) -> None:
    """Write a message to be sent. The caller holds the transaction."""
    db.execute(
        "INSERT INTO recaps (id, mute, channel, recipient, created, due, state, attempts, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0, '') ON CONFLICT (id) DO NOTHING",
        [
            recap.id,
            recap.mute.id,
            recap.channel,
            recap.recipient,
            rows.stamp(recap.created),
            rows.stamp(recap.due),
            AlertState.PENDING.value,
        ],
    )
    ids = rows.json_list(one.alert.id for one in recap.withheld)
    db.execute(
        "UPDATE withheld SET recap = ? WHERE mute = ? AND id IN (SELECT value FROM json_each(?))",
        [recap.id, recap.mute.id, ids],
    )


def channels_with_due(db: Database, *, now: datetime) -> list[str]:
    """Names of the channels that have such a message due, in order."""
    return queues.channels_with_due(db, "recaps", now=now)


def due(db: Database, channel: str, *, now: datetime) -> list[tuple[Recap, int]]:
    """The messages of `channel` that are due, oldest first, each with its attempts so far."""
    found = queues.due(db, "recaps", channel, now=now)
    return [(_recap(db, row), row["attempts"]) for row in found]


def find(db: Database, name: str) -> Recap | None:
    """The recap of this id, whatever became of it; None where there is none."""
    row = next(db.query("SELECT * FROM recaps WHERE id = ?", [name]), None)
    return _recap(db, row) if row is not None else None


def record(db: Database, delivery: Delivery, settlement: Settlement) -> None:
    """Write how an attempt to send a recap went, and what it changes of it. The caller holds the transaction."""
    queues.settle(db, "recaps", delivery, settlement)


def reject_orphans(db: Database, channels: Iterable[str], *, now: datetime) -> None:
    """Reject what waits for a channel that the configuration no longer has. The caller holds the transaction."""
    queues.reject_orphans(db, "recaps", channels, now=now)


def _recap(db: Database, row: Mapping[str, Any]) -> Recap:
    mute = next(db.query("SELECT * FROM mutes WHERE id = ?", [row["mute"]]))
    found = db.query("SELECT * FROM withheld WHERE recap = ? ORDER BY at, id", [row["id"]])
    return Recap(
        id=row["id"],
        mute=mutes.mute_of(mute),
        channel=row["channel"],
        recipient=row["recipient"],
        withheld=tuple(mutes.withheld_of(one) for one in found),
        created=rows.moment(row["created"]),
        due=rows.moment(row["due"]),
    )
