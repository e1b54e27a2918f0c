"""What of the outbox waits for its time, what is told with what, and the messages that tell several alerts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from monitor.settings import Level
from monitor.store import rows
from monitor.types import (
    Alert,
    AlertState,
    Settlement,
    Waiting,
    Waits,
)

# Due now; or made in the future, which means that the clock was set back since.
_DUE = "state = 'pending' AND (due <= :now OR created > :now)"
_IS_DUE = "due <= :now OR created > :now AND waits IS NULL"
_IS_TRIED = "attempts > 0 AND begun = 0 AND waits IS NULL"
_DUE_ALERT = f"state = 'pending' AND told_in IS NULL AND ({_IS_DUE})"

_JUDGE_ANEW = (
    "UPDATE alerts SET due = created, waits = CASE WHEN waits IN ('quiet', 'digest') THEN waits END"
    " WHERE state = 'pending' AND told_in IS NULL AND waits IS NOT NULL"
)
_HELD_WITH = (  # by its story: SQLite must not look through the queue of the channel for each alert that is saved
    "story = :story AND watch = :watch AND +channel = :channel AND recipient = :recipient AND id != :id"
    " AND state = 'pending' AND told_in IS NULL AND waits IS NOT NULL"
)

Group = tuple[str, str, str]
"""Story, watch and recipient: what is told together on one channel."""


# --- what waits ------------------------------------------------------------------------------------------


def channels_with_due(db: Database, *, now: datetime) -> list[str]:
    """Names of the channels that have an alert or a digest due, in order."""
    found = db.query(
        f"SELECT channel FROM alerts WHERE {_DUE_ALERT} UNION SELECT channel FROM digests WHERE {_DUE} ORDER BY 1",
        {"now": rows.stamp(now)},
    )
    return [row["channel"] for row in found]


def due(db: Database, channel: str, *, now: datetime, limit: int, again: bool = False) -> list[Waiting]:
    """What is due on `channel`, oldest first: of each story what a recipient is to be told of it by one watch.

    Of one story only the oldest waiting alert of a recipient is due, and the others are told with it: an update never
    overtakes what it updates. The oldest is the one that was decided first, whatever the clock said then.
    With `again`, what is to be tried again later comes after it.
    """
    firsts = _firsts(db, channel, _IS_DUE, now, limit)
    if again and len(firsts) < limit:
        firsts += _firsts(db, channel, f"{_IS_TRIED} AND NOT ({_IS_DUE})", now, limit - len(firsts))
    stories = rows.json_list({row["story"] for row in firsts})
    later = _later(db, channel, stories, {row["id"] for row in firsts})
    before = _before(db, channel, stories)
    return [_waiting(row, later.get(_group(row), []), before.get(_group(row)), now) for row in firsts]


def _firsts(db: Database, channel: str, condition: str, now: datetime, limit: int) -> list[rows.Row]:
    found = db.query(
        f"SELECT * FROM alerts a WHERE channel = :channel AND state = 'pending' AND told_in IS NULL AND ({condition})"
        " AND NOT EXISTS (SELECT 1 FROM alerts b WHERE b.story = a.story AND b.watch = a.watch"
        " AND b.channel = a.channel AND b.recipient = a.recipient AND b.state = 'pending' AND b.rowid < a.rowid)"
        " ORDER BY rowid LIMIT :limit",
        {"channel": channel, "now": rows.stamp(now), "limit": limit},
    )
    return list(found)


def _later(db: Database, channel: str, stories: str, firsts: Collection[str]) -> dict[Group, list[Alert]]:
    found = db.query(
        "SELECT * FROM alerts WHERE story IN (SELECT value FROM json_each(?)) AND +channel = ? AND state = 'pending'"
        " ORDER BY rowid",
        [stories, channel],
    )
    by_group: dict[Group, list[Alert]] = {}
    for row in found:
        if row["id"] not in firsts and (row["told_in"] is None or row["told_in"] in firsts):
            by_group.setdefault(_group(row), []).append(rows.alert(row))
    return by_group


def _before(db: Database, channel: str, stories: str) -> dict[Group, tuple[datetime, bool]]:
    """When each recipient was told of these stories last, and whether that was ever urgent."""
    found = db.query(
        "SELECT story, watch, recipient, max(settled) AS last, max(level = 'urgent') AS urgent FROM alerts"
        " WHERE story IN (SELECT value FROM json_each(?)) AND channel = ? AND state = 'sent'"
        " GROUP BY story, watch, recipient",
        [stories, channel],
    )
    return {_group(row): (rows.moment(row["last"]), bool(row["urgent"])) for row in found}


def _waiting(row: rows.Row, later: list[Alert], before: tuple[datetime, bool] | None, now: datetime) -> Waiting:
    first = ready(row)
    return Waiting(
        alerts=(first, *later),
        ready=first.due,
        attempts=row["attempts"],
        begun=bool(row["begun"]),
        by_hand=bool(row["by_hand"]),
        early=rows.stamp(now) < row["due"] and row["created"] <= rows.stamp(now),
        waits=Waits(row["waits"]) if row["waits"] else None,
        last=before[0] if before else None,
        loudest=None if before is None else Level.URGENT if before[1] else Level.NORMAL,
    )


def ready(row: rows.Row) -> Alert:
    """The alert, due when the rules let it go: what is tried again is late, not due anew."""
    return replace(rows.alert(row), due=rows.moment(row["ready"] or row["created"]))


def _group(row: rows.Row) -> Group:
    return row["story"], row["watch"], row["recipient"]


def sent_since(db: Database, channel: str, moment: datetime) -> dict[str, list[datetime]]:
    """When each recipient of `channel` got messages after `moment`."""
    found = db.query(
        "SELECT recipient, settled FROM alerts WHERE channel = :channel AND state = 'sent' AND told_in IS NULL"
        " AND settled > :moment UNION ALL SELECT recipient, settled FROM digests WHERE channel = :channel"
        " AND state = 'sent' AND settled > :moment",
        {"channel": channel, "moment": rows.stamp(moment)},
    )
    times: dict[str, list[datetime]] = {}
    for row in found:
        times.setdefault(row["recipient"], []).append(rows.moment(row["settled"]))
    return times


def accepted_since(db: Database, channel: str, moment: datetime) -> list[datetime]:
    """When `channel` took messages after `moment`, of whatever kind."""
    tables = {"alerts": " AND told_in IS NULL", "digests": "", "recaps": "", "bundles": "", "bulletins": ""}
    found = db.query(
        " UNION ALL ".join(
            f"SELECT settled FROM {table} WHERE channel = :channel AND state = 'sent' AND settled > :moment{only}"
            for table, only in tables.items()
        ),
        {"channel": channel, "moment": rows.stamp(moment)},
    )
    return [rows.moment(row["settled"]) for row in found]


def rolling(db: Database, channel: str) -> dict[str, datetime]:
    """When the roll-up comes that waits for a recipient of `channel`."""
    found = db.query(
        "SELECT recipient, min(due) AS due FROM alerts WHERE channel = ? AND state = 'pending' AND told_in IS NULL"
        " AND waits = ? GROUP BY recipient",
        [channel, Waits.PER_HOUR.value],
    )
    return {row["recipient"]: rows.moment(row["due"]) for row in found}


def told_with(db: Database, alert: str) -> list[Alert]:
    """The alerts that are told in the message of `alert`, oldest first."""
    found = db.query("SELECT * FROM alerts WHERE told_in = ? ORDER BY rowid", [alert])
    return [rows.alert(row) for row in found]


# --- what was decided of it ------------------------------------------------------------------------------


def hold(db: Database, alerts: Iterable[Alert], until: datetime, waits: Waits) -> None:
    """Let `alerts` wait. The caller holds the transaction."""
    db.execute(
        "UPDATE alerts SET due = ?1, ready = ?1, waits = ?2 WHERE id IN (SELECT value FROM json_each(?3))",
        [rows.stamp(until), waits.value, rows.json_list(alert.id for alert in alerts)],
    )


def join(db: Database, alert: Alert) -> None:
    """Let a fresh alert wait with what is held of its story already; what is urgent lets all be judged anew.

    The caller holds the transaction.
    """
    if alert.level is Level.URGENT:
        db.execute(f"{_JUDGE_ANEW} AND {_HELD_WITH}", _held_with(alert))
        return
    db.execute(
        f"UPDATE alerts SET (due, ready, waits) = (SELECT due, ready, waits FROM alerts WHERE {_HELD_WITH} LIMIT 1)"
        f" WHERE id = :id AND EXISTS (SELECT 1 FROM alerts WHERE {_HELD_WITH})",
        _held_with(alert),
    )


def _held_with(alert: Alert) -> dict[str, str]:
    names = ("id", "story", "watch", "channel", "recipient")
    return {name: getattr(alert, name) for name in names}


def begin(db: Database, waiting: Waiting) -> None:
    """Note that the first alert may be sent from now on, with the others in its message where it was not before.

    The caller holds the transaction.
    """
    db.execute("UPDATE alerts SET begun = CASE begun WHEN 0 THEN 1 ELSE 2 END WHERE id = ?", [waiting.first.id])
    if len(waiting.alerts) > 1 and not waiting.begun:
        tell_in(db, waiting.first.id, waiting.alerts[1:])


def not_begun(db: Database, alerts: Iterable[str]) -> None:
    """Note that `alerts` were not sent after all. The caller holds the transaction."""
    db.execute("UPDATE alerts SET begun = 0 WHERE id IN (SELECT value FROM json_each(?))", [rows.json_list(alerts)])


def tell_in(db: Database, message: str, alerts: Iterable[Alert]) -> None:
    """Note that `alerts` are told in `message`. The caller holds the transaction."""
    db.execute(
        "UPDATE alerts SET told_in = ? WHERE id IN (SELECT value FROM json_each(?))",
        [message, rows.json_list(alert.id for alert in alerts)],
    )


def retry_soon(db: Database, *, now: datetime) -> None:
    """Let what was put off by a clock that was ahead of `now` be tried again now. The caller holds the transaction.

    Its next attempt was reckoned from a time that is yet to come: an hour back made five seconds an hour.
    """
    db.execute(
        "UPDATE alerts SET due = :now WHERE state = 'pending' AND attempts > 0 AND due > :now"
        " AND EXISTS (SELECT 1 FROM deliveries d WHERE d.alert = alerts.id AND d.at > :now)",
        {"now": rows.stamp(now)},
    )


def judge_anew(db: Database) -> None:
    """Let what was held be judged by the rules that are in force, by a clock that may have been set.

    That it had to wait is not forgotten. The caller holds the transaction.
    """
    db.execute(_JUDGE_ANEW)


def follow(db: Database, message: str, settlement: Settlement, at: datetime) -> None:
    """Settle what was told in a message like the message itself. The caller holds the transaction."""
    if settlement.state is AlertState.PENDING:
        return
    db.execute(
        "UPDATE alerts SET state = ?1, settled = ?2, detail = 'told in ' || ?3"
        " WHERE told_in = ?3 AND state = 'pending'",
        [settlement.state.value, rows.stamp(at), message],
    )


# `begun` is 0 where an alert was surely not sent, 1 while it may be under way, 2 where an attempt before may have
# arrived: what is then added to it could be taken for a repeat.
# What was to be told in the message of an alert that a mute takes out is told by itself.
TABLES = """
ALTER TABLE alerts ADD COLUMN ready TEXT;

