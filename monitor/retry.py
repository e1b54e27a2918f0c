"""When an alert that could not be delivered is tried again.

Only the time is decided here; what counts as an attempt is told by the answer of the receiver, and giving up is
nobody's decision: an alert is tried until it is sent or rejected.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256

GAPS = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 15, 45, 120, 300, 900, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 16 * 3600, 24 * 3600)
)
"""The wait before each attempt; the last one holds for all that follow."""

JITTER = 0.2
"""A gap is up to this part shorter or longer, so that what failed together does not come back together."""

LONGEST_WISH = timedelta(hours=1)
"""A receiver that asks for more waiting than this is asked again earlier all the same."""


def next_attempt(attempts: int, *, alert_id: str, now: datetime, retry_after: timedelta | None = None) -> datetime:
    """Return when to try an alert after `attempts` attempts.

    `retry_after` is the receiver's own wish: the alert is not tried before that, up to `LONGEST_WISH`. The jitter is
    computed from the alert and the attempt, so that the same question has the same answer.
    """
    gap = GAPS[min(max(attempts, 0), len(GAPS) - 1)]
    wish = min(retry_after or timedelta(0), LONGEST_WISH)
    return now + max(gap * (1 + JITTER * _between(alert_id, attempts)), wish)


def wished(header: str | None, *, now: datetime) -> timedelta | None:
    """Read a Retry-After header (RFC 9110, 10.2.3): seconds, or a date. None where it says nothing usable."""
    text = (header or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return timedelta(seconds=int(text))
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year beyond all calendars, a zone beyond all clocks
        return None
    return max(timedelta(0), (at if at.tzinfo else at.replace(tzinfo=UTC)) - now)


def _between(alert_id: str, attempts: int) -> float:
    """Return a number from -1 to 1 that belongs to this attempt of this alert."""
    drawn = int.from_bytes(sha256(f"{alert_id} {attempts}".encode()).digest()[:4])
    return drawn / (2**32 - 1) * 2 - 1
