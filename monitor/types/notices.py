"""What an operator is told of the worker's own troubles: of feeds, of channels, of the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from monitor.types.ids import digest

About = Literal["feed", "channel", "watch", "network", "database", "backup", "canary"]
"""What a notice can be about. Of feeds, channels and watches there are several, so that these have names."""


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
    # of the database, its backups, and the canary
    DATABASE_RESTORED = "database-restored"
    DATABASE_DAMAGED = "database-damaged"
    READ_ANEW = "read-anew"  # a feed, after a restoration: what of it is not told
    BACKUP_FAILING = "backup-failing"
    BACKUP_RECOVERED = "backup-recovered"
    CANARY_LATE = "canary-late"
    CANARY_BACK = "canary-back"
    # of a watch with a budget
    WATCH_OVER = "watch-over"  # tells more than was expected
    WATCH_SILENT = "watch-silent"  # tells less, though its feeds can be read
    WATCH_BLIND = "watch-blind"  # tells less, because its feeds cannot be read
    WATCH_RECOVERED = "watch-recovered"

    @property
    def about(self) -> About:
        """What the subject of such a notice is."""
        first = self.value.partition("-")[0]
        return next((about for about in _ABOUT if about == first), "feed")

    @property
    def is_end(self) -> bool:
        """Whether it says that something is over."""
        return self in _ENDS


_ABOUT: tuple[About, ...] = ("network", "channel", "watch", "database", "backup", "canary")

_ENDS = frozenset(
    {
        NoticeKind.RECOVERED,
        NoticeKind.NETWORK_BACK,
        NoticeKind.CHANNEL_RECOVERED,
        NoticeKind.BACKUP_RECOVERED,
        NoticeKind.CANARY_BACK,
        NoticeKind.WATCH_RECOVERED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that an operator is told once. `subject` names a feed, a channel or a watch; else it is empty."""

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
