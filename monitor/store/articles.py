"""What is asked and saved when articles are fetched: which are due, what was tried, and what robots.txt said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.store import history, memory, mutes, rows
from monitor.types import (
    ArticleCondition,
    ArticleFailure,
    ArticleState,
    Attempted,
    Entry,
    FailureKind,
    RobotsFile,
)

AN_HOUR = timedelta(hours=1)


def states(db: Database, entries: Iterable[str]) -> dict[str, ArticleState]:
    """What is remembered of the articles of `entries`, by entry."""
    found = db.query(
        "SELECT * FROM articles WHERE entry IN (SELECT value FROM json_each(?))", [rows.json_list(entries)]
    )
    return {row["entry"]: _state(row) for row in found}


def due(db: Database, *, now: datetime, without: Iterable[str], limit: int) -> list[ArticleState]:
    """Articles to fetch now, the latest wanted first, leaving out the hosts `without`.

    One that was wanted in the future is due as well: the clock was set back since.
    """
    found = db.query(
        "SELECT * FROM articles WHERE condition = 'due' AND (due <= :now OR asked > :now)"
        " AND host NOT IN (SELECT value FROM json_each(:without)) ORDER BY asked DESC, entry LIMIT :limit",
        {"now": rows.stamp(now), "without": rows.json_list(without), "limit": limit},
    )
    return [_state(row) for row in found]


def asked_before(db: Database, moment: datetime) -> list[ArticleState]:
    """Articles that are still due though they were wanted before `moment`."""
    found = db.query("SELECT * FROM articles WHERE condition = 'due' AND asked < ?", [rows.stamp(moment)])
    return [_state(row) for row in found]


def fetched_within_the_hour(db: Database, *, now: datetime) -> dict[str, int]:
    """How many pages were asked for within the last hour, by host."""
    hour = rows.stamp(now - AN_HOUR)
    found = db.query(
        "SELECT host, sum(CASE WHEN asked >= ?1 THEN attempts ELSE 1 END) AS n FROM articles"
        " WHERE tried >= ?1 GROUP BY host",
        [hour],
    )
    return {row["host"]: row["n"] for row in found}


def known(db: Database, entry: str) -> tuple[Entry, ArticleState] | None:
    """An entry and what is remembered of its article, as they stand now; None where they are forgotten."""
    state = states(db, [entry]).get(entry)
    found = memory.known_entries(db, [entry]).get(entry)
    return (found, state) if found and state else None


def decided(db: Database, entry: Entry) -> frozenset[str]:
    """The watches whose match with this revision of `entry` has its outcome already."""
    found = db.query("SELECT watch FROM matches WHERE entry = ? AND revision = ?", [entry.id, entry.revision])
    return frozenset(row["watch"] for row in found)


def robots(db: Database) -> dict[str, RobotsFile]:
    """Every robots.txt that is remembered, by origin."""
    return {
        row["origin"]: RobotsFile(
            origin=row["origin"], read=rows.moment(row["read"]), rules=row["rules"], detail=row["detail"]
        )
        for row in db.query("SELECT * FROM robots")
    }


def save_wanted(db: Database, state: ArticleState) -> None:
    """Write what is remembered of one article. The caller holds the transaction."""
    memory.upsert(db, "articles", "entry", _row(state))


def save_attempted(db: Database, attempted: Attempted, *, now: datetime) -> None:
    """Write all that one attempt changed. The caller holds the transaction."""
    save_wanted(db, attempted.state)
    for file in attempted.robots:
        memory.upsert(
            db,
            "robots",
            "origin",
            {"origin": file.origin, "read": rows.stamp(file.read), "rules": file.rules, "detail": file.detail},
        )
    for alert in attempted.alerts:
        memory.save_alert(db, alert, _title(db, alert.entry))
    mutes.keep_back(db, attempted.withheld)
    history.save_attempted(db, attempted, now=now)
    entry = attempted.entry
    if entry is None:
        return
    db.execute("UPDATE entries SET article = ? WHERE id = ?", [entry.article, entry.id])
    for match in attempted.moved:
        db.execute(
            "UPDATE matches SET hits = ? WHERE entry = ? AND watch = ? AND revision = ?",
            [rows.hits_text(match.hits), entry.id, match.watch, entry.revision],
        )
    for outcome in attempted.outcomes:
        memory.save_outcome(db, outcome, entry, now)
        mutes.keep_back(db, outcome.withheld)


def _title(db: Database, entry: str) -> str:
    return str(next(db.query("SELECT title FROM entries WHERE id = ?", [entry]))["title"])


def forget_robots(db: Database, *, before: datetime) -> None:
    """Delete what robots.txt said before `before`. The caller holds the transaction."""
    db.execute("DELETE FROM robots WHERE read < ?", [rows.stamp(before)])


def _row(state: ArticleState) -> rows.Row:
    failure = state.failure
    return {
        "entry": state.entry,
        "host": state.host,
        "condition": state.condition.value,
        "asked": rows.stamp(state.asked),
        "due": rows.stamp(state.due),
        "watches": rows.json_list(state.watches),
        "attempts": state.attempts,
        "fetches": state.fetches,
        "tried": rows.maybe_stamp(state.tried),
        "failure_kind": failure.kind.value if failure else None,
        "failure_detail": failure.detail if failure else None,
        "failure_status": failure.status if failure else None,
    }


def _state(row: rows.Row) -> ArticleState:
    state = ArticleState(
        entry=row["entry"],
        host=row["host"],
        condition=ArticleCondition(row["condition"]),
        asked=rows.moment(row["asked"]),
        due=rows.moment(row["due"]),
        watches=tuple(json.loads(row["watches"])),
        attempts=row["attempts"],
        fetches=row["fetches"],
        tried=rows.maybe_moment(row["tried"]),
    )
    if row["failure_kind"] is None:
        return state
    failure = ArticleFailure(
        kind=FailureKind(row["failure_kind"]), detail=row["failure_detail"], status=row["failure_status"]
    )
    return replace(state, failure=failure)
