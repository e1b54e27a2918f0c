"""When feeds publish, learnt from invented ones of which the truth is known."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.schedule import rhythm
from monitor.schedule.rhythm import DAY, HOUR, MEMORY, Usual, expected, learnt, observed, typical
from monitor.types import Rhythm

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
USUAL = Usual()


def _lived(moments: list[datetime], *, begin: datetime, end: datetime, every: timedelta = HOUR) -> Rhythm:
    """A feed that was read for the first time at `begin` and then in equal steps."""
    known = learnt(None, [moment for moment in moments if moment <= begin], begin, USUAL)
    now = begin
    while now < end:
        before, now = now, now + every
        known = learnt(known, [moment for moment in moments if before < moment <= now], now, USUAL)
    return known


def _poisson(per_hour: float, begin: datetime, end: datetime, seed: int = 1) -> list[datetime]:
    draw, at, moments = random.Random(seed), begin, []
    while (at := at + timedelta(hours=draw.expovariate(per_hour))) < end:
        moments.append(at)
    return moments


@pytest.mark.parametrize("per_hour", [0.05, 0.5, 5.0])
def test_a_steady_rate_is_found(per_hour: float) -> None:
    begin, end = MONDAY, MONDAY + 28 * DAY
    known = _lived(_poisson(per_hour, begin, end), begin=begin, end=end)
    assert typical(known, USUAL, end) == pytest.approx(per_hour, rel=0.4)


def test_the_first_document_tells_of_the_past() -> None:
    """Twenty entries in five hours are four an hour, known at once."""
    first = [MONDAY - timedelta(minutes=15 * number) for number in range(20)]
    assert typical(learnt(None, first, MONDAY, USUAL), USUAL, MONDAY) == pytest.approx(4, rel=0.3)


def test_one_entry_that_a_feed_keeps_for_good_hides_nothing() -> None:
    first = [MONDAY - 12 * DAY, *(MONDAY - timedelta(minutes=15 * number) for number in range(20))]
    assert typical(learnt(None, first, MONDAY, USUAL), USUAL, MONDAY) == pytest.approx(4, rel=0.3)


def test_a_document_without_dates_tells_nothing() -> None:
    assert typical(learnt(None, [], MONDAY, USUAL), USUAL, MONDAY) == USUAL.rate


def test_silence_is_learnt_as_well() -> None:
    known = _lived(_poisson(2, MONDAY, MONDAY + 7 * DAY), begin=MONDAY, end=MONDAY + 7 * DAY)
    rates = [typical(known, USUAL, MONDAY + days * DAY) for days in (7, 14, 28, 56)]
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < 0.2


def test_the_hours_of_the_day_are_told_apart() -> None:
    """A desk that writes from eight to sixteen o'clock."""
    moments = [
        MONDAY + day * DAY + timedelta(hours=8, minutes=20 * number + 7) for day in range(21) for number in range(24)
    ]
    end = MONDAY + 21 * DAY
    rates = expected(_lived(moments, begin=MONDAY, end=end), USUAL, end)
    busy = [rates.hours[hour] / (1 - rates.share) for hour in range(8, 16)]
    quiet = [rates.hours[hour] / (1 - rates.share) for hour in (*range(8), *range(16, 24))]
    assert min(busy) > 2
    assert max(quiet) < 0.7


def test_weekends_are_told_apart() -> None:
    moments = [
        MONDAY + day * DAY + timedelta(hours=hour) for day in range(28) if day % 7 < 5 for hour in range(0, 24, 2)
    ]
    end = MONDAY + 28 * DAY
    days = expected(_lived(moments, begin=MONDAY, end=end), USUAL, end).days
    assert min(days[:5]) > 1.1
    assert max(days[5:]) < 0.6


def test_what_feeds_do_in_general_stands_in_for_hours_never_seen() -> None:
    shape = tuple(2.0 if 6 <= hour < 18 else 0.0001 for hour in range(24))
    noon = MONDAY + timedelta(hours=12)
    first = [noon - timedelta(minutes=10 * number) for number in range(19)]  # three hours of a morning
    rates = expected(learnt(None, first, noon, Usual(shape=shape)), Usual(shape=shape), noon)
    assert rates.hours[16] > 10 * rates.hours[3]


