"""When a feed publishes: its rate by hour of the day and day of the week, and how much its news come in bursts.

Three things are learnt of a feed from the entries that it shows, each pulled towards what is usual as long as little
is known (a gamma prior for the rates, worth a few entries):

- entries by hour of the day, in UTC; what all feeds together do stands in for hours that were seldom seen,
- how much each day of the week differs from the average,
- bursts: the share of entries that follow on others. In a self-exciting process (A. G. Hawkes, "Spectra of some
  self-exciting and mutually exciting point processes", Biometrika 58, 1971) an entry raises the rate by `share / ECHO`,
  fading with the time constant `ECHO`. The heat, the number of recent entries so faded, is then on average higher just
  before an entry than at any other time, by `share / (2 * (1 - share))`; that excess is measured and solved for the
  share.

Old entries fade with the time constant `MEMORY`, so that a feed may change its habits. Nothing here is a clock or a
promise: minutes of the hour and holidays are not learnt.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.types import Rhythm

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MEMORY = timedelta(days=14)  # an entry this old weighs 1/e
ECHO = timedelta(minutes=20)  # a burst cools down to 1/e
TOGETHER = timedelta(minutes=1)  # entries this close are one moment: they were published as one

# What the priors are worth, in entries.
_RATE, _SHAPE, _WEEK, _BURST = 1.0, 3.0, 10.0, 10.0
_USUAL_SHARE = 0.3  # of entries that follow on others, while nothing is known of a feed
_MOST_SHARE = 0.8
_FLAT = (1.0,) * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What feeds do in general: how the hours of the day differ (1 on average), and entries per hour."""

    shape: tuple[float, ...] = _FLAT
    rate: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What is expected of a feed: entries per hour by hour of the day and factor by day of the week, without bursts
    and with the share that comes in bursts left out; `excess` is what the present burst adds, fading with `fade` hours.
    """

    hours: tuple[float, ...]
    days: tuple[float, ...]
    share: float
    excess: float
    fade: float
    each: float = 1.0  # entries at one moment, on average
    known: tuple[float, ...] = (0.0,) * 7  # entries that were seen by day of the week, older ones weighing less

    def at(self, moment: datetime) -> float:
        """Entries per hour expected at `moment`, present bursts left aside."""
        return self.hours[moment.hour] * self.days[moment.weekday()]


def learnt(rhythm: Rhythm | None, arrivals: Sequence[datetime], now: datetime, usual: Usual) -> Rhythm:
    """Return the rhythm after entries came at `arrivals`; without a rhythm these are the first that were ever seen."""
    arrivals = sorted(min(moment, now) for moment in arrivals)
    if rhythm is None:
        return _first(arrivals, now, usual)
    return _added(rhythm, arrivals, now, usual) if arrivals else rhythm


def _first(arrivals: Sequence[datetime], now: datetime, usual: Usual) -> Rhythm:
    """Take a document's own dates for the past: a feed shows what it published before we came.

    It was observed from its oldest entries on. A tenth of them, at least one, only marks that beginning: the oldest
    would always fall upon it, and some feeds keep an old entry for good.
    """
    recent = [moment for moment in arrivals if moment > now - MEMORY]
    begin = 1 + len(recent) // 10
    since = recent[begin - 1] if len(recent) > begin else now
    empty = Rhythm(since=since, at=since, hours=(0.0,) * 24, days=(0.0,) * 7)
    return _added(empty, recent[begin:], now, usual) if len(recent) > begin else empty


def _added(rhythm: Rhythm, arrivals: Sequence[datetime], now: datetime, usual: Usual) -> Rhythm:
    fade = math.exp(-(now - rhythm.at) / MEMORY)
    hours, days = [weight * fade for weight in rhythm.hours], [weight * fade for weight in rhythm.days]
    for moment in arrivals:
        weight = math.exp(-(now - moment) / MEMORY)
        hours[moment.hour] += weight
        days[moment.weekday()] += weight
    counted = replace(rhythm, at=now, hours=tuple(hours), days=tuple(days))
    return _warmed(counted, rhythm, arrivals, expected(counted, usual, now))


def _warmed(counted: Rhythm, before: Rhythm, arrivals: Sequence[datetime], rates: Rates) -> Rhythm:
    """Let the arrivals heat the rhythm, and note how hot it was already when each of them came."""
    now, last, heat = counted.at, before.at, before.heat
    fade = math.exp(-(now - before.at) / MEMORY)
    weights = {moment: math.exp(-(now - moment) / MEMORY) for moment in _moments(arrivals)}
    moments = before.moments * fade + math.fsum(weights.values())
    lone = moments / math.fsum(counted.hours) / (1 - rates.share)  # moments for each entry that is expected
    echo = before.echo * fade
    for moment, weight in weights.items():
        at = max(moment, last)  # it may turn up late; time does not run backwards
        heat *= math.exp(-(at - last) / ECHO)
        echo += weight * (heat - rates.at(moment) * lone * (ECHO / HOUR))
        heat += 1
        last = at
    heat *= math.exp(-(now - last) / ECHO)
    return replace(counted, heat=heat, echo=echo, moments=moments)


def _moments(arrivals: Sequence[datetime]) -> list[datetime]:
    """Return the moments at which entries came, those close together once."""
    moments: list[datetime] = []
    for moment in arrivals:
        if not moments or moment - moments[-1] >= TOGETHER:
            moments.append(moment)
    return moments


def expected(rhythm: Rhythm | None, usual: Usual, now: datetime) -> Rates:
    """Return what is expected of a feed at `now`."""
    if rhythm is None:
        hours = tuple(usual.rate * factor for factor in usual.shape)
        return Rates(hours=hours, days=(1.0,) * 7, share=0.0, excess=0.0, fade=1.0)
    fade = math.exp(-(now - rhythm.at) / MEMORY)
    counted = [weight * fade for weight in rhythm.hours]
    seen = observed(rhythm, now)
    total = math.fsum(counted)
    rate = _rate(total, seen, usual)
    worth = _SHAPE / rate  # hours of observation in which the prior's entries would have come
    by_hour = [
        (count + worth * rate * factor) / (time + worth)
        for count, time, factor in zip(counted, seen, usual.shape, strict=True)
    ]
    share = _share(rhythm, fade)
    cooling = 1 - share  # what follows on an entry may be followed in turn
    heat = rhythm.heat * math.exp(-(now - rhythm.at) * cooling / ECHO)
    each = total / (rhythm.moments * fade) if rhythm.moments else 1.0  # entries at one moment
    return Rates(
        hours=tuple(hour * (1 - share) for hour in by_hour),
        days=_week(rhythm, fade, math.fsum(by_hour) / 24, now),
        share=share,
        excess=share * heat * each / (ECHO / HOUR),
        fade=(ECHO / HOUR) / cooling,
        each=each,
        known=tuple(count * fade for count in rhythm.days),
    )


def awaited(rates: Rates, since: datetime, until: datetime) -> tuple[float, ...]:
    """Return how many entries were to be expected between two moments, by day of the week."""
    weeks, rest = divmod(until - since, 7 * DAY)
    whole = math.fsum(rates.hours)
    found = [weeks * whole * factor for factor in rates.days]
    moment = until - rest
    while moment < until:
        end = min(until, moment.replace(minute=0, second=0, microsecond=0) + HOUR)
        found[moment.weekday()] += rates.at(moment) * ((end - moment) / HOUR)
        moment = end
    return tuple(found)


def typical(rhythm: Rhythm, usual: Usual, now: datetime) -> float:
    """Return the entries per hour of a feed on average over the day."""
    fade = math.exp(-(now - rhythm.at) / MEMORY)
    return _rate(math.fsum(rhythm.hours) * fade, observed(rhythm, now), usual)


def _rate(total: float, seen: Sequence[float], usual: Usual) -> float:
    time = math.fsum(hours * factor for hours, factor in zip(seen, usual.shape, strict=True))
    return (total + _RATE) / (time + _RATE / usual.rate)


def observed(rhythm: Rhythm, now: datetime) -> tuple[float, ...]:
    """Return how many hours each hour of the day was observed, older days weighing less."""
    full, rest = divmod(max(now - rhythm.since, timedelta()), DAY)
    fade = math.exp(-DAY / MEMORY)
    oldest = fade**full
    seen = [(1 - oldest) / (1 - fade)] * 24
    hour, left = rhythm.since.hour, rest / HOUR
    part = 1 - (rhythm.since.minute * 60 + rhythm.since.second) / 3600
    while left > 0:
        seen[hour] += oldest * min(part, left)
        hour, left, part = (hour + 1) % 24, left - part, 1.0
    return tuple(seen)


def _week(rhythm: Rhythm, fade: float, rate: float, now: datetime) -> tuple[float, ...]:
    """Return the factors of the days of the week: as many entries as there were, to as many as were to be expected."""
    return tuple(
        (count * fade + _WEEK) / (hours * rate + _WEEK)
        for count, hours in zip(rhythm.days, _days_observed(rhythm, now), strict=True)
    )


def _days_observed(rhythm: Rhythm, now: datetime) -> list[float]:
    """Return how many hours of each day of the week were observed, older days weighing less."""
    today = _past_midnight(now)
    if now - rhythm.since <= today:
        return [(now - rhythm.since) / HOUR if day == now.weekday() else 0.0 for day in range(7)]
    full, oldest = divmod(now - rhythm.since - today, DAY)
    step = math.exp(-DAY / MEMORY)
    seen = [0.0] * 7
    seen[now.weekday()] = today / HOUR
    seen[rhythm.since.weekday()] += oldest / HOUR * step ** (full + 1)
    for back in range(1, min(full, 7) + 1):  # the last seven full days, each with those a week and more before it
        weeks = (full - back) // 7 + 1
        seen[(now.weekday() - back) % 7] += 24 * step**back * (1 - step ** (7 * weeks)) / (1 - step**7)
    return seen


def _past_midnight(moment: datetime) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)


def _share(rhythm: Rhythm, fade: float) -> float:
    """Return the share of entries that follow on others, from the mean excess of heat before an entry."""
    usual = _USUAL_SHARE / (2 * (1 - _USUAL_SHARE))
    excess = max(0.0, (rhythm.echo * fade + _BURST * usual) / (rhythm.moments * fade + _BURST))
    return min(_MOST_SHARE, 2 * excess / (1 + 2 * excess))
