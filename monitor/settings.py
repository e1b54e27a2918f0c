"""What an operator configures: feeds, term sets, watches, channels, and how the worker behaves.

These are the results of reading the configuration (`monitor.config` reads the files and refuses mistakes); no
room that uses them ever sees a file. Durations are `timedelta`, sizes are bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import time, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from monitor import query
from monitor.hours import QuietHours


class Secret:
    """A text that must never be shown: `repr` and `str` hide it, `reveal` gives it to the wire."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


# --- feeds, terms, watches -------------------------------------------------------------------------------


class FirstSight(StrEnum):
    """What the entries of a feed mean that was never read before."""

    BASELINE = "baseline"  # known from now on, nobody is told
    ALERT = "alert"  # treated as new


class FeedArticle(StrEnum):
    """Whether the pages behind a feed's links are fetched for their full text."""

    ALWAYS = "always"
    WHEN_NEEDED = "when-needed"  # where a watch cannot be decided on headline and summary
    NEVER = "never"


class WatchArticle(StrEnum):
    """Whether a watch is a reason to fetch articles. It reads every article that is at hand, whoever wanted it."""

    WHEN_NEEDED = "when-needed"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A URL that is polled. `name` identifies it: entries and memory belong to the name, not to the URL."""

    name: str
    url: str
    title: str
    publisher: str
    language: str | None = None
    tags: tuple[str, ...] = ()
    every: timedelta = timedelta(minutes=10)  # the longest time between two polls, unless the publisher asks for more
    least: timedelta | None = None  # the shortest, where the interval is chosen; None: it is always `every`
    first_sight: FirstSight = FirstSight.BASELINE
    article: FeedArticle = FeedArticle.WHEN_NEEDED


@dataclass(frozen=True, slots=True, kw_only=True)
class TermSet:
    """A named set of words.

    `lists` holds per language code (or `any`) the parsed terms: each a term, a prefix or a reference to
    another set.
    """

    name: str
    lists: Mapping[str, tuple[query.Node, ...]]
    title: str = ""


class WatchState(StrEnum):
    """Whether a watch tells anybody."""

    LIVE = "live"
    SHADOW = "shadow"  # counted, sent to nobody
    OFF = "off"  # not evaluated


class Joining(StrEnum):
    """How much two reports must have in common to be one story: a doubtful one is told by itself."""

    STRICT = "strict"
    BALANCED = "balanced"
    LOOSE = "loose"


class Level(StrEnum):
    """How loud a watch is. The newsroom chooses; the worker never raises it by itself."""

    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text that a watch must match, or must not. `text` stands for the headline."""

    text: str
    summary: str = ""
    article: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A named standing query and where its alerts go."""

    name: str
    title: str
    query: query.Query
    channels: tuple[str, ...]
    languages: tuple[str, ...] = ()
    level: Level = Level.NORMAL
    state: WatchState = WatchState.LIVE
    max_age: timedelta = timedelta(hours=48)  # an entry published longer ago alerts nobody
    article: WatchArticle = WatchArticle.WHEN_NEEDED
    join: Joining = Joining.BALANCED
    sources: int | None = None  # from so many independent publishers on, a story is urgent, and is told as such
    update_every: timedelta = timedelta(0)  # the shortest time between two messages about one story
    hold: timedelta | None = None  # how long a new story waits for more publishers; None: as its channels say
    silences: tuple[str, ...] = ()  # watches whose alerts say the same, less loudly: this one speaks for them
    must_match: tuple[Example, ...] = ()
    must_not_match: tuple[Example, ...] = ()


# --- channels --------------------------------------------------------------------------------------------


class Security(StrEnum):
    """How a connection to a mail server is protected."""

    STARTTLS = "starttls"  # required, never optional
    TLS = "tls"
    PLAIN = "plain"  # to loopback only


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleSettings:
    """Alerts go to the standard output of the worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettings:
    """Alerts are appended to a file, one JSON object a line."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """A mail server. `ca_file` replaces the system's certificates where the server has its own authority."""

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    username: str | None = None
    password: Secret | None = None
    ca_file: Path | None = None
    timeout: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedSettings:
    """What every channel has that is reached by HTTP. `ca_file` is as in `EmailSettings`."""

    ca_file: Path | None = None
    timeout: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings(PostedSettings):
    """A receiver of Standard Webhooks. Several `secrets` all sign, so that one can be exchanged."""

    url: Secret
    secrets: tuple[Secret, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings(PostedSettings):
    """An incoming webhook of Slack."""

    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings(PostedSettings):
    """A workflow of Microsoft Teams that posts what its URL receives."""

    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings(PostedSettings):
    """A webhook of a Discord channel."""

    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings(PostedSettings):
    """A bot of Telegram and the chat it writes to: its id, or @name of a public one."""

    token: Secret
    chat: str
    server: str = "https://api.telegram.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class NtfySettings(PostedSettings):
    """A topic of ntfy. Whoever knows an open topic can read it, so that it is a secret."""

    topic: Secret
    token: Secret | None = None
    server: str = "https://ntfy.sh"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerDutySettings(PostedSettings):
    """A service of PagerDuty, by the key of its integration (Events API v2)."""

    key: Secret
    server: str = "https://events.pagerduty.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixSettings(PostedSettings):
    """A room of Matrix by its id, and the account of the homeserver that writes to it."""

    server: str
    room: str
    token: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseSettings:
    """Any service that the package apprise knows, by its URL. The services' own limits and answers stay unknown."""

    url: Secret
    timeout: timedelta = timedelta(seconds=30)


ChatSettings = (
    SlackSettings
    | TeamsSettings
    | DiscordSettings
    | TelegramSettings
    | NtfySettings
    | PagerDutySettings
    | MatrixSettings
    | AppriseSettings
)
ChannelSettings = ConsoleSettings | FileSettings | EmailSettings | WebhookSettings | ChatSettings


class DigestMode(StrEnum):
    """Whether a channel is told of each story by itself, of all at the times of its digests, or both."""

    INSTANT = "instant"
    DIGEST = "digest"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSettings:
    """When a channel gets its stories in one message. `empty` tells it, too, that there are none."""

    at: tuple[time, ...]
    mode: DigestMode = DigestMode.DIGEST
    empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingSettings:
    """When a channel hears of what it is told. `monitor.timing` goes by it."""

    quiet: QuietHours | None = None  # what is not urgent waits for their end
    digest: DigestSettings | None = None
    max_per_hour: int | None = None  # messages to one recipient; beyond it updates of known stories wait for a roll-up
    hold: timedelta = timedelta(0)  # how long a new story waits for more publishers, where its watch does not say
    min_level: Level = Level.NORMAL  # what is less loud is not told
    max_age: timedelta = timedelta(hours=2)  # alerts that could not be sent for longer are told in one summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One e-mail list, webhook or chat room.

    `title` is the desk's name as people know it, `timezone` the IANA name of its zone. `recipients` has one
    element for each that is told separately: the addresses of an e-mail channel, else the channel's name.
    """

    name: str
    title: str
    recipients: tuple[str, ...]
    settings: ChannelSettings
    timezone: str = "UTC"
    timing: TimingSettings = TimingSettings()

    @property
    def fingerprint(self) -> str:
        """A digest of the settings, secrets included: it changes when a suspended channel was mended."""
        values = [getattr(self.settings, item.name) for item in fields(self.settings)]
        plain = [value.reveal() if isinstance(value, Secret) else str(value) for value in _flat(values)]
        return hashlib.sha256("\x1f".join(plain).encode()).hexdigest()[:20]


def _flat(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        else:
            yield value


# --- the worker ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettings:
    """How feeds are fetched and read."""

    budget: float | None = None  # requests an hour for all feeds, on average over a day; None: see `schedule.survey`
    contact: str = ""  # a URL or address for the User-Agent, so that a publisher can complain
    concurrency: int = 20  # fetches at once
    per_host: int = 2  # of these, to one host
    host_gap: timedelta = timedelta(milliseconds=200)  # between the starts of two fetches from one host
    connect_timeout: timedelta = timedelta(seconds=10)
    read_timeout: timedelta = timedelta(seconds=15)
    deadline: timedelta = timedelta(seconds=45)  # for one fetch as a whole, redirects included
    max_size: int = 16 * 1024 * 1024  # of a body after decompression
    parse_deadline: timedelta = timedelta(seconds=20)
    parsers: int = 2  # child processes
    files: Path | None = None  # the only folder that file: feeds may lie in; None refuses them
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()  # private networks that may be reached


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSettings:
    """How the pages of articles are fetched. Hosts, networks and the User-Agent are those of `PollSettings`."""

    concurrency: int = 4  # fetches at once
    per_round: int = 200  # fetches of one `monitor run --once`
    per_host_hour: int = 60  # fetches from one host within an hour
    deadline: timedelta = timedelta(seconds=30)  # for one page as a whole, redirects included
    max_size: int = 5 * 1024 * 1024  # of a page after decompression
    extract_deadline: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSettings:
    """Where others reach the worker over HTTP: it listens on `host` and `port`, they know it as `public_url`.

    `public_url` ends with a slash.
    """

    host: str
    port: int
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFeedSettings:
    """What every channel was told as a feed: in files, where a `folder` is given, and at the endpoint."""

    folder: Path | None = None
    entries: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorSettings:
    """Which channels are told of the worker's own troubles: of feeds, of other channels, of the network."""

    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """The database. `max_size` caps the file; beyond it the worker goes on and says that it cannot save."""

    path: Path
    max_size: int | None = None
    keep: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """A language model in a folder on disk, asked where two entries share neither language nor script.

    From `threshold` on (a cosine) two texts may say the same; `monitor eval calibrate` proposes one.
    """

    folder: Path
    threshold: float = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """All that the files say, checked as a whole: every name that is referred to exists."""

    folder: Path
    poll: PollSettings
    store: StoreSettings
    feeds: Mapping[str, Feed]
    terms: Mapping[str, TermSet]
    watches: Mapping[str, Watch]
    channels: Mapping[str, Channel]
    articles: ArticleSettings = ArticleSettings()
    operator: OperatorSettings = OperatorSettings()
    desk_feeds: DeskFeedSettings | None = None  # None: there are none
    endpoint: EndpointSettings | None = None  # None: nobody reaches the worker, feeds are polled only
    story_window: timedelta = timedelta(hours=72)
    story_model: ModelSettings | None = None  # None: no model is asked
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # publishers of one house, by its name
    templates: Mapping[str, str] = field(default_factory=dict)  # the operator's own, by file name
    warnings: tuple[str, ...] = field(default=())
