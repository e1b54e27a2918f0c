"""The shape of monitor.yaml, key by key: the worker and its channels.

The descriptions are what an operator reads in the editor and in the documentation. Every key that stands here
is used; every other key is refused. What the files mean together is judged in `monitor.config.checks`.
"""

from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec
from typing import Self

from pydantic import Field, model_validator

from monitor import settings
from monitor.config import addresses, secrets, values
from monitor.config.channel_parts import CREDENTIAL, ENV, FILE, INLINE
from monitor.config.channels import Channel
from monitor.config.faults import Fault, refusal
from monitor.config.shape import Section, Title, Unique, default_of

_POLL = settings.PollSettings()
_ARTICLES = settings.ArticleSettings()
_DESK_FEEDS = settings.DeskFeedSettings()
_HEALTH = settings.HealthSettings()
_CANARY = settings.CanarySettings()
_BACKUP_KEEP = default_of(settings.BackupSettings, "keep")
_PING_EVERY = default_of(settings.PingSettings, "every")
_STORE_KEEP = default_of(settings.StoreSettings, "keep")
_STORY_WINDOW = default_of(settings.Configuration, "story_window")
_MODEL_THRESHOLD = default_of(settings.ModelSettings, "threshold")


class Poll(Section):
    """How feeds are fetched and read."""

    budget: values.Frequency | None = Field(
        default=None,
        description="How many requests for feeds go out, on average over a day, such as 3000/h; they are shared out "
        "among the feeds whose interval is chosen. Default: as many as if each of these were fetched at the geometric "
        "middle of its bounds.",
    )
    contact: str = Field(
        default=_POLL.contact,
        pattern=r"^[\x21-\x7e]*$",
        description="A URL or an address that goes into the User-Agent, so that a publisher can complain.",
    )
    concurrency: int = Field(
        default=_POLL.concurrency, ge=1, le=1000, description="How many feeds are fetched at once."
    )
    per_host: int = Field(default=_POLL.per_host, ge=1, le=100, description="How many of these from one host.")
    host_gap: values.Duration = Field(
        default=_POLL.host_gap, description="The least time between the starts of two fetches from one host."
    )
    connect_timeout: values.Duration = Field(
        default=_POLL.connect_timeout, description="How long a connection may take."
    )
    read_timeout: values.Duration = Field(default=_POLL.read_timeout, description="How long a server may send nothing.")
    deadline: values.Duration = Field(
        default=_POLL.deadline, description="How long one fetch may take as a whole, redirects included."
    )
    max_size: values.Size = Field(
        default=_POLL.max_size,
        json_schema_extra={"default": "16MB"},
        description="How large a feed may be once decompressed.",
    )
    parse_deadline: values.Duration = Field(
        default=_POLL.parse_deadline,
        description="How long the reading of one feed may take before its process is killed.",
    )
    parsers: int = Field(default=_POLL.parsers, ge=1, le=64, description="How many processes read feeds.")
    files: values.ExistingFolder | None = Field(
        default=None, description="The only folder that file: feeds may lie in. Without it, file: feeds are refused."
    )
    allow_networks: Unique[addresses.Network] = Field(
        default_factory=list,
        description="Private networks that feeds may be fetched from, such as 10.1.0.0/16. Default: none.",
    )


class Articles(Section):
    """How the pages of articles are fetched."""

    concurrency: int = Field(
        default=_ARTICLES.concurrency, ge=1, le=100, description="How many pages are fetched at once, one of each host."
    )
    per_round: int = Field(
        default=_ARTICLES.per_round, ge=1, le=100_000, description="How many pages one `monitor run --once` fetches."
    )
    per_host_hour: int = Field(
        default=_ARTICLES.per_host_hour,
        ge=1,
        le=10_000,
        description="How many pages are fetched from one host within an hour; what is beyond waits.",
    )
    deadline: values.Duration = Field(
        default=_ARTICLES.deadline, description="How long one page may take as a whole, redirects included."
    )
    max_size: values.Size = Field(
        default=_ARTICLES.max_size,
        json_schema_extra={"default": "5MB"},
        description="How large a page may be once decompressed.",
    )
    extract_deadline: values.Duration = Field(
        default=_ARTICLES.extract_deadline,
        description="How long the search for the text of one page may take before its process is killed.",
    )


