"""Whether a watch tells more, or less, than is expected of it: its noise budget.

Pure: when it told something, and when feeds could not be read, goes in; what is to be told of that comes out, once, and
once more when it is over.

 over     more alerts than `most` within one period, the last day or the last week
 silent   fewer than `least` within it; or no story for so long that, by the watch's own last weeks, it would happen
          less than once in a thousand times
 blind    the same, but its feeds could not be read for half of the time or more: then silence says nothing

How improbable a silence is: in the same hours of each of the `weeks` before it there were K stories in all. For a
Poisson process of which no more is known than that (a gamma prior of shape 1/2, after Jeffreys), none comes in one such
stretch with the probability (w / (w + 1)) ** (K + 1/2). So nights and weekends are compared with nights and weekends,
and a watch that was hardly seen is never called silent. Stories within an hour count once: news come in bursts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import spells as reckoning
from monitor.settings import Expectation
from monitor.types import Notice, NoticeKind, Spell, SpellKind

CHANCE = 1e-3
WEEK = timedelta(weeks=1)
WEEKS = 4  # of its own past that a watch is compared with
LEAST_WEEKS = 2
BURST = timedelta(hours=1)
SEEN = 0.5  # the least share of the time, over its feeds, that must have been seen for silence to mean anything
CALM = 0.75  # the share of `most` that an overrun must fall to, before it is over: else one alert would begin it anew
SHOWN = 3  # of what made an overrun

_BLINDING = frozenset({*SpellKind} - {SpellKind.STALE, SpellKind.CHANNEL})

HISTORY = WEEK * (2 * WEEKS)
"""So far back what was told is asked for: a silence may itself last weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that a watch told: `new` where it was the first of its story; `terms` are the words that matched."""

    at: datetime
    feed: str
    publisher: str
    new: bool
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """All that is judged by. `told` is oldest first; `known` is since when the watch is known to have been watching.

    `feeds` are all that are configured, `spells` when these, or all of them, could not be read. `trouble` is what an
    operator was told and is not over.
    """

    watch: str
    expect: Expectation
    told: Sequence[Told]
    known: datetime
    feeds: Sequence[str]
    spells: Sequence[Spell]
    trouble: Notice | None = None


def judged(budget: Budget, now: datetime) -> Notice | None:
    """Return what is new to tell an operator of a watch: a trouble, or the end of the one that was told; else None."""
    trouble = budget.trouble
    over = _over(budget, now, going_on=trouble is not None and trouble.kind is NoticeKind.WATCH_OVER)
    found = over or _quiet(budget, now)
    if trouble is None:
        return found
    if trouble.kind is NoticeKind.WATCH_OVER:
        return None if over else _recovered(trouble, budget, now)
    if found is None:  # what is forgotten by now must not pass for the end of a silence
        tells = any(one.at > trouble.since for one in budget.told)
        return _recovered(trouble, budget, now) if tells else None
    # that the feeds of a watch that was known to be silent are down is told of these feeds
    same = found.kind is trouble.kind or found.kind is NoticeKind.WATCH_BLIND
    return None if same else found


def count(budget: Budget, now: datetime) -> int:
    """Return how many alerts there were within the last period."""
    return sum(now - budget.expect.period < one.at <= now for one in budget.told)


def _recovered(trouble: Notice, budget: Budget, now: datetime) -> Notice:
    ending = "it tells within its budget again" if trouble.kind is NoticeKind.WATCH_OVER else "it tells again"
    detail = f"{ending}: {_alerts(count(budget, now))} {_last(budget.expect)}, expected {written(budget.expect)}"
    return Notice(kind=NoticeKind.WATCH_RECOVERED, subject=budget.watch, detail=detail, since=trouble.since, at=now)


# --- too much ------------------------------------------------------------------------------------------------


def _over(budget: Budget, now: datetime, *, going_on: bool) -> Notice | None:
    """Say that there is more than expected; what goes on is over only when it has fallen well below."""
    expect = budget.expect
    recent = [one for one in budget.told if now - expect.period < one.at <= now]
    if len(recent) <= (int(expect.most * CALM) if going_on else expect.most):
        return None
    parts = (
        _most("terms", (term for one in recent for term in one.terms)),
        _most("feeds", (one.feed for one in recent)),
        _most("publishers", (one.publisher for one in recent)),
    )
    made = "; ".join(part for part in parts if part)
    detail = f"{_alerts(len(recent))} {_last(expect)}, expected {written(expect)}; mostly {made}"
    return Notice(kind=NoticeKind.WATCH_OVER, subject=budget.watch, detail=detail, since=recent[0].at, at=now)


def _most(what: str, names: Iterable[str]) -> str:
    common = Counter(names).most_common(SHOWN)
    return f"{what} {', '.join(f'{name} ({number})' for name, number in common)}" if common else ""


# --- too little ----------------------------------------------------------------------------------------------


def _quiet(budget: Budget, now: datetime) -> Notice | None:
    """Say that there is less than expected, and whether that means anything."""
    last = max((one.at for one in budget.told), default=budget.known)
    since = max(last, budget.known)
    found = _below(budget, now) or _improbable(budget, since, now)
    if found is None:
        return None
    said, begin = found
    down = _few(_down(budget))
    if seen(budget, begin, now) >= SEEN:
        feeds = f"most of its feeds can be read, but not {down}" if down else "its feeds are healthy"
        detail, kind = f"{said}; {feeds}", NoticeKind.WATCH_SILENT
    else:
        feeds = f"its feeds are down: {down}" if down else "its feeds were down for most of that time"
        detail, kind = f"{said}, but {feeds}; so this silence says nothing", NoticeKind.WATCH_BLIND
    return Notice(kind=kind, subject=budget.watch, detail=detail, since=since, at=now)


def _below(budget: Budget, now: datetime) -> tuple[str, datetime] | None:
    """Say that there is less than the least that was expected, in a period that was watched as a whole."""
    begin, number = now - budget.expect.period, count(budget, now)
    if number >= budget.expect.least or budget.known > begin:
        return None
    what = _alerts(number) if number else "nothing"
    return f"{what} {_last(budget.expect)}, expected {written(budget.expect)}", begin


def _improbable(budget: Budget, since: datetime, now: datetime) -> tuple[str, datetime] | None:
    """Say that so long a silence is hardly chance."""
    before, weeks = past(budget, since, now)
    if weeks < LEAST_WEEKS or chance(len(before), weeks) >= CHANCE:
        return None
    usual = len(_stories(budget, budget.known, since)) / max((since - max(budget.known, since - HISTORY)) / _DAY, 1)
    return f"usually {_rate(usual)}, none for {_span(now - since)}", since


def past(budget: Budget, since: datetime, now: datetime) -> tuple[list[Told], int]:
    """Return the stories in the same hours of the weeks before the silence since a moment, and how many weeks these
    are. A silence that is longer than a week is compared with as many weeks.
    """
    step = WEEK * max(1, math.ceil((now - since) / WEEK))
    shifts = [step * number for number in range(1, WEEKS + 1) if since - step * number >= budget.known]
    return [one for shift in shifts for one in _stories(budget, since - shift, now - shift)], len(shifts)


def chance(stories: int, weeks: int) -> float:
    """Return how probable it is that none comes in a stretch of time, where `stories` came in `weeks` such ones."""
    return math.exp((stories + 0.5) * math.log(weeks / (weeks + 1)))


def _stories(budget: Budget, since: datetime, until: datetime) -> list[Told]:
    """Return the new stories between two moments; of those within an hour the first."""
    found: list[Told] = []
    for one in budget.told:
        if one.new and since < one.at <= until and not (found and one.at - found[-1].at < BURST):
            found.append(one)
    return found


def seen(budget: Budget, since: datetime, now: datetime) -> float:
    """Return which share of the time since a moment was seen: over the watch's feeds, by how much each has told."""
    weights = _weights(budget)
    length = now - since
    if not weights or not length:
        return 1.0
    about: dict[str, list[Spell]] = {}
    for spell in reckoning.within(budget.spells, since, now):
        if spell.kind in _BLINDING:
            about.setdefault(spell.subject, []).append(spell)
    general = about.get("", [])
    dark = {feed: reckoning.covered([*general, *about.get(feed, ())], since, now) / length for feed in weights}
    return 1.0 - sum(weights[feed] * share for feed, share in dark.items()) / sum(weights.values())


