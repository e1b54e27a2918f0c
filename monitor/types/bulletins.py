"""What operators are told at their own times: receipts of what was seen, handovers from shift to shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.types.ids import digest


class SpellKind(StrEnum):
    """What did not work."""

    FEED = "feed"  # could not be read
    STALE = "stale"  # a feed that answers, and publishes nothing
    WORKER = "worker"  # was not running
    STORAGE = "storage"  # the database took no writes
    LOST = "lost"  # what was noted is lost, because the database was replaced by a backup
    NETWORK = "network"  # no feed could be reached
    CHANNEL = "channel"  # took no messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A stretch of time in which something did not work. `until` is None while it lasts.

    `subject` names a feed or a channel; it is empty for what there is one of.
    """

    kind: SpellKind
    subject: str
    since: datetime
    until: datetime | None = None
    detail: str = ""


class BulletinKind(StrEnum):
    """What an operator is told at a time of the day."""

    RECEIPT = "receipt"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One receipt or handover for one recipient: about what was from `since` until `until`."""

    id: str
    kind: BulletinKind
    channel: str
    recipient: str
    since: datetime
    until: datetime
    created: datetime
    due: datetime


def bulletin_id(kind: BulletinKind, channel: str, recipient: str, since: datetime, until: datetime) -> str:
    """Name a bulletin by what it is; the id goes out as `webhook-id` and in the Message-ID."""
    return digest("bulletin", kind, channel, recipient, since.isoformat(), until.isoformat())
