"""Budgets of watches that begin: with a real database, from the trial on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import budgeting
from monitor.matching import Matcher
from monitor.settings import Expectation, WatchState
from monitor.types import NoticeKind
from tests import making
from tests.joining.desk import desk
from tests.making import NOON

DAY = timedelta(days=1)
TRIAL, LIVE = WatchState.SHADOW, WatchState.LIVE
ONE_A_DAY = Expectation(least=1, most=9, period=DAY)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([TRIAL] * 5, []),
        ([TRIAL] * 4 + [LIVE], [NoticeKind.WATCH_SILENT]),
        ([LIVE] * 5, [NoticeKind.WATCH_SILENT]),
        ([LIVE] * 4 + [TRIAL], []),
    ],
    ids=["fresh from trial", "live for longer than a day", "never on trial", "back from trial"],
)
def test_a_silence_is_reckoned_from_the_end_of_the_trial(
    tmp_path: Path, states: list[WatchState], expected: list[NoticeKind]
) -> None:
    """A match every day, the last one 25 hours ago; what a watch matched on trial it told nobody."""
    last = NOON - 25 * DAY / 24
    watch = making.watch(expect=ONE_A_DAY)
    with desk(tmp_path, watch, matcher=Matcher([watch], {})) as one:
        for number, state in enumerate(states):
            now = last - (len(states) - 1 - number) * DAY
            configuration = replace(one.rooms.configuration, watches={"kursk": replace(watch, state=state)})
            then = replace(one, rooms=replace(one.rooms, configuration=configuration))
            then.arrive(making.fresh(f"Troops {'north' * number}{number}", published=now, first_seen=now), now=now)
        found = budgeting.review(one.rooms.store, one.rooms.configuration, NOON)
        assert [notice.kind for notice in found] == expected
        found = budgeting.review(one.rooms.store, one.rooms.configuration, NOON + DAY)
        assert [notice.kind for notice in found] == ([] if expected else [NoticeKind.WATCH_SILENT])
