"""Whether the worker really gets on with its work, told by what it did last and not by the fact that it answers.

One judgement for all who ask from outside: the sign of life in the database, which `monitor status --check` reads, and
`/livez`. It is fed by the ticks, and by readings and messages that end; what is to be done is decided by those who ask.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from monitor.settings import Configuration


class Part(StrEnum):
    """A part of the work that must go on; its value is what people are told."""

    POLLING = "no look for due feeds"
    DELIVERING = "no look for due messages"
    READING = "readings of feeds are under way and none ended"
    SENDING = "messages are being sent and none was done with"
    SAVING = "no sign of life was written, nor refused by the database"


TICKS = timedelta(seconds=90)
"""How long a tick of a second may stay away: a reload cancels readings and waits ten seconds for messages."""

SLOW = timedelta(minutes=5)
"""How long it may take until one of all works under way ends, beyond what one of them may take."""


class Progress:
    """When each part went on last, by the monotonic clock. A part counts from the first time that it is asked for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = dict.fromkeys(Part, clock())
        self._patience = dict.fromkeys(Part, TICKS)

    def expect(self, configuration: Configuration) -> None:
        """Be as patient as `configuration` lets a reading or a message take."""
        poll = configuration.poll
        self._patience[Part.READING] = SLOW + 2 * (poll.deadline + poll.parse_deadline)
        longest = (getattr(one.settings, "timeout", timedelta(0)) for one in configuration.channels.values())
        self._patience[Part.SENDING] = SLOW + 2 * max(longest, default=timedelta(0))

    def mark(self, part: Part) -> None:
        """Note that a part went on: its tick ran, or one of its works ended, or none of them is under way."""
        self._last[part] = self._clock()

    def stuck(self) -> tuple[str, ...]:
        """Say which parts stand still, and for how long; nothing where all go on."""
        now = self._clock()
        still = {part: now - last for part, last in self._last.items()}
        return tuple(
            f"{part.value} for {seconds:.0f} s"
            for part, seconds in still.items()
            if seconds > self._patience[part].total_seconds()
        )
