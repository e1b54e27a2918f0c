"""How soon feeds are asked, against sums and searches that know nothing of the rule."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import schedule
from monitor.schedule import Fleet
from monitor.schedule.pace import chosen, usual_of
from monitor.schedule.rhythm import DAY, HOUR, Usual, expected, learnt
from monitor.settings import Feed
from monitor.types import FailureKind, FeedFailure, FeedState, NotModified, Rhythm
from tests import making

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LEAST, MOST = timedelta(minutes=1), timedelta(hours=2)
MINUTE = timedelta(minutes=1)


def _steady(per_hour: float, now: datetime = NOON, days: int = 20) -> Rhythm:
    """A feed known to publish evenly."""
    step = HOUR / per_hour
    count = int(days * DAY / step)
    known = learnt(None, [], now - days * DAY, Usual())
    return learnt(known, [now - number * step for number in range(1, count)], now, Usual())


def _state(name: str, known: Rhythm | None, **more: object) -> FeedState:
    return making.feed_state(name, rhythm=known, **more)


def _feeds(rates: dict[str, float], **more: object) -> tuple[list[Feed], dict[str, FeedState]]:
    feeds = [making.feed(name, **({"least": LEAST, "every": MOST} | more)) for name in rates]
    return feeds, {name: _state(name, _steady(rate)) for name, rate in rates.items()}


RATES = {"wire": 20.0, "paper": 2.0, "weekly": 0.2, "blog": 0.02}


@pytest.mark.checklist(7)
def test_the_interval_goes_with_the_root_of_the_rate() -> None:
    _, states = _feeds(RATES)
    fleet = Fleet(price=0.02)
    waits = [chosen(states[name], timedelta(seconds=1), 30 * DAY, fleet, NOON) / HOUR for name in ("wire", "paper")]
    assert waits[1] / waits[0] == pytest.approx(math.sqrt(10), rel=0.2)


@pytest.mark.parametrize("budget", [4.0, 10.0, 40.0])
def test_the_budget_is_kept(budget: float) -> None:
    feeds, states = _feeds(RATES)
    fleet = schedule.survey(feeds, states, budget, NOON)
    needed = sum(
        HOUR / chosen(states[feed.name], LEAST, MOST, fleet, NOON + hours * HOUR)
        for feed in feeds
        for hours in range(24)
    )
    assert needed / 24 == pytest.approx(budget, rel=0.15)


@pytest.mark.checklist(7)
def test_no_other_way_to_spend_the_budget_has_a_shorter_delay() -> None:
    """Search all ways to share out the requests, in steps of a few percent."""
    feeds, states = _feeds(RATES)
    fleet = schedule.survey(feeds, states, 12.0, NOON)
    rates = [sum(expected(states[feed.name].rhythm, fleet.usual, NOON).hours) / 24 for feed in feeds]

    def delay(waits: list[float]) -> float:
        return sum(rate * wait / 2 for rate, wait in zip(rates, waits, strict=True))

    ours = [chosen(states[feed.name], LEAST, MOST, fleet, NOON) / HOUR for feed in feeds]
    spent = sum(1 / wait for wait in ours)
    steps = [1.5**power for power in range(-8, 9)]
    for first in steps:
        for second in steps:
            for third in steps:
                shares = [first, second, third, 1.0]
                requests = [spent * share / sum(shares) for share in shares]
                if all(HOUR / MOST <= some <= HOUR / LEAST for some in requests):
                    assert delay([1 / some for some in requests]) >= 0.97 * delay(ours)


def test_without_a_budget_feeds_are_asked_as_often_as_in_the_middle_of_their_bounds() -> None:
    feeds, states = _feeds(RATES, least=4 * MINUTE, every=25 * MINUTE)
    fleet = schedule.survey(feeds, states, None, NOON)
    assert fleet.price == schedule.survey(feeds, states, 4 * 6.0, NOON).price


def test_fixed_feeds_take_theirs_first() -> None:
    feeds, states = _feeds(RATES)
    fixed = making.feed("fixed", every=MINUTE)
    assert (
        schedule.survey([*feeds, fixed], states, 72.0, NOON).price == schedule.survey(feeds, states, 12.0, NOON).price
    )


def test_too_small_and_too_large_a_budget_end_at_the_bounds() -> None:
    feeds, states = _feeds(RATES)
    poor, rich = schedule.survey(feeds, states, 0.5, NOON), schedule.survey(feeds, states, 1e6, NOON)
    assert {chosen(state, LEAST, MOST, poor, NOON) for state in states.values()} == {MOST}
    assert {chosen(state, LEAST, MOST, rich, NOON) for state in states.values()} == {LEAST}


def test_nights_are_asked_less() -> None:
    """A desk that writes by day alone: seldom by night, and in time for the morning."""
    days = [NOON - number * DAY + timedelta(minutes=15 * entry - 240) for number in range(1, 20) for entry in range(32)]
    known = learnt(learnt(None, [], NOON - 20 * DAY, Usual()), days, NOON, Usual())
    state, fleet = _state("desk", known), Fleet(price=0.05)
    waits = {hour: chosen(state, LEAST, 12 * HOUR, fleet, NOON.replace(hour=hour)) for hour in (10, 22)}
    assert waits[22] > 3 * waits[10]
    evening = NOON.replace(hour=20)
    assert evening + chosen(state, LEAST, 24 * HOUR, fleet, evening) < NOON.replace(hour=9) + DAY


def test_after_news_a_feed_is_asked_sooner() -> None:
    steady = _steady(0.5)
    bursting = replace(steady, echo=0.5 * steady.moments)
    news = learnt(bursting, [NOON], NOON, Usual())
    cold = chosen(_state("paper", replace(news, heat=0.0)), LEAST, MOST, Fleet(), NOON)
    assert chosen(_state("paper", news), LEAST, MOST, Fleet(), NOON) < cold


@pytest.mark.checklist(7)
def test_a_small_window_is_asked_before_it_rolls_over() -> None:
    state = _state("wire", _steady(20.0), window=6)
    wait = chosen(state, LEAST, MOST, Fleet(price=math.inf), NOON)
    assert wait == pytest.approx(3 / 20 * HOUR, rel=0.25)


def test_what_feeds_do_in_general_is_learnt_from_all() -> None:
    mornings = [
        learnt(
            learnt(None, [], NOON - 20 * DAY, Usual()),
            [NOON - day * DAY - timedelta(minutes=10 * number) for day in range(1, 20) for number in range(18)],
            NOON,
            Usual(),
        )
        for _ in range(30)
    ]
    usual = usual_of(mornings, NOON)
    assert sum(usual.shape) == pytest.approx(24)
    assert min(usual.shape[9:12]) > 3 * max(usual.shape[:9] + usual.shape[12:])
    assert usual_of([], NOON) == Usual()


def test_a_survey_is_the_same_for_the_same_inputs() -> None:
    feeds, states = _feeds(RATES)
    assert schedule.survey(feeds, states, 12.0, NOON) == schedule.survey(feeds, states, 12.0, NOON)


@settings(deadline=None)
@given(st.floats(0.001, 200), st.integers(0, 100), st.floats(0, 10), st.integers(0, 1000))
def test_the_bounds_are_always_kept(rate: float, window: int, price: float, minutes: int) -> None:
    now = NOON + minutes * MINUTE
    feed = making.feed("paper", least=LEAST, every=MOST)
    state = _state("paper", _steady(rate, days=3), url=feed.url, window=window)
    for fleet in (Fleet(price=price), Fleet(price=math.inf)):
        after = schedule.succeeded(feed, state, NotModified(by="server"), None, now, fleet=fleet)
        assert LEAST <= after.next_check - now <= MOST


def test_a_publisher_may_ask_for_more_patience_than_our_bounds() -> None:
    feed = making.feed("paper", least=LEAST, every=10 * MINUTE)
    asked = NotModified(by="server", fresh_for=3 * HOUR)
    after = schedule.succeeded(feed, _state("paper", _steady(5)), asked, None, NOON)
    assert 3 * HOUR <= after.next_check - NOON <= 3.3 * HOUR


def test_one_failure_of_a_busy_feed_costs_minutes_and_not_its_longest_interval() -> None:
    feed = making.feed("wire", least=LEAST, every=MOST)
    failure = FeedFailure(kind=FailureKind.TIMEOUT, detail="x")
    after = schedule.failed(feed, _state("wire", _steady(30)), failure, NOON)
    assert after.next_check - NOON < 20 * MINUTE
