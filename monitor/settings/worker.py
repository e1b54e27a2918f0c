"""How the worker behaves, and all that the files say as one `Configuration`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from monitor.settings.channels import Channel, Secret
from monitor.settings.watched import Feed, TermSet, Watch


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
class HealthSettings:
    """Where those who watch over the worker ask whether it lives, whether it is ready, and for its metrics."""

    host: str = "127.0.0.1"
    port: int = 9464  # the one that exporters of OpenTelemetry use for Prometheus


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFeedSettings:
    """What every channel was told as a feed: in files, where a `folder` is given, and at the endpoint."""

    folder: Path | None = None
    entries: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PingSettings:
    """A service elsewhere that is called while the work goes on, and raises the alarm when it is not."""

    url: Secret
    every: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSettings:
    """Copies of the database. Without `every` the worker makes none by itself.

    Without `folder` they lie in `backups` beside the database.
    """

    folder: Path | None = None
    every: timedelta | None = None
    keep: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class CanarySettings:
    """An entry of our own that goes through everything, and how long that may take before an operator is told."""

    every: timedelta = timedelta(hours=1)
    within: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorSettings:
    """Which channels are told of the worker's own troubles: of feeds, of other channels, of the network.

    `receipt` and `handover` are the times of the day, by the clocks of each channel's zone, at which they get these.
    """

    channels: tuple[str, ...] = ()
    ping: PingSettings | None = None  # None: nobody is called
    receipt: tuple[time, ...] = ()
    handover: tuple[time, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """The database. `max_size` caps the file; beyond it the worker goes on and says that it cannot save."""

    path: Path
    max_size: int | None = None
    keep: timedelta = timedelta(days=30)

    @property
    def backups(self) -> Path:
        """Where its backups lie, where nobody says otherwise."""
        return self.path.with_name("backups")


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
    backup: BackupSettings = BackupSettings()
    canary: CanarySettings | None = None  # None: none is sent
    desk_feeds: DeskFeedSettings | None = None  # None: there are none
    endpoint: EndpointSettings | None = None  # None: nobody reaches the worker, feeds are polled only
    health: HealthSettings | None = None  # None: nobody can ask it how it is
    story_window: timedelta = timedelta(hours=72)
    story_model: ModelSettings | None = None  # None: no model is asked
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # publishers of one house, by its name
    templates: Mapping[str, str] = field(default_factory=dict)  # the operator's own, by file name
    warnings: tuple[str, ...] = field(default=())

    @property
    def backups(self) -> Path:
        """The folder of the backups."""
        return self.backup.folder or self.store.backups