def _hawkes(per_hour: float, share: float, end: datetime, seed: int) -> list[datetime]:
    """A self-exciting process by its clusters: each entry brings others, `share` of them on average, after `ECHO`."""
    draw = random.Random(seed)
    waiting, moments = _poisson(per_hour, MONDAY, end, seed), []
    while waiting:
        at = waiting.pop()
        moments.append(at)
        limit, children = math.exp(-share), 0
        product = draw.random()
        while product > limit:
            children += 1
            product *= draw.random()
        waiting += (at + draw.expovariate(1) * rhythm.ECHO for _ in range(children))
    return sorted(moment for moment in moments if moment < end)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_the_share_of_bursts_is_found(share: float) -> None:
    end = MONDAY + 60 * DAY
    found = []
    for seed in range(4):
        moments = _hawkes(1.0 * (1 - share), share, end, seed)
        found.append(expected(_lived(moments, begin=MONDAY, end=end, every=HOUR / 4), USUAL, end).share)
    assert sum(found) / len(found) == pytest.approx(share, abs=0.12)


def test_news_raise_the_expectation_and_it_cools_down() -> None:
    now = MONDAY + 30 * DAY
    known = _lived(_hawkes(0.5, 0.4, now, 1), begin=MONDAY, end=now)
    hot = learnt(known, [now], now, USUAL)
    waits = [timedelta(), rhythm.ECHO, 5 * rhythm.ECHO]
    excess = [expected(hot, USUAL, now + wait).excess for wait in waits]
    assert excess[0] > 1.5 * excess[1] > 0
    assert excess[2] < 0.1 * excess[0]


def test_entries_published_as_one_are_no_burst() -> None:
    """Ten at once every second hour; nothing ever follows."""
    moments = [MONDAY + timedelta(hours=2 * number, seconds=one) for number in range(300) for one in range(10)]
    end = MONDAY + 25 * DAY
    assert expected(_lived(moments, begin=MONDAY, end=end), USUAL, end).share < 0.2


def test_the_hours_that_were_observed_are_those_that_passed() -> None:
    begin = MONDAY + timedelta(hours=22, minutes=30)
    known = learnt(None, [], begin, USUAL)
    seen = observed(known, begin + timedelta(hours=3))
    assert [round(hours, 6) for hours in seen] == [1, 0.5, *[0] * 20, 0.5, 1] == [1, 0.5] + [0] * 20 + [0.5, 1]
    month = observed(known, begin + 60 * DAY)
    assert sum(month) / 24 == pytest.approx(MEMORY / DAY, rel=0.05)


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 40), max_size=40),
    st.floats(0.01, 40),
    st.floats(0, 400),
)
def test_whatever_comes_the_rates_are_finite_and_positive(days: list[float], step: float, later: float) -> None:
    moments = sorted(MONDAY + day * DAY for day in days)
    now = MONDAY + 10 * DAY
    known = learnt(None, [moment for moment in moments if moment <= now], now, USUAL)
    known = learnt(known, [moment for moment in moments if moment > now], now + step * DAY, USUAL)
    rates = expected(known, USUAL, now + (step + later) * DAY)
    assert all(0 < rate < 1e4 for rate in rates.hours)
    assert all(0 < factor < 1e3 for factor in rates.days)
    assert 0 <= rates.share <= 0.8
    assert 0 <= rates.excess < 1e5


def test_the_order_of_arrivals_does_not_matter() -> None:
    moments = _poisson(1, MONDAY - 3 * DAY, MONDAY)
    shuffled = random.Random(2).sample(moments, len(moments))
    assert learnt(None, shuffled, MONDAY, USUAL) == learnt(None, moments, MONDAY, USUAL)


@pytest.mark.checklist(26)
def test_a_date_ahead_counts_as_now() -> None:
    known = learnt(None, [], MONDAY, USUAL)
    later = MONDAY + HOUR
    assert learnt(known, [MONDAY + DAY], later, USUAL) == learnt(known, [later], later, USUAL)
    assert replace(known, heat=0.0) == known
