"""Whether readings overlap, by a feed that is published into and read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor import schedule
from monitor.schedule.gaps import SOONEST
from monitor.types import Entry, FeedState, Fetched, Fresh, Gap, GapReason, NotModified, ParsedEntry, ParsedFeed
from tests import making
from tests.making import NOON

MINUTE = timedelta(minutes=1)
FETCHED = Fetched(url="", body=b"")


def _entries(count: int, *, before: timedelta | None = timedelta(), first: int = 0) -> list[Entry]:
    """Entries a minute apart, the newest `before` noon; without dates where that is None."""
    return [
        making.entry(f"number {first + number}", published=None if before is None else NOON - before - number * MINUTE)
        for number in range(count)
    ]


def _gap(state: FeedState, new: list[Entry], known: list[Entry]) -> Gap | None:
    return schedule.gap(state, [entry.id for entry in (*new, *known)], [Fresh(entry=entry) for entry in new], NOON)


STATE = making.feed_state(window=20, last_ok=NOON - 10 * MINUTE)


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.checklist(8)
def test_nothing_left_of_the_last_reading_is_a_gap(dated: bool) -> None:
    new = _entries(8) if dated else _entries(8, before=None)
    found = _gap(STATE, new, [])
    assert found == Gap(
        feed="gazette",
        since=NOON - 10 * MINUTE,
        until=NOON - 7 * MINUTE if dated else NOON,
        fresh=8,
        reason=GapReason.NO_OVERLAP,
    )


def test_one_known_entry_is_an_overlap() -> None:
    assert _gap(STATE, _entries(19), _entries(1, first=19)) is None


def test_an_entry_that_stays_for_good_is_no_overlap_where_more_came_than_the_feed_holds() -> None:
    found = _gap(replace(STATE, window=8), _entries(9), _entries(1, first=9))
    assert found is not None
    assert found.reason is GapReason.MORE_THAN_USUAL


@pytest.mark.parametrize(("window", "new", "known"), [(2, 4, 1), (2, 3, 2), (10, 12, 5), (8, 9, 2)])
def test_a_feed_that_grows_misses_nothing(window: int, new: int, known: int) -> None:
    assert _gap(replace(STATE, window=window), _entries(new), _entries(known, first=new)) is None


def test_new_addresses_for_old_entries_are_no_gap() -> None:
    """A publisher who rebuilds the site: all is new, but reaches back beyond the last reading."""
    assert _gap(STATE, _entries(20, before=timedelta(hours=5)), []) is None


@pytest.mark.parametrize(
    "state", [making.feed_state(last_ok=None, window=0), replace(STATE, window=0)], ids=["never read", "was empty"]
)
def test_what_was_never_read_or_was_empty_has_no_gap(state: FeedState) -> None:
    assert _gap(state, _entries(20), []) is None


def test_edits_are_not_new() -> None:
    entries = _entries(5)
    edited = [Fresh(entry=entry, previous=entry) for entry in entries]
    assert schedule.gap(STATE, [entry.id for entry in entries], edited, NOON) is None


# --- what follows ----------------------------------------------------------------------------------------


def _overflown(state: FeedState, times: int, **feed: Any) -> tuple[FeedState, list[timedelta]]:
    """Overflow `times` in a row; return the state and the waits."""
    polled, now, waits = making.feed(**feed), NOON, []
    parsed = ParsedFeed(title="", language=None, entries=(ParsedEntry(guid=None, url=None, title="", summary=""),) * 5)
    for _ in range(times):
        gap = Gap(feed="gazette", since=now - MINUTE, until=now, fresh=5, reason=GapReason.NO_OVERLAP)
        state = schedule.succeeded(polled, state, FETCHED, parsed, now, gap=gap)
        waits.append(state.next_check - now)
        now = state.next_check
    return state, waits


@pytest.mark.checklist(7, 8)
def test_a_feed_that_overflows_is_asked_twice_as_often_down_to_a_quarter() -> None:
    _, waits = _overflown(STATE, 5, every=20 * MINUTE)
    shortest = 20 * MINUTE / 4
    assert waits[0] <= 5 * MINUTE  # ten minutes had passed
    assert all(0.9 * shortest <= wait <= shortest for wait in waits[1:])


def test_a_feed_with_bounds_is_asked_down_to_its_least() -> None:
    _, waits = _overflown(STATE, 6, every=20 * MINUTE, least=2 * MINUTE)
    assert waits[-1] == 2 * MINUTE


def test_no_feed_is_asked_more_than_once_a_minute_for_it() -> None:
    _, waits = _overflown(STATE, 6, every=2 * MINUTE)
    assert waits[-1] >= 0.9 * SOONEST


def test_the_hurry_wears_off_and_comes_back() -> None:
    feed = making.feed(every=20 * MINUTE)
    state, _ = _overflown(STATE, 1, every=20 * MINUTE)
    polls = 0
    while state.hurry is not None:
        state = schedule.succeeded(feed, state, NotModified(by="server"), None, state.next_check)
        polls += 1
    assert 50 < polls < 200
    assert state.calm == polls
    again, _ = _overflown(state, 1, every=20 * MINUTE)
    assert again.hurry is not None
    assert again.calm == 0
