"""The outbox: alerts that wait, how each attempt went, and the condition of the channels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.store import rows
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
    Story,
)

# Due now; or made in the future, which means that the clock was set back since.
_DUE = "state = 'pending' AND (due <= :now OR created > :now)"


def channels_with_due(db: Database, *, now: datetime) -> list[str]:
    """Names of the channels that have an alert due, in order."""
    found = db.query(f"SELECT DISTINCT channel FROM alerts WHERE {_DUE} ORDER BY channel", {"now": rows.stamp(now)})
    return [row["channel"] for row in found]


def due_alerts(db: Database, channel: str, *, now: datetime, limit: int) -> list[tuple[Alert, int]]:
    """The alerts of `channel` that are due, oldest first, each with the number of attempts so far.

    Of one story only the oldest waiting alert of a recipient is due: an update never overtakes what it updates.
    """
    found = db.query(
        f"SELECT * FROM alerts a WHERE channel = :channel AND {_DUE}"
        " AND NOT EXISTS (SELECT 1 FROM alerts b WHERE b.story = a.story AND b.watch = a.watch"
        " AND b.channel = a.channel AND b.recipient = a.recipient AND b.state = 'pending'"
        " AND (b.created, b.revision) < (a.created, a.revision))"
        " ORDER BY created, id LIMIT :limit",
        {"channel": channel, "now": rows.stamp(now), "limit": limit},
    )
    return [(rows.alert(row), row["attempts"]) for row in found]


def matched_entry(db: Database, alert: Alert) -> tuple[Entry, tuple[Hit, ...]]:
    """The entry that an alert is about, as it stands now, and where the watch matched it."""
    entry = rows.entry(next(db.query("SELECT * FROM entries WHERE id = ?", [alert.entry])))
    found = db.query(
        "SELECT hits FROM matches WHERE entry = ? AND watch = ? ORDER BY revision DESC LIMIT 1",
        [alert.entry, alert.watch],
    )
    return entry, next((rows.hits(row["hits"]) for row in found), ())


def told_before(db: Database, alert: Alert) -> tuple[str, str] | None:
    """Headline and summary that this recipient was told last of the story, where they were edited since."""
    found = db.query(
        "SELECT r.title, r.summary FROM alerts a"
        " JOIN revisions r ON r.entry = a.entry AND r.revision = a.revision"
        " WHERE a.story = ? AND a.watch = ? AND a.channel = ? AND a.recipient = ? AND a.created < ?"
        " ORDER BY a.created DESC LIMIT 1",
        [alert.story, alert.watch, alert.channel, alert.recipient, rows.stamp(alert.created)],
    )
    return next(((row["title"], row["summary"]) for row in found), None)


def story(db: Database, story_id: str) -> Story:
    """A story with its members, first one first."""
    head = next(db.query("SELECT * FROM stories WHERE id = ?", [story_id]))
    members = db.query(
        "SELECT e.*, m.because FROM members m JOIN entries e ON e.id = m.entry WHERE m.story = ?"
        " ORDER BY m.joined, coalesce(e.published, e.first_seen), e.id",
        [story_id],
    )
    return Story(
        id=head["id"],
        title=head["title"],
        opened=rows.moment(head["opened"]),
        updated=rows.moment(head["updated"]),
        members=tuple(rows.member(row) for row in members),
    )


def save_settlement(db: Database, delivery: Delivery, settlement: Settlement) -> None:
    """Write how an attempt went and what it changes. The caller holds the transaction."""
    done = settlement.state != "pending"
    db.execute(
        "UPDATE alerts SET state = ?, due = ?, attempts = ?, settled = ?, detail = ? WHERE id = ?",
        [
            settlement.state,
            rows.stamp(settlement.due),
            settlement.attempts,
            rows.stamp(delivery.at) if done else None,
            delivery.result.detail,
            delivery.alert,
        ],
    )
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
    save_channel(db, settlement.channel)


def channel_states(db: Database) -> dict[str, ChannelState]:
    """Every channel that was ever used, by name."""
    return {row["channel"]: rows.channel_state(row) for row in db.query("SELECT * FROM channels")}


def save_channel(db: Database, state: ChannelState) -> None:
    """Write the condition of a channel."""
    db.table("channels").upsert(rows.channel_row(state), pk="channel")


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
