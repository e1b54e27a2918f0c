"""Why a clause does not hold, and by how much, in words for people.

NEAR/8: the distance was 11
no @kursk in title or summary; the article was not fetched
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching.plain import Evaluation, Scope, limit
from monitor.matching.score import shares
from monitor.matching.spans import FIELD_NAMES, FIELD_NUMBERS, Span, nearest
from monitor.query import parts, to_text
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
    Regex,
    Score,
    Sentence,
)

_ALL_TOLD = 3
"""Of more alternatives only the one is told that lacks least: nobody reads on."""

_MISPLACED = 0.5
"""What is there counts less than what is absent (1), however far it stands from where it should."""


class Missing:
    """Speaks of one watch and one entry. `labels` gives the values of a label field."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def says(self, node: Node, scope: Scope) -> str:
        """Say why `node` does not hold within `scope`, which it does not."""
        match node:
            case And(items=items):
                failed = [item for item in items if not self._evaluation.holds(item, scope)]
                return " and ".join(self.says(item, scope) for item in failed)
            case Or(items=items) if not all(map(_is_single, items)):
                if len(items) <= _ALL_TOLD:
                    return " and ".join(self.says(item, scope) for item in items)
                nearest = min(items, key=lambda item: self._lacks(item, scope))
                return f"none of {len(items)} alternatives; the nearest: {self.says(nearest, scope)}"
            case Not(item=item):
                return f"NOT {to_text(item)}: {self._stands(item, scope)}"
            case AtLeast(count=count, items=items):
                held = [to_text(item) for item in items if self._evaluation.holds(item, scope)]
                only = f"only {', '.join(held)}" if held else "none"
                return f"ATLEAST/{count}: {only} of {len(items)}"
            case Field(name=name) if name not in FIELD_NUMBERS:
                shown = ", ".join(f'"{label}"' for label in self._evaluation.label(name)) or "empty"
                return f"{to_text(node)}: {name} is {shown}"
        return self._placed(node, scope)

    def _lacks(self, node: Node, scope: Scope) -> float:
        """Count what `node` lacks: 1 for what is absent, a half for what is there but not as it should be."""
        if self._evaluation.holds(node, scope):
            return 0.0
        match node:
            case Or(items=items):
                return min(self._lacks(item, scope) for item in items)
            case AtLeast(count=count, items=items):
                return sum(sorted(self._lacks(item, scope) for item in items)[:count])
            case And() | Near() | Sentence() | First() | Count():
                return sum(self._lacks(part, scope) for part in parts(node)) or _MISPLACED
            case Field(name=name, item=item) if name in FIELD_NUMBERS:
                return min(self._lacks(item, limit(node, scope)), self._lacks(item, scope) + _MISPLACED)
        return 1.0

    def score(self, score: Score) -> str:
        """Say by how much a score stays below its threshold, or what it requires in vain."""
        if score.require is not None and not self._evaluation.holds(score.require):
            return f"require: {self.says(score.require, self._evaluation.scope)}"
        points = [share for share in shares(score, self._evaluation) if share.mentions]
        listed = ", ".join(f"{to_text(share.line.item)} {share.points:+g}" for share in points)
        reached = sum(share.points for share in points)
        return f"the score was {reached:g} of {score.threshold:g} ({listed or 'nothing counted'})"

    def _placed(self, node: Node, scope: Scope) -> str:
        match node:
            case Near():
                return self._near(node, scope)
            case Sentence(items=items):
                absent = self._absent(items, scope)
                return f"SENTENCE: {absent or 'never all in one sentence'}"
            case Count(count=count, item=item):
                times = len(self._evaluation.mentions(item, scope))
                if not times:
                    return f"COUNT/{count}: {self.says(item, scope)}"
                return f"COUNT/{count}: only {times} mention{'s' if times > 1 else ''}"
            case First(words=words, item=item):
                return f"FIRST/{words}: {self._late(node, item, scope)}"
            case Field(item=item):
                return self.says(item, limit(node, scope))
            case Number():
                return f"no number {to_text(node)[4:-1]}{_where(scope)}"
        return f"no {_named(node)}{_where(scope)}"

    def _near(self, node: Near, scope: Scope) -> str:
        name = f"{'ONEAR' if node.ordered else 'NEAR'}/{node.distance}"
        if absent := self._absent((node.left, node.right), scope):
            return f"{name}: {absent}"
        lefts = self._evaluation.spans(node.left, scope)
        rights = self._evaluation.spans(node.right, scope)
        distance = nearest(lefts, rights, ordered=node.ordered)
        if distance is not None:
            return f"{name}: the distance was {distance}"
        if nearest(lefts, rights, ordered=False) is not None:
            return f"{name}: they stand in the other order"
        if {span.field for span in lefts}.isdisjoint(span.field for span in rights):
            return f"{name}: never in one field"
        return f"{name}: the same words cannot be both sides"

    def _absent(self, items: Sequence[Node], scope: Scope) -> str:
        absent = [item for item in items if not self._evaluation.holds(item, scope)]
        return " and ".join(self.says(item, scope) for item in absent)

    def _late(self, node: First, item: Node, scope: Scope) -> str:
        spans = [span for span in self._evaluation.spans(item, scope) if span.start >= node.words]
        if not spans:
            return self.says(item, limit(node, scope))
        first = min(spans, key=lambda span: span.start)
        return f"the first mention is word {first.start + 1} of the {FIELD_NAMES[first.field]}"

    def _stands(self, item: Node, scope: Scope) -> str:
        found = self._evaluation.evidence(item, scope)
        if not found:
            return "it holds"
        first = min(found, key=lambda one: one.span)
        return f'"{self._surface(first.span)}" stands in the {FIELD_NAMES[first.span.field]}'

    def _surface(self, span: Span) -> str:
        text = self._evaluation.texts[span.field]
        return text.text[text.starts[span.start] : text.ends[span.end - 1]] if span.end > span.start else ""


def _is_single(node: Node) -> bool:
    return not isinstance(node, And | Or | Not | AtLeast | Near | Sentence | Count | First | Field)


def _named(node: Node) -> str:
    if isinstance(node, Regex):
        return f"/{node.pattern}/"
    return " or ".join(map(to_text, node.items)) if isinstance(node, Or) else to_text(node)


def _where(scope: Scope) -> str:
    names = [FIELD_NAMES[field] for field in sorted({window.field for window in scope})]
    if len(names) < 2:
        return f" in the {names[0]}" if names else ""
    return f" in {', '.join(names[:-1])} or {names[-1]}"
