"""What the headers of an answer mean for the next poll. Pure; validators stay opaque text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.parse.links import absolute
from monitor.parse.relations import links_of
from monitor.retry import wished
from monitor.types import Links

_LONGEST_VALIDATOR = 1_000  # characters; a longer one would be sent back with every request
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_STORED = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,;=])", re.IGNORECASE)

_LONGEST_LINKS = 10_000  # characters of Link headers that are looked at
_LINK = re.compile(r"<([^<>]*)>((?:[^<>\",]|\"[^\"]*\")*)")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*(?:=\s*(?:\"([^\"]*)\"|([^\s;,\"]*)))?")

Headers = dict[str, str]


def collect(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return headers by lower-case name, repeated ones joined with a comma (RFC 9110, 5.3)."""
    headers: Headers = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def validator(headers: Headers, name: str) -> str | None:
    """Return an ETag or a Last-Modified as it came."""
    value = headers.get(name, "")
    return value if 0 < len(value) <= _LONGEST_VALIDATOR else None


def fresh_for(headers: Headers, now: datetime) -> timedelta | None:
    """How long the answer stays fresh: max-age less the age it had, else Expires (RFC 9111, 4.2).

    None where it does not say, or not any longer.
    """
    control = headers.get("cache-control", "")
    if _NOT_STORED.search(control):
        return None
    found = _MAX_AGE.search(control)
    if found:
        age = headers.get("age", "").strip()
        left = int(found.group(1)) - (int(age) if age.isdecimal() and len(age) < 10 else 0)
        return timedelta(seconds=left) if left > 0 else None
    expires = _moment(headers.get("expires"))
    if expires is None:
        return None
    left_until = expires - (_moment(headers.get("date")) or now)
    return left_until if left_until > timedelta() else None


def served(headers: Headers) -> datetime | None:
    """What time it was at the server: Date, and how long the answer lay in a cache since (RFC 9111, 5.1)."""
    date, age = _moment(headers.get("date")), headers.get("age", "").strip()
    if date is None:
        return None
    return date + timedelta(seconds=int(age) if age.isdecimal() and len(age) < 10 else 0)


def links(headers: Headers, base: str) -> Links:
    """Read the Link headers (RFC 8288, 3); `base` is what they are relative to."""
    found = _LINK.findall(headers.get("link", "")[:_LONGEST_LINKS])
    return links_of((_relation(parameters), absolute(target, base)) for target, parameters in found)


def _relation(parameters: str) -> str | None:
    named = (quoted or plain for name, quoted, plain in _PARAMETER.findall(parameters) if name.lower() == "rel")
    return next(named, None)  # of several the first counts (RFC 8288, 3.3)


def retry_after(headers: Headers, now: datetime) -> timedelta | None:
    """Read Retry-After, in seconds or as a date; None where it is missing, past or unreadable."""
    return wished(headers.get("retry-after"), now=now) or None


def _moment(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # HTTP dates are in GMT
