"""Other forms of a clause: narrower ones, which hold nowhere else than the clause does, and wider ones.

Of several distances all are made; which of them is the least change that helps is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from monitor.query import (
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
    parts,
    walk,
)
from monitor.tuning.proposal import Kind

DISTANCES = (30, 20, 12, 8, 5)
"""Words between two operands. Below five NEAR loses more news than it keeps noise out."""

BEGINNINGS = (120, 60, 30)
"""Words from the beginning of a text: its first paragraphs, its first one, its first sentence."""

MOST_CLAUSES = 4
"""Of so many clauses, the first ones, pairs are tried."""

Shape = tuple[Kind, tuple[int, ...], Node | None]
"""What it is, the numbers of the clauses that it stands for, and what stands for them; None: nothing does."""


def narrower(clauses: Sequence[Node]) -> Iterator[Shape]:
    """Yield narrower forms of each clause, and of two clauses together."""
    for number, clause in enumerate(clauses):
        for near in _nears(clause):
            for distance in DISTANCES:
                if distance < near.distance:
                    yield Kind.NEAR, (number,), _with(clause, near, replace(near, distance=distance))
        if is_place(clause):
            yield from ((Kind.FIRST, (number,), First(words=words, item=clause)) for words in BEGINNINGS)
            title, summary = (Field(name=name, item=clause) for name in ("title", "summary"))
            yield Kind.FIELD, (number,), Or(items=(title, summary))
            yield Kind.FIELD, (number,), title
    places = [number for number, clause in enumerate(clauses) if is_place(clause)][:MOST_CLAUSES]
    for first, second in combinations(places, 2):
        left, right = clauses[first], clauses[second]
        for distance in DISTANCES:
            yield Kind.NEAR, (first, second), Near(left=left, right=right, distance=distance)
        yield Kind.SENTENCE, (first, second), Sentence(items=(left, right))


def wider(clauses: Sequence[Node]) -> Iterator[Shape]:
    """Yield wider forms of each clause: larger distances, and what a NOT keeps out let in."""
    for number, clause in enumerate(clauses):
        if isinstance(clause, Not):
            items = clause.item.items if isinstance(clause.item, Or) else (clause.item,)
            for item in items:
                rest = tuple(one for one in items if one != item)
                yield Kind.LET_IN, (number,), Not(item=joined(rest)) if rest else None
            continue
        for near in _nears(clause):
            for distance in reversed(DISTANCES):
                if distance > near.distance:
                    yield Kind.WIDER, (number,), _with(clause, near, replace(near, distance=distance))


def joined(items: Sequence[Node]) -> Node:
    """Join by OR, where there are several."""
    return items[0] if len(items) == 1 else Or(items=tuple(items))


def is_place(node: Node) -> bool:
    """Tell whether a node stands at places of its own in a text, so that something can be near it."""
    if isinstance(node, Term | Prefix | Regex | SetRef | Number):
        return True
    return isinstance(node, Or | Near) and all(map(is_place, parts(node)))


def _nears(clause: Node) -> Iterator[Near]:
    """Yield the distances in a clause that is no NOT; what a NOT within it keeps out is left alone."""
    below_not = {id(inner) for node in walk(clause) if isinstance(node, Not) for inner in walk(node)}
    for node in walk(clause):
        if isinstance(node, Near) and id(node) not in below_not:
            yield node


def _with(node: Node, old: Node, new: Node) -> Node:
    """Return a node with one part in it replaced."""
    return new if node is old else _mapped(node, lambda part: _with(part, old, new))


def _mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """Change the nodes directly below a node."""
    match node:
        case And(items=items) | Or(items=items) | Sentence(items=items) | AtLeast(items=items):
            return replace(node, items=tuple(map(change, items)))
        case Not(item=item) | Count(item=item) | First(item=item) | Field(item=item):
            return replace(node, item=change(item))
        case Near(left=left, right=right):
            return replace(node, left=change(left), right=change(right))
    return node
