"""Each receipt is made once: over restarts, over clocks that are set, over the nights in which they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import bulletins
from monitor.settings import Configuration, OperatorSettings, PagerDutySettings, PollSettings, Secret, StoreSettings
from monitor.store import Store, open_store
from monitor.types import BulletinKind
from tests import making

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KYIV = ZoneInfo("Europe/Kyiv")
DUTY = making.channel("duty", "anna", "boris", timezone="Europe/Kyiv")
PAGER = making.channel("pager", settings=PagerDutySettings(key=Secret("k")))
"""It is told of troubles, and gets no receipts: nobody is to be woken by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A worker whose operators have these times."""

    store: Store
    configuration: Configuration

    def gather(self, now: datetime) -> int:
        return bulletins.gather(self.store, self.configuration, now)


@contextmanager
def office(place: Path, receipt: tuple[time, ...], handover: tuple[time, ...] = ()) -> Iterator[Office]:
    configuration = Configuration(
        folder=place,
        poll=PollSettings(),
        store=StoreSettings(path=place / "monitor.db"),
        feeds={},
        terms={},
        watches={},
        channels={"duty": DUTY, "pager": PAGER},
        operator=OperatorSettings(channels=("duty", "pager"), receipt=receipt, handover=handover),
    )
    with open_store(configuration.store) as store:
        yield Office(store=store, configuration=configuration)


def made(one: Office) -> list[tuple[str, str, datetime, datetime]]:
    """What was made: kind, recipient, and the time that it is about."""
    found = one.store.db.query("SELECT * FROM bulletins ORDER BY rowid")
    return [
        (row["kind"], row["recipient"], datetime.fromisoformat(row["since"]), datetime.fromisoformat(row["until"]))
        for row in found
    ]


@pytest.mark.parametrize(
    ("begin", "hours"),
    [
        (datetime(2026, 10, 24, 12, tzinfo=UTC), [24, 25, 24]),  # the clocks are set back on the 25th
        (datetime(2026, 3, 28, 12, tzinfo=UTC), [24, 23, 24]),  # and forward on the 29th of March
    ],
)
def test_a_morning_is_a_morning_when_the_clocks_change(tmp_path: Path, begin: datetime, hours: list[int]) -> None:
    with office(tmp_path, receipt=(time(3, 30),)) as duty:
        for step in range(72 * 4 + 1):
            duty.gather(begin + step * HOUR / 4)
        found = [(since, until) for _, name, since, until in made(duty) if name == "anna"]
    assert len(found) == 3
    assert [until.astimezone(KYIV).strftime("%H:%M") for _, until in found][1:] == ["03:30", "03:30"]
    assert all(later[0] == earlier[1] for earlier, later in pairwise(found))  # no time is left out
    assert sum((until - since for since, until in found), timedelta()) == sum(hours) * HOUR


steps = st.lists(
    st.one_of(st.integers(1, 300), st.sampled_from([-60, -59, -5, 60, 24 * 60, 3 * 24 * 60])), min_size=10, max_size=60
)


@given(steps)
@settings(max_examples=15, deadline=None)
def test_none_is_made_twice_and_none_is_left_out(minutes: list[int]) -> None:
    """The time goes on in steps, is set back now and then, and sometimes the worker sleeps for days."""
    now, moments = datetime(2026, 10, 20, 12, tzinfo=UTC), []
    for step in minutes:
        now += timedelta(minutes=step)
        moments.append(now)
    with TemporaryDirectory() as place, office(Path(place), receipt=(time(7),), handover=(time(6), time(22))) as duty:
        for moment in moments:
            duty.gather(moment)
        found = made(duty)
    assert set(Counter((kind, name, until) for kind, name, _, until in found).values()) <= {1}
    for kind in BulletinKind:
        times = [(since, until) for one, name, since, until in found if one == kind and name == "boris"]
        assert all(later[0] == earlier[1] for earlier, later in pairwise(times))
        slept = max(moments) - moments[0] > DAY
        assert times or not slept


def test_the_first_comes_at_the_next_time_and_a_late_one_is_about_its_own_time(tmp_path: Path) -> None:
    noon = datetime(2026, 10, 20, 12, tzinfo=UTC)
    with office(tmp_path, receipt=(time(7),)) as duty:
        assert duty.gather(noon) == 0
        assert duty.gather(noon + 3 * DAY) == 2  # the worker slept; each recipient gets one
        assert duty.gather(noon + 3 * DAY) == 0
        ((_, _, since, until), _) = made(duty)
    assert (since, until) == (noon - 8 * HOUR, noon + 3 * DAY - 8 * HOUR)


def test_a_clock_that_was_days_ahead_silences_nobody(tmp_path: Path) -> None:
    noon = datetime(2026, 6, 20, 12, tzinfo=UTC)
    with office(tmp_path, receipt=(time(7),)) as duty:
        for days in (0, 10, 0, 1):
            duty.gather(noon + days * DAY)
        found = [(since, until) for _, name, since, until in made(duty) if name == "anna"]
    assert [until - since for since, until in found] == [10 * DAY, DAY, DAY]
