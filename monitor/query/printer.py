"""From nodes to the text of a query: `parse(to_text(node)) == node` for every node that `parse` returns.

The text is canonical: one space between words, straight quotes only where a term needs them, brackets where
the language asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.query import numbers, terms
from monitor.query.lexer import Kind
from monitor.query.nodes import (
    And,
    AtLeast,
    Count,
    Field,
    First,
    Form,
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

MARKS = {Form.INFLECTED: "", Form.EXACT: "=", Form.CASE: "^"}


def to_text(node: Node) -> str:
    """Write `node` in the watch language, on one line."""
    match node:
        case And(items=items):
            return " AND ".join(_grouped(item, Or) for item in items)
        case Or(items=items):
            return " OR ".join(_grouped(item, And) for item in items)
        case Not(item=item):
            return f"NOT {_grouped(item, And, Or, Near)}"
        case Near(left=left, right=right, distance=distance, ordered=ordered):
            operator = "ONEAR" if ordered else "NEAR"
            return f"{_operand(left)} {operator}/{distance} {_operand(right)}"
        case Field(name=name, item=item):
            return f"{name}:{_grouped(item, And, Or, Near)}"
    return _atom(node)


def join(kind: Kind, items: Sequence[Node]) -> Node:
    """Join nodes by AND or OR; those that are joined by the same already are taken in."""
    if len(items) == 1:
        return items[0]
    joined = And if kind is Kind.AND else Or
    flat = (inner for item in items for inner in (item.items if isinstance(item, joined) else (item,)))
    return joined(items=tuple(flat), at=items[0].at)


def _operand(node: Node) -> str:
    return _grouped(node, And, Or, Near)


def _grouped(node: Node, *kinds: type) -> str:
    """Write `node`, in brackets where it is one of `kinds`."""
    return f"({to_text(node)})" if isinstance(node, kinds) else to_text(node)


def _atom(node: Node) -> str:
    match node:
        case Term(text=text, form=form):
            return MARKS[form] + (text if terms.is_bare(text) else f'"{text}"')
        case Prefix(text=text):
            return f"{text}*"
        case SetRef(name=name):
            return f"@{name}"
        case Regex(pattern=pattern):
            return f"/{_slashed(pattern)}/"
        case Number():
            return f"NUM({numbers.written(node)})"
    return _call(node)


def _call(node: Node) -> str:
    match node:
        case Sentence(items=items):
            return f"SENTENCE({_listed(items)})"
        case AtLeast(count=count, items=items):
            return f"ATLEAST/{count}({_listed(items)})"
        case Count(count=count, item=item):
            return f"COUNT/{count}({to_text(item)})"
        case First(words=words, item=item):
            return f"FIRST/{words}({to_text(item)})"
    raise TypeError(type(node).__name__)


def _listed(items: tuple[Node, ...]) -> str:
    return ", ".join(to_text(item) for item in items)


def _slashed(pattern: str) -> str:
    """Escape the slashes of a pattern; what is escaped already stays as it is."""
    written, at = [], 0
    while at < len(pattern):
        piece = pattern[at : at + 2] if pattern[at] == "\\" else pattern[at]
        written.append(r"\/" if piece == "/" else piece)
        at += len(piece)
    return "".join(written)
