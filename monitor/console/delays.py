"""How long each step took, by feed and by watch, and the clock of a single alert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from monitor.console.plain import brief, quantile
from monitor.store.clocks import Steps, Taken
from monitor.types import AlertClock

SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long something took: in half of all cases at most `p50`, and so on. None where it never happened."""

    count: int
    p50: timedelta | None
    p95: timedelta | None
    p99: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The steps of one feed or one watch; see `monitor.store.clocks.Steps`."""

    name: str
    seen: Spread
    matched: Spread
    accepted: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Of every feed and every watch of which there is something to say."""

    feeds: tuple[Line, ...]
    watches: tuple[Line, ...]


def delays_of(taken: Taken) -> Delays:
    """Make percentiles of what the steps took."""
    return Delays(feeds=_lines(taken.feeds), watches=_lines(taken.watches))


def _lines(by_name: Mapping[str, Steps]) -> tuple[Line, ...]:
    return tuple(
        Line(name=name, seen=_spread(steps.seen), matched=_spread(steps.matched), accepted=_spread(steps.accepted))
        for name, steps in sorted(by_name.items())
    )


def _spread(times: Sequence[timedelta]) -> Spread:
    ordered = sorted(times)
    return Spread(count=len(ordered), **{name: quantile(ordered, share) for name, share in SHARES.items()})


def show_delays(delays: Delays, console: Console) -> None:
    """Print a table of the feeds and one of the watches."""
    if not delays.feeds and not delays.watches:
        console.print("nothing was seen, matched or told in this time")
        return
    console.print(_table("feed", delays.feeds))
    console.print(_table("watch", delays.watches))
    console.print("each: half of all within, 95 % within, 99 % within (how many)", style="dim")


def _table(what: str, lines: Sequence[Line]) -> Table:
    table = Table(what, "published → seen", "seen → matched", "matched → accepted")
    for line in lines:
        table.add_row(escape(line.name), *(_shown(one) for one in (line.seen, line.matched, line.accepted)))
    return table


def _shown(one: Spread) -> str:
    times = [time for time in (one.p50, one.p95, one.p99) if time is not None]
    return f"{', '.join(map(brief, times))} ({one.count})" if times else ""


def clock_line(clock: AlertClock) -> str:
    """The clock of an alert in one line, each step with how long it took."""
    steps: list[tuple[str, datetime | None]] = [
        ("published", clock.published),
        ("seen", clock.seen),
        ("matched", clock.matched),
        ("decided", clock.decided),
        ("let go", clock.released),
        ("accepted", clock.accepted),
    ]
    parts, before = [], None
    for name, at in steps:
        if at is None:
            continue
        took = f" (+{brief(at - before)})" if before is not None and at > before else ""
        parts.append(f"{name} {at:%H:%M:%S}{took}" if before else f"{name} {at:%Y-%m-%d %H:%M:%S}")
        before = at
    return ", ".join(parts) + " UTC"
