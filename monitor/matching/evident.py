"""What makes a watch hold that is known to hold, where that can be told without asking again.

Of most watches every place of every term speaks for them, as long as they hold at all: joined by AND and OR, they
need no positions. The others are the evaluator's.
"""

from __future__ import annotations

from monitor.matching.leaves import Leaves, Lexicon
from monitor.matching.spans import FIELD_NUMBERS
from monitor.query.nodes import And, Field, Not, Or, Prefix, Query, SetRef, Term
from monitor.settings import Watch


def evident(watch: Watch, lexicon: Lexicon) -> tuple[Leaves, ...]:
    """Return the leaves whose places are the evidence of `watch` wherever it holds; nothing where more is to ask."""
    nodes = _needed(watch.query)
    languages = lexicon.languages_of(watch)
    return tuple([lexicon.leaves(node, languages) for node in nodes or ()])


def _needed(query: Query) -> list[Term | Prefix | SetRef] | None:
    """Return the terms and sets of a query that holds; None where their places are not all of its evidence."""
    match query:
        case And(items=items):
            return _joined([_needed(item) for item in items])
        case Not():
            return []
        case Field(name=name) if name not in FIELD_NUMBERS:
            return []
    return _alternatives(query)


def _alternatives(query: Query) -> list[Term | Prefix | SetRef] | None:
    """The same of what may fail where its neighbours hold: there an AND would have to be asked."""
    match query:
        case Term() | Prefix() | SetRef():
            return [query]
        case Or(items=items):
            return _joined([_alternatives(item) for item in items])
    return None


def _joined(several: list[list[Term | Prefix | SetRef] | None]) -> list[Term | Prefix | SetRef] | None:
    found: list[Term | Prefix | SetRef] = []
    for some in several:
        if some is None:
            return None
        found += some
    return found
