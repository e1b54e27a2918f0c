"""Subscriptions in a real database."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

from monitor.settings import Secret, StoreSettings
from monitor.store import open_store, subscriptions
from monitor.types import Polled, Subscription, SubscriptionCondition
from tests import making
from tests.making import NOON

LATER = NOON + timedelta(hours=1)


def test_a_subscription_comes_back_as_it_was_saved_and_one_that_ended_does_not(tmp_path: Path) -> None:
    one = Subscription(
        id="a",
        feed="gazette",
        hub="https://hub.example/",
        topic="https://gazette.example/rss",
        condition=SubscriptionCondition.LIVE,
        due=NOON,
        wanted=False,
        callback="https://desk.example/websub/x",
        secret=Secret("sesame"),
        asked=NOON,
        attempts=2,
        until=LATER,
        pushed=NOON,
        pushes=3,
        ignored=4,
        missed=NOON,
        detail="odd",
    )
    assert [item.name for item in fields(one) if getattr(one, item.name) == item.default] == []  # nothing left out
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as store:
        store.save(Polled(state=making.feed_state(), subscriptions=(one,)), now=NOON)
        assert subscriptions.known(store.db) == [one]
        assert subscriptions.of_feed(store.db, "gazette") == [one]
        assert subscriptions.of_feed(store.db, "courier") == []
        assert subscriptions.at(store.db, "https://desk.example/websub/x") == one
        assert subscriptions.at(store.db, "https://desk.example/websub/") is None
        assert subscriptions.due(store.db, now=NOON, furthest=LATER) == [one]
        assert subscriptions.due(store.db, now=NOON - timedelta(seconds=1), furthest=LATER) == []
        assert subscriptions.due(store.db, now=NOON - timedelta(days=9), furthest=NOON - timedelta(days=1)) == [one]
        with store.writing() as db:
            subscriptions.save(db, [replace(one, condition=SubscriptionCondition.ENDED)])
        assert subscriptions.known(store.db) == []
