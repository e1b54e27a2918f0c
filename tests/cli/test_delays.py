"""How long the steps took, as it is printed."""

from __future__ import annotations

from datetime import timedelta

from rich.console import Console

from monitor.console.delays import clock_line, delays_of, show_delays
from monitor.store.clocks import Steps, Taken
from monitor.types import AlertClock
from tests.making import NOON

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def test_percentiles_are_values_that_so_many_do_not_exceed() -> None:
    times = [SECOND * number for number in range(100, 0, -1)]
    (line,) = delays_of(Taken(feeds={"gazette": Steps(seen=times)})).feeds
    assert (line.seen.count, line.seen.p50, line.seen.p95, line.seen.p99) == (
        *(100, 50 * SECOND, 95 * SECOND, 99 * SECOND),
    )
    assert (line.matched.count, line.matched.p50) == (0, None)


def test_what_a_person_reads() -> None:
    console = Console(width=120)
    taken = Taken(
        feeds={"gazette": Steps(seen=[MINUTE, 9 * MINUTE])},
        watches={"kursk": Steps(matched=[SECOND / 250], accepted=[1.5 * SECOND])},
    )
    with console.capture() as printed:
        show_delays(delays_of(taken), console)
        show_delays(delays_of(Taken()), console)
    lines = [" ".join(line.replace("│", "|").split()) for line in printed.get().splitlines()]
    assert "| gazette | 60 s, 9 min, 9 min (2) | | |" in lines
    assert "| kursk | | 4 ms, 4 ms, 4 ms (1) | 1.5 s, 1.5 s, 1.5 s (1) |" in lines
    assert lines[-1] == "nothing was seen, matched or told in this time"


def test_a_clock_says_how_long_each_step_took() -> None:
    clock = AlertClock(
        published=NOON - 10 * MINUTE,
        seen=NOON,
        matched=NOON + 3 * SECOND,
        decided=NOON + 3 * SECOND,
        released=NOON + MINUTE,
    )
    assert clock_line(clock) == (
        "published 2026-11-21 11:50:00, seen 12:00:00 (+10 min), matched 12:00:03 (+3.0 s), decided 12:00:03, "
        "let go 12:01:00 (+57 s) UTC"
    )
