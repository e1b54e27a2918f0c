"""Chooses changes one after the other, the best first, until none is worth it. Pure arithmetic on sets.

A change is worth it where it concerns two stories at least and costs nothing that was called relevant. What nobody
judged counts for what it probably is, by its other words. So a word of many stories goes before the name of one, and a
change that would keep half of the archive out needs much to speak for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.query import Node
from monitor.tuning.belief import NOTHING_KNOWN, Belief
from monitor.tuning.ground import Bits, numbers
from monitor.tuning.proposal import Kind

SUPPORT = 2
"""Stories that a change must concern: what is said of one alone is hardly true of the next."""

STORIES_TO_NARROW = 3
"""Relevant stories that must be known before the form of a clause is changed: a NOT names what it keeps out, a smaller
distance does not."""

NOISE = 0.5
"""What an unjudged entry that is kept out and is probably noise counts for a change, where a story that was judged
counts 1."""

NEW = 0.25
"""What an unjudged entry that is let in counts against a change: it is read in vain, or it was missed as well."""

LIFT = 3.0
"""A word that keeps out must be so many times as frequent in what was called not relevant as in all other news."""

LEAST_OTHERS = 50
"""Other entries below which nothing is said of how frequent a word is in them."""

LOSS = 2.0
"""What an unjudged entry that is probably relevant counts."""

EFFORT = {
    Kind.NOT_PHRASE: 0.1,
    Kind.NOT_TITLE: 0.2,
    Kind.NEAR: 1.0,
    Kind.FIRST: 1.0,
    Kind.SENTENCE: 1.0,
    Kind.FIELD: 1.0,
}
"""What speaks against a change by itself, in stories."""

ORDER = list(Kind)
"""The plainer kind first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of the clauses numbered in `replaces` (none: it is put beside them) that holds in the texts `holds`.

    `text` is what is said of it; `node` is what is put in, None where something is only taken out. `belief` is what the
    entries that nobody judged probably are, the words of the change itself (`said`) not asked.
    """

    kind: Kind
    replaces: tuple[int, ...]
    node: Node | None
    text: str
    holds: Bits
    said: tuple[str, ...] = ()
    belief: Belief = NOTHING_KNOWN

    @property
    def widens(self) -> bool:
        """Whether it lets entries in."""
        return self.kind in (Kind.TERM, Kind.WIDER, Kind.LET_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is known of the texts: relevant or not, nobody's word on it, and of which story each one is.

    `kept` must go on matching, `out` must go on not matching, whatever else: the watch's own examples. `others` are
    entries that the watch never matched: they say which words are merely frequent.
    """

    true: Bits
    false: Bits
    unjudged: Bits
    stories: Mapping[int, str]
    kept: Bits = 0
    out: Bits = 0
    others: Bits = 0

    def without(self, left_out: Bits) -> Judged:
        """Return what would be known without some of them."""
        return replace(self, true=self.true & ~left_out, false=self.false & ~left_out)

    def events(self, bits: Bits) -> int:
        """Count the stories of a set."""
        return len({self.stories[number] for number in numbers(bits)})


class Query:
    """A query as the sets of its clauses, some of them changed."""

    def __init__(self, clauses: Sequence[Bits], universe: Bits, changes: Iterable[Change] = ()) -> None:
        self._clauses = clauses
        self._all = universe
        self.changes = tuple(changes)
        self.standing = self._standing()

    def _standing(self) -> Bits:
        replaced = {number for change in self.changes for number in change.replaces}
        standing = self._all
        for number, clause in enumerate(self._clauses):
            if number not in replaced:
                standing &= clause
        for change in self.changes:
            if not change.widens:
                standing &= change.holds
        for number in replaced:
            wide = [one.holds for one in self.changes if one.widens and number in one.replaces]
            if wide:
                standing &= _union(wide)
        return standing

    def free(self, change: Change) -> bool:
        """Tell whether a change may be made beside those that are made: no two change one clause, but for words that
        are added to it."""
        for one in self.changes:
            shared = set(one.replaces) & set(change.replaces)
            if shared and not (one.kind is Kind.TERM and change.kind is Kind.TERM):
                return False
        return change not in self.changes

    def with_(self, change: Change) -> Query:
        """Return the query with one more change."""
        return Query(self._clauses, self._all, (*self.changes, change))

    def without(self, change: Change) -> Query:
        """Return the query with one change less."""
        return Query(self._clauses, self._all, tuple(one for one in self.changes if one is not change))


