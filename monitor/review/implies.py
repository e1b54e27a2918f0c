"""Whether one part of a query holds only where another does. Plain logic over what is written.

A "no" may be wrong (inflection is not asked, so that `soldiers` is not known to stand for `soldier`); a "yes" is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from monitor import query
from monitor.language import analyse
from monitor.query import (
    TEXT_FIELDS,
    And,
    AtLeast,
    Count,
    Field,
    First,
    Form,
    Near,
    Node,
    Not,
    Or,
    Sentence,
    SetRef,
    Term,
)
from monitor.settings import TermSet


class Implication:
    """Answers with the term sets opened."""

    def __init__(self, terms: Mapping[str, TermSet]) -> None:
        self._terms = terms
        self._members = cache(self._opened)

    def holds(self, one: Node, other: Node) -> bool:
        """Tell whether `other` surely holds in every entry in which `one` does."""
        if one == other:
            return True
        match one:
            case Or(items=items):
                return all(self.holds(item, other) for item in items)
            case SetRef(name=name) if isinstance(other, SetRef):
                return set(self._members(name)) <= set(self._members(other.name))
            case SetRef(name=name):
                members = self._members(name)
                return bool(members) and all(self.holds(item, other) for item in members)
        return self._in_other(one, other) or self._through_parts(one, other)

    def _in_other(self, one: Node, other: Node) -> bool:
        match other:
            case Or(items=items):
                return any(self.holds(one, item) for item in items)
            case And(items=items):
                return all(self.holds(one, item) for item in items)
            case SetRef(name=name):
                return any(self.holds(one, item) for item in self._members(name))
            case Term():
                return isinstance(one, Term) and _contains(one, other)
        return False

    def _through_parts(self, one: Node, other: Node) -> bool:
        """A node that asks for more than the presence of its parts still asks for that."""
        match one:
            case Field(name=name, item=item):
                if isinstance(other, Field):
                    return name == other.name and self.holds(item, other.item)
                return name in TEXT_FIELDS and self.holds(item, other)
            case And(items=items) | Sentence(items=items):
                return any(self.holds(item, other) for item in items)
            case Near() | Count() | First():
                return any(self.holds(item, other) for item in query.parts(one))
            case AtLeast(count=count, items=items):
                return sum(self.holds(item, other) for item in items) > len(items) - count
            case Not(item=item):
                return isinstance(other, Not) and self.holds(other.item, item)
        return False

    def _opened(self, name: str) -> tuple[Node, ...]:
        """Return the terms of a set and of the sets that it includes."""
        found: dict[Node, None] = {}
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                for node in (node for nodes in self._terms[current].lists.values() for node in nodes):
                    if isinstance(node, SetRef):
                        waiting.append(node.name)
                    else:
                        found[node] = None
        return tuple(found)


def _contains(one: Term, other: Term) -> bool:
    """Tell whether the words of `other` stand side by side in `one`, and `other` is no stricter about them."""
    if Form.CASE in {one.form, other.form} or (other.form is Form.EXACT and one.form is not Form.EXACT):
        return False
    outer, inner = analyse(one.text), analyse(other.text)
    size = len(inner.words)
    return any(
        outer.words[start : start + size] == inner.words
        and all(outer.capitalised(start + at) or not inner.capitalised(at) for at in range(size))
        for start in range(len(outer.words) - size + 1)
    )
