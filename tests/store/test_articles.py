"""What is remembered of articles: it comes back as it was saved, is asked for in order, and goes with its entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.settings import StoreSettings
from monitor.store import Store, articles, ledger, open_store
from monitor.types import ArticleCondition, ArticleFailure, ArticleState, Attempted, FailureKind, Polled, RobotsFile
from tests import making
from tests.making import NOON


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as opened:
        yield opened


def state(title: str, **more: Any) -> ArticleState:
    """The article of an entry of that title, due since noon."""
    values: dict[str, Any] = {
        "host": "gazette.example",
        "condition": ArticleCondition.DUE,
        "asked": NOON,
        "due": NOON,
    } | more
    return ArticleState(entry=making.entry(title).id, **values)


def save(store: Store, **wanted: ArticleState) -> None:
    """A poll that wants these articles, by the titles of their entries."""
    fresh = tuple(making.fresh(title) for title in wanted)
    store.save(Polled(state=making.feed_state(), fresh=fresh, articles=tuple(wanted.values())), now=NOON)


def due(store: Store, *, minutes: float = 0, without: tuple[str, ...] = (), limit: int = 10) -> list[str]:
    """The titles of the articles that are due then."""
    titles = {making.entry(title).id: title for title in "abcde"}
    found = articles.due(store.db, now=NOON + timedelta(minutes=minutes), without=without, limit=limit)
    return [titles[one.entry] for one in found]


def test_it_comes_back_as_it_was_saved(store: Store) -> None:
    failure = ArticleFailure(kind=FailureKind.STATUS, detail="the server answered 503", status=503)
    whole = state("a", watches=("kursk", "sudzha"), attempts=2, fetches=1, tried=NOON, failure=failure)
    assert [item.name for item in fields(whole) if getattr(whole, item.name) == item.default] == []  # nothing left out
    save(store, a=whole, b=state("b"))
    saved = articles.states(store.db, [making.entry(title).id for title in "abc"])
    assert saved == {whole.entry: whole, making.entry("b").id: state("b")}


def test_due_articles_in_their_order(store: Store) -> None:
    save(
        store,
        a=state("a", asked=NOON - timedelta(minutes=9)),
        b=state("b", asked=NOON - timedelta(minutes=1), host="other.example"),
        c=state("c", due=NOON + timedelta(minutes=5)),
        d=state("d", condition=ArticleCondition.FAILED),
        e=state("e", condition=ArticleCondition.FETCHED),
    )
    assert due(store) == ["b", "a"]
    assert due(store, limit=1) == ["b"]
    assert due(store, without=("other.example",)) == ["a"]
    assert due(store, minutes=5) == ["c", "b", "a"]
    assert due(store, minutes=-60) == ["c", "b", "a"]  # the clock was set back
    before = articles.asked_before(store.db, NOON - timedelta(minutes=5))
    assert [one.entry for one in before] == [making.entry("a").id]


def test_pages_of_the_last_hour_are_counted_by_host(store: Store) -> None:
    long_ago, lately = NOON - timedelta(hours=3), NOON - timedelta(minutes=5)
    save(
        store,
        a=state("a", asked=lately, tried=lately, attempts=2),
        b=state("b", asked=long_ago, tried=lately, attempts=4),
        c=state("c", asked=long_ago, tried=long_ago, attempts=1),
        d=state("d", asked=lately, tried=lately, attempts=1, host="other.example"),
        e=state("e"),
    )
    assert articles.fetched_within_the_hour(store.db, now=NOON) == {"gazette.example": 3, "other.example": 1}


def test_an_attempt_is_saved_as_a_whole(store: Store) -> None:
    save(store, a=state("a"))
    entry = replace(making.entry("a"), article="One.\nTwo.")
    fetched = state("a", condition=ArticleCondition.FETCHED, attempts=1, fetches=1, tried=NOON)
    file = RobotsFile(origin="https://gazette.example", read=NOON, rules="User-agent: *\n")
    closed = RobotsFile(origin="https://other.example", read=NOON, rules=None, detail="no answer")
    store.save_attempted(Attempted(state=fetched, entry=entry, robots=(file, closed)), now=NOON)
    assert articles.known(store.db, entry.id) == (entry, fetched)
    assert articles.robots(store.db) == {file.origin: file, closed.origin: closed}
    assert ledger.account(store.db, entry).article == fetched


def test_it_goes_with_its_entry_and_robots_txt_with_time(store: Store) -> None:
    save(store, a=state("a"))
    old = RobotsFile(origin="https://gazette.example", read=NOON, rules="")
    store.save_attempted(Attempted(state=state("a"), robots=(old,)), now=NOON)
    late = NOON + timedelta(days=40)
    held = making.fresh("b", first_seen=late)
    store.save(Polled(state=making.feed_state(), fresh=(held,), present=(held.entry.id,)), now=late)
    store.maintain(before=late - timedelta(days=30), frequencies={})
    assert articles.known(store.db, making.entry("a").id) is None
    assert articles.robots(store.db) == {}
