"""Keeps the database in shape: what is old goes, and the worker's own row says how it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.spells import PAUSE
from monitor.store import bulletins, digests, mutes, notices, observations, rows, spells


def forget_entries(db: Database, *, before: datetime, most: int = -1) -> int:
    """Delete entries last seen before `before`, with their matches and settled alerts; return how many.

    What the last reading of its feed still held stays, however long ago that was: otherwise a quiet feed would show
    old entries as new. What has an alert waiting stays too. Where there are more than `most` (negative: no limit) the
    others are left for the next time. The caller holds the transaction.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS old (entry TEXT PRIMARY KEY)")
    db.execute("DELETE FROM old")
    db.execute(
        "INSERT INTO old SELECT e.id FROM entries e"
        " JOIN (SELECT feed, max(last_seen) AS read FROM entries GROUP BY feed) f ON f.feed = e.feed"
        " WHERE e.last_seen < ? AND e.last_seen < strftime('%Y-%m-%dT%H:%M:%fZ', f.read, '-2 days')"
        " AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.entry = e.id AND a.state = 'pending') LIMIT ?",
        [rows.stamp(before), most],
    )
    db.execute("DELETE FROM alerts WHERE entry IN (SELECT entry FROM old)")
    return db.execute("DELETE FROM entries WHERE id IN (SELECT entry FROM old)").rowcount


def forget(db: Database, *, before: datetime) -> int:
    """Delete all that was over before `before`; return how many entries went. The caller holds the transaction."""
    gone = forget_entries(db, before=before)
    observations.forget(db, before=before)
    notices.forget(db, before=before)
    mutes.forget(db, before=before)
    digests.forget(db, before=before)
    bulletins.forget(db, before=before)
    spells.forget(db, before=before)
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


def started(
    db: Database,
    *,
    host: str,
    pid: int,
    version: str,
    now: datetime,
    pause: timedelta = PAUSE,
    since: datetime | None = None,
) -> None:
    """Note that a worker took over; that none was running before, where that lasted for `pause` at least.

    `since` is when it began, where that was not now.
    """
    spells.note_start(db, now=now, least=pause)
    db.execute(
        "UPDATE worker SET started = ?5, heartbeat = ?1, stopped = NULL, host = ?2, pid = ?3, version = ?4,"
        " configuration = '' WHERE id = 1",
        [rows.stamp(now), host, pid, version, rows.stamp(since or now)],
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

    It changes a row that exists in place, so that it can be written when the file must not grow any more; how long it
    lasted is written when it is over.
    """
    if not text:
        spells.note_saving(db, now=now)
    db.execute(
        "UPDATE worker SET trouble = ?1, trouble_since ="
        " CASE WHEN ?1 = '' THEN NULL ELSE coalesce(trouble_since, ?2) END WHERE id = 1",
        [text, rows.stamp(now)],
    )


HEARTBEAT_EVERY = timedelta(seconds=15)
"""How often a running worker notes a sign of life."""

SILENT_AFTER = 3 * HEARTBEAT_EVERY
"""From where on a worker that did not stop in order counts as not running."""

LITTLE_SPACE = 100 * 1024 * 1024
"""Bytes; a disk with less of it free counts as full."""
