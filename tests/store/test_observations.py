"""What is noted of feeds' health comes back, is told once, and is forgotten in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.settings import StoreSettings
from monitor.store import Store, observations, open_store, upkeep
from monitor.types import FailureKind, FeedFailure, FeedReport, Fresh, Gap, GapReason, Polled, ReportKind
from tests import making
from tests.making import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as opened:
        yield opened


def _report(kind: ReportKind = ReportKind.STALE, feed: str = "gazette", at: datetime = NOON) -> FeedReport:
    return FeedReport(kind=kind, feed=feed, detail="тиша", since=at - HOUR, at=at)


def _polled(**more: object) -> Polled:
    return replace(Polled(state=making.feed_state()), **more)  # type: ignore[arg-type]


def test_reports_wait_until_they_were_told(store: Store) -> None:
    first, second = _report(), _report(ReportKind.RECOVERED, at=NOON + HOUR)
    store.save(_polled(reports=(first,)), now=NOON)
    store.save(_polled(reports=(first, second)), now=NOON)  # the same finding twice is one report
    assert observations.untold(store.db) == [first, second]
    with store.writing() as db:
        observations.mark_told(db, [first], now=NOON)
    assert observations.untold(store.db) == [second]
    assert observations.reports_since(store.db, since=NOON) == [first, second]
    assert observations.reports_since(store.db, since=NOON + HOUR) == [second]


def test_the_network_is_down_until_it_is_back(store: Store) -> None:
    down = _report(ReportKind.NETWORK_DOWN, feed="")
    assert observations.network_down(store.db) is None
    with store.writing() as db:
        observations.save_reports(db, [down, _report(at=NOON + HOUR)])
    assert observations.network_down(store.db) == down
    with store.writing() as db:
        observations.save_reports(db, [_report(ReportKind.NETWORK_BACK, feed="", at=NOON + HOUR)])
    assert observations.network_down(store.db) is None


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


def test_what_is_old_goes_but_never_untold(store: Store) -> None:
    told, untold = _report(at=NOON - 9 * DAY), _report(ReportKind.GONE, at=NOON - 9 * DAY)
    gap = Gap(feed="gazette", since=NOON - 9 * DAY, until=NOON - 9 * DAY, fresh=2, reason=GapReason.NO_OVERLAP)
    failure = FeedFailure(kind=FailureKind.DNS, detail="x")
    store.save(_polled(reports=(told, untold), gap=gap, failure=failure), now=NOON - 9 * DAY)
    with store.writing() as db:
        observations.mark_told(db, [told], now=NOON)
        upkeep.forget(db, before=NOON - DAY)
    assert observations.reports_since(store.db, since=NOON - 30 * DAY) == [untold]
    assert observations.gaps_since(store.db, since=NOON - 30 * DAY) == {}
    assert observations.failures_since(store.db, since=NOON - 30 * DAY) == {}
