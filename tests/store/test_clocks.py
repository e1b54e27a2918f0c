"""The clock of every alert, and how long the steps took: from the rows that are there anyway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.settings import StoreSettings
from monitor.store import Store, clocks, handling, ledger, open_store, waiting
from monitor.types import (
    Alert,
    AlertClock,
    AlertState,
    ArticleCondition,
    ArticleState,
    Attempted,
    Delivery,
    Entry,
    Fresh,
    Outcome,
    Polled,
    Sent,
    Settlement,
    Waits,
)
from tests import making
from tests.making import NOON

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as opened:
        yield opened


def outcome(of: Entry, at: datetime) -> Outcome:
    alert = making.alert(of, created=at, due=at)
    return Outcome(match=making.match(of), story=making.joined(of), alerts=(alert,))


def read(store: Store, fresh: Fresh, *outcomes: Outcome, at: datetime, first: bool = False) -> None:
    """One reading that brought `fresh`."""
    polled = Polled(state=making.feed_state(), fresh=(fresh,), outcomes=outcomes, first=first)
    store.save(polled, now=at)


def accepted(store: Store, alert: Alert, at: datetime) -> None:
    """The receiver said yes."""
    delivery = Delivery(alert=alert.id, channel="desk", at=at, result=Sent(), took=SECOND)
    settled = Settlement(state=AlertState.SENT, due=alert.due, attempts=1, channel=making.channel_state())
    store.record(delivery, settled)


def clock(store: Store, alert: Alert) -> AlertClock:
    return clocks.of_alerts(store.db, [alert.id])[alert.id]


def test_an_alert_that_waits_has_no_time_of_acceptance_yet(store: Store) -> None:
    fresh = making.fresh()
    told = outcome(fresh.entry, NOON)
    read(store, fresh, told, at=NOON)
    expected = AlertClock(published=NOON - 10 * MINUTE, seen=NOON, matched=NOON, decided=NOON)
    assert clock(store, told.alerts[0]) == expected
    accepted(store, told.alerts[0], NOON + SECOND)
    assert clock(store, told.alerts[0]) == replace(expected, accepted=NOON + SECOND)
    (shown,) = handling.alerts_since(store.db, since=NOON)
    (match,) = ledger.account(store.db, fresh.entry).matches
    assert shown.clock == match.alerts[0].clock == clock(store, told.alerts[0])


def test_of_an_edit_the_reading_counts_that_showed_it(store: Store) -> None:
    fresh, later = making.fresh(), NOON + 30 * MINUTE
    read(store, fresh, at=NOON)
    edited = replace(fresh.entry, title="Troops seen in Sudzha", revision=1)
    told = outcome(edited, later)
    read(store, Fresh(entry=edited, previous=fresh.entry), told, at=later)
    found = clock(store, told.alerts[0])
    assert (found.seen, found.matched, found.decided) == (later, later, later)
    taken = clocks.taken(store.db, since=NOON - MINUTE)
    assert taken.watches["kursk"].seen == []  # an edit says nothing of how late a feed is read
    assert taken.watches["kursk"].matched == [timedelta(0)]


def test_what_matched_by_its_article_matched_when_that_was_read(store: Store) -> None:
    fresh, later = making.fresh(), NOON + 3 * MINUTE
    state = ArticleState(
        entry=fresh.entry.id,
        host="gazette.example",
        condition=ArticleCondition.FETCHED,
        asked=NOON,
        due=NOON,
        tried=later,
    )
    store.save(Polled(state=making.feed_state(), fresh=(fresh,), articles=(state,)), now=NOON)
    told = outcome(fresh.entry, later)
    entry = replace(fresh.entry, article="Troops.")
    store.save_attempted(Attempted(state=state, entry=entry, outcomes=(told,)), now=later)
    found = clock(store, told.alerts[0])
    assert (found.seen, found.matched) == (NOON, later)
    assert clocks.taken(store.db, since=NOON).watches["kursk"].matched == [3 * MINUTE]


def test_time_that_a_rule_held_a_message_is_no_delay(store: Store) -> None:
    fresh = making.fresh()
    told = outcome(fresh.entry, NOON)
    (alert,) = told.alerts
    read(store, fresh, told, at=NOON)
    with store.writing() as db:
        waiting.hold(db, [alert], NOON + 60 * MINUTE, Waits.QUIET)
    accepted(store, alert, NOON + 60 * MINUTE + SECOND)
    assert clock(store, alert).released == NOON + 60 * MINUTE
    taken = clocks.taken(store.db, since=NOON)
    assert taken.feeds["gazette"].accepted == taken.watches["kursk"].accepted == [SECOND]


def test_first_readings_and_what_was_told_with_something_else_say_nothing(store: Store) -> None:
    first = making.fresh()
    read(store, first, outcome(first.entry, NOON), at=NOON, first=True)
    second = making.fresh("Rain")
    told = outcome(second.entry, NOON + MINUTE)
    read(store, second, told, at=NOON + MINUTE)
    with store.writing() as db:
        waiting.tell_in(db, "a digest", told.alerts)
    accepted(store, told.alerts[0], NOON + 2 * MINUTE)
    taken = clocks.taken(store.db, since=NOON)
    assert len(taken.watches["kursk"].matched) == 1
    assert taken.watches["kursk"].accepted == []
    assert clocks.taken(store.db, since=NOON + timedelta(days=1)) == clocks.Taken()
