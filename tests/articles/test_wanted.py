"""Which articles are fetched, when again, and when no more: the decisions as tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor import articles
from monitor.articles import GAPS, GIVE_UP_AFTER, MOST_FETCHES, Fetch, Skip, Why
from monitor.matching import Explanation, Matcher
from monitor.settings import ArticleSettings, FeedArticle, Watch, WatchArticle, WatchState
from monitor.types import Article, ArticleCondition, ArticleFailure, ArticleState, Entry, FailureKind
from tests import making
from tests.making import NOON

KURSK = making.watch("kursk", '("North Korean" NEAR/8 soldiers) AND Kursk')
NEVER = replace(KURSK, article=WatchArticle.NEVER)
OTHER = making.watch("other", "soldiers AND Sudzha")
IN_DOUBT = "EU alarmed by North Korean soldiers"
TEXT = Article(text="A text.", url="https://gazette.example/1")


def wanted(
    title: str = IN_DOUBT,
    *,
    watches: Iterable[Watch] = (KURSK,),
    known: ArticleState | None = None,
    baseline: bool = False,
    feed: FeedArticle = FeedArticle.WHEN_NEEDED,
    **more: Any,
) -> Fetch | Skip:
    """Decide on an entry with the real matcher."""
    entry = making.entry(title, **more)
    by_name = {watch.name: watch for watch in watches}
    matcher = Matcher(by_name.values(), {})

    def undecided() -> Iterable[Explanation]:
        return (matcher.explain(name, entry) for name in matcher.undecided(entry, limit=10))

    return articles.wanted(entry, making.feed(article=feed), undecided, by_name, known, baseline=baseline, now=NOON)


def state(**more: Any) -> ArticleState:
    """An article that is due since noon."""
    values: dict[str, Any] = {"condition": ArticleCondition.DUE, "asked": NOON, "due": NOON} | more
    return ArticleState(entry=making.entry(IN_DOUBT).id, host="gazette.example", **values)


FETCHED = state(condition=ArticleCondition.FETCHED, watches=("kursk",), attempts=1, fetches=1, tried=NOON)
FAILED = state(condition=ArticleCondition.FAILED, watches=("kursk",), attempts=1, tried=NOON)
DOUBT = Fetch(why=Why.IN_DOUBT, watches=("kursk",))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, DOUBT),
        ({"title": "Explosion in Kursk"}, DOUBT),
        ({"title": "The bridge over the Orla is closed"}, Skip.DECIDED),
        ({"title": "North Korean soldiers seen in Kursk"}, Skip.DECIDED),
        # one word of a clause is not the clause
        ({"title": "North Korean missile falls into the sea"}, Skip.DECIDED),
        # the feed's word
        ({"feed": FeedArticle.NEVER}, Skip.FEED_NEVER),
        ({"feed": FeedArticle.ALWAYS}, Fetch(why=Why.ALWAYS, watches=("kursk",))),
        ({"feed": FeedArticle.ALWAYS, "title": "The bridge is closed"}, Fetch(why=Why.ALWAYS)),
        ({"feed": FeedArticle.ALWAYS, "baseline": True}, Skip.BASELINE),
        ({"baseline": True}, Skip.BASELINE),
        # the watch's word
        ({"watches": [NEVER]}, Skip.DECIDED),
        ({"watches": [NEVER, OTHER]}, Fetch(why=Why.IN_DOUBT, watches=("other",))),
        ({"watches": [replace(KURSK, state=WatchState.OFF)]}, Skip.TOO_OLD),
        ({"watches": [replace(KURSK, state=WatchState.SHADOW)]}, DOUBT),
        # no page
        ({"url": None}, Skip.NO_PAGE),
        ({"url": "file:///etc/passwd"}, Skip.NO_PAGE),
        ({"url": "mailto:desk@gazette.example"}, Skip.NO_PAGE),
        ({"url": "http://[bad/"}, Skip.NO_PAGE),
        # age
        ({"published": NOON - timedelta(hours=47)}, DOUBT),
        ({"published": NOON - timedelta(hours=49)}, Skip.TOO_OLD),
        ({"published": NOON - timedelta(hours=49), "feed": FeedArticle.ALWAYS}, Skip.TOO_OLD),
        ({"published": None}, DOUBT),
        ({"published": datetime(1970, 1, 1, tzinfo=NOON.tzinfo)}, DOUBT),
        # what is known of the article, when the entry was edited
        ({"known": state(watches=("kursk",))}, DOUBT),
        ({"known": FETCHED}, Skip.AT_HAND),
        ({"known": FAILED}, Skip.TRIED),
        ({"known": replace(FETCHED, watches=("other",))}, DOUBT),
        ({"known": replace(FAILED, watches=())}, DOUBT),
        ({"known": replace(FETCHED, watches=(), fetches=MOST_FETCHES)}, Skip.OFTEN),
        ({"known": FETCHED, "title": "The bridge is closed"}, Skip.AT_HAND),
        ({"known": FETCHED, "feed": FeedArticle.ALWAYS, "title": "The bridge is closed"}, Skip.AT_HAND),
    ],
)  # fmt: skip
def test_wanted(case: dict[str, Any], expected: Fetch | Skip) -> None:
    assert wanted(**case) == expected


@pytest.mark.parametrize(
    ("text", "title", "worth"),
    [
        ("soldiers AND Kursk", "Soldiers on the move", True),
        ("soldiers AND Kursk AND drones", "Soldiers on the move", True),
        ("soldiers AND Kursk AND NOT football", "A match of soldiers", True),
        # a clause that holds without a word of the news is none
        ("(soldiers NEAR/3 officers) AND NOT football", "Soldiers on the move", False),
        ('(soldiers NEAR/3 officers) AND tag:"war"', "Soldiers on the move", False),
        ("soldiers NEAR/3 Kursk", "Soldiers on the move", True),
        ("(soldiers AND Kursk) OR (tanks AND Sumy)", "Soldiers on the move", True),
        ("soldiers AND Kursk", "The bridge is closed", False),
    ],
)
def test_a_part_of_the_watch_must_stand_there(text: str, title: str, worth: bool) -> None:
    found = wanted(title, watches=[making.watch("kursk", text)], tags=("war",))
    assert isinstance(found, Fetch) is worth


def test_what_is_wanted_is_due_at_once() -> None:
    entry = making.entry(IN_DOUBT)
    asked = articles.asked_for(entry, DOUBT, None, NOON)
    assert asked == ArticleState(
        entry=entry.id,
        host="gazette.example",
        condition=ArticleCondition.DUE,
        asked=NOON,
        due=NOON,
        watches=("kursk",),
    )


def test_an_edit_does_not_start_the_waiting_over() -> None:
    failed = articles.settle(state(watches=("kursk",)), _failure(FailureKind.TIMEOUT), now=NOON)
    later = NOON + timedelta(minutes=1)
    again = articles.asked_for(making.entry(IN_DOUBT), Fetch(why=Why.IN_DOUBT, watches=("other",)), failed, later)
    assert again == replace(failed, watches=("kursk", "other"))


def test_a_second_fetch_begins_anew_and_remembers_the_first() -> None:
    later = NOON + timedelta(hours=9)
    again = articles.asked_for(making.entry(IN_DOUBT), Fetch(why=Why.IN_DOUBT, watches=("other",)), FETCHED, later)
    assert (again.condition, again.asked, again.due) == (ArticleCondition.DUE, later, later)
    assert (again.attempts, again.fetches, again.tried) == (0, 1, NOON)
    assert again.watches == ("kursk", "other")


# --- after an attempt ------------------------------------------------------------------------------------


def _failure(kind: FailureKind, status: int | None = None, wish: timedelta | None = None) -> ArticleFailure:
    return ArticleFailure(kind=kind, detail="so it is", status=status, retry_after=wish)


def test_fetched() -> None:
    after = articles.settle(state(failure=_failure(FailureKind.TIMEOUT), attempts=1), TEXT, now=NOON)
    assert after == state(condition=ArticleCondition.FETCHED, attempts=2, fetches=1, tried=NOON)


@pytest.mark.parametrize(
    ("kind", "status", "again"),
    [
        (FailureKind.DNS, None, True),
        (FailureKind.CONNECT, None, True),
        (FailureKind.TLS, None, True),
        (FailureKind.TIMEOUT, None, True),
        (FailureKind.PROTOCOL, None, True),
        (FailureKind.INTERNAL, None, True),
        (FailureKind.THROTTLED, 429, True),
        (FailureKind.THROTTLED, 503, True),
        (FailureKind.STATUS, 500, True),
        (FailureKind.STATUS, 502, True),
        (FailureKind.STATUS, 408, True),
        (FailureKind.STATUS, 404, True),  # once more: feeds are often ahead of their sites
        (FailureKind.STATUS, 401, False),
        (FailureKind.STATUS, 403, False),
        (FailureKind.STATUS, 451, False),
        (FailureKind.GONE, 410, False),
        (FailureKind.ROBOTS, None, False),
        (FailureKind.PAYWALL, None, False),
        (FailureKind.CONSENT, None, False),
        (FailureKind.LOGIN, None, False),
        (FailureKind.CHALLENGE, None, False),
        (FailureKind.NOT_HTML, None, False),
        (FailureKind.NO_TEXT, None, False),
        (FailureKind.TOO_LARGE, None, False),
        (FailureKind.ENCODING, None, False),
        (FailureKind.REDIRECT, None, False),
        (FailureKind.FORBIDDEN_ADDRESS, None, False),
        (FailureKind.PARSER_KILLED, None, False),
    ],
)
def test_what_may_pass_is_tried_again(kind: FailureKind, status: int | None, again: bool) -> None:
    after = articles.settle(state(), _failure(kind, status), now=NOON)
    assert (after.condition is ArticleCondition.DUE) is again
    assert (after.attempts, after.tried, after.failure) == (1, NOON, _failure(kind, status))
    assert after.due == (NOON + GAPS[0] if again else NOON)


def test_a_missing_page_is_looked_for_twice() -> None:
    missing = _failure(FailureKind.STATUS, 404)
    once = articles.settle(state(), missing, now=NOON)
    assert articles.settle(once, missing, now=once.due).condition is ArticleCondition.FAILED


def test_trying_ends_when_it_is_no_news_any_more() -> None:
    current, moments = state(), []
    while current.condition is ArticleCondition.DUE:
        moments.append(current.due - NOON)
        current = articles.settle(current, _failure(FailureKind.TIMEOUT), now=current.due)
    assert moments == [timedelta(minutes=minutes) for minutes in (0, 2, 12, 42, 102, 222, 342)]
    assert moments[-1] < GIVE_UP_AFTER
    assert current.failure == _failure(FailureKind.TIMEOUT)


@pytest.mark.parametrize(
    ("kind", "status", "wish", "wait", "attempts"),
    [
        (FailureKind.THROTTLED, 429, timedelta(minutes=20), timedelta(minutes=20), 1),
        (FailureKind.THROTTLED, 429, timedelta(days=9), timedelta(hours=1), 1),
        (FailureKind.THROTTLED, 429, timedelta(seconds=3), GAPS[0], 1),
        (FailureKind.ROBOTS, None, timedelta(minutes=30), timedelta(minutes=30), 1),
        # it was not asked at all, so that is no attempt
        (FailureKind.THROTTLED, None, timedelta(seconds=40), timedelta(seconds=40), 0),
        (FailureKind.THROTTLED, None, None, timedelta(seconds=1), 0),
    ],
)
def test_wishes(kind: FailureKind, status: int | None, wish: timedelta, wait: timedelta, attempts: int) -> None:
    after = articles.settle(state(), _failure(kind, status, wish), now=NOON)
    assert (after.condition, after.due - NOON, after.attempts) == (ArticleCondition.DUE, wait, attempts)


def test_overdue() -> None:
    assert articles.overdue(state(), now=NOON + GIVE_UP_AFTER) is None
    late = articles.overdue(state(), now=NOON + GIVE_UP_AFTER + timedelta(seconds=1))
    assert late is not None
    assert late.condition is ArticleCondition.FAILED
    assert late.failure is not None
    assert late.failure.kind is FailureKind.OVERDUE
    tried = articles.overdue(state(failure=_failure(FailureKind.DNS)), now=NOON + timedelta(days=1))
    assert tried is not None
    assert tried.failure == _failure(FailureKind.DNS)


# --- which now -------------------------------------------------------------------------------------------


def _due(entry: str, host: str, minutes: float) -> ArticleState:
    return ArticleState(
        entry=entry,
        host=host,
        condition=ArticleCondition.DUE,
        asked=NOON + timedelta(minutes=minutes),
        due=NOON,
    )


def test_the_latest_news_first_and_one_of_each_host() -> None:
    due = [_due("a", "one", 1), _due("b", "one", 5), _due("c", "two", 2), _due("d", "three", 4), _due("e", "four", 0)]
    assert [one.entry for one in articles.chosen(due, room=3)] == ["b", "d", "c"]
    assert [one.entry for one in articles.chosen(due, room=9)] == ["b", "d", "c", "e"]
    assert articles.chosen(due, room=0) == ()
    assert articles.chosen(due, room=-1) == ()
    assert articles.chosen([], room=3) == ()


def test_a_host_is_full_for_an_hour() -> None:
    settings = ArticleSettings(per_host_hour=3)
    assert articles.full_hosts({"one": 2, "two": 3, "three": 4}, settings) == {"two", "three"}


def test_every_reason_can_be_told() -> None:
    assert all(reason.value for reason in (*Skip, *Why))


def test_a_link_names_its_host() -> None:
    def host(url: str | None) -> str:
        entry: Entry = making.entry(url=url)
        return articles.host_of(entry)

    assert host("https://user:pw@News.Example:8443/x") == "news.example"
    assert host("https:///x") == ""
    assert host(None) == ""
