"""How long entries wait to be seen, for the same number of requests under three ways of choosing when to ask.

    python benchmarks/delay.py [--quick] [--feeds N] [--days N] [--seed N]

Feeds publish as news feeds do: rates that differ by orders of magnitude, a day with a rhythm of its own and a weekend,
and bursts, in which an entry brings others with it. None of it is told to the ways of polling: each knows what it has
seen of a feed, beginning with the entries that its first document holds, and goes on learning. Delay is counted after
some days of learning, over every entry published from then on.

- adaptive: `monitor.schedule`, bounds and budget as below;
- fixed: every feed alike, at the interval that gives the same number of requests;
- entry frequency: the rule of Miniflux 2.2 of that name (a week divided by the entries of the last week, which it
  estimates from the mean distance of their dates, times a factor; within 5 minutes and 24 hours), with the factor
  that gives the same number of requests. A second line holds it to the longest interval of the adaptive way.

The last line is JSON.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import fmean, quantiles

from monitor import schedule
from monitor.schedule import Fleet
from monitor.settings import Feed
from monitor.types import Entry, FeedState, Fetched, Fresh, NotModified, ParsedEntry, ParsedFeed

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
HOUR, DAY, WEEK = 3600.0, 86400.0, 7 * 86400.0
PAST = 14 * DAY  # what was published before the first poll
WINDOW = 30  # entries that a document holds
LEAST, MOST = timedelta(minutes=1), timedelta(hours=1)
POLLS_PER_HOUR = 6.0  # for each feed, on average: a fixed interval of ten minutes
MEDIAN, SPREAD = 6.0, 2.2  # entries a day, and the standard deviation of their logarithm (3.1 in captured feeds)
FOLLOWERS, LAG = 0.4, 25 * 60.0  # entries that an entry brings with it, and after how many seconds on average


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed as it is: the seconds at which it publishes, from `-PAST` on."""

    name: str
    times: tuple[float, ...]

    def between(self, since: float, until: float) -> Sequence[float]:
        return self.times[bisect_right(self.times, since) : bisect_right(self.times, until)]

    def window(self, now: float) -> Sequence[float]:
        end = bisect_right(self.times, now)
        return self.times[max(0, end - WINDOW) : end]


