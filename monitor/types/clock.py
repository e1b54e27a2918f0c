"""When the steps of one alert happened, from the publisher's date to the receiver's yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertClock:
    """The clock of one alert, in UTC.

    `seen` is the reading that showed the entry as it was then: for an edit, the reading that showed the edit.
    `matched` is later than that where an article had to be fetched first. What waited for a rule (quiet hours, a
    digest) was let go at `released`. `accepted` is when the receiver had taken the message that tells it.
    """

    published: datetime | None  # as its publisher dates it; None: without a date
    seen: datetime
    matched: datetime
    decided: datetime
    released: datetime | None = None  # None: nothing held it
    accepted: datetime | None = None  # None: not yet, or never
