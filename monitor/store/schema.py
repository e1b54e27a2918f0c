"""The tables, as a list of migrations that only ever grows.

A database is upgraded when the worker opens it, after a copy was made beside it; one that a newer version has
written is refused, because an old worker would misread it.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database, Migrations

from monitor.errors import StoreError
from monitor.store.connection import writing

migrations = Migrations("monitor")


@migrations()
def m001_first(db: Database) -> None:
    """The first shape."""
    for statement in _FIRST.split(";\n\n"):
        db.execute(statement)


_FIRST = """
CREATE TABLE feeds (
    name TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    next_check TEXT NOT NULL,
    last_check TEXT,
    last_ok TEXT,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    baseline TEXT,
    failures INTEGER NOT NULL,
    failing_since TEXT,
    failure_kind TEXT,
    failure_detail TEXT,
    failure_status INTEGER,
    moved_to TEXT,
    moved_polls INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    last_body TEXT,
    validators_lie INTEGER NOT NULL,
    ttl_s REAL
) STRICT;

CREATE TABLE entries (
    id TEXT PRIMARY KEY,
    feed TEXT NOT NULL,
    publisher TEXT NOT NULL,
    guid TEXT,
    url TEXT,
    canonical_url TEXT,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    article TEXT,
    authors TEXT NOT NULL,
    tags TEXT NOT NULL,
    published TEXT,
    updated TEXT,
    language TEXT,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

CREATE INDEX entries_by_feed ON entries (feed, last_seen);

CREATE INDEX entries_by_url ON entries (canonical_url) WHERE canonical_url IS NOT NULL;

CREATE TABLE revisions (
    entry TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (entry, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE stories (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    opened TEXT NOT NULL,
    updated TEXT NOT NULL
) STRICT;

CREATE TABLE members (
    entry TEXT PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    story TEXT NOT NULL REFERENCES stories (id),
    because TEXT NOT NULL,
    joined TEXT NOT NULL
) STRICT;

CREATE INDEX members_by_story ON members (story, joined);

CREATE TABLE story_keys (
    key TEXT PRIMARY KEY,
    story TEXT NOT NULL REFERENCES stories (id),
    seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX story_keys_by_story ON story_keys (story);

CREATE TABLE matches (
    entry TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    watch TEXT NOT NULL,
    revision INTEGER NOT NULL,
    story TEXT NOT NULL REFERENCES stories (id),
    hits TEXT NOT NULL,
    score REAL,
    suppressed TEXT,
    detail TEXT NOT NULL,
    decided TEXT NOT NULL,
    PRIMARY KEY (entry, watch, revision)
) STRICT;

CREATE INDEX matches_by_time ON matches (decided);

CREATE INDEX matches_by_story ON matches (story);

CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    watch TEXT NOT NULL,
    story TEXT NOT NULL REFERENCES stories (id),
    entry TEXT NOT NULL REFERENCES entries (id),
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    reason TEXT NOT NULL,
    revision INTEGER NOT NULL,
    title TEXT NOT NULL,
    created TEXT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'rejected')),
    attempts INTEGER NOT NULL,
    settled TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX alerts_pending ON alerts (channel, due) WHERE state = 'pending';

CREATE INDEX alerts_by_story ON alerts (story, watch);

CREATE INDEX alerts_by_entry ON alerts (entry);

CREATE TABLE deliveries (
    alert TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    channel TEXT NOT NULL,
    result TEXT NOT NULL,
    detail TEXT NOT NULL,
    took_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX deliveries_by_alert ON deliveries (alert, at);

CREATE TABLE channels (
    channel TEXT PRIMARY KEY,
    settings TEXT NOT NULL,
    condition TEXT NOT NULL,
    failures INTEGER NOT NULL,
    since TEXT,
    resume TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE words (
    word TEXT PRIMARY KEY,
    share REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE worker (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    started TEXT,
    stopped TEXT,
    heartbeat TEXT,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    version TEXT NOT NULL,
    configuration TEXT NOT NULL,
    trouble TEXT NOT NULL,
    trouble_since TEXT
) STRICT;

INSERT INTO worker (id, host, pid, version, configuration, trouble) VALUES (1, '', 0, '', '', '')"""


def upgrade(database: Database, path: Path) -> None:
    """Bring the tables to this version; keep a copy of the older database as `NAME.before-MIGRATION`.

    Raises StoreError where a newer version has written the database.
    """
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    applied = {migration.name for migration in migrations.applied(database)}
    if unknown := applied - known:
        raise StoreError(
            f"{path}: written by a newer version of the worker (it knows {', '.join(sorted(unknown))}); "
            "install that version, or point `store.path` to another file"
        )
    pending = migrations.pending(database)
    if not pending:
        return
    if applied:
        _copy(database, path.with_name(f"{path.name}.before-{pending[0].name}"))
    migrations.ensure_migrations_table(database)
    with writing(database):
        migrations.apply(database)


def _copy(database: Database, target: Path) -> None:
    target.unlink(missing_ok=True)  # left by an upgrade that was interrupted
    database.execute("VACUUM INTO ?", [str(target)])
