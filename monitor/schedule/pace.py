"""How soon a feed is asked again: as soon as the waiting that its entries may have done is worth a request.

An entry that waits to be seen costs its waiting time, a request costs a price; a feed is asked when the waiting
expected since the last poll has reached the price. For a steady rate r that is the interval sqrt(2 * price / r), the
one with the shortest mean delay for a given number of requests: asking in proportion to the *square root* of the rate
(asking in proportion to the rate itself is no better than asking all alike). The rule goes on to hold where the rate
changes with the hour or with a burst. Sources:

- J. Cho, H. Garcia-Molina, "Effective page refresh policies for web crawlers", ACM TODS 28 (2003): how to share out
  requests among sources of different rates, and why not in proportion.
- K. C. Sia, J. Cho, H.-K. Cho, "Efficient monitoring algorithm for fast news alerts", IEEE TKDE 19 (2007): delay as
  the aim, the square root, and times of polling under rates that change over the day.
- C. Olston, S. Pandey, "Recrawl scheduling based on information longevity", WWW 2008: one threshold for all sources.

The price is one number for all feeds, set so that they need as many requests as the budget allows.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from statistics import median

from monitor.schedule.rhythm import HOUR, Rates, Usual, expected, observed, typical
from monitor.settings import Feed
from monitor.types import FeedState, Rhythm

FULL = 0.5  # of what a feed holds: so many new entries are expected at most before it is asked again
FIRST_STEP, STEP_GROWTH, LONGEST_STEP = 1 / 60, 1.25, 0.5  # hours; how finely the time ahead is looked through

# One request for what a feed of 12 entries a day lets wait in ten minutes.
USUAL_PRICE = 0.5 * (1 / 6) ** 2 / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """What holds for all feeds: the price of a request (entries times hours), what feeds do in general, and whether
    the network is down.
    """

    price: float = USUAL_PRICE
    usual: Usual = field(default_factory=Usual)
    network_down: bool = False


def survey(feeds: Iterable[Feed], states: Mapping[str, FeedState], budget: float | None, now: datetime) -> Fleet:
    """Learn from all feeds together, and set the price so that they need `budget` requests an hour over a day.

    Without a budget they may need as many as if each feed whose interval is chosen were polled at the geometric middle
    of its bounds. Feeds with a fixed interval take theirs first. No feed is ever polled less than its bounds say,
    whatever the budget.
    """
    feeds = list(feeds)
    rhythms = {feed.name: states[feed.name].rhythm for feed in feeds if feed.name in states}
    usual = usual_of([rhythm for rhythm in rhythms.values() if rhythm is not None], now)
    chosen = [(feed, feed.least) for feed in feeds if feed.least is not None]
    if budget is None:
        rest = sum(HOUR / math.sqrt((feed.every / HOUR) * (least / HOUR)) / HOUR for feed, least in chosen)
    else:
        rest = budget - sum(HOUR / feed.every for feed in feeds if feed.least is None)
    demands = [_Demand.of(feed, least, rhythms.get(feed.name), usual, now) for feed, least in chosen]
    return Fleet(price=_price(demands, rest), usual=usual)


def usual_of(rhythms: Sequence[Rhythm], now: datetime) -> Usual:
    """Return what feeds do in general: the median rate, and the hours of the day over all feeds, each counting alike
    once it is known well.
    """
    if not rhythms:
        return Usual()
    rate = median(typical(rhythm, Usual(), now) for rhythm in rhythms)
    came, due = [1.0] * 24, [1.0] * 24  # one entry an hour for a beginning
    for rhythm in rhythms:
        total = math.fsum(rhythm.hours)
        mean = typical(rhythm, Usual(rate=rate), now)
        weight = 1 / max(total, 20.0)
        for hour, (count, time) in enumerate(zip(rhythm.hours, observed(rhythm, now), strict=True)):
            came[hour] += weight * count
            due[hour] += weight * time * mean
    ratios = [some / most for some, most in zip(came, due, strict=True)]
    level = math.fsum(ratios) / 24
    return Usual(shape=tuple(ratio / level for ratio in ratios), rate=rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demand:
    """What one feed would need: the root of its rate in each hour of the day, and its bounds in polls an hour."""

    roots: tuple[float, ...]
    fewest: float
    most: float

    @classmethod
    def of(cls, feed: Feed, least: timedelta, rhythm: Rhythm | None, usual: Usual, now: datetime) -> _Demand:
        rates = expected(rhythm, usual, now)
        roots = tuple(math.sqrt(rate / (1 - rates.share)) for rate in rates.hours)
        return cls(roots=roots, fewest=HOUR / feed.every, most=HOUR / least)


def _price(demands: Sequence[_Demand], budget: float) -> float:
    """Return the price at which `demands` need `budget` requests an hour; infinite where even the fewest are more."""
    groups = _groups(demands)
    low, high = 0.0, 1.0
    if _need(groups, 0.0) >= budget:
        return math.inf
    while _need(groups, high) < budget:
        high *= 2
        if high > 1e9:  # all are polled as often as they may be
            return 0.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _need(groups, middle) < budget else (low, middle)
    return 1 / (2 * high * high)


_Group = tuple[float, float, list[float], list[float]]


def _groups(demands: Sequence[_Demand]) -> list[_Group]:
    """Sort the roots of feeds with equal bounds and sum them up, so that a need is found without asking each feed."""
    by_bounds: dict[tuple[float, float], list[float]] = {}
    for demand in demands:
        by_bounds.setdefault((demand.fewest, demand.most), []).extend(demand.roots)
    return [(*bounds, sorted(roots), [0.0, *accumulate(sorted(roots))]) for bounds, roots in by_bounds.items()]


def _need(groups: Sequence[_Group], factor: float) -> float:
    """Return the requests an hour where each feed is polled `factor` times the root of its rate, within its bounds."""
    total = 0.0
    for fewest, most, roots, sums in groups:
        low = bisect_left(roots, fewest / factor) if factor else len(roots)
        high = bisect_left(roots, most / factor) if factor else len(roots)
        total += fewest * low + factor * (sums[high] - sums[low]) + most * (len(roots) - high)
    return total / 24


def chosen(state: FeedState, least: timedelta, most: timedelta, fleet: Fleet, now: datetime) -> timedelta:
    """Return the time to the next poll of a feed whose interval is chosen between `least` and `most`."""
    rates = expected(state.rhythm, fleet.usual, now)
    wait = _until(rates, now, most / HOUR, fleet.price, state.window * FULL if state.window else math.inf)
    return min(max(wait * HOUR, least), most)


def _until(rates: Rates, now: datetime, longest: float, price: float, room: float) -> float:
    """Return the hours until the entries expected since `now` have waited for `price`, or are as many as `room`."""
    time = entries = waited = 0.0
    step = FIRST_STEP
    while time < longest:
        step = min(step, longest - time)
        faded = math.exp(-time / rates.fade) - math.exp(-(time + step) / rates.fade)
        rate = rates.at(now + time * HOUR) + rates.excess * rates.fade * faded / step
        if waited + entries * step + rate * step * step / 2 >= price:
            return time + _crossing(rate, entries, price - waited)
        if entries + rate * step >= room:
            return time + (room - entries) / rate
        waited += entries * step + rate * step * step / 2
        entries += rate * step
        time += step
        step = min(step * STEP_GROWTH, LONGEST_STEP)
    return longest


def _crossing(rate: float, entries: float, missing: float) -> float:
    """Solve `entries * x + rate * x**2 / 2 = missing` for x."""
    slope = entries + math.sqrt(max(0.0, entries * entries + 2 * rate * missing))
    return 2 * missing / slope if missing > 0 and slope > 0 else 0.0
