"""What is watched: feeds, term sets and watches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from monitor import query


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
class Expectation:
    """How many alerts a watch is expected to tell within each `period`: its noise budget."""

    least: int
    most: int
    period: timedelta


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
    expect: Expectation | None = None  # None: nobody is told whether it tells more or less than usual
    silences: tuple[str, ...] = ()  # watches whose alerts say the same, less loudly: this one speaks for them
    must_match: tuple[Example, ...] = ()
    must_not_match: tuple[Example, ...] = ()
