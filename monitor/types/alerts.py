"""What is told, to whom, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.settings import Level
from monitor.types.entries import ArticleState, Entry, Fresh, Hit, Joined, Match, RobotsFile, Story
from monitor.types.feeds import FeedFailure, FeedReport, FeedState, Gap, Subscription, Walk
from monitor.types.ids import digest


class Reason(StrEnum):
    """Why a channel is told."""

    NEW = "new"
    CORRECTED = "corrected"


class Suppressed(StrEnum):
    """Why a match is not told. Each is shown by `monitor explain`."""

    FIRST_SEEN_FEED = "first-seen-feed"
    SAME_STORY = "same-story"
    TOO_OLD = "too-old"
    SHADOW = "shadow"
    EDITED = "edited"  # an edit that changes nothing a desk was told


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The decision to tell one recipient of one channel about a story."""

    id: str
    watch: str
    story: str
    entry: str
    channel: str
    recipient: str
    reason: Reason
    revision: int
    created: datetime
    due: datetime


def alert_id(*, watch: str, story: str, channel: str, recipient: str, reason: Reason, revision: int) -> str:
    """Name an alert by what it is; the id goes out as `webhook-id` and in the Message-ID."""
    return digest("alert", watch, story, channel, recipient, reason, str(revision))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one match: told (`alerts` holds one per recipient), or suppressed with a reason."""

    match: Match
    story: Joined
    alerts: tuple[Alert, ...] = ()
    suppressed: Suppressed | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a desk was last told of a story by one watch: through which entry, under which headline, when."""

    watch: str
    story: str
    entry: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """All that one poll of one feed changes; it is saved as a whole, or not at all."""

    state: FeedState
    present: tuple[str, ...] = ()  # ids of every entry that the document holds now
    fresh: tuple[Fresh, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    articles: tuple[ArticleState, ...] = ()  # of fresh entries: which are wanted
    failure: FeedFailure | None = None
    how: str = ""  # "read", "unchanged (server)", "unchanged (hash)" or "failed"
    gap: Gap | None = None
    reports: tuple[FeedReport, ...] = ()
    walk: Walk | None = None  # after a gap: the way back through older pages
    subscriptions: tuple[Subscription, ...] = ()  # those that change


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted:
    """All that one attempt to fetch an article changes; it is saved as a whole, or not at all.

    `entry` has its article now, None where there is none to save. `moved` are matches that had their outcome before,
    with their places in a text that was fetched anew.
    """

    state: ArticleState
    entry: Entry | None = None
    outcomes: tuple[Outcome, ...] = ()
    moved: tuple[Match, ...] = ()
    robots: tuple[RobotsFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """All that a message may say of an alert, gathered before it is rendered."""

    alert: Alert
    watch_title: str
    level: Level
    desk: str  # the channel's title, for people
    timezone: str  # IANA name of the desk's zone
    entry: Entry
    hits: tuple[Hit, ...]
    story: Story
    previous_title: str | None = None  # for CORRECTED: the headline that the desk was told
    previous_summary: str | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The rendered text of an alert, ready for the wire of its channel."""

    id: str  # the alert's id
    recipient: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The receiver accepted it. `detail` is its answer."""

    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Not now: try again, not before `retry_after` where the receiver asked for it."""

    detail: str
    retry_after: timedelta | None = None


class Fault(StrEnum):
    """Who is at fault when a message was rejected for good."""

    RECIPIENT = "recipient"  # this delivery only
    CHANNEL = "channel"  # every delivery of the channel would fail alike: pause it, keep its queue
    GONE = "gone"  # the receiver says it is gone for good: suspend the channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The receiver said no; the same message would be refused again."""

    fault: Fault
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """The body was sent but no answer came back: it is sent again with the same id."""

    detail: str


SendResult = Sent | Deferred | Rejected | Uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to send one alert."""

    alert: str
    channel: str
    at: datetime
    result: SendResult
    took: timedelta


class AlertState(StrEnum):
    """How far an alert has come."""

    PENDING = "pending"
    SENT = "sent"
    REJECTED = "rejected"


class ChannelCondition(StrEnum):
    """Whether a channel is used."""

    OPEN = "open"
    PAUSED = "paused"  # at fault; tried again at `resume`, its queue is kept
    SUSPENDED = "suspended"  # the receiver said it is gone; until its settings change or somebody resumes it


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """What is remembered of a channel. `settings` is a digest, so that a change of settings reopens it."""

    channel: str
    settings: str
    condition: ChannelCondition = ChannelCondition.OPEN
    failures: int = 0  # in a row
    since: datetime | None = None  # failing since
    resume: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What one delivery changes: the alert's state and next attempt, and its channel's condition."""

    state: AlertState
    due: datetime
    attempts: int
    channel: ChannelState
