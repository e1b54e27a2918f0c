"""What a poll asks before it decides, and saves after: feeds, entries, stories, matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.store import observations, rows
from monitor.types import Entry, FeedState, Fresh, Outcome, Polled, Told

SEEN_GRAIN = timedelta(hours=12)
"""How exactly it is kept when an entry was last in its feed: writing it at every poll would double the writes."""


def feed_states(db: Database) -> dict[str, FeedState]:
    """Every feed that was ever polled, by name."""
    return {row["name"]: rows.feed_state(row) for row in db.query("SELECT * FROM feeds")}


def known_entries(db: Database, ids: Iterable[str]) -> dict[str, Entry]:
    """Those of `ids` that are known, as they were last saved."""
    found = db.query("SELECT * FROM entries WHERE id IN (SELECT value FROM json_each(?))", [rows.json_list(ids)])
    return {row["id"]: rows.entry(row) for row in found}


def entries_of_feed_at(db: Database, feed: str, urls: Iterable[str]) -> dict[str, list[Entry]]:
    """Known entries of `feed` by canonical URL: a feed that changes its guids shows the same page again."""
    found = db.query(
        "SELECT * FROM entries WHERE canonical_url IN (SELECT value FROM json_each(?)) AND feed = ?",
        [rows.json_list(urls), feed],
    )
    by_url: dict[str, list[Entry]] = {}
    for row in found:
        by_url.setdefault(row["canonical_url"], []).append(rows.entry(row))
    return by_url


def stories_by_key(db: Database, keys: Iterable[str], *, since: datetime) -> dict[str, str]:
    """The story behind each of `keys` that was last seen at or after `since`."""
    found = db.query(
        "SELECT key, story FROM story_keys WHERE key IN (SELECT value FROM json_each(?)) AND seen >= ?",
        [rows.json_list(keys), rows.stamp(since)],
    )
    return {row["key"]: row["story"] for row in found}


def stories_of(db: Database, entries: Iterable[str]) -> dict[str, str]:
    """The story that each of `entries` is a member of."""
    found = db.query(
        "SELECT entry, story FROM members WHERE entry IN (SELECT value FROM json_each(?))",
        [rows.json_list(entries)],
    )
    return {row["entry"]: row["story"] for row in found}


def told(db: Database, stories: Iterable[str]) -> dict[tuple[str, str], Told]:
    """What was last told of each of `stories`, by (watch, story). A pending alert counts: it will be sent."""
    found = db.query(
        "SELECT watch, story, entry, title, created FROM alerts"
        " WHERE story IN (SELECT value FROM json_each(?)) ORDER BY created, revision",
        [rows.json_list(stories)],
    )
    return {
        (row["watch"], row["story"]): Told(
            watch=row["watch"],
            story=row["story"],
            entry=row["entry"],
            title=row["title"],
            at=rows.moment(row["created"]),
        )
        for row in found
    }


def save_polled(db: Database, polled: Polled, *, now: datetime) -> None:
    """Write all that one poll changed. The caller holds the transaction."""
    upsert(db, "feeds", "name", rows.feed_row(polled.state))
    observations.save_observed(db, polled, now=now)
    _save_entries(db, polled.fresh)
    entries = {fresh.entry.id: fresh.entry for fresh in polled.fresh}
    for outcome in polled.outcomes:
        save_outcome(db, outcome, entries[outcome.match.entry], now)
    # A new entry was last seen now; an edited one was written with the time of its first sight.
    seen_again = set(polled.present) - {fresh.entry.id for fresh in polled.fresh if fresh.previous is None}
    if seen_again:
        db.execute(
            "UPDATE entries SET last_seen = ?1 WHERE id IN (SELECT value FROM json_each(?2)) AND last_seen < ?3",
            [rows.stamp(now), rows.json_list(seen_again), rows.stamp(now - SEEN_GRAIN)],
        )


def save_outcome(db: Database, outcome: Outcome, entry: Entry, now: datetime) -> None:
    """Write what became of one match of `entry`. The caller holds the transaction."""
    _save_place(db, outcome, entry, now)
    _insert(
        db,
        "matches",
        {
            "entry": entry.id,
            "watch": outcome.match.watch,
            "revision": entry.revision,
            "story": outcome.story.story,
            "hits": rows.hits_text(outcome.match.hits),
            "score": outcome.match.score,
            "suppressed": outcome.suppressed,
            "detail": outcome.detail,
            "decided": rows.stamp(now),
        },
    )
    for alert in outcome.alerts:
        # The id says what the alert is: one that is there already is this one.
        _insert(db, "alerts", rows.alert_row(alert, entry.title), conflict="ON CONFLICT (id) DO NOTHING")


def _save_entries(db: Database, fresh: Iterable[Fresh]) -> None:
    for before in (item.previous for item in fresh if item.previous is not None):
        _insert(
            db,
            "revisions",
            {
                "entry": before.id,
                "revision": before.revision,
                "title": before.title,
                "summary": before.summary,
            },
        )
    found = [rows.entry_row(item.entry) for item in fresh]
    if found:
        db.conn.executemany(_upserting("entries", "id", found[0]), [list(row.values()) for row in found])


def _save_place(db: Database, outcome: Outcome, entry: Entry, now: datetime) -> None:
    story, at = outcome.story.story, rows.stamp(now)
    db.execute(
        "INSERT INTO stories (id, title, opened, updated) VALUES (?1, ?2, ?3, ?3)"
        " ON CONFLICT (id) DO UPDATE SET updated = excluded.updated",
        [story, entry.title, at],
    )
    db.execute(
        "INSERT INTO members (entry, story, because, joined) VALUES (?, ?, ?, ?) ON CONFLICT (entry) DO NOTHING",
        [entry.id, story, outcome.story.evidence, at],
    )
    for key in outcome.story.keys:
        db.execute(
            "INSERT INTO story_keys (key, story, seen) VALUES (?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET story = excluded.story, seen = excluded.seen",
            [key, story, at],
        )


def _insert(db: Database, table: str, row: Mapping[str, Any], conflict: str = "") -> None:
    db.execute(_inserting(table, row, conflict), list(row.values()))


def upsert(db: Database, table: str, key: str, row: Mapping[str, Any]) -> None:
    """Write `row`, in place of the one with the same `key`. The caller holds the transaction."""
    db.execute(_upserting(table, key, row), list(row.values()))


def _inserting(table: str, columns: Iterable[str], conflict: str = "") -> str:
    # Plain SQL: `insert` and `upsert` of sqlite-utils look the table up each time, at five times the cost.
    names = list(columns)  # from this package only, never from a feed
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) {conflict}"


def _upserting(table: str, key: str, columns: Iterable[str]) -> str:
    names = list(columns)
    changes = ", ".join(f"{column} = excluded.{column}" for column in names if column != key)
    return _inserting(table, names, f"ON CONFLICT ({key}) DO UPDATE SET {changes}")
