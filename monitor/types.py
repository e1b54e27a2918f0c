"""The nouns of the pipeline: one frozen type for each hand-over between two rooms.

What an operator configures is in `monitor.settings`; here is what flows and what is remembered.

Times are aware datetimes in UTC, durations are `timedelta`. Ids are computed from what a thing is, never
assigned, so that doing the same work twice names the same thing twice (see the `*_id` functions).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.settings import Level


def digest(*parts: str) -> str:
    """Hash `parts` to 20 hexadecimal characters (80 bits: no collision in any archive we can hold)."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


# --- poll ------------------------------------------------------------------------------------------------


class FailureKind(StrEnum):
    """Why a feed could not be read. Each kind asks for another action of the operator."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    STATUS = "status"
    GONE = "gone"
    THROTTLED = "throttled"
    REDIRECT = "redirect"
    FORBIDDEN_ADDRESS = "forbidden-address"
    TOO_LARGE = "too-large"
    ENCODING = "encoding"  # a content encoding we do not accept
    PROTOCOL = "protocol"  # the server broke HTTP
    FILE = "file"
    EMPTY = "empty"
    NOT_A_FEED = "not-a-feed"
    PARSER_KILLED = "parser-killed"
    STORAGE = "storage"  # read well, but the database could not take it
    INTERNAL = "internal"  # a bug of ours; the log has the traceback


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of a feed between polls."""

    feed: str
    url: str
    next_check: datetime
    last_check: datetime | None = None
    last_ok: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    baseline: datetime | None = None  # when it was first read well; None: never
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    last_failure: FeedFailure | None = None
    moved_to: str | None = None  # where permanent redirects from `url` led
    moved_polls: int = 0  # in how many polls in a row; from the second on `moved_to` is polled
    unchanged: int = 0  # answers 304 in a row since a whole body was read
    last_body: datetime | None = None  # when a whole body was read and understood
    validators_lie: bool = False  # the same ETag came with another body: never ask conditionally again
    ttl: timedelta | None = None  # the interval that the document itself asks for


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body was read. `url` is where it was found, after redirects; headers are opaque text.

    `body_hash` is the hash without what changes in every poll. `moved_to` is where permanent redirects alone
    (301, 308) led, None where the first answer was none of these.
    """

    url: str
    body: bytes
    body_hash: str = ""
    moved_to: str | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fresh_for: timedelta | None = None  # Cache-Control max-age or Expires


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server (304), or the hash of the body, says that nothing changed."""

    by: str  # "server" or "hash"
    moved_to: str | None = None  # as in Fetched
    etag: str | None = None
    last_modified: str | None = None
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFailure:
    """A feed could not be read. `detail` is for people; `retry_after` is the server's own wish.

    `status` is the HTTP status where one was the reason.
    """

    kind: FailureKind
    detail: str
    retry_after: timedelta | None = None
    status: int | None = None


FetchResult = Fetched | NotModified | FeedFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One item as the document has it: plain text, absolute links, nothing judged yet."""

    guid: str | None
    url: str | None
    title: str
    summary: str
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document, read. `ttl` is its own wish for the interval."""

    title: str
    language: str | None
    entries: tuple[ParsedEntry, ...]
    ttl: timedelta | None = None
    notes: tuple[str, ...] = ()  # what was odd but could be read, for `try`


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as one feed published it. Texts are plain; offsets of hits point into them."""

    id: str
    feed: str
    publisher: str
    guid: str | None
    url: str | None
    title: str
    summary: str
    first_seen: datetime
    canonical_url: str | None = None  # `url` without what does not identify a page
    article: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    revision: int = 0  # how often its text was edited since the first sight

    @property
    def fingerprint(self) -> str:
        """What an edit changes: the texts, and nothing else (a new date is no edit)."""
        return digest(" ".join(self.title.split()), " ".join(self.summary.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """An entry that must be looked at: never seen before, or its text was edited since `previous`."""

    entry: Entry
    previous: Entry | None = None


# --- match -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One span of the entry that made the watch match; `start` and `end` count characters of the field."""

    field: str
    start: int
    end: int
    surface: str  # the text of the span
    term: str  # the term as written in the watch or the set
    set: str | None = None  # the term set it came from
    language: str | None = None  # the list it came from
    why: str = "exact"  # exact, case, prefix, lemma, stem, particle, clitic, number, regex …


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """This watch fits this entry, and where."""

    watch: str
    entry: str
    hits: tuple[Hit, ...]
    score: float | None = None


# --- story -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One entry in a story, and what joined it (empty for the one that opened it)."""

    entry: str
    feed: str
    publisher: str
    title: str
    url: str | None
    language: str | None
    published: datetime | None
    first_seen: datetime
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The same news across feeds. Its id is the entry that opened it."""

    id: str
    title: str
    opened: datetime
    updated: datetime
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Where an entry was placed: in a known story because of `evidence`, or alone (`evidence` is empty).

    `keys` are what later entries will find the story by.
    """

    story: str
    evidence: str = ""
    keys: tuple[str, ...] = ()


# --- alert -----------------------------------------------------------------------------------------------


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
    failure: FeedFailure | None = None
    how: str = ""  # "read", "unchanged (server)", "unchanged (hash)" or "failed"


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
