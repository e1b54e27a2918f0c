"""Noise budgets: told once when there is more than expected, or less, and once when that is over; against a twin that
counts every minute by itself.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.budgets import BURST, CHANCE, SEEN, Budget, Told, chance, judged, past, seen
from monitor.settings import Expectation
from monitor.types import Notice, NoticeKind, Spell, SpellKind
from tests.making import NOON

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
DAILY = Expectation(least=0, most=5, period=DAY)
LONG_AGO = NOON - 5 * WEEK


def told(*hours: float, feed: str = "gazette", terms: tuple[str, ...] = ("troops",)) -> list[Told]:
    """One new story so many hours before noon, each."""
    return [
        Told(at=NOON - hour * HOUR, feed=feed, publisher=feed.title(), new=True, terms=terms)
        for hour in sorted(hours, reverse=True)
    ]


def budget(
    alerts: list[Told],
    expect: Expectation = DAILY,
    *,
    known: datetime = LONG_AGO,
    spells: tuple[Spell, ...] = (),
    trouble: Notice | None = None,
) -> Budget:
    return Budget(
        watch="kursk",
        expect=expect,
        told=alerts,
        known=known,
        feeds=("gazette", "herald"),
        spells=spells,
        trouble=trouble,
    )


def down(feed: str, since: datetime, until: datetime | None = None) -> Spell:
    return Spell(kind=SpellKind.FEED, subject=feed, since=since, until=until)


def kind(one: Budget, now: datetime = NOON) -> NoticeKind | None:
    found = judged(one, now)
    return found.kind if found else None


# --- over --------------------------------------------------------------------------------------------------


def test_an_overrun_names_what_made_it() -> None:
    alerts = told(1, 2, 3, 4, feed="gazette") + told(0.5, 0.7, feed="herald", terms=("troops", "soldiers"))
    found = judged(budget(sorted(alerts, key=lambda one: one.at)), NOON)
    assert found is not None
    assert found.kind is NoticeKind.WATCH_OVER
    assert found.detail == (
        "6 alerts within 24 h, expected 0-5/day; mostly terms troops (6), soldiers (2); feeds gazette (4), herald (2);"
        " publishers Gazette (4), Herald (2)"
    )
    assert found.since == NOON - 4 * HOUR


def test_as_much_as_expected_is_not_over() -> None:
    assert kind(budget(told(1, 2, 3, 4, 5))) is None
    assert kind(budget(told(1, 2, 3, 4, 5, 25))) is None  # one of them is of yesterday


def test_what_is_over_is_told_once_and_ends_well_below_the_most() -> None:
    first = judged(budget(told(1, 2, 3, 4, 5, 6)), NOON)
    assert kind(budget(told(1, 2, 3, 4, 5, 6), trouble=first)) is None
    assert kind(budget(told(1, 2, 3, 4, 5), trouble=first)) is None  # one more alert would begin it anew
    assert kind(budget(told(1, 2, 3), trouble=first)) is NoticeKind.WATCH_RECOVERED


# --- silent ------------------------------------------------------------------------------------------------

TWO = Expectation(least=2, most=10, period=WEEK)


def test_less_than_the_least_is_silence() -> None:
    found = judged(budget(told(80, 200, 300), TWO), NOON)
    assert found is not None
    assert found.kind is NoticeKind.WATCH_SILENT
    assert found.detail == "1 alert within 7 days, expected 2-10/week; its feeds are healthy"
    assert kind(budget(told(80, 90, 200), TWO)) is None


def test_a_watch_that_is_new_is_not_silent_yet() -> None:
    assert kind(budget([], TWO, known=NOON - 6 * DAY)) is None
    assert kind(budget([], TWO, known=NOON - 8 * DAY)) is NoticeKind.WATCH_SILENT


def test_silence_while_blind_is_not_called_silence() -> None:
    blind = (down("gazette", NOON - 5 * DAY),)
    found = judged(budget(told(200, 300), TWO, spells=blind), NOON)
    assert found is not None
    assert found.kind is NoticeKind.WATCH_BLIND
    assert "its feeds are down: gazette since 2026-11-16 12:00 UTC; so this silence says nothing" in found.detail
    assert kind(budget(told(200, 300), TWO, spells=(down("gazette", NOON - 3 * DAY),))) is NoticeKind.WATCH_SILENT
    # a feed that never told anything for it is not one of its feeds
    assert kind(budget(told(200, 300), TWO, spells=(down("herald", LONG_AGO),))) is NoticeKind.WATCH_SILENT


def test_whoever_could_not_read_at_all_is_blind() -> None:
    off = (Spell(kind=SpellKind.WORKER, subject="", since=NOON - 5 * DAY, until=NOON - HOUR),)
    found = judged(budget(told(200, 300), TWO, spells=off), NOON)
    assert found is not None
    assert found.kind is NoticeKind.WATCH_BLIND
    assert "its feeds were down for most of that time" in found.detail


def test_its_own_past_says_how_long_a_silence_is_too_long() -> None:
    """Three stories a day, by day: a night is nothing, four days of silence are hardly chance."""
    by_day = [4 * 24.0 + 24 * day + hour for day in range(28) for hour in (1, 4, 7)]
    found = judged(budget(told(*by_day)), NOON)
    assert found is not None
    assert found.kind is NoticeKind.WATCH_SILENT
    assert found.detail == "usually 3 stories a day, none for 4 days; its feeds are healthy"
    assert kind(budget(told(*(hour - 3 * 24 for hour in by_day)))) is None


def test_a_weekend_is_compared_with_weekends() -> None:
    """Ten stories on each working day and none at weekends: NOON is a Saturday, and Monday's noon is another matter."""
    friday = NOON - 18 * HOUR
    working = [
        Told(at=friday - day * DAY - hour * HOUR, feed="gazette", publisher="Gazette", new=True)
        for day in range(34, -1, -1)
        if (friday - day * DAY).weekday() < 5
        for hour in range(9, -1, -1)
    ]
    assert kind(budget(working), NOON + DAY) is None
    assert kind(budget(working), NOON + 3 * DAY) is NoticeKind.WATCH_SILENT


