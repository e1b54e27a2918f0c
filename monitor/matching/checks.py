"""What can be said of a watch before any entry was read, for `check`.

A watch that no word can call up runs on every entry; a watch whose NOT takes away what it asks for fits none.
Both are allowed, and almost never meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.matching.frequencies import Frequencies
from monitor.matching.leaves import Atom, Leaf, Lexicon
from monitor.matching.plain import Evaluation
from monitor.matching.plan import Planner
from monitor.matching.rarity import Rarity
from monitor.matching.reading import PlainReading
from monitor.matching.vocabulary import Vocabulary
from monitor.query import parts, to_text, walk
from monitor.query.nodes import And, Field, First, Node, Not, Or, Prefix, Query, Regex, Score, SetRef, Term
from monitor.settings import TermSet, Watch
from monitor.types import Entry

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_MIXED_CASE = "Aa"  # without it a term in lower case would be a text where case says nothing
_PER_NODE, _PER_PATTERN = 3, 15
"""Microseconds on one core of a small server, as measured; the order of magnitude is what matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanchored:
    """A watch that is tried on every entry. `microseconds` is what it costs each of them, about."""

    watch: str
    microseconds: int
    says: str


def unanchored(watches: Iterable[Watch], terms: Mapping[str, TermSet]) -> tuple[Unanchored, ...]:
    """Return the watches of which no word, set or label must be present, so that none can call them up."""
    watches = tuple(watches)
    lexicon = Lexicon(watches, terms)
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


def never(watch: Watch, terms: Mapping[str, TermSet]) -> str:
    """Say why `watch` can fit no entry, where that is plain to see; "" where it is not."""
    if isinstance(watch.query, Score):
        return _out_of_reach(watch.query)
    lexicon = Lexicon((watch,), terms)
    for clause, excluded in _contradictions(watch.query):
        asked = _texts(clause, lexicon, watch)
        if asked and all(_holds_in(text, excluded, lexicon, watch) for text in asked):
            return f"NOT {to_text(excluded)} excludes everything that {to_text(clause)} asks for"
    return ""


def _out_of_reach(score: Score) -> str:
    best = sum(max(0.0, line.weight) * line.cap * max(1.0, score.title_boost) for line in score.items)
    if best >= score.threshold:
        return ""
    return f"the weights add up to {best:g} at most, the threshold is {score.threshold:g}"


def _contradictions(query: Query) -> Iterable[tuple[Node, Node]]:
    """Yield each positive part of an AND with each part that its NOTs exclude from the same place."""
    for node in walk(query):
        if isinstance(node, And):
            negative = [item.item for item in node.items if isinstance(item, Not)]
            yield from ((item, one) for item in node.items if not isinstance(item, Not) for one in negative)


def _texts(clause: Node, lexicon: Lexicon, watch: Watch) -> list[str]:
    """Return the terms of which `clause` needs one; nothing where more than a term is needed."""
    if isinstance(clause, Term | Prefix | SetRef):
        return [leaf.term for leaf in _leaves(clause, lexicon, watch) if not leaf.pattern]
    if isinstance(clause, Or):
        texts = [_texts(part, lexicon, watch) for part in parts(clause)]
        return [text for some in texts for text in some] if all(texts) else []
    return []


def _leaves(node: Atom, lexicon: Lexicon, watch: Watch) -> tuple[Leaf, ...]:
    return lexicon.leaves(node, lexicon.languages_of(watch)).items


def _holds_in(text: str, node: Node, lexicon: Lexicon, watch: Watch) -> bool:
    """Tell whether `node` holds wherever `text` stands, whatever stands around it."""
    if any(isinstance(inner, Field | First | Not | Regex) for inner in walk(node)):
        return False
    reading = PlainReading(_entry(f"{text} {_MIXED_CASE}"), lexicon)
    return Evaluation(reading, lexicon, lexicon.languages_of(watch)).holds(node)


def _entry(text: str) -> Entry:
    return Entry(id="", feed="", publisher="", guid=None, url=None, title=text, summary="", first_seen=_NEVER)
