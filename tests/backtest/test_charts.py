"""The pictures of a replay: what they draw for given numbers, and the bar while it runs."""

from __future__ import annotations

import io
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from monitor.backtest import NearMiss, Report, Shown, TermUse, WatchReport
from monitor.console.backtest import progress_bar
from monitor.console.charts import HEIGHT, day_bars, share_bar, sparkline
from monitor.console.page import page
from monitor.settings import WatchState
from tests.making import NOON


@pytest.mark.parametrize(
    ("values", "line"),
    [((), ""), ((0, 0), "··"), ((1,), "█"), ((0, 1, 4, 8), "·▁▄█"), ((1, 100), "▁█"), ((3, 3), "██")],
)
def test_a_line_of_blocks(values: tuple[int, ...], line: str) -> None:
    assert sparkline(values) == line


def test_bars_are_as_high_as_their_numbers() -> None:
    days = [date(2026, 11, 1) + timedelta(days=number) for number in range(3)]
    drawn = ET.fromstring(day_bars((0, 2, 4), days, "a & b"))
    heights = [float(bar.attrib["height"]) for bar in drawn.iter("rect")]
    assert heights[0] == 0
    assert heights[2] == 2 * heights[1] <= HEIGHT
    assert [bar[0].text for bar in drawn.iter("rect")] == ["Sun 01 Nov: 0", "Mon 02 Nov: 2", "Tue 03 Nov: 4"]


def test_shares_fill_the_bar() -> None:
    drawn = ET.fromstring(f"<p>{share_bar((('alerts', 1, 'c1'), ('same <story>', 3, 'c2')))}</p>")
    first, second = drawn.iter("rect")
    assert float(second.attrib["width"]) == 3 * float(first.attrib["width"])
    assert float(second.attrib["x"]) == float(first.attrib["width"])
    assert share_bar(()) == ""


HOSTILE = "<script>alert('&')</script>"


def test_what_feeds_and_files_say_is_text_on_the_page() -> None:
    example = Shown(
        at=NOON, entry=HOSTILE, publisher=HOSTILE, title=HOSTILE, reason=HOSTILE, detail=HOSTILE, hits=(HOSTILE,)
    )
    one = WatchReport(
        watch=HOSTILE,
        state=WatchState.SHADOW,
        matched=2,
        alerts=1,
        alerts_a_day=1.0,
        by_day=(1,),
        stories=1,
        reasons={HOSTILE: 1},
        suppressed={HOSTILE: 1},
        withdrawn=1,
        examples=(example,),
        terms=(TermUse(term=HOSTILE, set=HOSTILE, matches=1),),
        never_hit=(TermUse(term=HOSTILE, set=None, matches=0),),
        near_misses=(NearMiss(clause=HOSTILE, entries=1, examples=(example,)),),
    )
    report = Report(
        since=NOON,
        until=NOON,
        days=(NOON.date(),),
        entries=1,
        before=1,
        left_out=1,
        sampled=2,
        seconds=0.0,
        watches=(one,),
    )
    written = page(report)
    assert "<script" not in written
    assert "'&')" not in written
    assert written.count("&lt;script&gt;") >= 12


def test_the_bar_of_a_replay_is_drawn_on_a_terminal_only() -> None:
    for terminal in (True, False):
        screen = io.StringIO()
        with progress_bar(Console(file=screen, force_terminal=terminal, width=80)) as bar:
            task = bar.add_task("", total=None)
            bar.update(task, completed=1_200, total=2_000)
            bar.refresh()
        assert ("1200/2000" in screen.getvalue()) is terminal
