"""Stories: which entries are members and why, what was told of them, and what people ruled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from monitor.settings import Level
from monitor.store import handling, rows
from monitor.types import Entry, Joined, Merge, Story, Told


class Ruled(StrEnum):
    """What a person decided about two stories."""

    SPLIT = "split"  # they are two, and stay two
    MERGE = "merge"  # they are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One decision of a person: `story` was taken out of `other`, or made one with it."""

    kind: Ruled
    story: str
    other: str
    at: datetime


def home_of(db: Database, entries: Iterable[str]) -> dict[str, str]:
    """The story that each of `entries` is a member of."""
    found = db.query(
        "SELECT entry, story FROM members WHERE entry IN (SELECT value FROM json_each(?))",
        [rows.json_list(entries)],
    )
    return {row["entry"]: row["story"] for row in found}


def window(db: Database, *, since: datetime) -> list[tuple[str, str]]:
    """What every member that joined at or after `since` is compared by, and its story; in order of arrival."""
    found = db.query(
        "SELECT features, story FROM members WHERE joined >= ? AND features != '' ORDER BY joined, rowid",
        [rows.stamp(since)],
    )
    return [(row["features"], row["story"]) for row in found]


def features_in(db: Database, story: str) -> list[str]:
    """What the members of one story are compared by, in order of arrival."""
    found = db.query("SELECT features FROM members WHERE story = ? AND features != '' ORDER BY joined, rowid", [story])
    return [row["features"] for row in found]


def told(db: Database, story: str) -> list[Told]:
    """All that was told of `story`, in order. What still waits counts: it will be sent.

    What may have been told before the database was restored counts as well.
    """
    found = db.query(
        "SELECT DISTINCT watch, story, entry, title, level, likely, due, created, revision FROM alerts"
        " WHERE story = ?1 UNION ALL"
        " SELECT m.watch, m.story, m.entry, e.title, 'normal', NULL, m.decided, m.decided, m.revision"
        " FROM matches m JOIN entries e ON e.id = m.entry WHERE m.story = ?1 AND m.suppressed = 'restored'"
        " ORDER BY created, revision, due",
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
        )
        for row in found
    ]


def archive(db: Database, *, since: datetime, watch: str | None = None) -> list[tuple[Entry, str]]:
    """The entries seen at or after `since` that any watch matched, or `watch`, each with its story, in order of
    arrival."""
    found = db.query(
        "SELECT e.*, m.story FROM members m JOIN entries e ON e.id = m.entry WHERE e.first_seen >= ?1"
        " AND (?2 IS NULL OR EXISTS (SELECT 1 FROM matches WHERE entry = e.id AND watch = ?2))"
        " ORDER BY e.first_seen, m.rowid",
        [rows.stamp(since), watch],
    )
    return [(rows.entry(row), row["story"]) for row in found]


def save_place(db: Database, joined: Joined, entry: Entry, *, now: datetime) -> None:
    """Write where `entry` was placed, and carry out the merges that came with it. The caller holds the transaction."""
    at = rows.stamp(now)
    db.execute(
        "INSERT INTO stories (id, title, opened, updated) VALUES (?1, ?2, ?3, ?3)"
        " ON CONFLICT (id) DO UPDATE SET updated = excluded.updated",
        [joined.story, entry.title, at],
    )
    for merge in joined.merges:
        merged(db, merge)
    db.execute(
        "INSERT INTO members (entry, story, because, score, likely, features, joined) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (entry) DO UPDATE SET features = excluded.features",
        [entry.id, joined.story, joined.evidence, joined.score, joined.likely, joined.features, at],
    )


def merged(db: Database, merge: Merge) -> None:
    """Make all that belongs to one story belong to another. The caller holds the transaction."""
    for table in ("members", "matches", "alerts", "withheld", "mutes", "acknowledgements", "feedback"):
        db.execute(f"UPDATE {table} SET story = ? WHERE story = ?", [merge.into, merge.absorbed])
    # What was merged into the absorbed story before goes along.
    db.execute("UPDATE stories SET merged = ?1 WHERE id = ?2 OR merged = ?2", [merge.into, merge.absorbed])
    db.execute("UPDATE members SET likely = ?1 WHERE likely = ?2", [merge.into, merge.absorbed])
    db.execute("UPDATE alerts SET likely = ?1 WHERE likely = ?2", [merge.into, merge.absorbed])


def split(db: Database, entry: str, *, now: datetime) -> Ruling:
    """Take `entry` out of its story, into one of its own, for good. The caller holds the transaction.

    The entry must be a member of a story that another entry opened.
    """
    old = home_of(db, [entry])[entry]
    title = db.execute("SELECT coalesce((SELECT title FROM entries WHERE id = ?), '')", [entry]).fetchone()[0]
    db.execute(
        "INSERT INTO stories (id, title, opened, updated) VALUES (?1, ?2, ?3, ?3)"
        " ON CONFLICT (id) DO UPDATE SET merged = NULL, updated = excluded.updated",
        [entry, title, rows.stamp(now)],
    )
    db.execute("UPDATE members SET story = ?1, because = '', likely = NULL WHERE entry = ?1", [entry])
    for table in ("matches", "alerts", "withheld", "feedback"):
        db.execute(f"UPDATE {table} SET story = ?1 WHERE entry = ?1", [entry])
    return _rule(db, Ruling(kind=Ruled.SPLIT, story=entry, other=old, at=now))


