"""When feeds are polled, by tables and properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import schedule
from monitor.schedule import Fleet
from monitor.settings import Feed
from monitor.types import FailureKind, FeedFailure, FeedState, Fetched, NotModified, ParsedFeed

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FEED = Feed(name="gazette", url="https://gazette.example/feed", title="Gazette", publisher="gazette")
FIRST = schedule.first_state(FEED, NOW)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

_DURATIONS = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=4000))


def _fetched(**facts: object) -> Fetched:
    return replace(Fetched(url=FEED.url, body=b"x", body_hash="h1", etag='"1"'), **facts)  # type: ignore[arg-type]


def _parsed(ttl: timedelta | None = None) -> ParsedFeed:
    return ParsedFeed(title="", language=None, entries=(), ttl=ttl)


def _failure(kind: FailureKind = FailureKind.STATUS, **facts: object) -> FeedFailure:
    return replace(FeedFailure(kind=kind, detail="x", status=500), **facts)  # type: ignore[arg-type]


def _read(state: FeedState = FIRST, now: datetime = NOW, **facts: object) -> FeedState:
    return schedule.succeeded(FEED, state, _fetched(**facts), _parsed(), now)


def _unchanged(state: FeedState, times: int = 1, now: datetime = NOW) -> FeedState:
    for _ in range(times):
        state = schedule.succeeded(FEED, state, NotModified(by="server"), None, now)
    return state


def _wait(state: FeedState) -> timedelta:
    """The planned time without jitter, which is the same for every poll of one feed.

    Our own interval is shortened by it, what others wish is lengthened.
    """
    shorter = schedule.interval(FEED, FEED.every, None, None) / FEED.every
    wait = state.next_check - NOW
    return timedelta(seconds=round(wait / (shorter if wait <= FEED.every else 2 - shorter) / timedelta(seconds=1)))


# --- who is due ------------------------------------------------------------------------------------------


def test_new_feeds_are_due_at_once_all_of_them() -> None:
    feeds = {name: replace(FEED, name=name, url=f"https://{name}.example/") for name in "abc"}
    found = schedule.due(feeds, {}, NOW)
    assert [feed.name for feed, _ in found] == ["a", "b", "c"]
    assert all(state == schedule.first_state(feed, NOW) for feed, state in found)


def test_the_longest_overdue_comes_first_and_the_rest_waits() -> None:
    feeds = {name: replace(FEED, name=name) for name in "abcd"}
    ahead = {"a": -MINUTE, "b": -HOUR, "c": MINUTE, "d": timedelta()}
    states = {name: replace(FIRST, feed=name, next_check=NOW + ahead[name]) for name in feeds}
    assert [feed.name for feed, _ in schedule.due(feeds, states, NOW)] == ["b", "a", "d"]


def test_a_feed_that_is_configured_no_more_is_not_due() -> None:
    assert schedule.due({}, {"gazette": FIRST}, NOW) == ()


@pytest.mark.checklist(5)
def test_a_restart_does_not_poll_everything_again() -> None:
    state = _read()
    assert schedule.due({"gazette": FEED}, {"gazette": state}, NOW + MINUTE) == ()


def test_a_new_url_is_due_and_nothing_of_the_old_one_is_sent_to_it() -> None:
    state = replace(_read(), moved_to="https://old.example/", moved_polls=2)
    moved = replace(FEED, url="https://new.example/feed")
    ((_, fresh),) = schedule.due({"gazette": moved}, {"gazette": state}, NOW)
    assert (fresh.url, fresh.next_check, fresh.etag, fresh.body_hash) == (moved.url, NOW, None, None)
    assert schedule.address(moved, state) == moved.url
    assert schedule.validators(moved, state, NOW) == (None, None)
    assert fresh.baseline == NOW  # its entries are known: nobody is told of them twice


def test_a_check_planned_by_a_wrong_clock_is_due() -> None:
    state = replace(FIRST, next_check=NOW + timedelta(days=365))
    assert len(schedule.due({"gazette": FEED}, {"gazette": state}, NOW)) == 1


def test_a_feed_that_was_read_in_the_future_is_due_because_the_clock_was_set_back() -> None:
    last = NOW + timedelta(hours=1)
    state = replace(FIRST, last_check=last, next_check=last + timedelta(minutes=10))
    assert len(schedule.due({"gazette": FEED}, {"gazette": state}, NOW)) == 1
    assert schedule.due({"gazette": FEED}, {"gazette": state}, last) == ()


@given(_DURATIONS, _DURATIONS, st.integers(0, 40), st.sampled_from(FailureKind), st.none() | _DURATIONS)
def test_no_plan_of_ours_looks_like_one_of_a_wrong_clock(
    ttl: timedelta, fresh: timedelta, failures: int, kind: FailureKind, retry: timedelta | None
) -> None:
    read = schedule.succeeded(FEED, FIRST, _fetched(fresh_for=fresh), _parsed(ttl), NOW)
    failed = schedule.failed(FEED, replace(FIRST, failures=failures), _failure(kind, retry_after=retry), NOW)
    for state in (read, failed):
        assert state.next_check > NOW
        assert schedule.due({"gazette": FEED}, {"gazette": state}, NOW) == ()


# --- after a success -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ttl", "fresh", "wait"),
    [
        (None, None, 10 * MINUTE),
        (5 * MINUTE, 2 * MINUTE, 10 * MINUTE),
        (HOUR, None, HOUR),
        (None, 2 * HOUR, 2 * HOUR),
        (HOUR, 2 * HOUR, 2 * HOUR),
        (30 * DAY, None, DAY),
        (None, timedelta(seconds=999_999_999), DAY),
    ],
)
@pytest.mark.checklist(5)
def test_the_longest_wish_counts_up_to_a_day(ttl: timedelta | None, fresh: timedelta | None, wait: timedelta) -> None:
    assert _wait(schedule.succeeded(FEED, FIRST, _fetched(fresh_for=fresh), _parsed(ttl), NOW)) == wait


def test_an_interval_of_our_own_may_be_longer_than_a_day() -> None:
    weekly = replace(FEED, every=7 * DAY)
    state = schedule.succeeded(weekly, FIRST, _fetched(), _parsed(HOUR), NOW)
    assert 6.3 * DAY <= state.next_check - NOW <= 7 * DAY
    assert schedule.due({"gazette": weekly}, {"gazette": state}, NOW) == ()


def test_the_ttl_of_a_document_holds_while_it_is_unchanged() -> None:
    state = schedule.succeeded(FEED, FIRST, _fetched(), _parsed(HOUR), NOW)
    assert _wait(_unchanged(state)) == HOUR


@pytest.mark.checklist(5)
def test_jitter_is_a_property_of_the_url() -> None:
    feeds = [replace(FEED, url=f"https://{number}.example/feed") for number in range(200)]
    waits = [schedule.interval(feed, feed.every, None, None) for feed in feeds]
    assert waits == [schedule.interval(feed, feed.every, None, None) for feed in feeds]
    assert min(waits) >= 9 * MINUTE
    assert max(waits) <= 10 * MINUTE  # `every` is kept
    assert len(set(waits)) > 80


@given(_DURATIONS, _DURATIONS)
def test_jitter_breaks_no_wish_of_a_publisher(ttl: timedelta, fresh: timedelta) -> None:
    wait = schedule.interval(FEED, FEED.every, ttl, fresh)
    assert wait >= min(max(ttl, fresh), schedule.LONGEST)
    assert wait <= max(FEED.every, schedule.LONGEST * 1.1)


def test_a_document_is_remembered() -> None:
    state = _read(etag='"1"', last_modified="then")
    assert (state.etag, state.last_modified, state.body_hash) == ('"1"', "then", "h1")
    assert (state.last_check, state.last_ok, state.last_body, state.baseline) == (NOW, NOW, NOW, NOW)
    assert schedule.validators(FEED, state, NOW) == ('"1"', "then")


@pytest.mark.checklist(2)
def test_a_304_is_a_success() -> None:
    failing = schedule.failed(FEED, _read(), _failure(), NOW)
    state = _unchanged(failing, now=NOW + HOUR)
    assert (state.failures, state.failing_since, state.last_failure) == (0, None, None)
    assert (state.last_ok, state.last_body) == (NOW + HOUR, NOW)


@pytest.mark.checklist(1)
def test_a_304_may_bring_new_validators_and_need_not() -> None:
    state = _read(etag='"1"', last_modified="then")
    news = NotModified(by="server", etag='"2"')
    state = schedule.succeeded(FEED, state, news, None, NOW)
    assert (state.etag, state.last_modified, state.body_hash) == ('"2"', "then", "h1")


@pytest.mark.checklist(1)
def test_a_200_without_validators_takes_the_old_ones_away() -> None:
    state = _read(_read(etag='"1"'), etag=None, body_hash="h2")
    assert schedule.validators(FEED, state, NOW) == (None, None)


@pytest.mark.checklist(29)
def test_the_baseline_is_set_once() -> None:
    assert _read(_read(), now=NOW + DAY).baseline == NOW


# --- validators that lie ---------------------------------------------------------------------------------


@pytest.mark.checklist(3)
def test_after_many_304s_a_whole_body_is_asked_for() -> None:
    state = _unchanged(_read(), schedule.TRUST - 1)
    assert schedule.validators(FEED, state, NOW) == ('"1"', None)
    assert schedule.validators(FEED, _unchanged(state), NOW) == (None, None)


@pytest.mark.checklist(3)
def test_after_half_a_day_of_304s_a_whole_body_is_asked_for() -> None:
    state = _unchanged(_read())
    assert schedule.validators(FEED, state, NOW + schedule.TRUST_FOR - MINUTE) == ('"1"', None)
    assert schedule.validators(FEED, state, NOW + schedule.TRUST_FOR) == (None, None)


def test_a_body_that_says_nothing_new_restores_the_trust() -> None:
    state = schedule.succeeded(
        FEED, _unchanged(_read(), schedule.TRUST), NotModified(by="hash", etag='"1"'), None, NOW + DAY
    )
    assert schedule.validators(FEED, state, NOW + DAY) == ('"1"', None)


@pytest.mark.checklist(3)
def test_one_etag_for_two_bodies_ends_the_trust() -> None:
    state = _read(_read(etag='"1"'), etag='"1"', body_hash="h2")
    assert state.validators_lie
    assert schedule.validators(FEED, state, NOW) == (None, None)
    assert _read(state, etag='"9"', body_hash="h3").validators_lie  # for good


def test_a_new_etag_for_a_new_body_is_honest() -> None:
    assert not _read(_read(etag='"1"'), etag='"2"', body_hash="h2").validators_lie
    assert not _read(_read(etag=None), etag=None, body_hash="h2").validators_lie


# --- after a failure -------------------------------------------------------------------------------------


def _failing(kind: FailureKind, times: int, **facts: object) -> FeedState:
    state = _read()
    for _ in range(times):
        state = schedule.failed(FEED, state, _failure(kind, **facts), NOW)
    return state


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        (FailureKind.TIMEOUT, [20, 40, 60, 60]),
        (FailureKind.DNS, [20, 40, 60, 60]),
        (FailureKind.STATUS, [20, 40, 80, 160, 320, 360, 360]),
        (FailureKind.NOT_A_FEED, [20, 40, 80, 160, 320, 360, 360]),
        (FailureKind.GONE, [1440, 1440]),
    ],
)
@pytest.mark.checklist(12, 13)
def test_back_off(kind: FailureKind, waits: list[int]) -> None:
    found = [_wait(_failing(kind, times)) / MINUTE for times in range(1, len(waits) + 1)]
    assert found == waits


@pytest.mark.parametrize("kind", FailureKind)
@pytest.mark.checklist(13)
def test_no_feed_is_ever_given_up(kind: FailureKind) -> None:
    assert _wait(_failing(kind, 200)) <= DAY


@pytest.mark.parametrize("kind", FailureKind)
@pytest.mark.checklist(12)
def test_what_was_read_last_stays_remembered(kind: FailureKind) -> None:
    state = _failing(kind, 5)
    good = _read()
    kept = ("etag", "last_modified", "body_hash", "last_ok", "last_body", "baseline", "ttl")
    assert all(getattr(state, name) == getattr(good, name) for name in kept)
    assert (state.failures, state.failing_since, state.last_check) == (5, NOW, NOW)
    assert state.last_failure == _failure(kind)


def test_the_beginning_of_a_run_of_failures_is_kept() -> None:
    state = schedule.failed(FEED, schedule.failed(FEED, _read(), _failure(), NOW), _failure(), NOW + HOUR)
    assert (state.failures, state.failing_since) == (2, NOW)


@pytest.mark.parametrize(
    ("retry", "wait"), [(5 * MINUTE, 20 * MINUTE), (3 * HOUR, 3 * HOUR), (timedelta(days=3650), DAY)]
)
@pytest.mark.checklist(6)
def test_retry_after_is_honoured(retry: timedelta, wait: timedelta) -> None:
    assert _wait(_failing(FailureKind.THROTTLED, 1, status=429, retry_after=retry)) == wait


def test_a_feed_that_waits_for_another_of_its_host_did_not_fail() -> None:
    state = _failing(FailureKind.THROTTLED, 3, status=None, retry_after=5 * MINUTE)
    assert (state.failures, state.failing_since, state.last_failure, state.last_check) == (0, None, None, NOW)
    assert NOW + 5 * MINUTE <= state.next_check <= NOW + 5.5 * MINUTE


@pytest.mark.checklist(13)
def test_our_own_outage_is_not_held_against_a_feed() -> None:
    before = schedule.failed(FEED, _read(), _failure(), NOW - DAY)
    state = schedule.failed(FEED, before, _failure(FailureKind.DNS), NOW, fleet=Fleet(network_down=True))
    assert (state.failures, state.failing_since, state.last_failure) == (1, NOW - DAY, _failure())
    assert _wait(state) == 10 * MINUTE


def test_what_is_no_matter_of_the_network_counts_while_it_is_down() -> None:
    state = schedule.failed(FEED, _read(), _failure(FailureKind.NOT_A_FEED), NOW, fleet=Fleet(network_down=True))
    assert state.failures == 1


# --- permanent redirects ---------------------------------------------------------------------------------

NEW = "https://new.example/feed"


@pytest.mark.checklist(11)
def test_a_move_is_adopted_when_it_repeats() -> None:
    once = _read(moved_to=NEW)
    assert schedule.address(FEED, once) == FEED.url
    twice = _read(once, moved_to=NEW, body_hash="h2", etag='"2"')
    assert schedule.address(FEED, twice) == NEW
    direct = _read(twice, body_hash="h3", etag='"3"')
    assert schedule.address(FEED, direct) == NEW
    assert schedule.validators(FEED, direct, NOW) == ('"3"', None)


def test_a_304_counts_as_a_repetition() -> None:
    state = schedule.succeeded(FEED, _read(moved_to=NEW), NotModified(by="server", moved_to=NEW), None, NOW)
    assert schedule.address(FEED, state) == NEW


@pytest.mark.parametrize("between", [None, "https://other.example/"])
@pytest.mark.checklist(11)
def test_moves_that_differ_are_not_adopted(between: str | None) -> None:
    state = _read(_read(_read(moved_to=NEW), moved_to=between), moved_to=NEW)
    assert schedule.address(FEED, state) == FEED.url


def test_an_adopted_address_may_move_on() -> None:
    state = _read(_read(_read(moved_to=NEW), moved_to=NEW), moved_to="https://newest.example/")
    assert schedule.address(FEED, state) == "https://newest.example/"


def test_an_adopted_address_that_fails_is_given_up_for_the_configured_one() -> None:
    state = _read(_read(moved_to=NEW), moved_to=NEW)
    for _ in range(schedule.DOUBT_MOVE - 1):
        state = schedule.failed(FEED, state, _failure(), NOW)
        assert schedule.address(FEED, state) == NEW
    assert schedule.address(FEED, schedule.failed(FEED, state, _failure(), NOW)) == FEED.url
