"""The series guard: another issue of a series, or the same thing of another day, is never a repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from monitor.language import fold

APART_HOURS = 12.0
"""Two headlines of one publisher that differ in a number only are an update within as many hours, then a series."""


class Issue(Protocol):
    """What is asked of an entry, on its way in or in the window; `clock` is when it was published, in seconds."""

    @property
    def publisher(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def moments(self) -> tuple[str, ...]: ...
    @property
    def clock(self) -> float: ...


def is_another_issue(first: Issue, second: Issue, *, same_figures: bool) -> bool:
    """Tell whether two entries of one publisher, whose masked headlines are equal, are two issues of a series.

    They are where their days or hours differ; where only other numbers differ, in the headline or below it, they are
    after half a day.
    """
    if set(first.moments) != set(second.moments):
        return True
    if fold(first.title) == fold(second.title) and same_figures:
        return False
    return abs(first.clock - second.clock) / 3600 > APART_HOURS


def is_other_day(first: Issue, second: Issue) -> bool:
    """Tell whether the headlines of two entries name different days of the month, weekdays, or parts of the day."""
    if not first.moments or not second.moments:
        return False
    return any(_differ(first.moments, second.moments, kind) for kind in (_is_date, _is_weekday, _is_part_of_day))


def _differ(first: Iterable[str], second: Iterable[str], kind: Callable[[str], bool]) -> bool:
    ours, theirs = set(filter(kind, first)), set(filter(kind, second))
    return bool(ours and theirs and not ours & theirs)


def _is_date(moment: str) -> bool:
    return len(moment) == 5 and moment[2] == "-"


def _is_weekday(moment: str) -> bool:
    return moment.isascii() and moment.endswith("day")


def _is_part_of_day(moment: str) -> bool:
    return moment in {"morning", "evening"}
