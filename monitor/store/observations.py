"""How feeds were: gaps, failures and delays, as they are noted and asked for."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.store import notices, rows, spells
from monitor.types import Gap, Polled

PLAUSIBLE = timedelta(days=1)
"""A date further back than this says when a text was written, not how long it waited to be seen."""


def save_observed(db: Database, polled: Polled, *, now: datetime) -> None:
    """Write what one poll showed of its feed's health. The caller holds the transaction."""
    notices.save(db, polled.notices)
    spells.note_poll(db, polled.state, polled.failure)
    if polled.gap is not None:
        db.execute(
            "INSERT OR REPLACE INTO feed_gaps (feed, since, until, fresh, reason, found)"
            " VALUES (:feed, :since, :until, :fresh, :reason, :found)",
            rows.gap_row(polled.gap) | {"found": rows.stamp(now)},
        )
    if polled.failure is not None:
        db.execute(
            "INSERT INTO feed_failures (feed, day, kind, times) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (feed, day, kind) DO UPDATE SET times = times + 1",
            [polled.state.feed, rows.stamp(now)[:10], polled.failure.kind.value],
        )


def gaps_since(db: Database, *, since: datetime) -> dict[str, list[Gap]]:
    """The gaps of each feed that ended at or after `since`, oldest first."""
    by_feed: dict[str, list[Gap]] = {}
    for row in db.query("SELECT * FROM feed_gaps WHERE until >= ? ORDER BY feed, since", [rows.stamp(since)]):
        by_feed.setdefault(row["feed"], []).append(rows.gap(row))
    return by_feed


def gaps_found(db: Database, *, since: datetime, until: datetime) -> list[Gap]:
    """The gaps that readings between two moments showed, oldest first; they may themselves lie before."""
    found = db.query(
        "SELECT * FROM feed_gaps WHERE coalesce(found, until) >= ? AND coalesce(found, until) < ? ORDER BY since, feed",
        [rows.stamp(since), rows.stamp(until)],
    )
    return [rows.gap(row) for row in found]


def failures_since(db: Database, *, since: datetime) -> dict[str, dict[str, int]]:
    """How often each feed failed in which way, counting whole days from that of `since` on."""
    by_feed: dict[str, Counter[str]] = {}
    found = db.query("SELECT feed, kind, times FROM feed_failures WHERE day >= ?", [rows.stamp(since)[:10]])
    for row in found:
        by_feed.setdefault(row["feed"], Counter())[row["kind"]] += row["times"]
    return {feed: dict(times.most_common()) for feed, times in by_feed.items()}


def delays(db: Database, *, since: datetime) -> dict[str, list[timedelta]]:
    """How long entries first seen at or after `since` had waited since their date, by feed, the shortest first.

    Left out are the entries of a feed's first reading, and dates that lie ahead or more than a day back.
    """
    by_feed: dict[str, list[timedelta]] = {}
    found = db.query(
        "SELECT e.feed, e.first_seen, e.published FROM entries e JOIN feeds f ON f.name = e.feed"
        " WHERE e.first_seen >= ? AND e.first_seen > f.baseline AND e.published <= e.first_seen",
        [rows.stamp(since)],
    )
    for row in found:
        waited = rows.moment(row["first_seen"]) - rows.moment(row["published"])
        if waited <= PLAUSIBLE:
            by_feed.setdefault(row["feed"], []).append(waited)
    return {feed: sorted(waits) for feed, waits in by_feed.items()}


def forget(db: Database, *, before: datetime) -> None:
    """Delete what was noted before `before`. The caller holds the transaction."""
    at = rows.stamp(before)
    db.execute("DELETE FROM feed_gaps WHERE until < ?", [at])
    db.execute("DELETE FROM feed_failures WHERE day < ?", [at[:10]])
