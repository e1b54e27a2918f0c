"""What can be said of a watch before any entry was read, for `check`.

A watch that no word can call up runs on every entry. That is allowed, and seldom meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.matching.frequencies import Frequencies
from monitor.matching.leaves import Lexicon
from monitor.matching.plan import Planner
from monitor.matching.rarity import Rarity
from monitor.matching.vocabulary import Vocabulary
from monitor.query import walk
from monitor.query.nodes import Regex
from monitor.settings import TermSet, Watch

_PER_NODE, _PER_PATTERN = 3, 15
"""Microseconds on one core of a small server, as measured; the order of magnitude is what matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanchored:
    """A watch that is tried on every entry. `microseconds` is what it costs each of them, about."""

    watch: str
    microseconds: int
    says: str


def unanchored(watches: Iterable[Watch], terms: Mapping[str, TermSet]) -> tuple[Unanchored, ...]:
    """Return the watches of which no word, set or label must be present, so that none can call them up.

    How words inflect plays no part in that, so that no dictionary is read.
    """
    watches = tuple(watches)
    lexicon = Lexicon(watches, terms, inflect=False)
    vocabulary = Vocabulary(lexicon)
    planner = Planner(lexicon, vocabulary, Rarity(vocabulary, Frequencies()))
    return tuple(_told(watch) for watch in watches if not planner.plan(watch).clauses)


def _told(watch: Watch) -> Unanchored:
    nodes = tuple(walk(watch.query))
    patterns = sum(isinstance(node, Regex) for node in nodes)
    cost = _PER_NODE * len(nodes) + _PER_PATTERN * patterns
    why = "only a pattern, a number or an address" if patterns or len(nodes) < 4 else "no single term"
    says = f"runs on every entry (about {cost} µs each), because {why} is required; add a term that must be there"
    return Unanchored(watch=watch.name, microseconds=cost, says=says)