def source(number: int, end: float, seed: int) -> Source:
    """Draw a feed: its rate, its busy hours, its weekend, and what it publishes."""
    draw = random.Random(f"{seed} {number}")
    per_day = min(MEDIAN * math.exp(draw.gauss(0, SPREAD)), 600.0)
    peak, depth = draw.gauss(13, 4), draw.uniform(0.5, 1.0)  # the busiest hour, and how quiet the nights are
    weekend = draw.uniform(0.3, 1.0)
    own = per_day * (1 - FOLLOWERS) / DAY

    def level(at: float) -> float:
        hours = (at / HOUR) % 24
        day = 1 + depth * math.cos((hours - peak) / 24 * 2 * math.pi)
        return day * (weekend if int(at // DAY) % 7 >= 5 else 1.0)

    waiting: list[float] = []
    at = -PAST
    while True:
        at += draw.expovariate(own * 2)
        if at > end:
            break
        if draw.random() < level(at) / 2:
            waiting.append(at)
    times = []
    while waiting:
        at = waiting.pop()
        times.append(at)
        if draw.random() < FOLLOWERS:
            waiting.append(at + draw.expovariate(1 / LAG))
    return Source(name=f"feed-{number}", times=tuple(sorted(time for time in times if time <= end)))


# --- ways of polling ---------------------------------------------------------------------------------------


Wait = Callable[[Source, float], float]


@dataclass(slots=True, kw_only=True)
class Run:
    """What came of one way: the delays in seconds, the number of requests, and the longest time between two polls."""

    delays: list[float] = field(default_factory=list)
    requests: int = 0
    longest: float = 0.0


def simulate(sources: Sequence[Source], wait: Wait, *, counted: float, end: float) -> Run:
    """Poll `sources` as `wait` says until `end`; count from `counted` on. First polls are spread over an hour."""
    run = Run()
    due = [(index / len(sources) * HOUR, index) for index in range(len(sources))]
    heapq.heapify(due)
    last = [-math.inf] * len(sources)
    while due and due[0][0] <= end:
        now, index = heapq.heappop(due)
        if now >= counted:
            run.requests += 1
            run.longest = max(run.longest, now - last[index] if last[index] >= 0 else 0.0)
        run.delays += (now - at for at in sources[index].between(max(last[index], counted), now))
        last[index] = now
        heapq.heappush(due, (now + wait(sources[index], now), index))
    for index, one in enumerate(sources):  # what nobody saw any more has waited till the end
        run.delays += (end - at for at in one.between(max(last[index], counted), end))
    return run


def fixed(interval: float) -> Wait:
    """The same for every feed."""
    return lambda _source, _now: interval


class EntryFrequency:
    """Miniflux's rule. `weekly` looks at the dates of the entries that were seen."""

    def __init__(self, factor: float, longest: float = DAY) -> None:
        self.factor = factor
        self.longest = longest
        self.first: dict[str, float] = {}

    def __call__(self, one: Source, now: float) -> float:
        seen_from = self.first.setdefault(one.name, next(iter(one.window(now)), now))
        begin = bisect_left(one.times, max(now - WEEK, seen_from))
        end = bisect_right(one.times, now)
        count = end - begin
        span = one.times[end - 1] - one.times[begin] if count > 1 else 0.0
        weekly = math.ceil(WEEK / (span / (count - 1))) if span else 0
        interval = WEEK / (weekly * self.factor) if weekly else self.longest
        return max(min(interval, self.longest), 300.0)


class Adaptive:
    """The schedule of the worker, fed with what a poll would show it."""

    def __init__(self, sources: Sequence[Source], budget: float) -> None:
        self.budget = budget
        self.feeds = {
            one.name: Feed(
                name=one.name,
                url=f"https://{one.name}.example/",
                title=one.name,
                publisher=one.name,
                every=MOST,
                least=LEAST,
            )
            for one in sources
        }
        self.states: dict[str, FeedState] = {}
        self.seen: dict[str, float] = {}
        self.fleet = Fleet()
        self.surveyed = -math.inf

    def __call__(self, one: Source, at: float) -> float:
        now = BEGIN + timedelta(seconds=at)
        if at - self.surveyed >= HOUR:
            self.fleet = schedule.survey(self.feeds.values(), self.states, self.budget, now)
            self.surveyed = at
        feed = self.feeds[one.name]
        before = self.states.get(one.name) or schedule.first_state(feed, now)
        shown = one.window(at)
        new = [time for time in shown if time > self.seen.get(one.name, -math.inf)]
        self.seen[one.name] = at
        if not new and before.last_ok:
            after = schedule.succeeded(feed, before, NotModified(by="server"), None, now, fleet=self.fleet)
        else:
            fresh = [_fresh(one.name, time, now) for time in new]
            gap = schedule.gap(before, [str(time) for time in shown], fresh, now)
            after = schedule.succeeded(
                feed, before, _FETCHED, _parsed(len(shown)), now, fleet=self.fleet, fresh=fresh, gap=gap
            )
        self.states[one.name] = after
        return (after.next_check - now).total_seconds()


_FETCHED = Fetched(url="", body=b"")


def _parsed(count: int) -> ParsedFeed:
    return ParsedFeed(title="", language=None, entries=(_PARSED,) * count)


_PARSED = ParsedEntry(guid=None, url=None, title="", summary="")
_ENTRY = Entry(id="", feed="", publisher="", guid=None, url=None, title="", summary="", first_seen=BEGIN)


def _fresh(feed: str, at: float, now: datetime) -> Fresh:
    published = BEGIN + timedelta(seconds=at)
    return Fresh(entry=replace(_ENTRY, id=str(at), feed=feed, first_seen=now, published=published))


# --- the measurement ---------------------------------------------------------------------------------------


def matched(make: Callable[[float], Wait], sources: Sequence[Source], requests: int, span: tuple[float, float]) -> Run:
    """Return the run of `make(x)` with the `x` that needs as many requests as given, to one percent, by halving."""
    low, high = 1e-2, 1e2
    while True:
        middle = math.sqrt(low * high)
        run = simulate(sources, make(middle), counted=span[0], end=span[1])
        if abs(run.requests / requests - 1) < 0.01 or high / low < 1.001:
            return run
        low, high = (middle, high) if run.requests < requests else (low, middle)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="300 feeds and three days, below a minute")
    parser.add_argument("--feeds", type=int)
    parser.add_argument("--days", type=float, help="days that are counted, after three of learning")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    count = options.feeds or (300 if options.quick else 1_000)
    learning = (1 if options.quick else 3) * DAY
    end = learning + (options.days or (2 if options.quick else 7)) * DAY
    sources = [source(number, end, options.seed) for number in range(count)]
    span = (learning, end)
    adaptive = simulate(sources, Adaptive(sources, POLLS_PER_HOUR * count), counted=learning, end=end)
    hours = (end - learning) / HOUR
    runs = {
        "fixed interval": simulate(sources, fixed(hours * count / adaptive.requests * HOUR), counted=learning, end=end),
        "entry frequency (Miniflux)": matched(EntryFrequency, sources, adaptive.requests, span),
        "entry frequency, most 1 h": matched(
            lambda factor: EntryFrequency(factor, MOST.total_seconds()), sources, adaptive.requests, span
        ),
        "adaptive": adaptive,
    }
    show(runs, count, hours)


def show(runs: dict[str, Run], count: int, hours: float) -> None:
    """Print a table for people and the JSON line."""
    print(f"{count} feeds, {len(runs['adaptive'].delays)} entries, asked for {POLLS_PER_HOUR * count:.0f} requests/h")
    print(f"{'':28}{'requests/h':>12}{'mean s':>10}{'p50 s':>10}{'p95 s':>10}{'p99 s':>10}{'longest s':>11}")
    for name, run in runs.items():
        cuts = quantiles(run.delays, n=100)
        figures = (fmean(run.delays), cuts[49], cuts[94], cuts[98], run.longest)
        print(f"{name:28}{run.requests / hours:12.0f}" + "".join(f"{figure:10.0f}" for figure in figures))
    line = {
        "fixed_mean_s": fmean(runs["fixed interval"].delays),
        "adaptive_mean_s": fmean(runs["adaptive"].delays),
        "entry_frequency_mean_s": fmean(runs["entry frequency (Miniflux)"].delays),
        "fixed_p95_s": quantiles(runs["fixed interval"].delays, n=100)[94],
        "adaptive_p95_s": quantiles(runs["adaptive"].delays, n=100)[94],
    }
    print(json.dumps({"delay": {name: round(value, 1) for name, value in line.items()}}))


if __name__ == "__main__":
    main()
