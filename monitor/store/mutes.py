"""What is muted, and what was kept back by it; the messages that list that are in `recaps`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.settings import Level
from monitor.store import memory, rows
from monitor.types import Alert, Entry, Mute, Target, Told, Withheld

_TARGETS = ("watch", "story", "publisher", "feed", "channel", "recipient")


# --- the mutes -----------------------------------------------------------------------------------------------


def save(db: Database, mute: Mute) -> None:
    """Write a mute as it is now. The caller holds the transaction."""
    row = {
        "id": mute.id,
        **dict(zip(_TARGETS, astuple(mute.target), strict=True)),
        "author": mute.author,
        "because": mute.because,
        "made": rows.stamp(mute.made),
        "until": rows.stamp(mute.until),
        "ended": rows.maybe_stamp(mute.ended),
        "ended_by": mute.ended_by,
    }
    memory.upsert(db, "mutes", "id", row)


def standing(db: Database) -> list[Mute]:
    """The mutes that nobody has ended yet, also those whose time is over, in the order in which they were made."""
    return [mute_of(row) for row in db.query("SELECT * FROM mutes WHERE ended IS NULL ORDER BY made, id")]


def known(db: Database) -> list[Mute]:
    """Every mute that is remembered, in the order in which they were made."""
    return [mute_of(row) for row in db.query("SELECT * FROM mutes ORDER BY made, id")]


def find(db: Database, name: str) -> list[Mute]:
    """The mutes whose id begins with `name` (four characters or more)."""
    found = db.query("SELECT * FROM mutes WHERE length(?1) >= 4 AND id GLOB ?1 || '*' ORDER BY made, id", [name])
    return [mute_of(row) for row in found]


# --- what they keep back ---------------------------------------------------------------------------------------


def keep_back(db: Database, withheld: Iterable[Withheld]) -> None:
    """Write alerts that a mute keeps back. The caller holds the transaction."""
    for one in withheld:
        alert = rows.alert_row(one.alert, one.title)
        for column in ("state", "attempts", "settled", "detail"):
            del alert[column]
        row = alert | {
            "story": _home(db, one.alert.story),
            "mute": one.mute,
            "feed": one.feed,
            "publisher": one.publisher,
            "url": one.url,
            "at": rows.stamp(one.at),
        }
        # The id says what the alert is: what this mute kept back already is this one.
        memory.insert(db, "withheld", row, conflict="ON CONFLICT (id, mute) DO NOTHING")


def _home(db: Database, story: str) -> str:
    """Return what a story is now: a later entry of the same reading may have made it part of another one."""
    found = db.query("SELECT coalesce(merged, id) AS home FROM stories WHERE id = ?", [story])
    return next((row["home"] for row in found), story)


def unsent(db: Database, mute: Mute) -> list[tuple[Alert, Entry]]:
    """The alerts that waited before `mute` was made, that it may be about, and that were surely not sent.

    Each comes with its entry, oldest first.
    """
    found = list(
        db.query(
            "SELECT * FROM alerts WHERE state = 'pending' AND begun = 0 AND told_in IS NULL AND created <= :made"
            " AND (:watch IS NULL OR watch = :watch) AND (:story IS NULL OR story = :story)"
            " AND (:channel IS NULL OR channel = :channel) AND (:recipient IS NULL OR recipient = :recipient)"
            " AND (:feed IS NULL OR entry IN (SELECT id FROM entries WHERE feed = :feed)) ORDER BY created, id",
            {"made": rows.stamp(mute.made), **dict(zip(_TARGETS, astuple(mute.target), strict=True))},
        )
    )
    entries = memory.known_entries(db, {row["entry"] for row in found})
    return [(rows.alert(row), entries[row["entry"]]) for row in found]


def take_out(db: Database, one: Withheld, detail: str) -> None:
    """Take an alert that waits out of the outbox, because a mute keeps it back. The caller holds the transaction.

    The match that it told of is suppressed, where nobody else is told of it.
    """
    alert = one.alert
    keep_back(db, [one])
    db.execute("DELETE FROM alerts WHERE id = ?", [alert.id])
    db.execute(
        "UPDATE matches SET suppressed = 'muted', detail = ?1 || '; kept back: ' || detail"
        " WHERE entry = ?2 AND watch = ?3 AND revision = ?4 AND suppressed IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.entry = ?2 AND a.watch = ?3 AND a.revision = ?4)",
        [detail, alert.entry, alert.watch, alert.revision],
    )


def told(db: Database, story: str) -> list[Told]:
    """What was kept back of `story`, in order."""
    found = db.query(
        "SELECT DISTINCT watch, story, entry, title, level, likely, due, created, revision, mute FROM withheld"
        " WHERE story = ? ORDER BY created, revision, due",
        [story],
    )
    return [
        Told(
            watch=row["watch"],
            story=row["story"],
            entry=row["entry"],
            title=row["title"],
            at=rows.moment(row["due"]),
            level=Level(row["level"]),
            likely=row["likely"],
            mute=row["mute"],
        )
        for row in found
    ]


def kept_by(db: Database, mute: str) -> list[tuple[Withheld, str | None]]:
    """What a mute kept back, oldest first, each with the state of the message that lists it, if one does."""
    found = db.query(
        "SELECT w.*, r.state FROM withheld w LEFT JOIN recaps r ON r.id = w.recap WHERE w.mute = ? ORDER BY w.at, w.id",
        [mute],
    )
    return [(withheld_of(row), row["state"]) for row in found]


def kept_since(
    db: Database, *, since: datetime, watch: str | None = None, channel: str | None = None
) -> list[Withheld]:
    """What mutes kept back at or after `since`, oldest first."""
    found = db.query(
        "SELECT * FROM withheld WHERE at >= :since AND (:watch IS NULL OR watch = :watch)"
        " AND (:channel IS NULL OR channel = :channel) ORDER BY at, channel, recipient, id",
        {"since": rows.stamp(since), "watch": watch, "channel": channel},
    )
    return [withheld_of(row) for row in found]


def alerts(db: Database, name: str) -> list[str]:
    """The alerts that were kept back whose id begins with `name` (six characters or more)."""
    found = db.query("SELECT DISTINCT id FROM withheld WHERE length(?1) >= 6 AND id GLOB ?1 || '*' LIMIT 20", [name])
    return [row["id"] for row in found]


def unlisted(db: Database) -> list[Withheld]:
    """What mutes that are over kept back and no message lists."""
    found = db.query(
        "SELECT w.* FROM mutes m CROSS JOIN withheld w ON w.mute = m.id AND w.recap IS NULL WHERE m.ended IS NOT NULL"
    )
    return [withheld_of(row) for row in found]


def pass_on(db: Database, withheld: Iterable[Withheld], mute: str) -> None:
    """Let another mute keep back what one that is over did. The caller holds the transaction."""
    for one in withheld:
        db.execute("UPDATE OR IGNORE withheld SET mute = ? WHERE id = ? AND mute = ?", [mute, one.alert.id, one.mute])
        # Where the other one kept the same alert back as well, it lists it.
        db.execute("DELETE FROM withheld WHERE id = ? AND mute = ?", [one.alert.id, one.mute])


def forget(db: Database, *, before: datetime) -> None:
    """Delete mutes that ended before `before`, with what they kept back, once that is listed.

    The caller holds the transaction.
    """
    db.execute(
        "DELETE FROM mutes WHERE ended < ?"
        " AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.mute = mutes.id AND w.recap IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM recaps r WHERE r.mute = mutes.id AND r.state = 'pending')",
        [rows.stamp(before)],
    )


def mute_of(row: Mapping[str, Any]) -> Mute:
    """Read a mute."""
    return Mute(
        id=row["id"],
        target=Target(**{name: row[name] for name in _TARGETS}),
        author=row["author"],
        because=row["because"],
        made=rows.moment(row["made"]),
        until=rows.moment(row["until"]),
        ended=rows.maybe_moment(row["ended"]),
        ended_by=row["ended_by"],
    )


def withheld_of(row: Mapping[str, Any]) -> Withheld:
    """Read what a mute kept back."""
    return Withheld(
        mute=row["mute"],
        alert=rows.alert(row),
        feed=row["feed"],
        publisher=row["publisher"],
        title=row["title"],
        url=row["url"],
        at=rows.moment(row["at"]),
    )


TABLES = """
CREATE TABLE mutes (
    id TEXT PRIMARY KEY,
    watch TEXT,
    story TEXT,
    publisher TEXT,
    feed TEXT,
    channel TEXT,
    recipient TEXT,
    author TEXT NOT NULL,
    because TEXT NOT NULL,
    made TEXT NOT NULL,
    until TEXT NOT NULL,
    ended TEXT,
    ended_by TEXT NOT NULL
) STRICT;

