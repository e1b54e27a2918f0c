"""Noise budgets of watches, and the times of receipts and handovers: what can be written, and what is refused."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from monitor.settings import Expectation, OperatorSettings
from tests.config.folders import MONITOR, load, problems, write

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def folder(place: Path, expect: str) -> Path:
    watch = f"watches:\n  calm: {{query: troops, channels: [desk], expect: {expect}}}\n"
    return write(place, {"watches/calm.yaml": watch})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0-5/day", Expectation(least=0, most=5, period=DAY)),
        ("2-10/week", Expectation(least=2, most=10, period=WEEK)),
        ("'3 - 3 / day'", Expectation(least=3, most=3, period=DAY)),
    ],
)
def test_an_expectation(tmp_path: Path, written: str, read: Expectation) -> None:
    assert load(folder(tmp_path, written)).watches["calm"].expect == read


def test_without_one_nobody_is_told(tmp_path: Path) -> None:
    assert load(write(tmp_path, {})).watches["kursk"].expect is None


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("5", "must be a text such as 0-5/day"),
        ("5/day", "such as 0-5/day"),
        ("'7 a week'", "such as 0-7/week"),
        ("0-5/hour", "such as 0-5/day"),
        ("0-5", "such as 0-5/day"),
        ("9-2/week", "the smaller number first: 2-9/week"),
        ("0-0/day", "`state: shadow` counts and tells nobody"),
        ("1-1000000/day", "such as 0-5/day"),
    ],
)
def test_nonsense_is_refused_with_advice(tmp_path: Path, written: str, advice: str) -> None:
    (problem,) = problems(folder(tmp_path, written))
    assert advice in problem.message
    assert (Path(problem.file).name, problem.line) == ("calm.yaml", 2)


def test_the_times_of_receipts_and_handovers(tmp_path: Path) -> None:
    times = 'operator: {channels: [duty], receipt: ["07:00"], handover: ["22:00", "06:00", "14:00"]}'
    loaded = load(write(tmp_path, {"monitor.yaml": MONITOR.replace("operator: {channels: [duty]}", times)}))
    assert loaded.operator == OperatorSettings(
        channels=("duty",), receipt=(time(7),), handover=(time(6), time(14), time(22))
    )


@pytest.mark.parametrize(
    ("times", "advice"),
    [
        ("receipt: 07:00", "list"),
        ("receipt: ['7']", "is no time of the day"),
        ("handover: ['06:00', '06:00']", "listed twice"),
    ],
)
def test_times_that_are_none(tmp_path: Path, times: str, advice: str) -> None:
    operator = f"operator: {{channels: [duty], {times}}}"
    found = problems(write(tmp_path, {"monitor.yaml": MONITOR.replace("operator: {channels: [duty]}", operator)}))
    assert advice in str(found[0])
