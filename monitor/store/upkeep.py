"""Keeps the database in shape: what is old goes, and the worker's own row says how it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.store import digests, mutes, notices, observations, rows


def forget(db: Database, *, before: datetime) -> int:
    """Delete entries last seen before `before`, with their matches and settled alerts; return how many.

    What the last reading of its feed still held stays, however long ago that was: otherwise a quiet feed would show
    old entries as new. What has an alert waiting stays too. The caller holds the transaction.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS old (entry TEXT PRIMARY KEY)")
    db.execute("DELETE FROM old")
    db.execute(
        "INSERT INTO old SELECT e.id FROM entries e"
        " JOIN (SELECT feed, max(last_seen) AS read FROM entries GROUP BY feed) f ON f.feed = e.feed"
        " WHERE e.last_seen < ? AND e.last_seen < strftime('%Y-%m-%dT%H:%M:%fZ', f.read, '-2 days')"
        " AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.entry = e.id AND a.state = 'pending')",
        [rows.stamp(before)],
    )
    db.execute("DELETE FROM alerts WHERE entry IN (SELECT entry FROM old)")
    gone = db.execute("DELETE FROM entries WHERE id IN (SELECT entry FROM old)").rowcount
    observations.forget(db, before=before)
    notices.forget(db, before=before)
    mutes.forget(db, before=before)
    digests.forget(db, before=before)
    db.execute(
        "DELETE FROM stories WHERE id NOT IN (SELECT story FROM members) AND id NOT IN (SELECT story FROM alerts)"
        " AND id NOT IN (SELECT story FROM matches)"
        " AND (merged IS NULL OR merged NOT IN (SELECT id FROM stories WHERE merged IS NULL))"
    )
    db.execute("DELETE FROM rulings WHERE at < ?", [rows.stamp(before)])
    db.execute("DELETE FROM acknowledgements WHERE story NOT IN (SELECT id FROM stories)")
    return gone


def learn(db: Database, frequencies: Mapping[str, float]) -> None:
    """Keep how common words are, in place of what was kept before. The caller holds the transaction."""
    db.execute("DELETE FROM words")
    db.conn.executemany("INSERT INTO words (word, share) VALUES (?, ?)", frequencies.items())


def learnt(db: Database) -> dict[str, float]:
    """The share of entries that hold a word, for the most common words, as an earlier worker learnt it."""
    return {row["word"]: row["share"] for row in db.query("SELECT word, share FROM words")}


def started(db: Database, *, host: str, pid: int, version: str, now: datetime) -> None:
    """Note that a worker took over."""
    db.execute(
        "UPDATE worker SET started = ?1, heartbeat = ?1, stopped = NULL, host = ?2, pid = ?3, version = ?4,"
        " configuration = '' WHERE id = 1",
        [rows.stamp(now), host, pid, version],
    )


def stopped(db: Database, *, now: datetime) -> None:
    """Note that the worker stopped in order."""
    db.execute("UPDATE worker SET stopped = ?1, heartbeat = ?1 WHERE id = 1", [rows.stamp(now)])


def heartbeat(db: Database, *, now: datetime) -> None:
    """Note a sign of life."""
    db.execute("UPDATE worker SET heartbeat = ? WHERE id = 1", [rows.stamp(now)])


def configuration(db: Database, refused: str) -> None:
    """Note why the last reload was refused; an empty text says that the files are in force."""
    db.execute("UPDATE worker SET configuration = ? WHERE id = 1", [refused])


def trouble(db: Database, text: str, *, now: datetime) -> None:
    """Note what troubles the worker itself; an empty text ends it.

    It changes a row that exists in place, so that it can be written when the file must not grow any more.
    """
    db.execute(
        "UPDATE worker SET trouble = ?1, trouble_since ="
        " CASE WHEN ?1 = '' THEN NULL ELSE coalesce(trouble_since, ?2) END WHERE id = 1",
        [text, rows.stamp(now)],
    )


HEARTBEAT_EVERY = timedelta(seconds=15)
"""How often a running worker notes a sign of life; `status` calls it silent after three that are missing."""
