"""What an operator is told: the notices, who waits for which, and the messages that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.store import queues, rows
from monitor.types import Addressee, AlertState, Bundle, Delivery, Notice, NoticeKind, Settlement


def save(db: Database, notices: Iterable[Notice]) -> None:
    """Write notices that nobody was told of yet. The caller holds the transaction."""
    for notice in notices:
        db.execute(
            "INSERT INTO notices (id, kind, subject, detail, since, at)"
            " VALUES (:id, :kind, :subject, :detail, :since, :at) ON CONFLICT (id) DO NOTHING",
            rows.notice_row(notice),
        )


def untold(db: Database) -> list[Notice]:
    """Every notice that nobody was told of, oldest first."""
    return [rows.notice(row) for row in db.query(f"SELECT * FROM notices WHERE told IS NULL {_IN_ORDER}")]


def unaddressed(db: Database) -> list[Notice]:
    """Every notice that nobody was told of and nobody waits for, oldest first."""
    found = db.query(
        "SELECT * FROM notices n WHERE told IS NULL"
        f" AND NOT EXISTS (SELECT 1 FROM notices_waiting w WHERE w.notice = n.id) {_IN_ORDER}"
    )
    return [rows.notice(row) for row in found]


def mark_told(db: Database, notices: Iterable[Notice], *, now: datetime) -> None:
    """Note that `notices` were told. The caller holds the transaction."""
    ids = rows.json_list(notice.id for notice in notices)
    db.execute("UPDATE notices SET told = ? WHERE id IN (SELECT value FROM json_each(?))", [rows.stamp(now), ids])


def retract(db: Database, notices: Iterable[Notice]) -> set[str]:
    """Take `notices` back, but for those that are told or in a message already; return the ids of those.

    The caller holds the transaction.
    """
    ids = rows.json_list(notice.id for notice in notices)
    db.execute(
        "DELETE FROM notices WHERE id IN (SELECT value FROM json_each(?)) AND told IS NULL"
        " AND id NOT IN (SELECT notice FROM notices_waiting WHERE bundle IS NOT NULL)",
        [ids],
    )
    found = db.query("SELECT id FROM notices WHERE id IN (SELECT value FROM json_each(?))", [ids])
    return {row["id"] for row in found}


def since(db: Database, moment: datetime) -> list[Notice]:
    """Every notice found at or after `moment`, oldest first."""
    found = db.query(f"SELECT * FROM notices WHERE at >= ? {_IN_ORDER}", [rows.stamp(moment)])
    return [rows.notice(row) for row in found]


def network_down(db: Database) -> Notice | None:
    """The notice that the network is down, where that is the last that was said of it."""
    return lasting(db, NoticeKind.NETWORK_DOWN, NoticeKind.NETWORK_BACK)


def lasting(db: Database, begun: NoticeKind, over: NoticeKind) -> Notice | None:
    """The notice that something has `begun`, where nothing was said since of its being `over`."""
    found = db.query("SELECT * FROM notices WHERE kind IN (?, ?) ORDER BY at DESC LIMIT 1", [begun.value, over.value])
    last = next((rows.notice(row) for row in found), None)
    return last if last is not None and last.kind is begun else None


# --- who waits for which ---------------------------------------------------------------------------------


def address(db: Database, notice: Notice, to: Iterable[Addressee]) -> None:
    """Let everybody of `to` wait for `notice`. The caller holds the transaction."""
    for one in to:
        db.execute(
            "INSERT INTO notices_waiting (notice, channel, recipient) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [notice.id, one.channel, one.recipient],
        )


def waiting(db: Database) -> dict[Addressee, list[Notice]]:
    """What waits for each recipient and is in no message yet, oldest first."""
    found = db.query(
        "SELECT n.*, w.channel, w.recipient FROM notices_waiting w JOIN notices n ON n.id = w.notice"
        f" WHERE w.bundle IS NULL {_IN_ORDER}"
    )
    by_recipient: dict[Addressee, list[Notice]] = {}
    for row in found:
        by_recipient.setdefault(_addressee(row), []).append(rows.notice(row))
    return by_recipient


def last_bundles(db: Database) -> dict[Addressee, tuple[datetime, bool]]:
    """When the last message for each recipient was made, and whether one still waits to be sent."""
    found = db.query(
        "SELECT channel, recipient, max(created) AS last, max(state = 'pending') AS pending FROM bundles"
        " GROUP BY channel, recipient"
    )
    return {_addressee(row): (rows.moment(row["last"]), bool(row["pending"])) for row in found}


def awaiting(db: Database) -> set[Addressee]:
    """Everybody who waits for a notice, or for a message that was not sent yet."""
    found = db.query(
        "SELECT channel, recipient FROM notices_waiting WHERE bundle IS NULL"
        " UNION SELECT channel, recipient FROM bundles WHERE state = 'pending'"
    )
    return {_addressee(row) for row in found}


def take_back(db: Database, one: Addressee, *, now: datetime) -> None:
    """Let `one`, who is not configured any more, wait for nothing. The caller holds the transaction.

    What nobody else waits for can be addressed anew.
    """
    db.execute(
        "DELETE FROM notices_waiting WHERE channel = ? AND recipient = ?"
        " AND (bundle IS NULL OR bundle IN (SELECT id FROM bundles WHERE state = 'pending'))",
        [one.channel, one.recipient],
    )
    db.execute(
        "UPDATE bundles SET state = 'rejected', settled = ?, detail = 'no longer told of troubles'"
        " WHERE state = 'pending' AND channel = ? AND recipient = ?",
        [rows.stamp(now), one.channel, one.recipient],
    )


# --- messages --------------------------------------------------------------------------------------------


def save_bundle(db: Database, bundle: Bundle) -> None:
    """Write a message to be sent. The caller holds the transaction."""
    db.execute(
        "INSERT INTO bundles (id, channel, recipient, created, due, state, attempts, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, 0, '') ON CONFLICT (id) DO NOTHING",
        [
            bundle.id,
            bundle.channel,
            bundle.recipient,
            rows.stamp(bundle.created),
            rows.stamp(bundle.due),
            AlertState.PENDING.value,
        ],
    )
    db.execute(
        "UPDATE notices_waiting SET bundle = ? WHERE channel = ? AND recipient = ?"
        " AND notice IN (SELECT value FROM json_each(?))",
        [bundle.id, bundle.channel, bundle.recipient, rows.json_list(notice.id for notice in bundle.notices)],
    )


def channels_with_due(db: Database, *, now: datetime) -> list[str]:
    """Names of the channels that have a message to the operator due, in order."""
    return queues.channels_with_due(db, "bundles", now=now)


def due_bundles(db: Database, channel: str, *, now: datetime) -> list[tuple[Bundle, int]]:
    """The messages to the operator that are due on `channel`, oldest first, each with its attempts so far."""
    found = queues.due(db, "bundles", channel, now=now)
    return [(_bundle(db, row), row["attempts"]) for row in found]


def record(db: Database, delivery: Delivery, settlement: Settlement) -> None:
    """Write how an attempt to send a bundle went, and what it changes of it. The caller holds the transaction."""
    queues.settle(db, "bundles", delivery, settlement)
    if settlement.state is AlertState.SENT:
        db.execute(
            "UPDATE notices SET told = ? WHERE told IS NULL"
            " AND id IN (SELECT notice FROM notices_waiting WHERE bundle = ?)",
            [rows.stamp(delivery.at), delivery.alert],
        )


def forget(db: Database, *, before: datetime) -> None:
    """Delete what was found before `before`, but not what somebody waits for or what nobody could be told of.

    The caller holds the transaction.
    """
    at = rows.stamp(before)
    db.execute(
        "DELETE FROM notices WHERE at < ?"
        " AND (told IS NOT NULL OR EXISTS (SELECT 1 FROM notices_waiting w WHERE w.notice = notices.id))"
        " AND NOT EXISTS (SELECT 1 FROM notices_waiting w LEFT JOIN bundles b ON b.id = w.bundle"
        " WHERE w.notice = notices.id AND (w.bundle IS NULL OR b.state = 'pending'))",
        [at],
    )
    db.execute(
        "DELETE FROM bundles WHERE created < ? AND state <> 'pending'"
        " AND NOT EXISTS (SELECT 1 FROM notices_waiting w WHERE w.bundle = bundles.id)",
        [at],
    )


_IN_ORDER = "ORDER BY at, subject, kind"


def _addressee(row: Mapping[str, Any]) -> Addressee:
    return Addressee(channel=row["channel"], recipient=row["recipient"])


def _bundle(db: Database, row: Mapping[str, Any]) -> Bundle:
    found = db.query(
        f"SELECT n.* FROM notices_waiting w JOIN notices n ON n.id = w.notice WHERE w.bundle = ? {_IN_ORDER}",
        [row["id"]],
    )
    return Bundle(
        id=row["id"],
        channel=row["channel"],
        recipient=row["recipient"],
        notices=tuple(rows.notice(one) for one in found),
        created=rows.moment(row["created"]),
        due=rows.moment(row["due"]),
    )
