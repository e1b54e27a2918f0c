"""The tables, as a list of migrations that only ever grows.

A database is upgraded when the worker opens it, after a copy was made beside it; one that a newer version has
written is refused, because an old worker would misread it.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database, Migrations

from monitor.errors import StoreError
from monitor.store import budgets, bulletins, feedback, handling, history, mutes, restorations, spells, tables, waiting
from monitor.store.connection import writing

migrations = Migrations("monitor")


@migrations()
def m001_first(db: Database) -> None:
    """The first shape."""
    for statement in tables.FIRST.split(";\n\n"):
        db.execute(statement)


@migrations()
def m002_articles(db: Database) -> None:
    """What is remembered of the articles behind entries, and of the robots.txt of their sites."""
    for statement in tables.ARTICLES.split(";\n\n"):
        db.execute(statement)


@migrations()
def m003_stories(db: Database) -> None:
    """What an entry is compared with, what a merge leaves behind, what people ruled, and what an alert says is new."""
    for statement in tables.STORIES.split(";\n\n"):
        db.execute(statement)


@migrations()
def m004_operator(db: Database) -> None:
    """What an operator is told: notices (reports until now), who waits for which, and the messages that carry them.

    What was found before is taken for told, by the log.
    """
    for statement in tables.OPERATOR.split(";\n\n"):
        db.execute(statement)


@migrations()
def m005_mutes(db: Database) -> None:
    """What is muted and what that keeps back, who looks after a story, and the keys of signed links."""
    for statement in mutes.TABLES.split(";\n\n"):
        db.execute(statement)


@migrations()
def m006_history(db: Database) -> None:
    """What was read in which order and when, and all of a revision, so that the archive can be replayed."""
    for statement in history.TABLES.split(";\n\n"):
        db.execute(statement)


@migrations()
def m007_timing(db: Database) -> None:
    """What alerts wait for, with what they are told, and the messages that tell several."""
    for statement in waiting.TABLES.split(";\n\n"):
        db.execute(statement)


@migrations()
def m008_by_hand(db: Database) -> None:
    """Which messages a person asked to be sent now."""
    for statement in handling.BY_HAND.split(";\n\n"):
        db.execute(statement)


@migrations()
def m010_restorations(db: Database) -> None:
    """When the database was restored, what was not told because of that, and the canary."""
    for statement in restorations.TABLES.split(";\n\n"):
        db.execute(statement)


@migrations()
def m011_bulletins(db: Database) -> None:
    """When something did not work, receipts and handovers that are sent, and the noise budgets of watches."""
    for text in (spells.TABLES, bulletins.TABLES, budgets.TABLES):
        for statement in text.split(";\n\n"):
            db.execute(statement)


@migrations()
def m012_feedback(db: Database) -> None:
    """What people said of what was told."""
    for statement in feedback.TABLES.split(";\n\n"):
        db.execute(statement)


def upgrade(database: Database, path: Path, *, copy: bool = True) -> None:
    """Bring the tables to this version; keep a copy of the older database as `NAME.before-MIGRATION`.

    Without `copy` there is one already.
    Raises StoreError where a newer version has written the database.
    """
    applied = _applied(database, path)
    pending = migrations.pending(database)
    if not pending:
        return
    if applied and copy:
        _copy(database, path.with_name(f"{path.name}.before-{pending[0].name}"))
    migrations.ensure_migrations_table(database)
    with writing(database):
        migrations.apply(database)
    if applied:
        _lay_out(database)


def check(database: Database, path: Path) -> None:
    """Raise StoreError where `database`, which is only read, is not of this version."""
    _applied(database, path)
    if migrations.pending(database):
        raise StoreError(
            f"{path}: written by an older version; start the worker once (`monitor run --once`), which upgrades it"
        )


def _applied(database: Database, path: Path) -> set[str]:
    """Return the migrations that a database has had. Raises StoreError where a newer version has written it."""
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    applied = {migration.name for migration in migrations.applied(database)}
    if unknown := applied - known:
        raise StoreError(
            f"{path}: written by a newer version of the worker (it knows {', '.join(sorted(unknown))}); "
            "install that version, or point `store.path` to another file"
        )
    return applied


def _lay_out(database: Database) -> None:
    """Let a file from before that be laid out so that free space can be given back; it does without where it cannot."""
    if not database.execute("PRAGMA auto_vacuum").fetchone()[0]:
        with suppress(sqlite3.OperationalError):
            database.execute("VACUUM")


def _copy(database: Database, target: Path) -> None:
    target.unlink(missing_ok=True)  # left by an upgrade that was interrupted
    database.execute("VACUUM INTO ?", [str(target)])
