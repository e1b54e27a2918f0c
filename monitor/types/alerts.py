"""What is told, to whom, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.settings import Level
from monitor.types.clock import AlertClock
from monitor.types.entries import ArticleState, Entry, Fresh, Hit, Joined, Match, RobotsFile, Story
from monitor.types.feeds import FeedFailure, FeedState, Gap, Subscription, Walk
from monitor.types.ids import digest
from monitor.types.notices import Notice, NoticeKind


class Reason(StrEnum):
    """Why a channel is told."""

    NEW = "new"
    ALSO = "also"  # another independent publisher has it
    CHANGED = "changed"  # a figure changed, or a term set of the watch was hit for the first time
    CORRECTED = "corrected"  # a headline or lead was edited, or the news is denied
    GONE = "gone"  # withdrawn by its publisher


class Suppressed(StrEnum):
    """Why a match is not told. Each is shown by `monitor explain`."""

    FIRST_SEEN_FEED = "first-seen-feed"
    SAME_STORY = "same-story"
    TOO_OLD = "too-old"
    SHADOW = "shadow"
    EDITED = "edited"  # an edit that changes nothing a desk was told
    BELOW_LEVEL = "below-level"  # less loud than its channels want
    INHIBITED = "inhibited"  # another watch speaks for this one
    MUTED = "muted"  # a mute kept it from everybody; it is listed when the mute ends
    RESTORED = "restored"  # may have been told before the database was restored; it is listed to the operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What an entry, an edit or an answer brings to a story that is known; `kind` is never NEW.

    `what` names it: publisher, figure, term set, headline, lead, denial or withdrawn. `old` and `new` are the
    difference, for people.
    """

    kind: Reason
    what: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The decision to tell one recipient of one channel about a story.

    `level` is how loud it is. `update` says what is new where the story was told before. `likely` is another story that
    was told before and that this one may be the same as: its message belongs to that one's thread.
    """

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
    level: Level = Level.NORMAL
    update: Update | None = None
    likely: str | None = None


def alert_id(*, watch: str, story: str, entry: str, channel: str, recipient: str, reason: Reason, revision: int) -> str:
    """Name an alert by what it is; the id goes out as `webhook-id` and in the Message-ID.

    A story is new once, whichever entry tells of it; an update is that of its entry.
    """
    of = story if reason is Reason.NEW else entry
    return digest("alert", watch, of, channel, recipient, reason, str(revision))


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """An alert that a mute kept from its recipient, with what is said of its entry when the mute ends.

    `at` is when it was withheld.
    """

    mute: str
    alert: Alert
    feed: str
    publisher: str
    title: str
    url: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one match: told (`alerts` holds one per recipient), or suppressed with a reason.

    `withheld` are alerts that a mute keeps from their recipients; where it keeps them all, the match is suppressed.
    """

    match: Match
    story: Joined
    alerts: tuple[Alert, ...] = ()
    suppressed: Suppressed | None = None
    detail: str = ""
    withheld: tuple[Withheld, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a desk was told of a story by one watch: through which entry, under which headline, when.

    `at` is when the message was due, which may be yet to come. `mute` is what kept it from everybody, if one did.
    """

    watch: str
    story: str
    entry: str
    title: str
    at: datetime
    level: Level = Level.NORMAL
    likely: str | None = None  # in the thread of which other story
    mute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """All that one poll of one feed changes; it is saved as a whole, or not at all."""

    state: FeedState
    present: tuple[str, ...] = ()  # ids of every entry that the document holds now
    fresh: tuple[Fresh, ...] = ()
    first: bool = False  # the feed was never read well before
    outcomes: tuple[Outcome, ...] = ()
    articles: tuple[ArticleState, ...] = ()  # of fresh entries: which are wanted
    failure: FeedFailure | None = None
    how: str = ""  # "read", "unchanged (server)", "unchanged (hash)" or "failed"
    gap: Gap | None = None
    notices: tuple[Notice, ...] = ()
    walk: Walk | None = None  # after a gap: the way back through older pages
    subscriptions: tuple[Subscription, ...] = ()  # those that change
    restored: frozenset[str] = frozenset()  # entries that may have been told before the database was restored


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted:
    """All that one attempt to fetch an article changes; it is saved as a whole, or not at all.

    `entry` has its article now, None where there is none to save. `moved` are matches that had their outcome before,
    with their places in a text that was fetched anew. `alerts` tell that the page of an entry that was told is gone;
    `withheld` are those of them that a mute keeps back.
    """

    state: ArticleState
    entry: Entry | None = None
    outcomes: tuple[Outcome, ...] = ()
    moved: tuple[Match, ...] = ()
    alerts: tuple[Alert, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    status: int | None = None  # what its server answered last, where the page will not be asked for again
    restored: bool = False  # it may have been told before the database was restored
    robots: tuple[RobotsFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Somebody's word that a story is being looked after."""

    story: str
    author: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """The addresses by which the recipient of a message mutes, acknowledges, wants to hear no more of the watch, or
    says whether the watch was right."""

    mute: str
    acknowledge: str
    unsubscribe: str
    relevant: str
    not_relevant: str


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
    likely: Story | None = None  # the story told before that this one may be the same as
    independent: tuple[str, ...] = ()  # publishers that report the story independently, the first one first
    previous_title: str | None = None  # for CORRECTED: the headline that the desk was told
    previous_summary: str | None = None
    attempts: int = 0
    since: tuple[Briefing, ...] = ()  # what came since and is told with it, oldest first
    acknowledged: Acknowledgement | None = None  # who looks after the story, by the last word
    actions: Actions | None = None  # None: nobody answers at such addresses
    clock: AlertClock | None = None  # None: it was never put into the outbox
    thread_level: Level | None = None  # how loud the first message of the thread was; None: as loud as this one


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
    """One attempt to send one alert, or one bundle of notices."""

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
    told: NoticeKind | None = None  # what the operator was told of it, and is not over


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What one delivery changes: the alert's state and next attempt, its channel's condition, what is told of that."""

    state: AlertState
    due: datetime
    attempts: int
    channel: ChannelState
    notices: tuple[Notice, ...] = ()
