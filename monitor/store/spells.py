"""When something did not work: a row for each stretch of time, written when it begins or ends, never for each poll.

Of the network, of channels and of silent feeds the notices tell (`monitor.spells`).
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor import spells
from monitor.store import rows
from monitor.types import FeedFailure, FeedState, Spell, SpellKind

TABLES = """
CREATE TABLE spells (
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'worker', 'storage')),
    subject TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    detail TEXT NOT NULL,
    PRIMARY KEY (kind, subject, since)
) STRICT, WITHOUT ROWID;

ALTER TABLE feed_gaps ADD COLUMN found TEXT;

CREATE INDEX spells_lasting ON spells (kind, subject) WHERE until IS NULL;

INSERT OR IGNORE INTO spells (kind, subject, since, until, detail)
SELECT 'feed', subject, since, at, '' FROM notices
WHERE kind = 'recovered' AND (detail LIKE 'no longer failing%' OR detail LIKE 'no longer gone%');

INSERT OR IGNORE INTO spells (kind, subject, since, detail)
SELECT 'feed', name, failing_since, coalesce(failure_kind || ': ' || failure_detail, '') FROM feeds
WHERE failing_since IS NOT NULL"""
"""What was before comes in as far as the notices know it. `found` is when a reading showed the gap."""


def note_poll(db: Database, state: FeedState, failure: FeedFailure | None) -> None:
    """Note after a poll whether the feed can be read. The caller holds the transaction.

    A feed that is well, as nearly all are, costs one look into an index of those that are not.
    """
    if state.failing_since is None:
        db.execute(
            "UPDATE spells SET until = ? WHERE kind = 'feed' AND subject = ? AND until IS NULL",
            [rows.stamp(state.last_check or state.next_check), state.feed],
        )
    elif failure is not None:
        db.execute(
            "INSERT OR IGNORE INTO spells (kind, subject, since, detail) VALUES (?, ?, ?, ?)",
            [SpellKind.FEED.value, state.feed, rows.stamp(state.failing_since), f"{failure.kind}: {failure.detail}"],
        )


def _save(db: Database, spell: Spell) -> None:
    db.execute(
        "INSERT OR REPLACE INTO spells (kind, subject, since, until, detail) VALUES (?, ?, ?, ?, ?)",
        [spell.kind.value, spell.subject, rows.stamp(spell.since), rows.maybe_stamp(spell.until), spell.detail],
    )


def between(db: Database, *, since: datetime, until: datetime, pause: timedelta = spells.PAUSE) -> list[Spell]:
    """Everything that did not work in the time between two moments, as it stood at the later one, oldest first.

    A worker that was stopped in order counts as down only after a `pause`: started by cron, it rests between rounds.
    """
    found = db.query(
        "SELECT * FROM spells WHERE since < ? AND (until IS NULL OR until > ?)", [rows.stamp(until), rows.stamp(since)]
    )
    kept = [*(_spell(row) for row in found), *_now(db, until, pause), *_lost(db)]
    noticed = db.query("SELECT * FROM notices WHERE at < ? ORDER BY at, rowid", [rows.stamp(until)])
    told = spells.of_notices(map(rows.notice, noticed))
    return sorted(spells.within([*kept, *told], since, until), key=lambda one: (one.since, one.kind, one.subject))


def _spell(row: rows.Row) -> Spell:
    return Spell(
        kind=SpellKind(row["kind"]),
        subject=row["subject"],
        since=rows.moment(row["since"]),
        until=rows.maybe_moment(row["until"]),
        detail=row["detail"],
    )


def _now(db: Database, until: datetime, pause: timedelta) -> list[Spell]:
    """What of the worker and the database does not work as its row says."""
    row = next(db.query("SELECT * FROM worker WHERE id = 1"))
    found = []
    if row["trouble_since"]:
        since = rows.moment(row["trouble_since"])
        found.append(Spell(kind=SpellKind.STORAGE, subject="", since=since, detail=row["trouble"]))
    last = rows.maybe_moment(row["stopped"] or row["heartbeat"])
    if last is not None and until - last >= (pause if row["stopped"] else spells.PAUSE):
        found.append(Spell(kind=SpellKind.WORKER, subject="", since=last, detail=_how(row)))
    return found


def _lost(db: Database) -> list[Spell]:
    """The times that a restored database knows nothing of."""
    return [
        Spell(
            kind=SpellKind.LOST,
            subject="",
            since=rows.moment(row["made"]),
            until=rows.moment(row["at"]),
            detail="the database was replaced by a backup",
        )
        for row in db.query("SELECT made, at FROM restorations WHERE made IS NOT NULL")
    ]


def _how(row: rows.Row) -> str:
    return "it was stopped" if row["stopped"] else "it gave no sign of life"


def note_start(db: Database, *, now: datetime, least: timedelta) -> None:
    """Note, before the worker's own row says that it runs, that none was running. The caller holds the transaction.

    A pause of less than `least` is none. A clock that was set back says nothing.
    """
    row = next(db.query("SELECT started, stopped, heartbeat FROM worker WHERE id = 1"))
    last = rows.maybe_moment(row["stopped"] or row["heartbeat"])
    if row["started"] is None or last is None or now - last < least:
        return
    _save(db, Spell(kind=SpellKind.WORKER, subject="", since=last, until=now, detail=_how(row)))


def note_saving(db: Database, *, now: datetime) -> None:
    """Note, before the worker's own row forgets it, for how long nothing could be saved.

    Where the file is so full that there is no room for this, it is not known later: that it works again matters more.
    """
    row = next(db.query("SELECT trouble, trouble_since FROM worker WHERE id = 1"))
    since = rows.maybe_moment(row["trouble_since"])
    if since is None or since >= now:
        return
    try:
        _save(db, Spell(kind=SpellKind.STORAGE, subject="", since=since, until=now, detail=row["trouble"]))
    except sqlite3.OperationalError:
        return


def forget(db: Database, *, before: datetime) -> None:
    """Delete what was over before `before`. The caller holds the transaction."""
    db.execute("DELETE FROM spells WHERE until < ?", [rows.stamp(before)])
