"""What a replay showed, for people and for programs: a line for each watch, and the difference between two replays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.settings import WatchState


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One alert as an example: what was told of which entry, and why. `hits` are the words that made it match."""

    at: datetime
    entry: str
    publisher: str
    title: str
    reason: str
    detail: str
    hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermUse:
    """A term of a watch, as written, and in how many matches it was found. `set` is the term set that it came by."""

    term: str
    set: str | None
    matches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A clause of a watch and the entries that lacked it alone: how many, and some of them."""

    clause: str
    entries: int
    examples: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReport:
    """What one watch did. `alerts` counts decisions to tell, whoever they go to; `by_day` has a number for each day.

    Every match is either an alert or in `suppressed`; `withdrawn` are alerts beside them, of pages that were gone.
    A watch that is a shadow, or off and asked for by name, is shown as if it were live.
    """

    watch: str
    state: WatchState
    matched: int
    alerts: int
    alerts_a_day: float
    by_day: tuple[int, ...]
    stories: int
    reasons: dict[str, int]
    suppressed: dict[str, int]
    withdrawn: int
    examples: tuple[Shown, ...]
    terms: tuple[TermUse, ...]
    never_hit: tuple[TermUse, ...]
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a replay showed from `since` to `until`.

    `days` are those of `by_day`, in UTC. `entries` were read in that time, and `before` before it, to know what was
    told already. `left_out` are entries of feeds that the configuration does not have. Near misses were looked for in
    every `sampled`th entry.
    """

    since: datetime
    until: datetime
    days: tuple[date, ...]
    entries: int
    before: int
    left_out: int
    sampled: int
    seconds: float
    watches: tuple[WatchReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One alert that only one of two configurations sends. `why` says what made the difference."""

    at: datetime
    watch: str
    entry: str
    revision: int
    reason: str
    recipients: tuple[str, ...]
    publisher: str
    title: str
    detail: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchDifference:
    """The alerts of one watch that a change gains, loses and leaves as they are, each in order of time."""

    watch: str
    gained: tuple[Changed, ...]
    lost: tuple[Changed, ...]
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a change of the configuration does to the alerts between `since` and `until`."""

    since: datetime
    until: datetime
    entries: int
    watches: tuple[WatchDifference, ...]
