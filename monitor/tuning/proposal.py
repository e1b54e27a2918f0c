"""What is proposed, and what it would have done: for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.backtest import Changed
from monitor.query import Node


class Kind(StrEnum):
    """What a proposal changes of a query; of two that do the same the earlier one here is proposed."""

    NOT = "not"  # a word that keeps an entry out
    NOT_PHRASE = "not-phrase"
    NOT_TITLE = "not-title"  # a word that keeps an entry out where the headline has it
    NEAR = "near"  # a smaller distance
    FIRST = "first"  # nearer to the beginning
    SENTENCE = "sentence"  # two clauses in one sentence
    FIELD = "field"  # in the headline, or in headline and summary
    TERM = "term"  # a word that was missing
    WIDER = "wider"  # a larger distance
    LET_IN = "let-in"  # something that a NOT keeps out


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry as an example. `told` says whether the watch told it."""

    entry: str
    at: datetime
    publisher: str
    title: str
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One change, on top of those before it.

    `query` is the whole query with it, `says` what it does in words. `saves` are entries called not relevant that it
    keeps out, in `stories` stories; `catches` entries called relevant that it finds. No entry called relevant is lost,
    so that there is no list of these. `drops` are entries nobody judged that it keeps out, `brings` those that it lets
    in: how many, and the latest as examples; `drops_told` of them were told.
    """

    kind: Kind
    says: str
    query: Node
    saves: tuple[Seen, ...]
    catches: tuple[Seen, ...]
    stories: int
    drops: int
    drops_told: int
    drop_examples: tuple[Seen, ...]
    brings: int
    bring_examples: tuple[Seen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """What proposals made without a story would have done to that story, summed over all stories.

    This is what to expect of entries that nobody judged yet. `saved` of `false` entries called not relevant would be
    kept out, and `lost` of `true` entries called relevant as well; `caught` of `missed` would be found. `groups` says
    how often it was tried: where there are many stories, several are left out at once.
    """

    groups: int
    false: int
    saved: int
    true: int
    lost: int
    missed: int
    caught: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """All that is proposed for one watch.

    Of the feedback `true` entries were called relevant and match, `false` not relevant and match, `missed` relevant and
    do not; `past` are not relevant and match no more. `remaining_false` and `remaining_missed` are left after all
    proposals. `unjudged` entries of the archive match that nobody judged. `lost` and `gained` are the alerts that all
    proposals together change in a replay of the archive, but for those called not relevant (`lost_false` of the lost)
    and those called relevant (of the gained). `held_out` is None where too little was judged.
    """

    watch: str
    true: int
    false: int
    missed: int
    past: int
    unjudged: int
    proposals: tuple[Proposal, ...]
    remaining_false: int
    remaining_missed: int
    lost: tuple[Changed, ...]
    lost_false: int
    gained: tuple[Changed, ...]
    held_out: HeldOut | None
    query: Node