def _weights(budget: Budget) -> Mapping[str, int]:
    """Return the feeds that told something for the watch, with how much; where none is left, all that there are."""
    counted = Counter(one.feed for one in budget.told if one.feed in budget.feeds)
    return counted or Counter(budget.feeds)


def _down(budget: Budget) -> list[str]:
    """Return what of the watch's feeds cannot be read now, and since when: those that told most first."""
    lasting = [spell for spell in budget.spells if spell.until is None and spell.kind in _BLINDING]
    weights = _weights(budget)
    feeds = [one for one in lasting if one.subject in weights]
    feeds.sort(key=lambda one: (-weights[one.subject], one.subject))
    general = [one for one in lasting if not one.subject]
    return [f"{one.subject or f'the {one.kind}'} since {one.since:%Y-%m-%d %H:%M} UTC" for one in (*general, *feeds)]


# --- words ---------------------------------------------------------------------------------------------------

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def written(expect: Expectation) -> str:
    """Return an expectation as it is written in the files."""
    return f"{expect.least}-{expect.most}/{'day' if expect.period == _DAY else 'week'}"


def _last(expect: Expectation) -> str:
    return "within 24 h" if expect.period == _DAY else "within 7 days"


def _alerts(number: int) -> str:
    return f"{number} alert{'' if number == 1 else 's'}"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _rate(a_day: float) -> str:
    number, unit = (a_day, "day") if a_day >= 1 else (a_day * 7, "week")
    amount = f"{number:.0f}" if number >= 2 else f"{number:.1f}".removesuffix(".0")
    return f"{amount} {'story' if amount == '1' else 'stories'} a {unit}"


def _span(length: timedelta) -> str:
    if length < 2 * _DAY:
        return f"{length / _HOUR:.0f} h"
    return f"{length / _DAY:.1f} days".replace(".0 ", " ")
