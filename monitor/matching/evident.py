"""What makes a watch hold that is known to hold, where that can be told without asking again.

Of most watches every place of every term speaks for them, as long as they hold at all: joined by AND and OR, they
need no positions. Of a NEAR those places speak that stand near each other, and where they do is known by then. The
others are the evaluator's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from monitor.matching.leaves import Leaves, Lexicon
from monitor.matching.page import NearBy, Page
from monitor.matching.plain import Found
from monitor.matching.spans import FIELD_NUMBERS, Span, covered
from monitor.query.nodes import And, Field, Near, Not, Or, Prefix, Query, SetRef, Term
from monitor.settings import Watch


class Beside(NamedTuple):
    """A NEAR that holds, and the terms and sets of its sides."""

    near: NearBy
    left: tuple[Leaves, ...]
    right: tuple[Leaves, ...]

    def found(self, page: Page) -> Iterator[Found]:
        """Yield the places of each side that have one of the other near them."""
        lefts: set[Span] = set()
        rights: set[Span] = set()
        for left, right in page.pairs(self.near):
            lefts.add(left)
            rights.add(right)
        for several, spans in ((self.left, lefts), (self.right, rights)):
            stands = covered(spans) if len(several) > 1 else spans.__contains__  # as of an OR in the evaluator
            for leaves in several:
                for found in page.occurrences(leaves):
                    if stands(found[0]):
                        yield found


class Evident(NamedTuple):
    """What makes a watch hold wherever it does: all places of `terms`, or some of those of `parts`. Where both are
    empty more is to ask."""

    terms: tuple[Leaves, ...] = ()
    parts: tuple[Leaves | Beside, ...] = ()

    def found(self, page: Page) -> Iterator[Found]:
        """Yield what makes the watch hold."""
        for part in self.parts:
            yield from part.found(page) if isinstance(part, Beside) else page.occurrences(part)


Parts = Sequence[Leaves | Beside]


def evident(watch: Watch, nears: Iterable[NearBy], lexicon: Lexicon) -> Evident:
    """Return what makes a watch hold that asks for nothing but ids, `nears` being every NEAR that it has."""
    parts = _Needed(lexicon, lexicon.languages_of(watch), nears).of(watch.query) or []
    terms = tuple([part for part in parts if isinstance(part, Leaves)])
    return Evident(terms=terms) if len(terms) == len(parts) else Evident(parts=tuple(parts))


class _Needed:
    """The parts of one query, in its order; None where places are not all of its evidence."""

    def __init__(self, lexicon: Lexicon, languages: tuple[str, ...], nears: Iterable[NearBy]) -> None:
        self._lexicon = lexicon
        self._languages = languages
        self._nears = iter(nears)

    def of(self, query: Query) -> Parts | None:
        """Return the parts of a query that holds."""
        match query:
            case And(items=items):
                return _joined([self.of(item) for item in items])
            case Not():
                return []
            case Field(name=name) if name not in FIELD_NUMBERS:
                return []
            case Near(left=left, right=right):
                sides = self._alternatives(left), self._alternatives(right)
                near = next(self._nears)
                return None if None in sides else [Beside(near, *[tuple(side or ()) for side in sides])]
        return self._alternatives(query)

    def _alternatives(self, query: Query) -> Sequence[Leaves] | None:
        """The same of what may fail where its neighbours hold: there an AND would have to be asked."""
        match query:
            case Term() | Prefix() | SetRef():
                return [self._lexicon.leaves(query, self._languages)]
            case Or(items=items):
                return _joined([self._alternatives(item) for item in items])
        return None


_Part = TypeVar("_Part")


def _joined(several: Iterable[Sequence[_Part] | None]) -> Sequence[_Part] | None:
    found: list[_Part] = []
    for some in several:
        if some is None:
            return None
        found += some
    return found
