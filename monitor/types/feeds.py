"""What flows while a feed is read, and what is remembered of it between readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.settings import Secret
from monitor.types.ids import digest
from monitor.types.notices import Notice


class FailureKind(StrEnum):
    """Why a feed, or the page of an article, could not be read. Each kind asks for another action of the operator."""

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
    # of articles only
    ROBOTS = "robots"  # robots.txt forbids the page, or cannot be read
    PAYWALL = "paywall"
    CONSENT = "consent"  # a consent page stands in front
    LOGIN = "login"
    CHALLENGE = "challenge"  # the site wants to see a browser
    NOT_HTML = "not-html"
    NO_TEXT = "no-text"  # a page without an article in it
    OVERDUE = "overdue"  # not fetched while it was news


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When a feed publishes, learnt from its own entries; `monitor.schedule.rhythm` knows what the numbers mean."""

    since: datetime  # observed from then on
    at: datetime  # the weights and the heat are as of then
    hours: tuple[float, ...]  # entries by hour of the day in UTC, older ones weighing less
    days: tuple[float, ...]  # the same by day of the week, Monday first
    heat: float = 0.0  # how many entries came just before `at`
    echo: float = 0.0  # by how much the heat exceeded the expected one when entries came, in sum
    moments: float = 0.0  # at how many moments entries came


class GapReason(StrEnum):
    """Why entries may have been missed."""

    NO_OVERLAP = "no-overlap"  # nothing of the last reading was left
    MORE_THAN_USUAL = "more-than-usual"  # more new entries than the feed usually holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Entries that `feed` published between `since` and `until` may have been missed."""

    feed: str
    since: datetime
    until: datetime
    fresh: int  # new entries in the reading that showed it
    reason: GapReason


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
    rhythm: Rhythm | None = None  # when it publishes; None: never read
    last_new: datetime | None = None  # when its newest entry was published, as far as that is known
    window: int = 0  # how many entries it held when it was last read whole
    hurry: timedelta | None = None  # since a gap: no longer than this between two polls
    calm: int = 0  # good polls in a row without a gap
    troubles: tuple[Notice, ...] = ()  # what was reported and is not over


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What a feed names beside its entries, in its document or its headers: absolute web addresses."""

    hubs: tuple[str, ...] = ()  # that push what is new (WebSub)
    own: str | None = None  # what it calls its own address (`self`); the topic of its hubs
    older: str | None = None  # the page with the entries before these (RFC 5005)


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
    served: datetime | None = None  # the time by the clock of the server
    links: Links = Links()  # in the headers


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
    links: Links = Links()  # in the document


class WalkEnd(StrEnum):
    """What ended the way back through the pages of older entries (RFC 5005)."""

    OVERLAP = "overlap"  # a page holds what was known: nothing is missing
    NO_MORE = "no-more"  # the last page names no older one
    PAGES = "most-pages"
    DEADLINE = "deadline"
    ELSEWHERE = "elsewhere"  # the next page is on another host
    CIRCLE = "circle"  # the next page was read already
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The pages of older entries that were read after a gap, the newest first, and why no more of them."""

    pages: tuple[ParsedFeed, ...]
    end: WalkEnd
    detail: str = ""


class SubscriptionCondition(StrEnum):
    """How far a subscription to the hub of a feed has come."""

    NAMED = "named"  # the feed names the hub, which was not asked yet
    ASKED = "asked"  # and did not confirm yet
    LIVE = "live"  # confirmed, until its lease ends
    DENIED = "denied"  # the hub does not want it; asked again after a long time
    LEAVING = "leaving"  # the hub was asked to end it
    ENDED = "ended"  # nothing is to be remembered of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What is remembered of the subscription of a feed at a hub (WebSub). `topic` is the feed as its hub knows it.

    `missed` is when a poll found what the hub had not pushed. `attempts` are requests in a row that led to nothing.
    """

    id: str
    feed: str
    hub: str
    topic: str
    condition: SubscriptionCondition
    due: datetime  # when the next step is taken
    wanted: bool = True  # False: the feed is gone, or names another hub
    callback: str | None = None  # a URL that nobody can guess; None: never asked
    secret: Secret | None = None
    asked: datetime | None = None
    attempts: int = 0
    until: datetime | None = None  # the end of the lease
    pushed: datetime | None = None
    pushes: int = 0
    ignored: int = 0  # pushes without the right signature
    missed: datetime | None = None
    detail: str = ""  # what went wrong last


def subscription_id(*, feed: str, hub: str, topic: str) -> str:
    """Name a subscription by what it is."""
    return digest("subscription", feed, hub, topic)