def test_what_is_forgotten_does_not_end_a_silence() -> None:
    silent = Notice(kind=NoticeKind.WATCH_SILENT, subject="kursk", detail="", since=LONG_AGO, at=NOON - 4 * WEEK)
    assert kind(budget([], trouble=silent)) is None
    assert kind(budget(told(1), trouble=silent)) is NoticeKind.WATCH_RECOVERED


def test_a_silence_that_was_told_does_not_become_blindness_but_the_other_way_round_it_does() -> None:
    silent = judged(budget(told(200, 300), TWO), NOON)
    blind = judged(budget(told(200, 300), TWO, spells=(down("gazette", NOON - 5 * DAY),)), NOON)
    dark = (down("gazette", NOON - 5 * DAY),)
    assert kind(budget(told(200, 300), TWO, spells=dark, trouble=silent)) is None
    assert kind(budget(told(200, 300), TWO, trouble=blind)) is NoticeKind.WATCH_SILENT


# --- the twin ----------------------------------------------------------------------------------------------

WEEKS = 5 * 7 * 24 * 2  # half hours
single = st.lists(st.integers(1, WEEKS), max_size=20)
moments = st.builds(  # a rhythm that ends some time ago, and what breaks it
    lambda step, silence, more: sorted({*range(1, WEEKS - silence, step), *more}),
    st.integers(3, 120),
    st.integers(0, 500),
    st.one_of(st.just([]), single),
)
spans = st.lists(
    st.tuples(st.sampled_from(["gazette", "herald", ""]), st.integers(0, 1600), st.integers(1, 800)), max_size=5
)


@given(moments, spans, st.integers(0, 4), st.integers(1, 8), st.sampled_from([DAY, WEEK]))
@settings(max_examples=150, deadline=None)
def test_it_judges_as_its_stupid_twin(
    halves: list[int], dark: list[tuple[str, int, int]], least: int, more: int, period: timedelta
) -> None:
    expect = Expectation(least=least, most=least + more, period=period)
    feeds = ("gazette", "herald")
    alerts = [
        Told(at=LONG_AGO + half * HOUR / 2, feed=feeds[half % 2], publisher="", new=half % 3 > 0) for half in halves
    ]
    spells = tuple(
        Spell(
            kind=SpellKind.FEED if name else SpellKind.WORKER,
            subject=name,
            since=LONG_AGO + begin * HOUR / 2,
            until=LONG_AGO + (begin + length) * HOUR / 2 if begin + length < 1600 else None,
        )
        for name, begin, length in dark
    )
    assert kind(budget(alerts, expect, spells=spells)) == twin(alerts, expect, spells)


