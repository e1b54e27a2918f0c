"""What is kept from whom for a while, by whose word, and how it is told when that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.types.alerts import Alert, Withheld
from monitor.types.bulletins import Bulletin
from monitor.types.digests import Digest
from monitor.types.ids import digest
from monitor.types.notices import Bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a mute is about. What is named must all hold; None stands for any.

    `recipient` is one of those that `channel` tells.
    """

    watch: str | None = None
    story: str | None = None
    publisher: str | None = None
    feed: str | None = None
    channel: str | None = None
    recipient: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A temporary suppression. `ended` is set once it is over and what it held back is listed."""

    id: str
    target: Target
    author: str
    because: str
    made: datetime
    until: datetime
    ended: datetime | None = None
    ended_by: str = ""  # who ended it by hand; empty where its time was over


def mute_id(target: Target, author: str, because: str, made: datetime) -> str:
    """Name a mute by what it is."""
    parts = (target.watch, target.story, target.publisher, target.feed, target.channel, target.recipient)
    return digest("mute", *(part or "" for part in parts), author, because, made.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """What a mute that is over kept from one recipient, in one message; oldest first."""

    id: str
    mute: Mute
    channel: str
    recipient: str
    withheld: tuple[Withheld, ...]
    created: datetime
    due: datetime


def recap_id(mute: str, channel: str, recipient: str, withheld: tuple[Withheld, ...]) -> str:
    """Name a recap by what it is; the id goes out as `webhook-id` and in the Message-ID."""
    return digest("recap", mute, channel, recipient, *(one.alert.id for one in withheld))


Outgoing = Alert | Bulletin | Bundle | Digest | Recap
"""What is sent: one message for one recipient."""


LinkAction = Literal["mute", "acknowledge", "unsubscribe", "relevant", "not-relevant"]
"""What a recipient can do through a link in a message."""
