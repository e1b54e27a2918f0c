"""The outbox in the hands of a person: what waits there, how it went, to send it again or to drop it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from monitor.store import clocks, rows
from monitor.types import Alert, AlertClock

TABLES = {"alert": "alerts", "digest": "digests", "recap": "recaps", "notices": "bundles", "bulletin": "bulletins"}
"""Where messages wait, by what they are."""

ALERTS_NAMED = " UNION ALL ".join(
    f"SELECT entry, story, created FROM {table} WHERE length(?1) >= 6 AND id GLOB ?1 || '*'"
    for table in ("alerts", "withheld")
)
"""The alerts whose id begins with a name, also those that a mute kept back: for what is asked by that id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One message for one recipient. `title` is the headline of an alert; `waits` is what the message waits for."""

    id: str
    kind: str  # alert, digest, recap, notices or bulletin
    channel: str
    recipient: str
    state: str
    attempts: int
    created: datetime
    due: datetime
    settled: datetime | None
    detail: str
    title: str = ""
    watch: str = ""
    reason: str = ""
    story: str = ""
    level: str = ""
    waits: str | None = None
    told_in: str | None = None
    blocked: str = ""  # why its channel takes nothing now
    clock: AlertClock | None = None  # of an alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to send an alert."""

    at: datetime
    result: str
    detail: str
    took_ms: int


def alerts_since(
    db: Database, *, since: datetime, watch: str | None = None, channel: str | None = None
) -> list[Waiting]:
    """The alerts that were decided at or after `since`, oldest first."""
    found = db.query(
        "SELECT * FROM alerts WHERE created >= :since AND (:watch IS NULL OR watch = :watch)"
        " AND (:channel IS NULL OR channel = :channel) ORDER BY created, watch, channel, recipient",
        {"since": rows.stamp(since), "watch": watch, "channel": channel},
    )
    return _timed(db, [_waiting("alert", row) for row in found])


def pending(db: Database, *, channel: str | None = None) -> list[Waiting]:
    """All that waits to be sent, oldest first."""
    return sorted(
        (
            _waiting(kind, row)
            for kind, table in TABLES.items()
            for row in db.query(
                f"SELECT * FROM {table} WHERE state = 'pending' AND (:channel IS NULL OR channel = :channel)",
                {"channel": channel},
            )
        ),
        key=lambda one: (one.created, one.id),
    )


def find(db: Database, name: str) -> list[Waiting]:
    """The messages whose id begins with `name` (six characters or more), whatever became of them; at most 20."""
    found = [
        _waiting(kind, row)
        for kind, table in TABLES.items()
        for row in db.query(
            f"SELECT * FROM {table} WHERE length(?1) >= 6 AND id GLOB ?1 || '*' ORDER BY created LIMIT 20", [name]
        )
    ]
    return _timed(db, found)


def attempts(db: Database, alert: str) -> list[Attempt]:
    """Every attempt to send an alert, in order."""
    found = db.query("SELECT * FROM deliveries WHERE alert = ? ORDER BY at, rowid", [alert])
    return [
        Attempt(at=rows.moment(row["at"]), result=row["result"], detail=row["detail"], took_ms=row["took_ms"])
        for row in found
    ]


def alert(db: Database, name: str) -> Alert | None:
    """The alert with this id, also one that a mute kept back; None where there is none."""
    for table in ("alerts", "withheld"):
        for row in db.query(f"SELECT * FROM {table} WHERE id = ?", [name]):
            return rows.alert(row)
    return None


def last_settled(db: Database, channel: str) -> datetime | None:
    """When something was last sent to `channel`, or refused by it."""
    row = next(db.query("SELECT max(settled) AS last FROM alerts WHERE channel = ? AND settled IS NOT NULL", [channel]))
    return rows.maybe_moment(row["last"])


def last_sent(db: Database, channel: str, *, limit: int) -> list[Alert]:
    """What `channel` was told, the newest first; of what several recipients were told one alert."""
    found = db.query(
        "SELECT *, min(id) FROM alerts WHERE channel = ? AND state = 'sent' GROUP BY watch, entry, reason, revision"
        " ORDER BY created DESC, id LIMIT ?",
        [channel, limit],
    )
    return [rows.alert(row) for row in found]


def retry(db: Database, one: Waiting, *, now: datetime) -> None:
    """Let a message that waits or was refused be sent now, whatever the hour. The caller holds the transaction.

    An update never overtakes what it updates: that goes with it.
    """
    db.execute(
        f"UPDATE {TABLES[one.kind]} SET state = 'pending', due = ?, settled = NULL WHERE id = ?",
        [rows.stamp(now), one.id],
    )
    if one.kind == "digest":
        db.execute("UPDATE digests SET by_hand = 1 WHERE id = ?", [one.id])
    if one.kind == "alert":
        # By itself, whatever it waited for or was refused with.
        db.execute("UPDATE alerts SET told_in = NULL WHERE id = ?", [one.id])
        db.execute(
            "UPDATE alerts SET due = :now, ready = :now, waits = NULL, by_hand = 1 WHERE state = 'pending'"
            " AND told_in IS NULL AND EXISTS (SELECT 1 FROM alerts b WHERE b.id = :id AND b.story = alerts.story"
            " AND b.watch = alerts.watch AND b.channel = alerts.channel AND b.recipient = alerts.recipient"
            " AND alerts.rowid <= b.rowid)",
            {"now": rows.stamp(now), "id": one.id},
        )


def drop(db: Database, one: Waiting, detail: str, *, now: datetime) -> None:
    """Refuse a message by hand, with what is told in it. The caller holds the transaction."""
    refused = "state = 'rejected', settled = ?1, detail = ?2"
    db.execute(f"UPDATE {TABLES[one.kind]} SET {refused} WHERE id = ?3", [rows.stamp(now), detail, one.id])
    db.execute(
        f"UPDATE alerts SET {refused} WHERE told_in = ?3 AND state = 'pending'", [rows.stamp(now), detail, one.id]
    )


def _timed(db: Database, found: list[Waiting]) -> list[Waiting]:
    times = clocks.of_alerts(db, [one.id for one in found if one.kind == "alert"])
    return [replace(one, clock=times.get(one.id)) for one in found]


def _waiting(kind: str, row: rows.Row) -> Waiting:
    more = {}
    if kind == "alert":
        more = {name: row[name] for name in ("title", "watch", "reason", "story", "level", "waits", "told_in")}
    return Waiting(
        id=row["id"],
        kind=kind,
        channel=row["channel"],
        recipient=row["recipient"],
        state=row["state"],
        attempts=row["attempts"],
        created=rows.moment(row["created"]),
        due=rows.moment(row["due"]),
        settled=rows.maybe_moment(row["settled"]),
        detail=row["detail"],
        **more,
    )


# `by_hand` is 1 where a person asked for the message to be sent now.
BY_HAND = """
ALTER TABLE alerts ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;

ALTER TABLE digests ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0"""
