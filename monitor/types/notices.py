"""What an operator is told of the worker's own troubles: of feeds, of channels, of the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from monitor.types.ids import digest


class NoticeKind(StrEnum):
    """What is told. Each asks for another action."""

    # of a feed
    FAILING = "failing"
    GONE = "gone"
    STALE = "stale"
    MOVED = "moved"
    OVERFLOWING = "overflowing"
    RECOVERED = "recovered"
    # of all feeds
    NETWORK_DOWN = "network-down"
    NETWORK_BACK = "network-back"
    # of a channel
    CHANNEL_FAILING = "channel-failing"
    CHANNEL_PAUSED = "channel-paused"
    CHANNEL_SUSPENDED = "channel-suspended"
    CHANNEL_RECOVERED = "channel-recovered"

    @property
    def about(self) -> Literal["feed", "channel", "network"]:
        """What the subject of such a notice is."""
        if self in {NoticeKind.NETWORK_DOWN, NoticeKind.NETWORK_BACK}:
            return "network"
        return "channel" if self.value.startswith("channel-") else "feed"

    @property
    def is_end(self) -> bool:
        """Whether it says that something is over."""
        return self in {NoticeKind.RECOVERED, NoticeKind.NETWORK_BACK, NoticeKind.CHANNEL_RECOVERED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that an operator is told once. `subject` names a feed or a channel; it is empty for the network."""

    kind: NoticeKind
    subject: str
    detail: str
    since: datetime  # when it began
    at: datetime  # when it was found

    @property
    def id(self) -> str:
        """The name of the notice: the same finding has the same."""
        return digest("notice", self.kind, self.subject, self.since.isoformat(), self.at.isoformat(), self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Somebody who is told of troubles: one recipient of one channel."""

    channel: str
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The notices that one recipient gets in one message, oldest first."""

    id: str
    channel: str
    recipient: str
    notices: tuple[Notice, ...]
    created: datetime
    due: datetime


def bundle_id(to: Addressee, notices: tuple[Notice, ...]) -> str:
    """Name a bundle by what it is; the id goes out as `webhook-id` and in the Message-ID."""
    return digest("bundle", to.channel, to.recipient, *(notice.id for notice in notices))
