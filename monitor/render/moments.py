"""Times and spans of time in words, in the zone of the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def zone(at: datetime) -> str:
    """Return the zone of `at`: its abbreviation, or its distance from UTC where it has none."""
    name = at.tzname() or ""
    return f"UTC{name}" if name[:1] in {"+", "-"} else name


def clock(at: datetime) -> str:
    """Return the time of day with its zone: `14:05 EET`."""
    return f"{at:%H:%M} {zone(at)}"


def full(at: datetime) -> str:
    """Return day and time with the zone: `Sat 21 Nov 2026, 14:05 EET` (names are English in any locale)."""
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}, {clock(at)}"


def beside(at: datetime, other: datetime) -> str:
    """Return `at` in full, or only its time of day where it is the same day as `other`."""
    return clock(at) if at.date() == other.date() and at.utcoffset() == other.utcoffset() else full(at)


def span(length: timedelta) -> str:
    """Return a length of time in its two largest units: `45 s`, `7 min`, `2 h 05 min`, `3 days`."""
    seconds = abs(int(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02} min" if minutes % 60 else f"{minutes // 60} h"
    days, hours = minutes // 1440, minutes % 1440 // 60
    return f"{days} day{'s' * (days > 1)}" + (f" {hours} h" if hours else "")


def short(at: datetime, other: datetime) -> str:
    """Return `at` in as few words as leave no doubt beside `other`: `14:05`, `Sat 21 Nov 14:05`, `02:30 EEST`."""
    day = "" if at.date() == other.date() else f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} "
    changed = "" if at.utcoffset() == other.utcoffset() else f" {zone(at)}"
    return f"{day}{at:%H:%M}{changed}"


def stretch(since: datetime, until: datetime | None, other: datetime) -> str:
    """Return a stretch of time: `14:05–14:40`, `Sat 21 Nov 23:50–Sun 22 Nov 00:10`; `since 14:05` while it lasts."""
    if until is None:
        return f"since {short(since, other)}"
    return f"{short(since, other)}–{short(until, since)}"
