"""The history: in the order of judging, with all of a revision, and what an older database knows comes in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Migrations

from monitor.errors import StoreError
from monitor.settings import StoreSettings
from monitor.store import Store, archive, open_store, rows, schema, upkeep
from monitor.store.archive import Gone, Read, WithArticle
from monitor.types import ArticleCondition, ArticleState, Attempted, Entry, Fresh, Polled
from tests import making
from tests.making import NOON

HOUR = timedelta(hours=1)
LATER = NOON + HOUR


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as opened:
        yield opened


def read(store: Store, *fresh: Fresh, first: bool = False, hours: float = 0) -> None:
    """Save one reading of the gazette."""
    now = NOON + HOUR * hours
    store.save(Polled(state=making.feed_state(), fresh=fresh, first=first), now=now)


def fetched(store: Store, entry: Entry, text: str | None, hours: float, status: int | None = None) -> None:
    """Save an article that was read, or a page that is gone."""
    now = NOON + HOUR * hours
    condition = ArticleCondition.FETCHED if text else ArticleCondition.FAILED
    state = ArticleState(entry=entry.id, host="gazette.example", condition=condition, asked=NOON, due=NOON, tried=now)
    found = replace(entry, article=text) if text else None
    store.save_attempted(Attempted(state=state, entry=found, status=status), now=now)


def test_it_is_told_as_it_was(store: Store) -> None:
    """Every text with its revision, every article at its time, though both were replaced later."""
    first = making.entry("One", tags=("a",), url="https://gazette.example/1", language=None)
    edited = replace(first, title="Two", tags=(), url="https://gazette.example/2", language="en", revision=1)
    read(store, Fresh(entry=first), first=True)
    fetched(store, first, "the first text", 1)
    with_text = replace(edited, article="the first text")
    read(store, Fresh(entry=with_text, previous=replace(first, article="the first text")), hours=2)
    fetched(store, edited, "the second text", 3)
    fetched(store, edited, None, 4, status=410)
    assert list(archive.events(store.db)) == [
        Read(at=NOON, feed="gazette", first=True, fresh=(Fresh(entry=first),)),
        WithArticle(at=NOON + HOUR, entry=replace(first, article="the first text")),
        Read(
            at=NOON + 2 * HOUR,
            feed="gazette",
            first=False,
            fresh=(Fresh(entry=with_text, previous=replace(first, article="the first text")),),
        ),
        WithArticle(at=NOON + 3 * HOUR, entry=replace(edited, article="the second text")),
        Gone(at=NOON + 4 * HOUR, entry=replace(edited, article="the second text"), status=410),
    ]
    assert archive.count(store.db) == 5
    assert archive.span(store.db) == (NOON, NOON + 4 * HOUR)
    assert list(archive.entries(store.db, since=NOON)) == [replace(edited, article="the second text")]


def test_a_page_that_nobody_asks_for_again_without_an_answer_is_not_gone(store: Store) -> None:
    entry = making.entry("One")
    read(store, Fresh(entry=entry))
    fetched(store, entry, None, 1)
    assert [type(event) for event in archive.events(store.db)] == [Read]


def test_readings_stay_apart(store: Store) -> None:
    """One reading is judged as a whole, two are not; an entry that was edited at once is in the second."""
    one, two = making.entry("One"), making.entry("Two")
    read(store, Fresh(entry=one), Fresh(entry=two))
    read(store, Fresh(entry=replace(one, title="Uno", revision=1), previous=one))
    read(store, Fresh(entry=making.entry("Three")), hours=1)
    sizes = [len(event.fresh) for event in archive.events(store.db) if isinstance(event, Read)]
    assert sizes == [2, 1, 1]


def test_it_goes_with_the_entries(store: Store) -> None:
    read(store, Fresh(entry=making.entry("Old")))
    read(store, Fresh(entry=making.entry("New", first_seen=NOON + 400 * HOUR)), hours=400)
    with store.writing() as db:
        upkeep.forget(db, before=NOON + 200 * HOUR)
    assert archive.count(store.db) == 1


def test_what_an_older_database_knows_comes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "monitor.db"
    older = Migrations("monitor")
    older._migrations = [one for one in schema.migrations._migrations if one.name < "m006"]
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations", older)
        open_store(StoreSettings(path=path)).close()
    entry = making.entry("Two", revision=1, article="a text", url="https://gazette.example/1")
    with closing(sqlite3.connect(path)) as db, db:
        for table, row in (
            ("feeds", rows.feed_row(making.feed_state(baseline=NOON))),
            ("entries", rows.entry_row(entry) | {"last_seen": rows.stamp(LATER)}),
            ("revisions", {"entry": entry.id, "revision": 0, "title": "One", "summary": ""}),
        ):
            marks = ", ".join("?" * len(row))
            db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
        db.execute(
            "INSERT INTO articles (entry, host, condition, asked, due, watches, attempts, fetches, tried)"
            " VALUES (?1, '', 'fetched', ?2, ?2, '[]', 1, 1, ?3)",
            [entry.id, rows.stamp(NOON), rows.stamp(NOON + 2 * HOUR)],
        )
    with open_store(StoreSettings(path=path)) as store:
        events = list(archive.events(store.db))
    before = replace(entry, title="One", revision=0, article=None)
    assert events == [
        Read(at=NOON, feed="gazette", first=True, fresh=(Fresh(entry=before),)),
        Read(
            at=LATER,
            feed="gazette",
            first=False,
            fresh=(Fresh(entry=replace(entry, article=None), previous=before),),
        ),
        WithArticle(at=NOON + 2 * HOUR, entry=entry),
    ]


def test_a_database_of_an_earlier_version_is_not_read(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as db, db:
        db.execute("CREATE TABLE entries (id TEXT)")
    with pytest.raises(StoreError, match="written by an older version; start the worker once"):
        open_store(StoreSettings(path=tmp_path / "old.db"), read_only=True)
