"""What waits for its time, and the messages that tell several alerts at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.settings import Level
from monitor.types.alerts import Alert, Briefing
from monitor.types.ids import digest


class Waits(StrEnum):
    """What an alert waits for, beside its turn."""

    DIGEST = "digest"  # the next digest of its channel
    RATE = "rate"  # its turn, where a service takes so many messages and no more; shown, never saved
    QUIET = "quiet"  # the end of quiet hours
    HOLD = "hold"  # more publishers
    UPDATE_EVERY = "update-every"  # the last message about its story is too fresh
    PER_HOUR = "per-hour"  # the channel got its share of messages


class DigestKind(StrEnum):
    """Why several alerts are told in one message."""

    DIGEST = "digest"  # it is the time for one
    HELD = "held"  # they had to wait for the end of quiet hours, or for a digest that is no more
    ROLL_UP = "roll-up"  # they were more than the channel takes within an hour
    LATE = "late"  # they could not be sent for a long time


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What one recipient was not told yet of one story by one watch, oldest first; it is told together.

    `ready` is when the rules let it go or will, as far as that was decided. `begun` says that the first alert may
    have been sent: nothing may be added to it. `by_hand` says that a person wants it sent now. `last` is when the
    recipient was told of the story before, `loudest` how loudly.
    """

    alerts: tuple[Alert, ...]
    ready: datetime
    attempts: int = 0
    begun: bool = False
    by_hand: bool = False
    early: bool = False  # to be tried again later: goes now only with others that are late
    waits: Waits | None = None
    last: datetime | None = None
    loudest: Level | None = None

    @property
    def first(self) -> Alert:
        """The alert that is told; the others are told in its message."""
        return self.alerts[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One message that tells one recipient several alerts, in the order in which they were decided.

    `since` is when it began to collect: the digest before, or the oldest alert in it.
    """

    id: str
    kind: DigestKind
    channel: str
    recipient: str
    since: datetime
    created: datetime
    due: datetime
    alerts: tuple[Alert, ...] = ()
    by_hand: bool = False  # a person wants it sent now


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestBriefing:
    """All that a digest may say, gathered before it is rendered.

    Each of `stories` is what is told of one, oldest first; they are in the order of the watches.
    """

    digest: Digest
    stories: tuple[tuple[Briefing, ...], ...]


def digest_id(kind: DigestKind, channel: str, recipient: str, *what: str) -> str:
    """Name a digest by what it is: its time, or the alerts in it. The id goes out as `webhook-id`."""
    return digest("digest", kind, channel, recipient, *what)
