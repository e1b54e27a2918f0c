"""What a query means: a plain recursion over its nodes, for one watch and one entry.

Every operator is defined here and only here. The index (`monitor.matching.matcher`) decides quickly which
watches fit; this file says where, and is what the index is tested against. It knows words and places, not
how they were found (`Reading`), and does not say what could hold in a longer text (`monitor.matching.verdict`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, cast

from monitor.language import Analysed
from monitor.matching.labels import label_holds
from monitor.matching.leaves import Atom, Leaf, Leaves, Lexicon
from monitor.matching.spans import FIELD_NUMBERS, Neighbours, Span, Window, apart, cover, covered, inside
from monitor.query.nodes import (
    And,
    AtLeast,
    Count,
    Field,
    First,
    Near,
    Node,
    Not,
    Number,
    Or,
    Prefix,
    Regex,
    Sentence,
    SetRef,
    Term,
)
from monitor.types import Entry

Scope = Sequence[Window]
"""The parts of the entry that a node may look at."""


class Found(NamedTuple):
    """Something the query asked for, and where. `chars` are given where it may begin or end inside a word."""

    span: Span
    source: Leaf | Number
    chars: tuple[int, int] | None = None


class Seen(NamedTuple):
    """A word of the entry: characters `start` to `end` (exclusive) of its field, and its folded form."""

    start: int
    end: int
    word: str
    surface: str


class Reading(Protocol):
    """An entry as the evaluator sees it."""

    @property
    def entry(self) -> Entry:
        """The entry itself."""

    @property
    def scope(self) -> Scope:
        """One window for each text field, as long as the field."""

    @property
    def texts(self) -> Sequence[Analysed]:
        """The text of each field, taken apart."""

    def word(self, field: int, index: int) -> Seen:
        """Return a word of a field."""

    def may_have_lemma(self, word: str) -> bool:
        """Tell whether a folded word may meet a term on a lemma; False is never wrong."""

    def occurrences(self, leaves: Leaves) -> Sequence[Found]:
        """Return every place of the leaves: of each in the order of reading, one leaf after the other."""

    def numbers(self) -> Sequence[tuple[Span, float]]:
        """Return the numbers of all text fields with their values, in the order of reading."""

    def sentences(self) -> Sequence[Window]:
        """Return the sentences of all text fields."""

    def label(self, name: str) -> tuple[str, ...]:
        """Return the values of a label field."""


class Evaluation:
    """The queries of one watch against one reading."""

    __slots__ = ("_languages", "_lexicon", "_reading")

    def __init__(self, reading: Reading, lexicon: Lexicon, languages: tuple[str, ...]) -> None:
        self._reading = reading
        self._lexicon = lexicon
        self._languages = languages

    @property
    def scope(self) -> Scope:
        """The whole entry."""
        return self._reading.scope

    @property
    def texts(self) -> Sequence[Analysed]:
        """The text of each field, taken apart."""
        return self._reading.texts

    def label(self, name: str) -> tuple[str, ...]:
        """Return the values of a label field."""
        return self._reading.label(name)

    # --- does it hold ------------------------------------------------------------------------------------

    def holds(self, node: Node, scope: Scope | None = None) -> bool:
        """Tell whether `node` holds within `scope` (by default the whole entry)."""
        scope = self.scope if scope is None else scope
        match node:
            case And(items=items):
                return all(self.holds(item, scope) for item in items)
            case Or(items=items):
                return any(self.holds(item, scope) for item in items)
            case Not(item=item):
                return not self.holds(item, scope)
            case AtLeast(count=count, items=items):
                return sum(self.holds(item, scope) for item in items) >= count
            case Sentence(items=items):
                return bool(self.sentences_with(items, scope))
            case Count(count=count, item=item):
                return len(self.mentions(item, scope)) >= count
            case First(item=item) | Field(item=item):
                return self._holds_limited(node, item, scope)
        return any(self.pairs(node, scope)) if isinstance(node, Near) else bool(self.evidence(node, scope))

    def _holds_limited(self, node: First | Field, item: Node, scope: Scope) -> bool:
        if isinstance(node, Field) and node.name not in FIELD_NUMBERS:
            return label_holds(node.name, item, self._reading.label(node.name), self._lexicon)
        return self.holds(item, limit(node, scope))

    def sentences_with(self, items: Sequence[Node], scope: Scope) -> list[Window]:
        """Return the sentences, cut to `scope`, that hold a place of every item."""
        sentences = self._sentences(scope)
        for item in items:
            starts = [(span.field, span.start) for span in self.spans(item, sentences)]
            sentences = [
                one
                for one in sentences
                if bisect_left(starts, (one.field, one.high)) > bisect_left(starts, (one.field, one.low))
            ]
        return sentences

    def _sentences(self, scope: Scope) -> list[Window]:
        return [
            Window(window.field, max(window.low, sentence.low), min(window.high, sentence.high))
            for sentence in self._reading.sentences()
            for window in scope
            if window.field == sentence.field and max(window.low, sentence.low) < min(window.high, sentence.high)
        ]

    # --- where it stands ---------------------------------------------------------------------------------

    def spans(self, node: Node, scope: Scope) -> list[Span]:
        """Return the places of `node`, in the order of reading; a node without a place of its own has those
        of its evidence."""
        match node:
            case Near():
                return sorted({cover(left, right) for left, right in self.pairs(node, scope)})
            case Or(items=items):
                return sorted({span for item in items for span in self.spans(item, scope)})
        return sorted({found.span for found in self.evidence(node, scope)})

    def pairs(self, node: Near, scope: Scope) -> Iterator[tuple[Span, Span]]:
        """Yield the places of both operands of `node` that are near enough, in one part of `scope`."""
        neighbours, lies_inside = Neighbours(self.spans(node.right, scope)), inside(scope)
        for left in self.spans(node.left, scope):
            for right in neighbours.near(left, node.distance, before=not node.ordered):
                if lies_inside(cover(left, right)):
                    yield left, right

    def mentions(self, node: Node, scope: Scope) -> list[Span]:
        """Return the places of `node` that are separate mentions: no two overlap."""
        return apart(self.spans(node, scope))

    # --- why it holds ------------------------------------------------------------------------------------

    def evidence(self, node: Node, scope: Scope | None = None) -> Sequence[Found]:
        """Return what makes `node` hold; nothing where it does not, or where it only excludes."""
        scope = self.scope if scope is None else scope
        match node:
            case Term() | Prefix() | SetRef() | Regex():
                return self._terms(node, scope)
            case Number():
                return self._numbers(node, scope)
            case Near():
                return self._near(node, scope)
            case Sentence(items=items):
                return self._sentence(items, scope)
            case And(items=items):
                return self._all(items, scope)
        return self._evidence_of_parts(node, scope)

    def _evidence_of_parts(self, node: Node, scope: Scope) -> Sequence[Found]:
        match node:
            case Or(items=items):
                return [found for item in items for found in self.evidence(item, scope)]
            case AtLeast(items=items) if self.holds(node, scope):
                return [found for item in items for found in self.evidence(item, scope)]
            case Count(item=item) if self.holds(node, scope):
                return self.evidence(item, scope)
            case First(item=item):
                return self.evidence(item, limit(node, scope))
            case Field(name=name, item=item) if name in FIELD_NUMBERS:
                return self.evidence(item, limit(node, scope))
        return []

    def _all(self, items: Sequence[Node], scope: Scope) -> list[Found]:
        every: list[Found] = []
        for item in items:
            found = self.evidence(item, scope)
            if not found and not self.holds(item, scope):  # a label holds without a place, and so does a NOT
                return []
            every += found
        return every

    def _terms(self, node: Atom, scope: Scope) -> Sequence[Found]:
        found = self._reading.occurrences(self._lexicon.leaves(node, self._languages))
        return found if scope is self.scope else _within(found, scope)

    def _numbers(self, node: Number, scope: Scope) -> list[Found]:
        found = [
            Found(span, node)
            for span, value in self._reading.numbers()
            if satisfies(value, node.relation, node.value, node.high)
        ]
        return _within(found, scope)

    def _near(self, node: Near, scope: Scope) -> list[Found]:
        lefts, rights = self.spans(node.left, scope), self.spans(node.right, scope)
        unordered = not node.ordered
        chosen_lefts = _with_a_neighbour(lefts, rights, node.distance, scope, before=unordered, after=True)
        chosen_rights = _with_a_neighbour(rights, lefts, node.distance, scope, before=True, after=unordered)
        return [
            *_covered(node.left, self.evidence(node.left, scope), chosen_lefts),
            *_covered(node.right, self.evidence(node.right, scope), chosen_rights),
        ]

    def _sentence(self, items: Sequence[Node], scope: Scope) -> list[Found]:
        sentences = self.sentences_with(items, scope)
        return [found for item in items for found in self.evidence(item, sentences)]


def limit(node: First | Field, scope: Scope) -> Scope:
    """Narrow `scope` to what a limit on running text leaves of it."""
    if isinstance(node, Field):
        return [window for window in scope if window.field == FIELD_NUMBERS.get(node.name)]
    return [
        Window(window.field, window.low, min(window.high, node.words)) for window in scope if window.low < node.words
    ]


def satisfies(value: float, relation: str, bound: float, high: float | None) -> bool:
    """Tell whether a number of the text fits a `NUM(…)`; the bounds of `..` both belong to it."""
    match relation:
        case "<":
            return value < bound
        case "<=":
            return value <= bound
        case ">":
            return value > bound
        case ">=":
            return value >= bound
        case "..":
            return bound <= value <= cast("float", high)
    return value == bound


def _within(found: Sequence[Found], scope: Scope) -> list[Found]:
    lies_inside = inside(scope)
    return [one for one in found if lies_inside(one.span)]


def _with_a_neighbour(
    spans: Sequence[Span], others: Sequence[Span], distance: int, scope: Scope, *, before: bool, after: bool
) -> set[Span]:
    """Return the spans that have one of `others` near them, in the same part of `scope`."""
    neighbours, lies_inside = Neighbours(others), inside(scope)
    return {
        span
        for span in spans
        if any(lies_inside(cover(span, other)) for other in neighbours.near(span, distance, before=before, after=after))
    }


def _covered(operand: Node, found: Sequence[Found], spans: set[Span]) -> list[Found]:
    """Keep the evidence that lies in `spans`; only a NEAR within a NEAR has spans wider than its evidence."""
    if isinstance(operand, Term | Prefix | SetRef | Regex | Number):
        return [one for one in found if one.span in spans]
    is_covered = covered(spans)
    return [one for one in found if is_covered(one.span)]