CREATE INDEX mutes_standing ON mutes (until) WHERE ended IS NULL;

CREATE TABLE recaps (
    id TEXT PRIMARY KEY,
    mute TEXT NOT NULL REFERENCES mutes (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    created TEXT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'rejected')),
    attempts INTEGER NOT NULL,
    settled TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX recaps_pending ON recaps (channel, due) WHERE state = 'pending';

CREATE INDEX recaps_by_mute ON recaps (mute);

CREATE TABLE withheld (
    id TEXT NOT NULL,
    mute TEXT NOT NULL REFERENCES mutes (id) ON DELETE CASCADE,
    watch TEXT NOT NULL,
    story TEXT NOT NULL,
    entry TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    reason TEXT NOT NULL,
    revision INTEGER NOT NULL,
    title TEXT NOT NULL,
    created TEXT NOT NULL,
    due TEXT NOT NULL,
    level TEXT NOT NULL,
    news TEXT,
    likely TEXT,
    feed TEXT NOT NULL,
    publisher TEXT NOT NULL,
    url TEXT,
    at TEXT NOT NULL,
    recap TEXT REFERENCES recaps (id) ON DELETE CASCADE,
    PRIMARY KEY (id, mute)
) STRICT, WITHOUT ROWID;

CREATE INDEX withheld_by_mute ON withheld (mute);

CREATE INDEX withheld_by_story ON withheld (story);

CREATE INDEX withheld_by_entry ON withheld (entry);

CREATE INDEX withheld_by_recap ON withheld (recap);

CREATE INDEX withheld_unlisted ON withheld (mute) WHERE recap IS NULL;

CREATE TABLE acknowledgements (
    id INTEGER PRIMARY KEY,
    story TEXT NOT NULL,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE INDEX acknowledgements_by_story ON acknowledgements (story, at);

CREATE TABLE keys (
    name TEXT PRIMARY KEY,
    secret TEXT NOT NULL
) STRICT"""
"""Mutes, what they keep back, who looks after a story, and the keys of signed links."""
