"""What a poll asks before it decides, and saves after: feeds, entries, stories, matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.store import history, observations, rows, waiting
from monitor.store import stories as story_memory
from monitor.types import Alert, Entry, FeedState, Fresh, Outcome, Polled

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


def save_polled(db: Database, polled: Polled, *, now: datetime) -> None:
    """Write all that one poll changed. The caller holds the transaction."""
    upsert(db, "feeds", "name", rows.feed_row(polled.state))
    observations.save_observed(db, polled, now=now)
    _save_entries(db, polled.fresh)
    history.save_seen(db, polled.fresh, first=polled.first, now=now, restored=polled.restored)
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
    story_memory.save_place(db, outcome.story, entry, now=now)
    insert(
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
        save_alert(db, alert, entry.title)


def _save_entries(db: Database, fresh: Iterable[Fresh]) -> None:
    for before in (item.previous for item in fresh if item.previous is not None):
        insert(
            db,
            "revisions",
            {
                "entry": before.id,
                "revision": before.revision,
                "title": before.title,
                "summary": before.summary,
                "more": history.more_text(before),
            },
        )
    found = [rows.entry_row(item.entry) for item in fresh]
    if found:
        db.conn.executemany(_upserting("entries", "id", found[0]), [list(row.values()) for row in found])


def save_alert(db: Database, alert: Alert, title: str) -> None:
    """Put an alert into the outbox; `title` is the headline that it tells. The caller holds the transaction."""
    # The id says what the alert is: one that is there already is this one.
    insert(db, "alerts", rows.alert_row(alert, title), conflict="ON CONFLICT (id) DO NOTHING")
    waiting.join(db, alert)


def insert(db: Database, table: str, row: Mapping[str, Any], conflict: str = "") -> None:
    """Write `row`. The caller holds the transaction."""
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
