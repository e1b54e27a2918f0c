"""How feeds were: reports, gaps, failures and delays, as they are noted and asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.store import rows
from monitor.types import FeedReport, Gap, Polled, ReportKind

PLAUSIBLE = timedelta(days=1)
"""A date further back than this says when a text was written, not how long it waited to be seen."""


def save_observed(db: Database, polled: Polled, *, now: datetime) -> None:
    """Write what one poll showed of its feed's health. The caller holds the transaction."""
    save_reports(db, polled.reports)
    if polled.gap is not None:
        db.execute(
            "INSERT OR REPLACE INTO feed_gaps (feed, since, until, fresh, reason)"
            " VALUES (:feed, :since, :until, :fresh, :reason)",
            rows.gap_row(polled.gap),
        )
    if polled.failure is not None:
        db.execute(
            "INSERT INTO feed_failures (feed, day, kind, times) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (feed, day, kind) DO UPDATE SET times = times + 1",
            [polled.state.feed, rows.stamp(now)[:10], polled.failure.kind.value],
        )


def save_reports(db: Database, reports: Iterable[FeedReport]) -> None:
    """Write reports that nobody was told of yet. The caller holds the transaction."""
    for report in reports:
        db.execute(
            "INSERT INTO reports (id, kind, feed, detail, since, at) VALUES (:id, :kind, :feed, :detail, :since, :at)"
            " ON CONFLICT (id) DO NOTHING",
            rows.report_row(report),
        )


def untold(db: Database) -> list[FeedReport]:
    """Every report that nobody was told of, oldest first."""
    return [rows.report(row) for row in db.query("SELECT * FROM reports WHERE told IS NULL ORDER BY at, feed, kind")]


def mark_told(db: Database, reports: Iterable[FeedReport], *, now: datetime) -> None:
    """Note that `reports` were told. The caller holds the transaction."""
    ids = rows.json_list(report.id for report in reports)
    db.execute("UPDATE reports SET told = ? WHERE id IN (SELECT value FROM json_each(?))", [rows.stamp(now), ids])


def reports_since(db: Database, *, since: datetime) -> list[FeedReport]:
    """Every report found at or after `since`, oldest first."""
    found = db.query("SELECT * FROM reports WHERE at >= ? ORDER BY at, feed, kind", [rows.stamp(since)])
    return [rows.report(row) for row in found]


def network_down(db: Database) -> FeedReport | None:
    """The report that the network is down, where that is the last that was said of it."""
    found = db.query(
        "SELECT * FROM reports WHERE kind IN (?, ?) ORDER BY at DESC LIMIT 1",
        [ReportKind.NETWORK_DOWN.value, ReportKind.NETWORK_BACK.value],
    )
    last = next((rows.report(row) for row in found), None)
    return last if last is not None and last.kind is ReportKind.NETWORK_DOWN else None


def gaps_since(db: Database, *, since: datetime) -> dict[str, list[Gap]]:
    """The gaps of each feed that ended at or after `since`, oldest first."""
    by_feed: dict[str, list[Gap]] = {}
    for row in db.query("SELECT * FROM feed_gaps WHERE until >= ? ORDER BY feed, since", [rows.stamp(since)]):
        by_feed.setdefault(row["feed"], []).append(rows.gap(row))
    return by_feed


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
    """Delete what was noted before `before`; what nobody was told of stays. The caller holds the transaction."""
    at = rows.stamp(before)
    db.execute("DELETE FROM reports WHERE at < ? AND told IS NOT NULL", [at])
    db.execute("DELETE FROM feed_gaps WHERE until < ?", [at])
    db.execute("DELETE FROM feed_failures WHERE day < ?", [at[:10]])
