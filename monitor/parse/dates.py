"""What a feed's dates mean, or that they mean nothing.

Read: RFC 822 and its successors, ISO 8601, Unix `date` and Unix seconds, with numeric or named zones. A date without
a zone, with a zone that two countries use for different times, or outside the years in which feeds
exist is unknown: `None`, never a guess. The order of days, months and years is never guessed either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_FIRST_YEAR, _LAST_YEAR = 1990, 2100

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}

_ZONES = {  # hours from UTC; BST, CST, EST … as RFC 822 or their only living use has them
    "z": 0.0,
    "ut": 0.0,
    "utc": 0.0,
    "gmt": 0.0,
    "wet": 0.0,
    "west": 1.0,
    "bst": 1.0,
    "cet": 1.0,
    "mez": 1.0,
    "cest": 2.0,
    "mesz": 2.0,
    "eet": 2.0,
    "eest": 3.0,
    "msk": 3.0,
    "msd": 4.0,
    "fet": 3.0,
    "trt": 3.0,
    "idt": 3.0,
    "samt": 4.0,
    "yekt": 5.0,
    "omst": 6.0,
    "novt": 7.0,
    "krat": 7.0,
    "irkt": 8.0,
    "yakt": 9.0,
    "vlat": 10.0,
    "magt": 11.0,
    "pett": 12.0,
    "azt": 4.0,
    "pkt": 5.0,
    "uzt": 5.0,
    "npt": 5.75,
    "hkt": 8.0,
    "sgt": 8.0,
    "kst": 9.0,
    "jst": 9.0,
    "aest": 10.0,
    "aedt": 11.0,
    "nzst": 12.0,
    "nzdt": 13.0,
    "sast": 2.0,
    "eat": 3.0,
    "est": -5.0,
    "edt": -4.0,
    "cst": -6.0,
    "cdt": -5.0,
    "mst": -7.0,
    "mdt": -6.0,
    "pst": -8.0,
    "pdt": -7.0,
}

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?"
_ZONE = r"(?P<zone>(?:[A-Za-z]{1,5})?\s?(?:[+-]\d{1,2}:?(?:\d{2})?)?)(?:\s?\([\w /+:-]{1,40}\))?"
_DAY = r"(?:[^\W\d]{2,10}\.?(?:,\s*|\s))?"  # the weekday, in whatever language, says nothing new
_NAME = r"(?P<month>[A-Za-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # Fri, 07 Feb 2025 10:00:00 +0200
        rf"{_DAY}(?P<day>\d{{1,2}})[ -]{_NAME}[ -](?P<year>\d{{2}}|\d{{4}}),? {_CLOCK} ?{_ZONE}",
        # 2025-02-07T10:00:00+02:00, 2025/2/7 10:00 EET
        r"(?P<year>\d{4})(?P<dash>[-/.])(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})" + rf"[Tt ]{_CLOCK} ?{_ZONE}",
        # 20250207T100000Z
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?" + _ZONE,
        # 07.02.2025 10:00 +0200: with dots the day comes first everywhere
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}),? " + rf"{_CLOCK} ?{_ZONE}",
        # February 7, 2025 10:00 AM is not among them: half a day is not half known
        rf"{_DAY}{_NAME} (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}),? {_CLOCK} ?{_ZONE}",
        # Fri Feb 7 10:00:00 EET 2025
        rf"{_DAY}{_NAME} (?P<day>\d{{1,2}}) {_CLOCK} {_ZONE} (?P<year>\d{{4}})",
    )
)
_SECONDS = re.compile(r"\d{9,10}", re.ASCII)
_MILLISECONDS = re.compile(r"\d{12,13}", re.ASCII)
_OFFSET = re.compile(r"(?P<name>[A-Za-z]*)\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")


def read_date(text: str | None) -> datetime | None:
    """Return the moment `text` names, in UTC, or None where it names none."""
    if not text or len(text) > 100:
        return None
    moment = _read(" ".join(text.split()))
    return moment if moment is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


@lru_cache(maxsize=1_000)  # many items have two dates that are one, and a feed that was read is read again
def _read(text: str) -> datetime | None:
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _moment(found.groupdict())
    return _from_seconds(text)


def last_date(texts: Iterable[str]) -> datetime | None:
    """Return the moment that the last readable one of `texts` names: of several that one counts, in both lanes."""
    return next((moment for text in reversed(tuple(texts)) if (moment := read_date(text))), None)


def _from_seconds(text: str) -> datetime | None:
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    return None


def _moment(parts: dict[str, str | None]) -> datetime | None:
    offset = _offset((parts["zone"] or "").strip())
    month = _month(parts["month"] or "")
    if offset is None or month is None:
        return None
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    second = min(int(parts["second"] or 0), 59)  # a leap second
    days, hour = divmod(hour, 24) if (hour, minute, second) == (24, 0, 0) else (0, hour)  # the end of a day
    try:
        local = datetime(_year(parts["year"] or ""), month, int(parts["day"] or 0), hour, minute, second, tzinfo=UTC)
        return local + timedelta(days=days) - offset
    except (ValueError, OverflowError):
        return None


def _year(text: str) -> int:
    """RFC 5322, 4.3: 00 to 49 are of this century, 50 to 99 of the last."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 50 else 1900)


def _month(text: str) -> int | None:
    return int(text) if text.isdecimal() else _MONTHS.get(text.lower())


@lru_cache(maxsize=100)
def _offset(zone: str) -> timedelta | None:
    """Return the offset from UTC, or None for no zone, an unknown one, or a named one with an offset of its own."""
    named = _ZONES.get(zone.lower())
    if named is not None:
        return timedelta(hours=named)
    found = _OFFSET.fullmatch(zone)
    if found is None or found["name"].lower() not in {"", "gmt", "utc"}:
        return None
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    if offset > timedelta(hours=14):
        return None
    return -offset if found["sign"] == "-" else offset
