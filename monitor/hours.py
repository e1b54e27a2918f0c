"""Hours of the day in a zone: quiet hours and times of digests, over both changes of the clock.

What a clock on the wall shows is turned into moments here and nowhere else. Where it shows a time twice (in autumn), a
digest and the beginning of quiet hours are at the first showing and their end is at the last, so that quiet hours are
one stretch; where it skips a time (in spring), the time is the moment of the change. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From one time of the day to another, on the next day where that is not later.

    `days` are those on which they begin, Monday is 0.
    """

    start: time
    end: time
    days: tuple[int, ...] = EVERY_DAY


def moments(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first and the last moment at which clocks show `clock` on `day`; usually they are one."""
    wanted = datetime.combine(day, clock)
    first, last = (wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= last:
        return first, last
    skipped = last  # before the change, as `first` is after it (PEP 495)
    while skipped.astimezone(zone).replace(tzinfo=None) < wanted:
        skipped += _MINUTE
    return skipped, skipped


def quiet_until(quiet: QuietHours, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when the quiet hours end that `now` lies in, None where it lies in none.

    Quiet hours that follow each other without a gap end together; after eight days they do in any case.
    """
    end = None
    for start, stop in _stretches(quiet, now.astimezone(zone).date(), zone):
        if start <= (end or now) < stop:
            end = stop
    return end


def _stretches(quiet: QuietHours, today: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    overnight = _DAY if quiet.end <= quiet.start else timedelta()
    for days in range(-2, 8):
        day = today + days * _DAY
        if day.weekday() in quiet.days:
            yield moments(day, quiet.start, zone)[0], moments(day + overnight, quiet.end, zone)[1]


def next_of(times: tuple[time, ...], zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first of the daily `times` that comes after a moment."""
    today = after.astimezone(zone).date()
    found = (moments(today + days * _DAY, clock, zone)[0] for days in range(-1, 3) for clock in times)
    return min(moment for moment in found if moment > after)


def last_of(times: tuple[time, ...], zone: ZoneInfo, now: datetime) -> datetime:
    """Return the last of the daily `times` that is not after `now`."""
    today = now.astimezone(zone).date()
    found = (moments(today + days * _DAY, clock, zone)[0] for days in range(-2, 2) for clock in times)
    return max(moment for moment in found if moment <= now)
