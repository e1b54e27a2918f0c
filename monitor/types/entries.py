"""What was read and found: entries, their articles, matches and stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from monitor.types.feeds import FailureKind
from monitor.types.ids import digest


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The full text behind an entry's link: one paragraph a line. `url` is where it was found, after redirects."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFailure:
    """An article could not be read. `detail` is for people; `retry_after` is the server's own wish.

    `status` is the HTTP status where one was the reason.
    """

    kind: FailureKind
    detail: str
    retry_after: timedelta | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """What was read of the robots.txt of `origin` (scheme, host and port). Kept for a day.

    `rules` is its text, empty where the site has none (all is allowed); None where it could not be read (nothing is),
    for the reason in `detail`.
    """

    origin: str
    read: datetime
    rules: str | None
    detail: str = ""


class ArticleCondition(StrEnum):
    """How far the fetching of an article has come."""

    DUE = "due"
    FETCHED = "fetched"
    FAILED = "failed"  # and not tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """What is remembered of the article of one entry, from the moment that somebody wanted it.

    `watches` are those that were in doubt without it. `failure` is that of the last attempt.
    """

    entry: str
    host: str
    condition: ArticleCondition
    asked: datetime  # since when it is wanted
    due: datetime
    watches: tuple[str, ...] = ()
    attempts: int = 0  # since `asked`
    fetches: int = 0  # how often its text was fetched in all
    tried: datetime | None = None
    failure: ArticleFailure | None = None


class Hit(NamedTuple):
    """One span of the entry that made the watch match; `start` and `end` count characters of the field.

    It is a tuple, as `Match` is, because many are made for each entry.
    """

    field: str
    start: int
    end: int
    surface: str  # the text of the span
    term: str  # the term as written in the watch or the set
    set: str | None = None  # the term set it came from
    language: str | None = None  # the list it came from
    why: str = "exact"  # exact, case, prefix, lemma, stem, particle, clitic, number, regex …


class Match(NamedTuple):
    """This watch fits this entry, and where."""

    watch: str
    entry: str
    hits: tuple[Hit, ...]
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One entry in a story, and what joined it (empty for the one that opened it).

    `score` is how like the story it was then, from 0 to 1. `copied` is the publisher whose text it carries, where that
    is another one.
    """

    entry: str
    feed: str
    publisher: str
    title: str
    url: str | None
    language: str | None
    published: datetime | None
    first_seen: datetime
    because: str = ""
    score: float | None = None
    copied: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The same news across feeds. Its id is the entry that opened it."""

    id: str
    title: str
    opened: datetime
    updated: datetime
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two stories were found to be one: `absorbed` lives on in `into`, which is older."""

    absorbed: str
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Where an entry was placed: in a known story because of `evidence`, or alone.

    `score` is how like the story it is, from 0 to 1. An entry that may belong to another story, but not surely, opens
    one of its own, and names the `likely` one with the evidence. `features` is what later entries are compared with,
    as text; see `monitor.stories`.
    """

    story: str
    evidence: str = ""
    score: float = 0.0
    likely: str | None = None
    merges: tuple[Merge, ...] = ()
    features: str = ""
