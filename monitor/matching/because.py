"""Why a clause holds, in words for people.

    North Korea ["північнокорейських", uk lemma] 1 word from troops ["солдатів", uk stem]

Sets are called by their title. Nothing is decided here: what holds was found by the evaluator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.matching.hits import Hits
from monitor.matching.plain import Evaluation, Found, Scope, limit
from monitor.matching.spans import ARTICLE, FIELD_NAMES, FIELD_NUMBERS, TITLE, Span, Window, between
from monitor.query import to_text
from monitor.query.nodes import (
    And,
    AtLeast,
    Count,
    Field,
    First,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Regex,
    Sentence,
    SetRef,
    Term,
)
from monitor.settings import TermSet
from monitor.types import Hit


class Because:
    """Speaks of one watch and one entry."""

    def __init__(self, evaluation: Evaluation, hits: Hits, terms: Mapping[str, TermSet]) -> None:
        self._evaluation = evaluation
        self._hits = hits
        self._terms = terms

    def says(self, node: Node, scope: Scope) -> str:
        """Say why `node` holds within `scope`, which it does."""
        match node:
            case And(items=items):
                return " and ".join(self.says(item, scope) for item in items)
            case Or(items=items):
                return self.says(self._held(items, scope)[0], scope)
            case Not(item=item):
                return f"no {self.name(item)}"
            case Near():
                return self._near(node, scope)
            case AtLeast(items=items):
                held = self._held(items, scope)
                listed = ", ".join(self.says(item, scope) for item in held)
                return f"{len(held)} of {len(items)}: {listed}"
            case Field(name=name, item=item) if name in FIELD_NUMBERS:
                return self.says(item, limit(node, scope))
        return self._counted(node, scope)

    def name(self, node: Node) -> str:
        """Call a node as people would: a set by its title, a term as it is written."""
        match node:
            case SetRef(name=name):
                title = self._terms[name].title if name in self._terms else ""
                return title or name.replace("-", " ").replace("_", " ")
            case Term(text=text):
                return text
            case Prefix(text=text):
                return f"{text}*"
            case Or(items=items):
                return " or ".join(self.name(item) for item in items)
        return to_text(node)

    def _held(self, items: Sequence[Node], scope: Scope) -> list[Node]:
        return [item for item in items if self._evaluation.holds(item, scope)]

    def _counted(self, node: Node, scope: Scope) -> str:
        match node:
            case Sentence(items=items):
                return self._sentence(items, scope)
            case Count(item=item):
                times = len(self._evaluation.mentions(item, scope))
                return f"{times} mentions of {self.says(item, scope)}"
            case First(item=item, words=words):
                return f"{self.says(item, limit(node, scope))} within the first {words} words"
            case Field():
                return to_text(node)
        return self._mention(node, self._evaluation.evidence(node, scope))

    def _near(self, node: Near, scope: Scope) -> str:
        left, right = min(self._evaluation.pairs(node, scope), key=_closeness)
        gap = between(left, right) or 0
        words = "next to" if gap == 0 else f"{gap} word{'s' if gap > 1 else ''} from"
        sides = (self._operand(node.left, left), words, self._operand(node.right, right))
        return " ".join(sides) + self._place(left)

    def _operand(self, node: Node, span: Span) -> str:
        return self.says(node, (Window(*span),)).removesuffix(self._place(span))

    def _sentence(self, items: Sequence[Node], scope: Scope) -> str:
        sentence = self._evaluation.sentences_with(items, scope)[0]
        place = self._place(Span(*sentence))
        said = [self.says(item, (sentence,)).removesuffix(place) for item in items]
        return f"{' and '.join(said)} in one sentence{place}"

    def _mention(self, node: Node, found: Sequence[Found]) -> str:
        first = min(found, key=lambda one: one.span)
        hit = self._hits.of(one for one in found if one.span == first.span)[0]
        name = f"/{node.pattern}/" if isinstance(node, Regex) else self.name(node)
        return f"{name} {quoted(hit)}{self._place(first.span)}"

    def _place(self, span: Span) -> str:
        """Say where a span stands; nothing of the title, which everybody sees first."""
        if span.field == TITLE:
            return ""
        if span.field != ARTICLE:
            return f" in the {FIELD_NAMES[span.field]}"
        text = self._evaluation.texts[ARTICLE]
        before = text.text[: text.starts[span.start]] if span.start < len(text) else text.text
        return f" in the article, paragraph {paragraph(before)}"


_EVIDENT = frozenset({"exact", "case", "prefix", "number", "regex"})
"""Reasons that the name of the term shows already: mobilis*, NUM(>=1000), /T-72/."""


def quoted(hit: Hit) -> str:
    """Quote what stands in the text, with the reason where it is another form than the term."""
    plain = hit.why in _EVIDENT or hit.surface == hit.term
    why = hit.why if hit.language in {None, "any"} else f"{hit.language} {hit.why}"
    return f'["{hit.surface}"]' if plain else f'["{hit.surface}", {why}]'


def paragraph(before: str) -> int:
    """Count in which paragraph a place stands, given the text before it; blank lines are none."""
    lines = before.split("\n")
    return sum(1 for line in lines[:-1] if line.strip()) + 1


def _closeness(pair: tuple[Span, Span]) -> tuple[int, Span]:
    return between(*pair) or 0, pair[0]
