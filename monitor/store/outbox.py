"""The outbox: alerts that wait, how each attempt went, and the condition of the channels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.settings import Level
from monitor.store import memory, rows, waiting
from monitor.types import (
    Alert,
    ChannelState,
    Deferred,
    Delivery,
    Entry,
    Hit,
    Rejected,
    Sent,
    Settlement,
    Uncertain,
)

# In the order of decisions, not of times: the clock may have been set back between two of them.
_DECIDED_BEFORE = "rowid < (SELECT rowid FROM alerts WHERE id = ?)"


def thread_level(db: Database, alert: Alert) -> Level | None:
    """How loud the first message was that this recipient got in the thread of `alert`; None where there is none yet."""
    found = db.query(
        "SELECT level FROM alerts WHERE coalesce(likely, story) = ? AND watch = ? AND channel = ? AND recipient = ?"
        f" AND {_DECIDED_BEFORE} ORDER BY rowid LIMIT 1",
        [alert.likely or alert.story, alert.watch, alert.channel, alert.recipient, alert.id],
    )
    return next((Level(row["level"]) for row in found), None)


def matched_entry(db: Database, alert: Alert) -> tuple[Entry, tuple[Hit, ...]]:
    """The entry that an alert is about, as it stands now, and where the watch matched it."""
    entry = rows.entry(next(db.query("SELECT * FROM entries WHERE id = ?", [alert.entry])))
    found = db.query(
        "SELECT hits FROM matches WHERE entry = ? AND watch = ? ORDER BY revision DESC LIMIT 1",
        [alert.entry, alert.watch],
    )
    return entry, next((rows.hits(row["hits"]) for row in found), ())


def told_before(db: Database, alert: Alert) -> tuple[str, str] | None:
    """Headline and summary of the entry that this recipient was told last, where they were edited since."""
    found = db.query(
        "SELECT r.title, r.summary FROM alerts a"
        " JOIN revisions r ON r.entry = a.entry AND r.revision = a.revision"
        f" WHERE a.entry = ? AND a.watch = ? AND a.channel = ? AND a.recipient = ? AND a.{_DECIDED_BEFORE}"
        " ORDER BY a.rowid DESC LIMIT 1",
        [alert.entry, alert.watch, alert.channel, alert.recipient, alert.id],
    )
    return next(((row["title"], row["summary"]) for row in found), None)


def save_settlement(db: Database, delivery: Delivery, settlement: Settlement) -> None:
    """Write how an attempt went and what it changes. The caller holds the transaction."""
    done = settlement.state != "pending"
    db.execute(
        "UPDATE alerts SET state = ?, due = ?, attempts = ?, settled = ?, detail = ?,"
        " begun = CASE WHEN ? OR begun = 2 THEN 2 ELSE 0 END WHERE id = ?",
        [
            settlement.state,
            rows.stamp(settlement.due),
            settlement.attempts,
            rows.stamp(delivery.at) if done else None,
            delivery.result.detail,
            isinstance(delivery.result, Uncertain),
            delivery.alert,
        ],
    )
    waiting.follow(db, delivery.alert, settlement, delivery.at)
    db.execute(
        "INSERT INTO deliveries (alert, at, channel, result, detail, took_ms) VALUES (?, ?, ?, ?, ?, ?)",
        [
            delivery.alert,
            rows.stamp(delivery.at),
            delivery.channel,
            _name(delivery),
            delivery.result.detail,
            round(delivery.took / timedelta(milliseconds=1)),
        ],
    )


def channel_states(db: Database) -> dict[str, ChannelState]:
    """Every channel that was ever used, by name."""
    return {row["channel"]: rows.channel_state(row) for row in db.query("SELECT * FROM channels")}


def save_channel(db: Database, state: ChannelState) -> None:
    """Write the condition of a channel."""
    memory.upsert(db, "channels", "channel", rows.channel_row(state))


def reject_orphans(db: Database, channels: Iterable[str], *, now: datetime) -> int:
    """Reject what waits for a channel that the configuration no longer has; return how many that were."""
    cursor = db.execute(
        "UPDATE alerts SET state = 'rejected', settled = ?, detail = 'the channel is no longer configured'"
        " WHERE state = 'pending' AND channel NOT IN (SELECT value FROM json_each(?))",
        [rows.stamp(now), rows.json_list(channels)],
    )
    return cursor.rowcount


def counts(db: Database) -> dict[str, dict[str, Any]]:
    """Per channel how many alerts are in each state, and when the oldest waiting one was made."""
    found = db.query(
        "SELECT channel, sum(state = 'pending') AS pending, sum(state = 'sent') AS sent,"
        " sum(state = 'rejected') AS rejected, min(CASE WHEN state = 'pending' THEN created END) AS oldest"
        " FROM alerts GROUP BY channel ORDER BY channel"
    )
    return {row["channel"]: row for row in found}


def _name(delivery: Delivery) -> str:
    result = delivery.result
    if isinstance(result, Rejected):
        return f"rejected-{result.fault}"
    if isinstance(result, Deferred):
        return "deferred"
    return "sent" if isinstance(result, Sent) else "uncertain"
