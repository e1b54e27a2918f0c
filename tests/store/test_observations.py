"""What is noted of feeds' health comes back, and is forgotten in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.settings import StoreSettings
from monitor.store import Store, observations, open_store, upkeep
from monitor.types import FailureKind, FeedFailure, Fresh, Gap, GapReason, Polled
from tests import making
from tests.making import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as opened:
        yield opened


def _polled(**more: object) -> Polled:
    return replace(Polled(state=making.feed_state()), **more)  # type: ignore[arg-type]


def test_gaps_and_failures_are_counted(store: Store) -> None:
    gap = Gap(feed="gazette", since=NOON - HOUR, until=NOON, fresh=20, reason=GapReason.NO_OVERLAP)
    store.save(_polled(gap=gap), now=NOON)
    for kind in (FailureKind.DNS, FailureKind.TIMEOUT, FailureKind.TIMEOUT):
        store.save(_polled(failure=FeedFailure(kind=kind, detail="x")), now=NOON)
    store.save(_polled(failure=FeedFailure(kind=FailureKind.TLS, detail="x")), now=NOON - 3 * DAY)
    assert observations.gaps_since(store.db, since=NOON - HOUR) == {"gazette": [gap]}
    assert observations.gaps_since(store.db, since=NOON + HOUR) == {}
    assert observations.failures_since(store.db, since=NOON - DAY) == {"gazette": {"timeout": 2, "dns": 1}}


def test_delays_leave_out_what_says_nothing(store: Store) -> None:
    """The first reading, dates ahead, dates of long ago and entries without one."""
    baseline = making.feed_state(baseline=NOON - DAY)
    entries = [
        making.entry("at the first sight", first_seen=NOON - DAY, published=NOON - DAY - HOUR),
        making.entry("soon", published=NOON - timedelta(minutes=2)),
        making.entry("late", published=NOON - timedelta(minutes=50)),
        making.entry("ahead", published=NOON + HOUR),
        making.entry("long ago", published=NOON - 9 * DAY),
        making.entry("undated", published=None),
    ]
    store.save(Polled(state=baseline, fresh=tuple(Fresh(entry=entry) for entry in entries)), now=NOON)
    found = observations.delays(store.db, since=NOON - 7 * DAY)
    assert found == {"gazette": [timedelta(minutes=2), timedelta(minutes=50)]}
    assert observations.delays(store.db, since=NOON + HOUR) == {}


def test_what_is_old_goes(store: Store) -> None:
    gap = Gap(feed="gazette", since=NOON - 9 * DAY, until=NOON - 9 * DAY, fresh=2, reason=GapReason.NO_OVERLAP)
    failure = FeedFailure(kind=FailureKind.DNS, detail="x")
    store.save(_polled(gap=gap, failure=failure), now=NOON - 9 * DAY)
    with store.writing() as db:
        upkeep.forget(db, before=NOON - DAY)
    assert observations.gaps_since(store.db, since=NOON - 30 * DAY) == {}
    assert observations.failures_since(store.db, since=NOON - 30 * DAY) == {}
