"""Databases as earlier versions left them: the migrations up to one of them, and rows in every table there is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from monitor.store import schema
from monitor.store.connection import connect, writing

MIGRATIONS = tuple(migration.name for migration in schema.migrations.pending(Database(memory=True)))
"""The names of all migrations, in their order."""

AT = "2026-11-20T12:00:00.000000Z"
_TEXTS = {"STRICT": "", "TEXT": AT, "INTEGER": 1, "REAL": 1.0}


def make(path: Path, version: str, rows: int) -> None:
    """Write a database of `version` with about `rows` rows in each table."""
    db = connect(path)
    schema.migrations.ensure_migrations_table(db)
    with writing(db):
        schema.migrations.apply(db, stop_before=_after(version))
        for table in _in_order(db):
            _fill(db, table, rows)
    db.close()


def _after(version: str) -> list[str] | None:
    place = MIGRATIONS.index(version) + 1
    return [MIGRATIONS[place]] if place < len(MIGRATIONS) else None


def _in_order(db: Database) -> list[str]:
    """Tables, those that others refer to first."""
    names = [name for name in db.table_names() if not name.startswith(("_", "sqlite_"))]
    needs = {name: {row[2] for row in db.execute(f"PRAGMA foreign_key_list({name})")} - {name} for name in names}
    ordered: list[str] = []
    while len(ordered) < len(names):
        ordered += [name for name in names if name not in ordered and needs[name] <= set(ordered)]
    return ordered


def _fill(db: Database, table: str, rows: int) -> None:
    if db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
        return  # a table of one row that is there from the beginning
    columns = db.execute(f"PRAGMA table_info({table})").fetchall()
    foreign = {row[3]: row[2] for row in db.execute(f"PRAGMA foreign_key_list({table})")}
    choices = _choices(db, table)
    names = [column[1] for column in columns]
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    for number in range(rows):
        values = [_value(table, column, number, foreign, choices) for column in columns]
        db.execute(sql, values)


def _value(
    table: str, column: tuple[object, ...], number: int, foreign: dict[str, str], choices: dict[str, str]
) -> object:
    name, kind = str(column[1]), str(column[2])
    if name in foreign:
        return f"{foreign[name]}-{number}"
    if name in choices:
        return choices[name]
    if not column[3] and not column[5]:  # may be empty
        return None
    if kind in {"INTEGER", "REAL"}:
        return number + 1
    if column[5]:  # a part of the key
        return f"2026-11-20T12:{number // 60:02}:{number % 60:02}.000000Z" if name in _TIMES else f"{table}-{number}"
    if name in _JSON:
        return "[]"
    return AT if name in _TIMES else _KNOWN.get(name, f"{name} {number}")


_KNOWN = {
    "reason": "new",
    "level": "normal",
    "condition": "open",
    "features": "",
    "result": "sent",
    "url": "https://a.example/",
}
"""What a worker must be able to read."""

_JSON = {"authors", "tags", "hits", "troubles", "watches"}
_TIMES = {
    "at", "since", "until", "created", "due", "settled", "decided", "joined", "opened", "updated", "published",
    "first_seen", "last_seen", "asked", "tried", "read", "made", "ended", "next_check", "last_check", "last_ok",
    "baseline", "last_new", "last_body", "pushed", "missed", "told", "slot",
}  # fmt: skip


def _choices(db: Database, table: str) -> dict[str, str]:
    """The first allowed value of each column that is checked against a list."""
    sql = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [table]).fetchone()[0]
    found = {}
    for part in sql.split("CHECK (")[1:]:
        column, _, values = part.partition(" IN ('")
        if values:
            found[column.strip()] = values.partition("'")[0]
    return found


def content(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names if name[0] != "_"}


def applied(path: Path) -> tuple[str, ...]:
    """The migrations that a database has had."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return tuple(row[0] for row in db.execute("SELECT name FROM _sqlite_migrations ORDER BY rowid"))


def faults(path: Path) -> list[str]:
    """What SQLite's own checks find, without any code of the worker."""
    with closing(sqlite3.connect(path)) as db:
        found = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [f"foreign key of {row[0]}" for row in db.execute("PRAGMA foreign_key_check")]
