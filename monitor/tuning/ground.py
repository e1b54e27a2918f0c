"""The texts that proposals are weighed on, and which parts of a query hold in which of them, asked of the real matcher.

A set of texts is an integer with one bit for each. A query is an AND of clauses, so that what a changed clause does to
the whole can be told from the sets of its clauses: this is how many hundred changes are weighed in a second. What is
proposed in the end is run as a whole once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitor.matching import Matcher
from monitor.query import And, Node, Not, Query
from monitor.settings import TermSet, Watch
from monitor.types import Entry

Bits = int


def clauses_of(query: Query) -> tuple[Node, ...]:
    """Return what must all hold."""
    if isinstance(query, And):
        return query.items
    return () if not isinstance(query, Node) else (query,)


class Ground:
    """Some entries, and where a query of `watch` holds among them."""

    def __init__(self, entries: Sequence[Entry], watch: Watch, terms: Mapping[str, TermSet]) -> None:
        self.entries = entries
        self.all: Bits = (1 << len(entries)) - 1
        self._watch = watch
        self._terms = terms

    def holds(self, nodes: Iterable[Node]) -> list[Bits]:
        """Return for each node where it holds; one that says NOT holds where the rest of it does not."""
        asked = list(nodes)
        plain = [node.item if isinstance(node, Not) else node for node in asked]
        found = matched(plain, self.entries, self._watch, self._terms)
        return [self.all & ~bits if isinstance(node, Not) else bits for node, bits in zip(asked, found, strict=True)]

    def members(self, bits: Bits) -> Iterator[Entry]:
        """Yield the entries of a set."""
        for number in numbers(bits):
            yield self.entries[number]


def matched(nodes: Sequence[Node], entries: Iterable[Entry], watch: Watch, terms: Mapping[str, TermSet]) -> list[Bits]:
    """Return for each query, as if it were that of `watch`, which entries it matches."""
    found = [0] * len(nodes)
    matcher = matcher_of(nodes, watch, terms)
    for place, entry in enumerate(entries):
        for match in matcher.match(entry):
            found[int(match.watch)] |= 1 << place
    return found


def matcher_of(nodes: Iterable[Node], watch: Watch, terms: Mapping[str, TermSet]) -> Matcher:
    """Return a matcher with a watch for each query, named by its number; words inflect as in `watch`."""
    return Matcher(
        (
            Watch(name=str(number), title="", query=node, channels=(), languages=watch.languages)
            for number, node in enumerate(nodes)
        ),
        terms,
    )


def numbers(bits: Bits) -> Iterator[int]:
    """Yield the members of a set, in order."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def bits_of(places: Iterable[int]) -> Bits:
    """Return the set of some numbers."""
    found = 0
    for place in places:
        found |= 1 << place
    return found
