"""The noise budgets of watches: what they told, since when they are watched, and what an operator knows of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from monitor.budgets import Told
from monitor.store import rows
from monitor.types import Notice

TABLES = """
CREATE TABLE budgets (
    watch TEXT PRIMARY KEY,
    known TEXT NOT NULL,
    kind TEXT,
    detail TEXT,
    since TEXT,
    at TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX matches_alerted ON matches (watch, decided) WHERE suppressed IS NULL"""
"""Since when a watch is known to have been watching, and the notice that an operator was told and that is not over."""


def told(db: Database, watches: Collection[str], *, since: datetime) -> dict[str, list[Told]]:
    """What each of `watches` told since a moment, oldest first."""
    found = db.query(
        "SELECT m.watch, m.decided, m.hits, e.feed, e.publisher, NOT EXISTS (SELECT 1 FROM matches b WHERE"
        " b.story = m.story AND b.watch = m.watch AND b.suppressed IS NULL AND b.rowid < m.rowid) AS new"
        " FROM matches m JOIN entries e ON e.id = m.entry"
        " WHERE m.watch IN (SELECT value FROM json_each(?)) AND m.suppressed IS NULL AND m.decided >= ?"
        " ORDER BY m.decided, m.rowid",
        [rows.json_list(watches), rows.stamp(since)],
    )
    by_watch: dict[str, list[Told]] = {name: [] for name in watches}
    for row in found:
        terms = tuple(dict.fromkeys(hit.term for hit in rows.hits(row["hits"])))
        by_watch[row["watch"]].append(
            Told(
                at=rows.moment(row["decided"]),
                feed=row["feed"],
                publisher=row["publisher"],
                new=bool(row["new"]),
                terms=terms,
            )
        )
    return by_watch


def known(db: Database) -> dict[str, tuple[datetime, Notice | None]]:
    """Of every watch with a budget since when it is watched, and what an operator was told and is not over."""
    found = db.query("SELECT * FROM budgets ORDER BY watch")
    return {row["watch"]: (rows.moment(row["known"]), _trouble(row)) for row in found}


def _trouble(row: rows.Row) -> Notice | None:
    return rows.notice({**row, "subject": row["watch"]}) if row["kind"] else None


def begin(db: Database, watch: str, *, now: datetime) -> datetime:
    """Note that a watch has a budget from now on; return since when it is known to have been watching.

    That is since its first match that is kept. The caller holds the transaction.
    """
    first = db.execute(  # what it matched on trial it told nobody
        "SELECT min(decided) FROM matches WHERE watch = ?1 AND decided >"
        " coalesce((SELECT max(decided) FROM matches WHERE watch = ?1 AND suppressed = 'shadow'), '')",
        [watch],
    ).fetchone()[0]
    since = first or rows.stamp(now)
    db.execute("INSERT INTO budgets (watch, known) VALUES (?, ?) ON CONFLICT (watch) DO NOTHING", [watch, since])
    return rows.moment(since)


def save_trouble(db: Database, watch: str, notice: Notice | None) -> None:
    """Note what an operator was told of a watch and is not over. The caller holds the transaction."""
    row = rows.notice_row(notice) if notice else dict.fromkeys(("kind", "detail", "since", "at"))
    db.execute(
        "UPDATE budgets SET kind = ?, detail = ?, since = ?, at = ? WHERE watch = ?",
        [*(row[name] for name in ("kind", "detail", "since", "at")), watch],
    )


def forget(db: Database, *, but: Collection[str]) -> None:
    """Forget the watches that have no budget any more: all but these. The caller holds the transaction."""
    db.execute("DELETE FROM budgets WHERE watch NOT IN (SELECT value FROM json_each(?))", [rows.json_list(but)])
