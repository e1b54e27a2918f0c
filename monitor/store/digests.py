"""Messages that tell several alerts at once: which there are, what is in them, and how each went."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.store import queues, rows, waiting
from monitor.types import Delivery, Digest, DigestKind, Settlement, Waiting, digest_id

# Due now; or made in the future, which means that the clock was set back since.
_DUE = "state = 'pending' AND (due <= :now OR created > :now)"

_SLACK = timedelta(hours=2)
"""A clock may have been set back by an hour since the last digest: so far back is looked for what it did not tell."""


def save_digest(db: Database, digest: Digest) -> None:
    """Write a message that tells several alerts. The caller holds the transaction."""
    db.execute(
        "INSERT INTO digests (id, kind, channel, recipient, since, created, due, state, attempts, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, '') ON CONFLICT (id) DO NOTHING",
        [
            digest.id,
            digest.kind.value,
            digest.channel,
            digest.recipient,
            rows.stamp(digest.since),
            rows.stamp(digest.created),
            rows.stamp(digest.due),
        ],
    )
    waiting.tell_in(db, digest.id, (alert for alert in digest.alerts))


def fold(db: Database, kind: DigestKind, together: Collection[Waiting], *, now: datetime) -> Digest:
    """Tell several in one message. The caller holds the transaction."""
    alerts = tuple(alert for one in together for alert in one.alerts)
    first = alerts[0]
    digest = Digest(
        id=digest_id(kind, first.channel, first.recipient, *(alert.id for alert in alerts)),
        kind=kind,
        channel=first.channel,
        recipient=first.recipient,
        since=min(alert.created for alert in alerts),
        created=now,
        due=now,
        alerts=alerts,
    )
    save_digest(db, digest)
    return digest


def last_slots(db: Database, channel: str) -> dict[str, datetime]:
    """Of which time the last digest was that each recipient of `channel` got, or would have got."""
    found = db.query("SELECT recipient, slot FROM digest_slots WHERE channel = ?", [channel])
    return {row["recipient"]: rows.moment(row["slot"]) for row in found}


def save_slot(db: Database, channel: str, recipient: str, slot: datetime) -> None:
    """Note that the digest of `slot` was made. The caller holds the transaction."""
    db.execute(
        "INSERT INTO digest_slots (channel, recipient, slot) VALUES (?, ?, ?)"
        " ON CONFLICT (channel, recipient) DO UPDATE SET slot = excluded.slot",
        [channel, recipient, rows.stamp(slot)],
    )


def waiting_recipients(db: Database, channel: str) -> list[str]:
    """Everybody for whom something waits on `channel`, in order: also who is no longer configured."""
    found = db.query(
        "SELECT DISTINCT recipient FROM alerts WHERE channel = ? AND state = 'pending' AND told_in IS NULL ORDER BY 1",
        [channel],
    )
    return [row["recipient"] for row in found]


def gather(db: Database, digest: Digest, *, sent_too: bool) -> bool:
    """Put all that waits for its recipient into `digest`, and with `sent_too` all that was sent since the last one.

    What may have been sent already is told by itself. Return whether there is anything. The caller holds the
    transaction.
    """
    known = {"id": digest.id, "channel": digest.channel, "recipient": digest.recipient}
    if sent_too:
        since = rows.stamp(digest.since - _SLACK)
        db.execute(
            "UPDATE alerts SET digest = :id WHERE channel = :channel AND recipient = :recipient AND digest IS NULL"
            " AND (created > :since OR state = 'pending')",
            known | {"since": since},
        )
    db.execute(
        "UPDATE alerts AS a SET told_in = :id WHERE channel = :channel AND recipient = :recipient"
        " AND state = 'pending' AND begun = 0 AND (told_in IS NULL OR EXISTS (SELECT 1 FROM alerts b"
        " WHERE b.id = a.told_in AND b.begun = 0 AND b.state = 'pending'))"
        " AND NOT EXISTS (SELECT 1 FROM alerts b WHERE b.story = a.story AND b.watch = a.watch"
        " AND b.channel = a.channel AND b.recipient = a.recipient AND b.state = 'pending' AND b.begun > 0)",
        known,
    )
    found = db.execute("SELECT 1 FROM alerts WHERE told_in = :id OR digest = :id LIMIT 1", known).fetchone()
    return found is not None


def is_made(db: Database, digest: str) -> bool:
    """Whether there is a digest of this id."""
    return db.execute("SELECT 1 FROM digests WHERE id = ?", [digest]).fetchone() is not None


def due_digests(db: Database, channel: str, *, now: datetime) -> list[tuple[Digest, int]]:
    """The digests of `channel` that are due, oldest first, each with its attempts so far; of one recipient one."""
    found = db.query(
        f"SELECT * FROM digests a WHERE channel = :channel AND {_DUE}"
        " AND NOT EXISTS (SELECT 1 FROM digests b WHERE b.channel = a.channel AND b.recipient = a.recipient"
        " AND b.state = 'pending' AND (b.created, b.rowid) < (a.created, a.rowid)) ORDER BY created, rowid",
        {"channel": channel, "now": rows.stamp(now)},
    )
    return [(_digest(db, row), row["attempts"]) for row in found]


def digest(db: Database, name: str) -> Digest | None:
    """The digest of this id, whatever became of it; None where there is none."""
    row = next(db.query("SELECT * FROM digests WHERE id = ?", [name]), None)
    return _digest(db, row) if row is not None else None


def _digest(db: Database, row: Mapping[str, Any]) -> Digest:
    found = db.query(
        "SELECT * FROM alerts WHERE told_in = ?1 OR digest = ?1 ORDER BY created, revision, id", [row["id"]]
    )
    return Digest(
        id=row["id"],
        kind=DigestKind(row["kind"]),
        channel=row["channel"],
        recipient=row["recipient"],
        since=rows.moment(row["since"]),
        created=rows.moment(row["created"]),
        due=rows.moment(row["due"]),
        alerts=tuple(waiting.ready(one) for one in found),
        by_hand=bool(row["by_hand"]),
    )


def record(db: Database, delivery: Delivery, settlement: Settlement) -> None:
    """Write how an attempt to send a digest went, and settle what it told. The caller holds the transaction."""
    queues.settle(db, "digests", delivery, settlement)
    waiting.follow(db, delivery.alert, settlement, delivery.at)


def reject_orphans(db: Database, channels: Iterable[str], *, now: datetime) -> None:
    """Reject digests for a channel that the configuration no longer has. The caller holds the transaction."""
    queues.reject_orphans(db, "digests", channels, now=now)


def forget(db: Database, *, before: datetime) -> None:
    """Delete digests that were settled before `before`. The caller holds the transaction."""
    db.execute("DELETE FROM digests WHERE settled < ?", [rows.stamp(before)])
