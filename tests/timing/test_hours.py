"""Hours of the day over changes of the clock, against a twin that looks at the clock on the wall minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import hours
from monitor.hours import EVERY_DAY, QuietHours

KYIV = ZoneInfo("Europe/Kyiv")  # forward on 2026-03-29 at 03:00, back on 2026-10-25 at 04:00
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")]
)
MOMENTS = st.integers(0, 525_000).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE)
CHANGES = st.sampled_from(
    [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)]
).flatmap(lambda day: st.integers(-600, 1800).map(lambda minutes: day + minutes * MINUTE))
NOW = MOMENTS | CHANGES
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("day", "clock", "first", "last"),
    [
        (date(2026, 3, 29), time(2, 59), "00:59", "00:59"),
        (date(2026, 3, 29), time(3, 0), "01:00", "01:00"),  # skipped: the moment of the change
        (date(2026, 3, 29), time(3, 30), "01:00", "01:00"),
        (date(2026, 3, 29), time(4, 0), "01:00", "01:00"),
        (date(2026, 10, 25), time(3, 30), "00:30", "01:30"),  # shown twice
        (date(2026, 10, 25), time(4, 0), "02:00", "02:00"),
    ],
)
def test_what_a_clock_shows_is_a_moment(day: date, clock: time, first: str, last: str) -> None:
    found = hours.moments(day, clock, KYIV)
    assert [f"{moment:%H:%M}" for moment in found] == [first, last]


@given(NOW, CLOCKS, ZONES)
def test_the_next_time_is_the_first_minute_at_which_the_clock_shows_it(
    now: datetime, clock: time, zone: ZoneInfo
) -> None:
    found = hours.next_of((clock,), zone, now)
    shown = found.astimezone(zone)
    assert now < found <= now + 2 * DAY
    if shown.time() != clock:  # only where the clock jumps over it
        assert (found - MINUTE).astimezone(zone).time() < clock < shown.time()
    assert hours.last_of((clock,), zone, found) == found
    assert hours.last_of((clock,), zone, found - MINUTE) < found
    assert hours.next_of((clock,), zone, found) > found + 20 * HOUR  # once a day, also where the clock shows it twice


@given(NOW, CLOCKS, CLOCKS, ZONES, st.sets(st.sampled_from(EVERY_DAY), min_size=1))
def test_quiet_hours_are_those_that_the_clock_shows(
    now: datetime, start: time, end: time, zone: ZoneInfo, days: set[int]
) -> None:
    quiet = QuietHours(start=start, end=end, days=tuple(sorted(days)))
    until = hours.quiet_until(quiet, zone, now)
    shown = now.astimezone(zone)
    changes = any((now + hour * HOUR).astimezone(zone).utcoffset() != shown.utcoffset() for hour in range(-30, 31))
    if until is not None:
        assert now < until <= now + 9 * DAY
        if until < now + 8 * DAY and len(days) < 7:
            assert hours.quiet_until(quiet, zone, until) is None
    if not changes:  # the twin reads the clock
        assert (until is not None) is _shows_quiet(quiet, shown)


def _shows_quiet(quiet: QuietHours, shown: datetime) -> bool:
    clock, today, before = shown.time(), shown.weekday(), (shown - DAY).weekday()
    if quiet.start < quiet.end:
        return today in quiet.days and quiet.start <= clock < quiet.end
    return (today in quiet.days and clock >= quiet.start) or (before in quiet.days and clock < quiet.end)


@pytest.mark.parametrize(
    ("evening", "length"), [("2026-03-28T21:00", 6.5), ("2026-10-24T20:00", 8.5), ("2026-06-01T20:00", 7.5)]
)
def test_a_night_is_as_long_as_it_is(evening: str, length: float) -> None:
    begin = datetime.fromisoformat(evening).replace(tzinfo=UTC)
    night = QuietHours(start=time(23), end=time(6, 30))
    assert hours.quiet_until(night, KYIV, begin) == begin + length * HOUR
    assert hours.quiet_until(night, KYIV, begin - MINUTE) is None
    assert hours.quiet_until(night, KYIV, begin + length * HOUR) is None


def test_a_quiet_weekend_is_one_stretch() -> None:
    weekend = QuietHours(start=time(0), end=time(0), days=(5, 6))
    saturday = datetime(2026, 6, 6, 9, tzinfo=UTC)
    assert hours.quiet_until(weekend, ZoneInfo("UTC"), saturday) == datetime(2026, 6, 8, tzinfo=UTC)