def unite(db: Database, absorbed: str, into: str, *, now: datetime) -> Ruling:
    """Make two stories one, for good. The caller holds the transaction."""
    merged(db, Merge(absorbed=absorbed, into=into))
    db.execute("UPDATE stories SET updated = ? WHERE id = ?", [rows.stamp(now), into])
    return _rule(db, Ruling(kind=Ruled.MERGE, story=absorbed, other=into, at=now))


def _rule(db: Database, ruling: Ruling) -> Ruling:
    db.execute(
        "INSERT INTO rulings (kind, story, other, at) VALUES (?, ?, ?, ?)",
        [ruling.kind, ruling.story, ruling.other, rows.stamp(ruling.at)],
    )
    return ruling


def rulings(db: Database) -> list[Ruling]:
    """What people ruled, in order."""
    found = db.query("SELECT * FROM rulings ORDER BY id")
    return [
        Ruling(kind=Ruled(row["kind"]), story=row["story"], other=row["other"], at=rows.moment(row["at"]))
        for row in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What was told of a story, whoever it went to: by which watch, about which entry, and what was new."""

    watch: str
    reason: str
    at: datetime
    title: str
    entry: str
    detail: str
    recipients: int


def messages(db: Database, story: str) -> list[Message]:
    """What was told of `story`, in order; messages of one decision to several recipients once."""
    found = db.query(
        "SELECT a.watch, a.reason, a.created, a.title, a.entry, coalesce(m.detail, '') AS detail,"
        " count(*) AS recipients FROM alerts a LEFT JOIN matches m"
        " ON m.entry = a.entry AND m.watch = a.watch AND m.revision = a.revision"
        " WHERE a.story = ? GROUP BY a.watch, a.reason, a.entry, a.revision ORDER BY a.created, a.revision, a.watch",
        [story],
    )
    return [
        Message(
            watch=row["watch"],
            reason=row["reason"],
            at=rows.moment(row["created"]),
            title=row["title"],
            entry=row["entry"],
            detail=row["detail"],
            recipients=row["recipients"],
        )
        for row in found
    ]


def find(db: Database, what: str) -> list[str]:
    """The stories whose id, or that of an entry or alert of theirs, begins with `what` (six characters or more), or
    that hold the entry with this URL or guid; newest first, at most 20."""
    found = db.query(
        "SELECT DISTINCT story FROM (SELECT coalesce(merged, id) AS story, updated AS at FROM stories"
        " WHERE length(?1) >= 6 AND id GLOB ?1 || '*' UNION ALL"
        " SELECT m.story, m.joined FROM members m JOIN entries e ON e.id = m.entry WHERE (length(?1) >= 6 AND"
        " e.id GLOB ?1 || '*') OR e.url = ?1 OR e.guid = ?1 OR e.canonical_url = ?1"
        f" UNION ALL SELECT story, created FROM ({handling.ALERTS_NAMED})) ORDER BY at DESC LIMIT 20",
        [what],
    )
    return [row["story"] for row in found]


def likely_ones(db: Database, story: str) -> list[tuple[str, str, str]]:
    """The stories that may be the same as `story`, surely not enough: id, headline and evidence of each."""
    found = db.query(
        "SELECT s.id, s.title, m.because FROM members m JOIN stories s ON s.id = m.likely WHERE m.story = ?1"
        " UNION SELECT s.id, s.title, m.because FROM members m JOIN stories s ON s.id = m.story"
        " WHERE m.likely = ?1 ORDER BY 1",
        [story],
    )
    return [(row["id"], row["title"], row["because"]) for row in found]


def outside_writes(db: Database) -> int:
    """A number that changes when another process has written the database."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def story(db: Database, story_id: str) -> Story:
    """A story with its members, first one first; where it was made one with another, that one."""
    head = next(
        db.query("SELECT * FROM stories WHERE id = (SELECT coalesce(merged, id) FROM stories WHERE id = ?)", [story_id])
    )
    members = db.query(
        "SELECT e.*, m.because, m.score FROM members m JOIN entries e ON e.id = m.entry WHERE m.story = ?"
        " ORDER BY m.joined, coalesce(e.published, e.first_seen), e.id",
        [head["id"]],
    )
    return Story(
        id=head["id"],
        title=head["title"],
        opened=rows.moment(head["opened"]),
        updated=rows.moment(head["updated"]),
        members=tuple(rows.member(row) for row in members),
    )