class Endpoint(Section):
    """Where others reach the worker over HTTP."""

    public_url: addresses.PublicUrl = Field(
        description="The address under which the world reaches it, for hubs to push feeds to (WebSub): usually https, "
        "at a proxy that passes everything below this address on to `listen`."
    )
    listen: addresses.Listen = Field(
        default=addresses.Place(host="127.0.0.1", port=8080),
        json_schema_extra={"default": "127.0.0.1:8080"},
        description="The address and the port that it listens on.",
    )


class Health(Section):
    """Where those who watch over the worker ask how it is."""

    listen: addresses.Listen = Field(
        default=addresses.Place(host=_HEALTH.host, port=_HEALTH.port),
        json_schema_extra={"default": f"{_HEALTH.host}:{_HEALTH.port}"},
        description="The address and the port where it answers for /livez, /readyz and /metrics.",
    )
    beyond_loopback: bool = Field(
        default=False,
        description="Whether `listen` may be an address that others than this machine reach. They can read the names "
        "of feeds, watches and channels there, and how much is told; there is no password.",
    )

    @model_validator(mode="after")
    def _only_here(self) -> Self:
        host = self.listen.host
        if not (self.beyond_loopback or addresses.is_loopback(host)):
            message = f"{host} can be reached from outside, and anybody could read there; use 127.0.0.1, or write"
            raise refusal(Fault(message=f"{message} beyond_loopback: true where that is meant", at="listen"))
        return self


class DeskFeeds(Section):
    """What channels were told, as feeds for any reader."""

    folder: values.FilePath | None = Field(
        default=None,
        description="The folder they are written into, as CHANNEL.atom and CHANNEL.json; a relative path counts from "
        "the configuration folder. The endpoint, if there is one, serves them as well: see `monitor channels feeds`.",
    )
    entries: int = Field(default=_DESK_FEEDS.entries, ge=1, le=500, description="How many alerts one feed holds.")


class Ping(Section):
    """A service elsewhere that raises the alarm when the worker is not heard of any more."""

    url: secrets.InlineUrl = Field(default=None, description=f"{INLINE} the URL.")
    url_env: secrets.UrlFromEnvironment = Field(default=None, description=f"{ENV} the URL.")
    url_file: secrets.UrlFromFile = Field(default=None, description=f"{FILE} the URL.")
    url_credential: secrets.UrlFromCredential = Field(default=None, description=f"{CREDENTIAL} the URL.")
    every: values.Duration = Field(
        default=_PING_EVERY,
        description="How often it is called. Let it wait for two or three times as long before it raises the alarm.",
    )

    @model_validator(mode="after")
    def _has_url(self) -> Self:
        secrets.required(self, "url")
        return self


class Operator(Section):
    """Who is told of the worker's own troubles."""

    channels: Unique[values.ChannelName] = Field(
        min_length=1,
        description="The channels that are told when a feed fails, falls silent, moves or overflows, when the network "
        "is down and when another channel is in trouble, once each, and when it is over.",
    )
    ping: Ping | None = Field(
        default=None,
        description="A service elsewhere, such as Healthchecks, that is called (POST) while the work goes on, and with "
        "/fail behind its URL when a part of it stands still. Default: none.",
    )
    receipt: Unique[values.TimeOfDay] = Field(
        default_factory=list,
        description="When these channels get the receipt of what was seen since the last one and what was not, by the "
        "clocks of each channel's zone, such as 07:00 in quotes. Default: never.",
    )
    handover: Unique[values.TimeOfDay] = Field(
        default_factory=list,
        description="When these channels get the handover from the shift before, each since the last one. "
        "Default: never.",
    )


