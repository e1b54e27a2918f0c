"""The ledger: what people ask afterwards. Only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.store import articles, clocks, handling, rows
from monitor.store.stories import story
from monitor.types import AlertClock, ArticleState, Entry, Hit, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAlert:
    """One alert of a match, for a person: to whom, how far it came, and the last answer."""

    id: str
    reason: str
    channel: str
    recipient: str
    state: str
    attempts: int
    created: datetime
    settled: datetime | None
    due: datetime
    detail: str
    clock: AlertClock


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMatch:
    """One match and its one outcome: `alerts`, or `suppressed` with a reason."""

    watch: str
    revision: int
    story: str
    hits: tuple[Hit, ...]
    suppressed: str | None
    detail: str
    decided: datetime
    alerts: tuple[LedgerAlert, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """An entry with all that became of it."""

    entry: Entry
    article: ArticleState | None  # None: nobody wanted it
    story: Story | None
    because: str
    likely: str | None  # another story that it may belong to
    matches: tuple[LedgerMatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A match that nobody was told of, with its entry's headline."""

    entry: str
    feed: str
    title: str
    watch: str
    reason: str
    detail: str
    decided: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Who writes the database, how fresh its sign of life is, and what troubles it."""

    started: datetime | None
    stopped: datetime | None
    heartbeat: datetime | None
    host: str
    pid: int
    version: str
    configuration: str  # "" when in force; else why the last reload was refused
    trouble: str
    trouble_since: datetime | None


def find_entries(db: Database, what: str) -> list[Entry]:
    """Entries whose id, or that of an alert of theirs, begins with `what` (six characters or more), or whose URL or
    guid is `what`; newest first, at most 20."""
    found = db.query(
        "SELECT * FROM entries WHERE (length(?1) >= 6 AND id GLOB ?1 || '*') OR url = ?1 OR guid = ?1"
        f" OR canonical_url = ?1 OR id IN (SELECT entry FROM ({handling.ALERTS_NAMED}))"
        " ORDER BY first_seen DESC LIMIT 20",
        [what],
    )
    return [rows.entry(row) for row in found]


def account(db: Database, entry: Entry) -> LedgerEntry:
    """All that became of `entry`."""
    place = next(db.query("SELECT story, because, likely FROM members WHERE entry = ?", [entry.id]), None)
    found = list(db.query("SELECT * FROM matches WHERE entry = ? ORDER BY decided, watch", [entry.id]))
    return LedgerEntry(
        entry=entry,
        article=articles.states(db, [entry.id]).get(entry.id),
        story=story(db, place["story"]) if place else None,
        because=place["because"] if place else "",
        likely=place["likely"] if place else None,
        matches=tuple(_match(db, row) for row in found),
    )


def _match(db: Database, row: rows.Row) -> LedgerMatch:
    found = db.query(
        "SELECT * FROM alerts WHERE entry = ? AND watch = ? AND created = ? ORDER BY channel, recipient",
        [row["entry"], row["watch"], row["decided"]],
    )
    alerts = list(found)
    times = clocks.of_alerts(db, [alert["id"] for alert in alerts])
    return LedgerMatch(
        watch=row["watch"],
        revision=row["revision"],
        story=row["story"],
        hits=rows.hits(row["hits"]),
        suppressed=row["suppressed"],
        detail=row["detail"],
        decided=rows.moment(row["decided"]),
        alerts=tuple(_alert(alert, times[alert["id"]]) for alert in alerts),
    )


def _alert(row: rows.Row, clock: AlertClock) -> LedgerAlert:
    return LedgerAlert(
        id=row["id"],
        reason=row["reason"],
        channel=row["channel"],
        recipient=row["recipient"],
        state=row["state"],
        attempts=row["attempts"],
        created=rows.moment(row["created"]),
        settled=rows.maybe_moment(row["settled"]),
        due=rows.moment(row["due"]),
        detail=row["detail"],
        clock=clock,
    )


def suppressions(db: Database, *, since: datetime) -> list[Suppression]:
    """Every suppressed match decided at or after `since`, oldest first."""
    found = db.query(
        "SELECT m.*, e.feed, e.title FROM matches m JOIN entries e ON e.id = m.entry"
        " WHERE m.suppressed IS NOT NULL AND m.decided >= ? ORDER BY m.decided, m.entry, m.watch",
        [rows.stamp(since)],
    )
    return [
        Suppression(
            entry=row["entry"],
            feed=row["feed"],
            title=row["title"],
            watch=row["watch"],
            reason=row["suppressed"],
            detail=row["detail"],
            decided=rows.moment(row["decided"]),
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """What a watch on trial matched: `stories` is how many stories that was, of which a live watch tells each once."""

    watch: str
    matches: int
    stories: int


def shadows(db: Database, *, since: datetime) -> list[Shadow]:
    """What each watch on trial matched at or after `since`."""
    found = db.query(
        "SELECT watch, count(*) AS n, count(DISTINCT story) AS stories FROM matches"
        " WHERE suppressed = 'shadow' AND decided >= ? GROUP BY watch ORDER BY watch",
        [rows.stamp(since)],
    )
    return [Shadow(watch=row["watch"], matches=row["n"], stories=row["stories"]) for row in found]


def entries_since(db: Database, *, since: datetime) -> list[Entry]:
    """Every entry first seen at or after `since`, oldest first."""
    found = db.query("SELECT * FROM entries WHERE first_seen >= ? ORDER BY first_seen, id", [rows.stamp(since)])
    return [rows.entry(row) for row in found]


def entry_counts(db: Database) -> dict[str, int]:
    """How many entries are kept of each feed."""
    return {row["feed"]: row["n"] for row in db.query("SELECT feed, count(*) AS n FROM entries GROUP BY feed")}


def totals(db: Database, *, since: datetime) -> dict[str, Any]:
    """Matches decided at or after `since`: in all, alerted, and suppressed by reason."""
    found = db.query(
        "SELECT coalesce(suppressed, '') AS reason, count(*) AS n FROM matches WHERE decided >= ? GROUP BY 1",
        [rows.stamp(since)],
    )
    by_reason = {row["reason"]: row["n"] for row in found}
    alerted = by_reason.pop("", 0)
    return {"matched": alerted + sum(by_reason.values()), "alerted": alerted, "suppressed": by_reason}


def worker(db: Database) -> Worker:
    """The worker's own row."""
    row = next(db.query("SELECT * FROM worker WHERE id = 1"))
    return Worker(
        started=rows.maybe_moment(row["started"]),
        stopped=rows.maybe_moment(row["stopped"]),
        heartbeat=rows.maybe_moment(row["heartbeat"]),
        host=row["host"],
        pid=row["pid"],
        version=row["version"],
        configuration=row["configuration"],
        trouble=row["trouble"],
        trouble_since=rows.maybe_moment(row["trouble_since"]),
    )