def _union(sets: Iterable[Bits]) -> Bits:
    found = 0
    for one in sets:
        found |= one
    return found


def chosen(query: Query, wide: Sequence[Change], narrow: Sequence[Change], judged: Judged) -> Query:
    """Return the query with all changes that are worth it: those that let in first, then those that keep out."""
    query = _greedy(query, wide, judged, _worth_catching)
    before = query.changes
    query = _greedy(query, narrow, judged, _worth_saving)
    return _pruned(query, judged, keep=before)


_Value = tuple[float, ...]

_Worth = Callable[[Query, Query, Change, Judged], _Value | None]
"""Weighs a change: a value to compare, above 0 where it is worth it; None where it never will be."""


def _greedy(query: Query, changes: Sequence[Change], judged: Judged, worth: _Worth) -> Query:
    waiting = list(changes)
    while True:
        best: tuple[tuple[float, ...], Query, Change] | None = None
        useful: list[Change] = []
        for change in waiting:
            after = query.with_(change) if query.free(change) else None
            value = worth(query, after, change, judged) if after is not None else None
            if after is None or value is None:
                continue
            useful.append(change)
            if value[0] > 0 and (best is None or value > best[0]):
                best = (value, after, change)
        if best is None:
            return query
        query = best[1]
        waiting = [one for one in useful if one is not best[2]]  # what helps nothing now helps nothing later


def _worth_saving(query: Query, after: Query, change: Change, judged: Judged) -> _Value | None:
    gone = query.standing & ~after.standing
    saved = gone & judged.false
    if gone & (judged.true | judged.kept) or saved.bit_count() < SUPPORT:
        return None
    stories = judged.events(saved)
    if stories < SUPPORT:
        return None
    if change.replaces and judged.events(after.standing & judged.true) < STORIES_TO_NARROW:
        return None
    if not change.replaces and _is_frequent(change, query.standing, judged):
        return None
    unjudged = gone & judged.unjudged
    lost = change.belief.relevant(unjudged)
    more = NOISE * (unjudged.bit_count() - lost) - LOSS * lost
    return (stories + more - EFFORT.get(change.kind, 0.0), saved.bit_count(), *_plain(change))


def _is_frequent(change: Change, standing: Bits, judged: Judged) -> bool:
    """Tell whether a word is hardly more frequent in wrong alerts than anywhere."""
    others, false = judged.others.bit_count(), (judged.false & standing).bit_count()
    if others < LEAST_OTHERS:
        return False
    here = (judged.false & standing & ~change.holds).bit_count() / false
    return here < LIFT * ((judged.others & ~change.holds).bit_count() + 1) / (others + 2)


def _worth_catching(query: Query, after: Query, change: Change, judged: Judged) -> _Value | None:
    new = after.standing & ~query.standing
    caught = new & judged.true
    if new & (judged.false | judged.out) or caught.bit_count() < SUPPORT:
        return None
    stories = judged.events(caught)
    if stories < SUPPORT:
        return None
    noise = NEW * (new & judged.unjudged).bit_count()
    return (stories - noise - EFFORT.get(change.kind, 0.0), caught.bit_count(), *_plain(change))


def _plain(change: Change) -> tuple[float, ...]:
    """Say how plain a change is: of two that do the same, the plainer one."""
    words = change.kind in (Kind.NOT, Kind.NOT_PHRASE, Kind.NOT_TITLE, Kind.TERM)
    return (-ORDER.index(change.kind), -len(change.text) if words else 0)


def _pruned(query: Query, judged: Judged, keep: Sequence[Change]) -> Query:
    """Take out what later changes made superfluous."""
    for change in query.changes:
        fewer = query.without(change)
        if change not in keep and not fewer.standing & judged.false & ~query.standing:
            query = fewer
    return query