class Store(Section):
    """The database."""

    path: values.FilePath | None = Field(
        default=None,
        description="The database file; a relative path counts from the configuration folder. "
        "Default: ../var/monitor.db. The environment variable MONITOR_DATABASE overrides it.",
    )
    max_size: values.Size | None = Field(
        default=None,
        description="The file grows no larger; at the limit the worker goes on and says that it cannot save.",
    )
    keep: values.Duration = Field(default=_STORE_KEEP, description="How long entries and alerts are kept.")


class Backup(Section):
    """Copies of the database that the worker makes by itself."""

    folder: values.FilePath | None = Field(
        default=None,
        description="Where they lie; a relative path counts from the configuration folder. Best on another disk. "
        "Default: `backups` beside the database.",
    )
    every: values.Duration = Field(
        default=timedelta(hours=24), description="How often one is made.", json_schema_extra={"default": "24h"}
    )
    keep: int = Field(default=_BACKUP_KEEP, ge=1, le=1000, description="How many are kept; the oldest go.")


class Canary(Section):
    """An entry of our own that goes through everything a desk's entry goes through, and is shown to nobody."""

    every: values.Duration = Field(default=_CANARY.every, description="How often one is sent.")
    within: values.Duration = Field(
        default=_CANARY.within, description="How long it may take before an operator is told that it is late."
    )


class Stories(Section):
    """How entries of several feeds become one story."""

    window: values.Duration = Field(
        default=_STORY_WINDOW, description="How long an entry is compared with those that come after it."
    )
    model: values.ExistingFolder | None = Field(
        default=None,
        description="A folder with a language model (model.onnx and tokenizer.json), asked where two entries share "
        "neither language nor script; it needs the extra `semantic`. Default: none.",
    )
    model_threshold: float = Field(
        default=_MODEL_THRESHOLD,
        gt=0,
        lt=1,
        description="From which cosine on two texts may say the same; every model has its own, and "
        "`monitor eval calibrate` proposes one.",
    )
    families: dict[Title, Unique[Title]] = Field(
        default_factory=dict,
        description="Houses and the publishers that belong to them, as `publisher` of the feeds names them. They count "
        "as one source. Common houses are known without.",
    )

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        if self.model is not None and not (find_spec("onnxruntime") and find_spec("tokenizers")):
            message = "the packages of the extra are not installed: pip install 'news-monitor[semantic]'"
            raise refusal(Fault(message=message, at="model"))
        return self


class MonitorFile(Section):
    """monitor.yaml: the worker and its channels."""

    poll: Poll = Field(default_factory=Poll, description="How feeds are fetched and read.")
    articles: Articles = Field(
        default_factory=Articles,
        description="How the pages of articles are fetched, where feeds and watches ask for it.",
    )
    endpoint: Endpoint | None = Field(
        default=None,
        description="Where others reach the worker over HTTP. With it, feeds that name a hub (WebSub) are pushed as "
        "soon as they change; without it, every feed is polled and nothing listens.",
    )
    health: Health | None = Field(
        default=None,
        description="Where those who watch over the worker ask how it is: /livez, /readyz and /metrics for Prometheus. "
        "Without it nothing listens for them.",
    )
    desk_feeds: DeskFeeds | None = Field(
        default=None,
        description="What every channel was told, as an Atom feed and a JSON Feed. Without it there are none.",
    )
    operator: Operator | None = Field(
        default=None,
        description="Who is told of the worker's own troubles. Without it they only stand in the log and in "
        "`monitor status`.",
    )
    backup: Backup | None = Field(
        default=None,
        description="Copies of the database that the worker makes by itself. Without it only `monitor backup` makes "
        "some.",
    )
    canary: Canary | None = Field(
        default=None,
        description="An entry of our own that goes through the whole pipeline now and then, so that silence can be "
        "believed; the operator is told when it does not come through. Without it none is sent.",
    )
    store: Store = Field(default_factory=Store, description="The database.")
    stories: Stories = Field(default_factory=Stories, description="How entries of several feeds become one story.")
    channels: dict[values.Name, Channel] = Field(
        default_factory=dict, description="Where alerts go, by name; watches refer to the names."
    )