def twin(alerts: list[Told], expect: Expectation, spells: tuple[Spell, ...]) -> NoticeKind | None:
    """The rules once more: no trouble is known, and it is noon."""
    inside = [one for one in alerts if one.at > NOON - expect.period]
    if len(inside) > expect.most:
        return NoticeKind.WATCH_OVER
    last = alerts[-1].at if alerts else LONG_AGO
    if len(inside) < expect.least:
        begin = NOON - expect.period
    elif not too_long(alerts, last):
        return None
    else:
        begin = last
    return NoticeKind.WATCH_SILENT if share_seen(alerts, spells, begin) >= SEEN - 1e-9 else NoticeKind.WATCH_BLIND


def too_long(alerts: list[Told], last: datetime) -> bool:
    """Count what came in the same hours of the weeks before, and ask how often none of so many comes."""
    weeks, stories, back = 0, 0, math.ceil((NOON - last) / WEEK) or 1
    for number in range(1, 5):
        shift = number * back * WEEK
        if last - shift < LONG_AGO:
            break
        weeks += 1
        before = None
        for one in alerts:
            if one.new and last - shift < one.at <= NOON - shift and (before is None or one.at - before >= BURST):
                stories, before = stories + 1, one.at
    return weeks >= 2 and (weeks / (weeks + 1)) ** (stories + 0.5) < CHANCE


def share_seen(alerts: list[Told], spells: tuple[Spell, ...], begin: datetime) -> float:
    """Look at every half hour of every feed, as often as the feed told something."""
    names = [one.feed for one in alerts] or ["gazette", "herald"]
    ticks = [begin + number * HOUR / 2 for number in range(round((NOON - begin) / (HOUR / 2)))]
    lit = [
        not any(spell.subject in {"", name} and spell.since <= tick < (spell.until or NOON) for spell in spells)
        for name in names
        for tick in ticks
    ]
    return sum(lit) / len(lit) if lit else 1.0


@given(spans, st.lists(st.sampled_from(["gazette", "herald"]), max_size=4), st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_what_was_seen_is_what_its_stupid_twin_sees(
    dark: list[tuple[str, int, int]], names: list[str], halves: int
) -> None:
    begin = NOON - halves * HOUR / 2
    alerts = [one for name in names for one in told(1, feed=name)]
    spells = tuple(
        replace(down(name, NOON - since * HOUR / 2, NOON - (since - length) * HOUR / 2), kind=kind)
        for name, since, length in dark
        for kind in ((SpellKind.FEED,) if name else (SpellKind.NETWORK, SpellKind.WORKER))
    )
    stale = replace(down("gazette", LONG_AGO), kind=SpellKind.STALE)  # it can be read, and has nothing new
    found = seen(budget(alerts, spells=(*spells, stale)), begin, NOON)
    assert math.isclose(found, share_seen(alerts, spells, begin), abs_tol=1e-9)


@given(moments)
@settings(max_examples=40, deadline=None)
def test_troubles_and_their_ends_take_turns(halves: list[int]) -> None:
    """However a watch tells, an operator hears of a trouble, then of its end, and never twice of the same."""
    alerts = [
        Told(at=LONG_AGO + half * HOUR / 2, feed="gazette", publisher="Gazette", new=True, terms=()) for half in halves
    ]
    trouble, heard = None, []
    for hour in range(0, 5 * 7 * 24, 6):
        now = LONG_AGO + hour * HOUR
        so_far = [one for one in alerts if one.at <= now]
        found = judged(budget(so_far, Expectation(least=1, most=3, period=DAY), trouble=trouble), now)
        if found is not None:
            heard.append(found.kind)
            trouble = None if found.kind is NoticeKind.WATCH_RECOVERED else found
    assert all((one is NoticeKind.WATCH_RECOVERED) != (two is NoticeKind.WATCH_RECOVERED) for one, two in pairs(heard))
    assert not heard or heard[0] is not NoticeKind.WATCH_RECOVERED


def pairs(heard: list[NoticeKind]) -> list[tuple[NoticeKind, NoticeKind]]:
    return list(pairwise(heard))


def test_the_numbers_of_the_rule() -> None:
    assert chance(31, 4) < CHANCE < chance(30, 4)
    assert chance(0, 2) > 0.8
    stories, weeks = past(budget(told(*(24.0 * day for day in range(1, 30)))), NOON - DAY, NOON)
    assert (len(stories), weeks) == (4, 4)
    assert seen(budget(told(1)), NOON, NOON) == 1.0
