"""The shape of the four kinds of configuration files, key by key.

The descriptions are what an operator reads in the editor and in the documentation. Every key that stands here
is used; every other key is refused. What the files mean together is judged in `monitor.config.checks`.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from monitor import settings
from monitor.config import languages, values
from monitor.config.channels import Channel
from monitor.config.faults import Fault, refusal
from monitor.config.shape import Section, Title, Unique, default_of

_POLL = settings.PollSettings()
_ARTICLES = settings.ArticleSettings()
_DESK_FEEDS = settings.DeskFeedSettings()
_STORE_KEEP = default_of(settings.StoreSettings, "keep")
_STORY_WINDOW = default_of(settings.Configuration, "story_window")
_MODEL_THRESHOLD = default_of(settings.ModelSettings, "threshold")
_FEED = settings.Feed(name="", url="", title="", publisher="")
_MAX_AGE = default_of(settings.Watch, "max_age")


# --- monitor.yaml ----------------------------------------------------------------------------------------


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
    allow_networks: Unique[values.Network] = Field(
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

    public_url: values.PublicUrl = Field(
        description="The address under which the world reaches it, for hubs to push feeds to (WebSub): usually https, "
        "at a proxy that passes everything below this address on to `listen`."
    )
    listen: values.Listen = Field(
        default=values.Place(host="127.0.0.1", port=8080),
        json_schema_extra={"default": "127.0.0.1:8080"},
        description="The address and the port that it listens on.",
    )


class DeskFeeds(Section):
    """What channels were told, as feeds for any reader."""

    folder: values.FilePath | None = Field(
        default=None,
        description="The folder they are written into, as CHANNEL.atom and CHANNEL.json; a relative path counts from "
        "the configuration folder. The endpoint, if there is one, serves them as well: see `monitor channels feeds`.",
    )
    entries: int = Field(default=_DESK_FEEDS.entries, ge=1, le=500, description="How many alerts one feed holds.")


class Operator(Section):
    """Who is told of the worker's own troubles."""

    channels: Unique[values.ChannelName] = Field(
        min_length=1,
        description="The channels that are told when a feed fails, falls silent, moves or overflows, when the network "
        "is down and when another channel is in trouble, once each, and when it is over.",
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
    desk_feeds: DeskFeeds | None = Field(
        default=None,
        description="What every channel was told, as an Atom feed and a JSON Feed. Without it there are none.",
    )
    operator: Operator | None = Field(
        default=None,
        description="Who is told of the worker's own troubles. Without it they only stand in the log and in "
        "`monitor status`.",
    )
    store: Store = Field(default_factory=Store, description="The database.")
    stories: Stories = Field(default_factory=Stories, description="How entries of several feeds become one story.")
    channels: dict[values.Name, Channel] = Field(
        default_factory=dict, description="Where alerts go, by name; watches refer to the names."
    )


# --- feeds.yaml ------------------------------------------------------------------------------------------


class Interval(Section):
    """The bounds within which the time between two polls of a feed is chosen, by when and how much it publishes."""

    least: values.Duration | None = Field(description="The shortest time between two polls.")
    most: values.Duration = Field(
        description="The longest time between two polls, unless the publisher asks for more patience."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least is not None and self.least >= self.most:
            raise refusal(
                Fault(message="must be shorter than `most`; for a fixed interval write every: 10m", at="least")
            )
        return self


def _as_interval(value: object) -> object:
    if isinstance(value, dict) and "least" in value and value["least"] is None:
        raise refusal(Fault(message="nothing is written here", at="least"))
    return value if isinstance(value, dict | Interval) else {"least": None, "most": value}


AnInterval = Annotated[Interval, BeforeValidator(_as_interval, json_schema_input_type=values.Duration | Interval)]


class FeedDefaults(Section):
    """What holds for every feed that does not say otherwise."""

    every: AnInterval = Field(
        default=Interval.model_construct(least=_FEED.least, most=_FEED.every),
        description="How often a feed is fetched: 10m, or {least: 2m, most: 1h} for an interval that is chosen so that "
        "news are seen soonest for the requests that poll.budget allows.",
    )
    language: values.Language | None = Field(default=None, description="The language of the feeds.")
    first_sight: Annotated[settings.FirstSight, Field(strict=False)] = Field(
        default=_FEED.first_sight,
        description="What the entries of a feed mean that was never read before: baseline (known from now on, "
        "nobody is told) or alert.",
    )
    article: Annotated[settings.FeedArticle, Field(strict=False)] = Field(
        default=_FEED.article,
        description="Whether the pages behind the links are fetched for the full text: when-needed (a watch cannot be "
        "decided on headline and summary), always or never.",
    )


class Feed(Section):
    """A URL that is polled."""

    url: values.FeedUrl = Field(description="Where the feed is: https, http or file.")
    title: Title | None = Field(default=None, description="The feed's name for people. Default: its name in this file.")
    publisher: Title | None = Field(
        default=None,
        description="Who is behind it. Feeds of one publisher count once where a story is counted. Default: the title.",
    )
    language: values.Language | None = Field(
        default=None, description="The language of the entries. Leave it out for a feed in several languages."
    )
    tags: Unique[Title] = Field(default_factory=list, description="Labels for `tag:` in queries.")
    every: AnInterval | None = Field(
        default=None, description="How often it is fetched: 10m, or {least: 2m, most: 1h}. Default: that of `defaults`."
    )
    first_sight: Annotated[settings.FirstSight, Field(strict=False)] | None = Field(
        default=None, description="What its entries mean at the first sight. Default: that of `defaults`."
    )
    article: Annotated[settings.FeedArticle, Field(strict=False)] | None = Field(
        default=None, description="Whether its articles are fetched. Default: that of `defaults`."
    )


class FeedsFile(Section):
    """feeds.yaml: what is polled."""

    defaults: FeedDefaults = Field(default_factory=FeedDefaults, description="What holds for every feed.")
    feeds: dict[values.Name, Feed] = Field(
        default_factory=dict,
        description="The feeds by name. Memory belongs to the name: a feed keeps it when its URL changes.",
    )


# --- watches/*.yaml --------------------------------------------------------------------------------------


class Example(Section):
    """A text that a watch must match, or must not."""

    text: str = Field(min_length=1, description="The headline.")
    summary: str = Field(default="", description="The summary, if any.")
    article: str = Field(default="", description="The full text, if any.")
    lang: values.Language | None = Field(default=None, description="The language of the text.")


def _as_example(value: object) -> object:
    if not isinstance(value, str | dict):
        raise refusal("must be a text in quotes, or {lang: uk, text: …}")
    return {"text": value} if isinstance(value, str) else value


AnExample = Annotated[Example, BeforeValidator(_as_example, json_schema_input_type=str | Example)]


class ScoreItem(Section):
    """One line of a score."""

    query: values.QueryText = Field(description="What is counted: a term, a @set or any other query.")
    weight: float = Field(
        ge=-1000, le=1000, allow_inf_nan=False, description="What each mention counts; negative against the watch."
    )
    cap: int = Field(default=1, ge=1, le=1000, description="How many mentions are counted at most.")


class Score(Section):
    """The second form of a watch: the sum of weights must reach a threshold."""

    threshold: float = Field(gt=0, le=1_000_000, allow_inf_nan=False, description="The sum that must be reached.")
    title_boost: float = Field(
        default=1.0, ge=1, le=100, allow_inf_nan=False, description="How many times a mention in the title counts."
    )
    terms: list[ScoreItem] = Field(min_length=1, description="What counts, and how much.")
    require: values.QueryText | None = Field(default=None, description="A query that must hold as well.")

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        most = sum(max(item.weight, 0) * item.cap for item in self.terms) * self.title_boost
        if most < self.threshold:
            message = f"can never be reached: with every term at its cap the sum is {most:g}"
            raise refusal(Fault(message=message, at="threshold"))
        return self


class Watch(Section):
    """A named standing query and where its alerts go."""

    title: Title | None = Field(default=None, description="What the desk reads. Default: the watch's name.")
    query: values.QueryText | None = Field(default=None, description="What must hold, in the watch language.")
    score: Score | None = Field(default=None, description="The second form of a watch, instead of `query`.")
    languages: Unique[values.Language] = Field(
        default_factory=list,
        description="The languages it must understand. Every term set in it needs a list for each of them.",
    )
    level: Annotated[settings.Level, Field(strict=False)] = Field(
        default=settings.Level.NORMAL, description="How loud it is: normal or urgent."
    )
    channels: Unique[values.ChannelName] = Field(min_length=1, description="The channels that are told.")
    state: Annotated[settings.WatchState, Field(strict=False)] = Field(
        default=settings.WatchState.LIVE,
        description="live; shadow (matches are counted, nobody is told); off (not evaluated).",
    )
    max_age: values.Duration = Field(default=_MAX_AGE, description="An entry published longer ago alerts nobody.")
    article: Annotated[settings.WatchArticle, Field(strict=False)] = Field(
        default=settings.WatchArticle.WHEN_NEEDED,
        description="Whether articles are fetched for it where it cannot be decided without: when-needed or never. "
        "An article that is at hand it reads in any case.",
    )
    join: Annotated[settings.Joining, Field(strict=False)] = Field(
        default=settings.Joining.BALANCED,
        description="How much two reports must have in common to be one story: strict, balanced or loose.",
    )
    sources: Annotated[int, Field(ge=2, le=20)] | None = Field(
        default=None,
        description="From so many independent publishers on, a story is urgent; the desk is told of that, and "
        "of the first report in any case.",
    )
    update_every: values.Duration | None = Field(
        default=None, description="The shortest time between two messages about one story; what comes between waits."
    )
    hold: values.Moment | None = Field(
        default=None,
        description="How long a new story waits for more publishers before it is told; what is urgent does not wait. "
        "Default: as the channel says.",
    )
    silences: Unique[values.WatchName] = Field(
        default_factory=list,
        description="Watches that are not told of a story on a channel where this one tells of it.",
    )
    must_match: list[AnExample] = Field(default_factory=list, description="Texts that it must match.")
    must_not_match: list[AnExample] = Field(default_factory=list, description="Texts that it must not match.")

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        if self.query is None and self.score is None:
            raise refusal("a watch needs a `query` or a `score`")
        if self.query is not None and self.score is not None:
            raise refusal(Fault(message="a watch has a `query` or a `score`, not both", at="score", of_key=True))
        return self


class WatchesFile(Section):
    """A file of watches/: watches by name."""

    watches: dict[values.Name, Watch] = Field(default_factory=dict, description="The watches by name.")


# --- terms/*.yaml ----------------------------------------------------------------------------------------


class TermSet(Section):
    """A named set of words, with one list for each language and `any` for what is written alike everywhere."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"propertyNames": {"enum": ["title", languages.ANY, *sorted(languages.NAMES)]}},
    )
    __pydantic_extra__: dict[values.ListLanguage, list[values.TermText]]

    title: Title = Field(default="", description="What the set is for people.")


class TermsFile(Section):
    """A file of terms/: term sets by name."""

    terms: dict[values.Name, TermSet] = Field(
        default_factory=dict, description="The term sets by name; queries refer to them with @name."
    )