ALTER TABLE alerts ADD COLUMN waits TEXT;

ALTER TABLE alerts ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;

ALTER TABLE alerts ADD COLUMN told_in TEXT;

ALTER TABLE alerts ADD COLUMN digest TEXT;

CREATE INDEX alerts_told_in ON alerts (told_in) WHERE told_in IS NOT NULL;

CREATE INDEX alerts_by_digest ON alerts (digest) WHERE digest IS NOT NULL;

CREATE INDEX alerts_by_thread ON alerts (coalesce(likely, story), watch);

CREATE INDEX alerts_queue ON alerts (channel) WHERE state = 'pending' AND told_in IS NULL;

CREATE INDEX alerts_settled ON alerts (channel, settled) WHERE settled IS NOT NULL;

CREATE TRIGGER alerts_taken_out AFTER DELETE ON alerts WHEN OLD.state = 'pending' BEGIN
UPDATE alerts SET told_in = NULL WHERE told_in = OLD.id AND state = 'pending'; END;

CREATE TABLE digests (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('digest', 'held', 'roll-up', 'late')),
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    since TEXT NOT NULL,
    created TEXT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'rejected')),
    attempts INTEGER NOT NULL,
    settled TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX digests_pending ON digests (channel, due) WHERE state = 'pending';

CREATE TABLE digest_slots (
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    slot TEXT NOT NULL,
    PRIMARY KEY (channel, recipient)
) STRICT, WITHOUT ROWID"""
