"""The keys that say when a channel hears of what, and what is refused of them."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from monitor.hours import QuietHours
from monitor.settings import DigestMode, DigestSettings, Level, TimingSettings
from tests.config.folders import MONITOR, load, problems, write

MINUTES = timedelta(minutes=1)
WATCHES = """\
watches:
  general: {query: troops, channels: [x]}
  loud: {query: "troops AND Sudzha", channels: [x], hold: 0m, silences: [%s]}
"""


def folder(place: Path, keys: str, silences: str = "general") -> Path:
    files = {"monitor.yaml": f"{MONITOR}  x: {{kind: console, {keys}}}\n", "watches/timing.yaml": WATCHES % silences}
    return write(place, files)


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    keys = (
        'quiet: {from: "23:00", to: "06:30", days: [sun, fri]}, '
        'digest: {at: ["17:00", "07:00"], mode: both, empty: true}, '
        "max_per_hour: 20, hold: 5m, min_level: urgent, max_age: 3h"
    )
    loaded = load(folder(tmp_path, keys))
    assert loaded.channels["x"].timing == TimingSettings(
        quiet=QuietHours(start=time(23), end=time(6, 30), days=(4, 6)),
        digest=DigestSettings(at=(time(7), time(17)), mode=DigestMode.BOTH, empty=True),
        max_per_hour=20,
        hold=5 * MINUTES,
        min_level=Level.URGENT,
        max_age=180 * MINUTES,
    )
    assert loaded.watches["loud"].hold == timedelta(0)
    assert loaded.watches["loud"].silences == ("general",)
    assert loaded.watches["general"].hold is None


def test_nothing_said_is_at_once(tmp_path: Path) -> None:
    assert load(folder(tmp_path, "title: Desk")).channels["x"].timing == TimingSettings()


@pytest.mark.parametrize(
    ("keys", "advice"),
    [
        ("quiet: {from: 23:00, to: '25:00'}", "is no time of the day"),
        ("quiet: {from: '23:00'}", "to"),
        ("quiet: {from: '07:00', to: '07:00'}", "the whole of every day would be quiet"),
        ("quiet: {from: '23:00', to: '07:00', days: [sunday]}", "did you mean sun?"),
        ("digest: {at: []}", "at"),
        ("digest: {at: ['07:00', '07:00']}", "listed twice"),
        ("digest: {at: ['07:00'], mode: daily}", "mode"),
        ("max_per_hour: 0", "max_per_hour"),
        ("min_level: loud", "min_level"),
        ("max_age: 2", "a duration needs a unit"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, keys: str, advice: str) -> None:
    assert any(advice in str(problem) for problem in problems(folder(tmp_path, keys)))


@pytest.mark.parametrize(
    ("silences", "advice"),
    [("generl", "did you mean general?"), ("loud", "the watches silence each other: loud → loud")],
)
def test_a_watch_speaks_for_one_that_exists_and_is_another(tmp_path: Path, silences: str, advice: str) -> None:
    (problem,) = problems(folder(tmp_path, "title: Desk", silences))
    assert advice in str(problem)


def test_a_digest_in_quiet_hours_is_doubted(tmp_path: Path) -> None:
    keys = "quiet: {from: '23:00', to: '06:30'}, digest: {at: ['06:00', '07:00']}"
    doubts = [warning for warning in load(folder(tmp_path, keys)).warnings if "quiet hours" in warning]
    assert len(doubts) == 1
    assert "such a digest comes at 06:30" in doubts[0]
