"""What was read, in the order in which it was judged, with the clock of then: what a replay needs beside the entries.

A row for each entry that was seen or edited, for each article that was read, and for each page that was gone. The texts
stay where they are, in entries and revisions; only an article that a later one replaced is kept here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlite_utils import Database

from monitor.store import rows
from monitor.types import Attempted, Entry, Fresh

TABLES = """
CREATE TABLE history (
    place INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    entry TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('seen', 'article', 'gone')),
    first INTEGER NOT NULL,
    status INTEGER,
    article TEXT
) STRICT;

CREATE INDEX history_by_entry ON history (entry);

CREATE INDEX history_by_time ON history (at);

ALTER TABLE revisions ADD COLUMN more TEXT;

INSERT INTO history (at, entry, revision, kind, first)
SELECT at, entry, revision, kind, first FROM (
    SELECT e.first_seen AS at, e.id AS entry, 0 AS revision, 'seen' AS kind,
        coalesce(e.first_seen = f.baseline, 0) AS first, 0 AS step, e.rowid AS number
    FROM entries e LEFT JOIN feeds f ON f.name = e.feed
    UNION ALL
    SELECT coalesce((SELECT min(m.decided) FROM matches m WHERE m.entry = e.id AND m.revision = r.revision + 1),
        e.last_seen), e.id, r.revision + 1, 'seen', 0, 1, e.rowid
    FROM revisions r JOIN entries e ON e.id = r.entry
    UNION ALL
    SELECT a.tried, e.id, e.revision, 'article', 0, 2, e.rowid
    FROM articles a JOIN entries e ON e.id = a.entry WHERE a.tried IS NOT NULL AND e.article IS NOT NULL
) ORDER BY at, step, number"""
"""What was read before the history was kept comes in as well as it can be told: an edit when it was first judged, or
when it was last seen."""


def save_seen(
    db: Database, fresh: Iterable[Fresh], *, first: bool, now: datetime, restored: Collection[str] = ()
) -> None:
    """Note what one reading of a feed brought; `first` says that it was the feed's first, `restored` which entries may
    have been told before the database was restored. The caller holds the transaction, in which the entries are."""
    at = rows.stamp(now)
    db.conn.executemany(
        "INSERT INTO history (at, entry, revision, kind, first, restored) VALUES (?, ?, ?, 'seen', ?, ?)",
        [(at, item.entry.id, item.entry.revision, int(first), int(item.entry.id in restored)) for item in fresh],
    )


def is_restored(db: Database, entry: str, revision: int) -> bool:
    """Whether this revision was noted as one that may have been told before the database was restored."""
    found = db.execute(
        "SELECT 1 FROM history WHERE entry = ? AND revision = ? AND kind = 'seen' AND restored", [entry, revision]
    )
    return found.fetchone() is not None


def save_attempted(db: Database, attempted: Attempted, *, now: datetime) -> None:
    """Note an article that was read, or a page that is gone for good; before the entry is written. The caller holds
    the transaction."""
    name = attempted.state.entry
    if attempted.entry is not None:
        db.execute(
            "UPDATE history SET article = (SELECT article FROM entries WHERE id = ?1)"
            " WHERE entry = ?1 AND kind = 'article' AND article IS NULL",
            [name],
        )
        _save(db, "article", name, attempted.entry.revision, None, now, restored=attempted.restored)
    elif attempted.status is not None:
        revision = db.execute("SELECT revision FROM entries WHERE id = ?", [name]).fetchone()[0]
        _save(db, "gone", name, revision, attempted.status, now)


def _save(
    db: Database, kind: str, entry: str, revision: int, status: int | None, now: datetime, *, restored: bool = False
) -> None:
    db.execute(
        "INSERT INTO history (at, entry, revision, kind, first, status, restored) VALUES (?, ?, ?, ?, 0, ?, ?)",
        [rows.stamp(now), entry, revision, kind, status, int(restored)],
    )


def more_text(entry: Entry) -> str:
    """What an edit may change beside headline and summary, as JSON text for the column `more` of a revision."""
    row = rows.entry_row(entry)
    return json.dumps({name: row[name] for name in _MORE}, ensure_ascii=False)


_MORE = ("publisher", "guid", "url", "canonical_url", "authors", "tags", "published", "updated", "language")
