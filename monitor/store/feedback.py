"""What people said of what was told: one row for each entry and watch, which stays when the entry goes.

The entry is kept with it as it was judged, because the archive forgets and what a watch should do does not change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from monitor.store import memory, rows
from monitor.types import Entry, Feedback, Relevance

TABLES = """
CREATE TABLE feedback (
    entry TEXT NOT NULL,
    watch TEXT NOT NULL,
    relevance TEXT NOT NULL CHECK (relevance IN ('relevant', 'not-relevant')),
    author TEXT NOT NULL,
    because TEXT NOT NULL,
    at TEXT NOT NULL,
    told TEXT,
    story TEXT NOT NULL,
    kept TEXT NOT NULL,
    PRIMARY KEY (entry, watch)
) STRICT;

CREATE INDEX feedback_by_watch ON feedback (watch, at);

CREATE INDEX feedback_by_story ON feedback (story)"""
"""`kept` is the entry as JSON text."""

_TOLD = "(suppressed IS NULL OR suppressed = 'shadow')"


def made(
    db: Database, entry: Entry, watch: str, relevance: Relevance, *, author: str, because: str, now: datetime
) -> Feedback:
    """Return feedback on `entry`, with what is remembered of it; nothing is written."""
    told = db.execute(
        f"SELECT min(decided) FROM matches WHERE entry = ? AND watch = ? AND {_TOLD}", [entry.id, watch]
    ).fetchone()[0]
    story = db.execute("SELECT story FROM members WHERE entry = ?", [entry.id]).fetchone()
    before = on(db, entry.id, watch)  # what the archive forgot since
    return Feedback(
        watch=watch,
        entry=entry,
        relevance=relevance,
        author=author,
        because=because,
        at=now,
        told=rows.maybe_moment(told) or (before.told if before else None),
        story=story[0] if story else before.story if before else "",
    )


def save(db: Database, one: Feedback) -> None:
    """Write feedback, in place of what was said of the entry and the watch before. The caller holds the transaction."""
    row = {
        "entry": one.entry.id,
        "watch": one.watch,
        "relevance": one.relevance.value,
        "author": one.author,
        "because": one.because,
        "at": rows.stamp(one.at),
        "told": rows.maybe_stamp(one.told),
        "story": one.story,
        "kept": json.dumps(rows.entry_row(one.entry), ensure_ascii=False),
    }
    memory.upsert(db, "feedback", "entry, watch", row)


def on(db: Database, entry: str, watch: str) -> Feedback | None:
    """The last word on an entry and a watch; None where nobody said any."""
    found = db.query("SELECT * FROM feedback WHERE entry = ? AND watch = ?", [entry, watch])
    return next((_one(row) for row in found), None)


def known(db: Database, *, watch: str | None = None, since: datetime | None = None) -> list[Feedback]:
    """All feedback, or that on one watch, given at or after `since`; in order."""
    found = db.query(
        "SELECT * FROM feedback WHERE (?1 IS NULL OR watch = ?1) AND (?2 IS NULL OR at >= ?2)"
        " ORDER BY at, entry, watch",
        [watch, rows.maybe_stamp(since)],
    )
    return [_one(row) for row in found]


def told(db: Database, *, watch: str | None = None) -> Iterator[tuple[str, str, datetime]]:
    """Every entry that a watch told, or would have as a shadow, as far as the archive reaches: watch, entry, when."""
    found = db.execute(
        f"SELECT watch, entry, min(decided) FROM matches WHERE {_TOLD} AND (?1 IS NULL OR watch = ?1)"
        " GROUP BY watch, entry",
        [watch],
    )
    for name, entry, decided in found:
        yield name, entry, rows.moment(decided)


def watches_of(db: Database, entry: str) -> list[str]:
    """The watches that matched an entry, by name."""
    return [row["watch"] for row in db.query("SELECT DISTINCT watch FROM matches WHERE entry = ? ORDER BY 1", [entry])]


def _one(row: rows.Row) -> Feedback:
    return Feedback(
        watch=row["watch"],
        entry=rows.entry(json.loads(row["kept"])),
        relevance=Relevance(row["relevance"]),
        author=row["author"],
        because=row["because"],
        at=rows.moment(row["at"]),
        told=rows.maybe_moment(row["told"]),
        story=row["story"],
    )
