"""What may stand inside what: the laws of the language that a grammar cannot say.

Each function looks at nodes that are read already and raises QueryError at the node that breaks a law.
"""

from __future__ import annotations

from typing import Final, NoReturn

from monitor.errors import QueryError
from monitor.query.nodes import (
    TEXT_FIELDS,
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
from monitor.query.printer import to_text
from monitor.query.walk import parts, walk

MAX_DISTANCE: Final = 1000
"""Words between the operands of NEAR. Beyond it, two terms are near in no reader's eyes."""

MAX_MENTIONS: Final = 1000
MAX_FIRST: Final = 10_000
"""Words at the beginning of a text; longer texts than this are not news."""


def _refuse(source: str, offset: int, message: str, advice: str) -> NoReturn:
    raise QueryError(message, text=source, offset=offset, advice=advice)


def short(node: Node, most: int = 48) -> str:
    """Write a node for a message; a long one is cut."""
    text = to_text(node)
    return text if len(text) <= most else f"{text[: most - 1]}…"


# --- NEAR, SENTENCE, COUNT, FIRST ------------------------------------------------------------------------


def near(source: str, node: Near, operator: str, at: int) -> Node:
    """Check NEAR/n or ONEAR/n, which stands at `at`; a field that both operands share is put around it."""
    if node.distance > MAX_DISTANCE:
        _refuse(source, at, f"{operator} is too far", f"write at most {MAX_DISTANCE}, or AND")
    left, right = node.left, node.right
    if isinstance(left, Field) and isinstance(right, Field) and left.name == right.name:
        inner = Near(left=left.item, right=right.item, distance=node.distance, ordered=node.ordered, at=node.at)
        item = near(source, inner, operator, at)
        return field(source, Field(name=left.name, item=item, at=node.at))
    found = _not_a_place(left) or _not_a_place(right)
    if found is not None:
        _refuse_operand(source, node, found, operator)
    return node


def _refuse_operand(source: str, node: Near, found: Node, operator: str) -> NoReturn:
    if isinstance(found, And) and (found is node.left or found is node.right):
        pairs = " AND ".join(f"({_pair(node, found, item, operator)})" for item in found.items[:3])
        _refuse(source, found.at, f"AND inside {operator}", f"write {pairs}")
    if isinstance(found, Field):
        _refuse(
            source,
            found.at,
            f"both sides of {operator} must be in one field",
            f"write the field around both, such as {found.name}:(a {operator} b)",
        )
    if isinstance(found, Not):
        _refuse(source, found.at, f"NOT inside {operator}", f"write … AND NOT (a {operator} b)")
    _refuse(source, found.at, f"{_named(found)} inside {operator}", _PLACES)


def _pair(node: Near, group: Node, item: Node, operator: str) -> str:
    """Write `node` with `item` in place of the operand `group`."""
    left, right = (item if operand is group else operand for operand in (node.left, node.right))
    return f"{short(left)} {operator} {short(right)}"


_PLACES: Final = "it takes terms, phrases, term sets, NUM(…), and these joined by OR in brackets"


def _not_a_place(node: Node) -> Node | None:
    """Return the first node that stands at no place of its own in a text, so that nothing can be near it."""
    if isinstance(node, (Term, Prefix, Regex, SetRef, Number)):
        return None
    if isinstance(node, (Or, Near)):
        return next((found for part in parts(node) if (found := _not_a_place(part))), None)
    return node


def _named(node: Node) -> str:
    """Name a node as it is written."""
    match node:
        case Field(name=name):
            return f"{name}:"
        case AtLeast(count=count):
            return f"ATLEAST/{count}"
        case Count(count=count):
            return f"COUNT/{count}"
        case First(words=words):
            return f"FIRST/{words}"
        case Number():
            return "NUM"
    return type(node).__name__.upper()


def sentence(source: str, node: Sentence) -> Sentence:
    """Check SENTENCE(a, b)."""
    if len(node.items) < 2:
        _refuse(source, node.at, "SENTENCE of one part", "write what stands together: SENTENCE(a, b)")
    for item in node.items:
        _check_inside(source, item, "SENTENCE", "separate the parts by commas; NOT and fields stand outside")
    return node


def count(source: str, node: Count) -> Count:
    """Check COUNT/n(a)."""
    name = f"COUNT/{node.count}"
    if not 1 <= node.count <= MAX_MENTIONS:
        _refuse(source, node.at, f"{name} is out of range", f"write a number from 1 to {MAX_MENTIONS}")
    _check_inside(source, node.item, name, "it counts mentions of a term, a term set or an OR-group")
    return node


def first(source: str, node: First) -> First:
    """Check FIRST/n(a)."""
    name = f"FIRST/{node.words}"
    if not 1 <= node.words <= MAX_FIRST:
        _refuse(source, node.at, f"{name} is out of range", f"write a number from 1 to {MAX_FIRST}")
    for item in node.item.items if isinstance(node.item, And) else (node.item,):
        _check_inside(source, item, name, "NOT and fields stand outside, such as title:FIRST/5(a)")
    return node


def _check_inside(source: str, item: Node, name: str, advice: str) -> None:
    found = _not_a_place(item)
    if found is not None:
        _refuse(source, found.at, f"{_named(found)} inside {name}", advice)


def only(source: str, name: str, items: tuple[Node, ...]) -> Node:
    """Return the one part of COUNT/n and FIRST/n."""
    if len(items) > 1:
        listed = " OR ".join(map(short, items))
        _refuse(source, items[1].at, f"{name} takes one part", f"write {name}({listed})")
    return items[0]


def at_least(source: str, node: AtLeast) -> AtLeast:
    """Check ATLEAST/n(a, b, c)."""
    name, most = f"ATLEAST/{node.count}", len(node.items)
    if most < 2:
        advice = f"list what it chooses from: {name}(a, b, c); for several mentions write COUNT/{node.count}(…)"
        _refuse(source, node.at, f"{name} of one part", advice)
    if not 1 <= node.count <= most:
        _refuse(source, node.at, f"{name} of {most} is out of range", f"write a number from 1 to {most}")
    return node


def field(source: str, node: Field) -> Field:
    """Check a field limit: no field inside a field, and nothing positional inside a label."""
    for inner in walk(node.item):
        if isinstance(inner, Field):
            _refuse(
                source,
                inner.at,
                f"{inner.name}: inside {node.name}:",
                f"write {node.name}:… AND {inner.name}:…",
            )
        if node.name not in TEXT_FIELDS and isinstance(inner, (Near, Sentence, Count, First, Number)):
            _refuse(
                source,
                inner.at,
                f"{_named(inner)} inside {node.name}:, which is a label and no running text",
                f"write single terms: {node.name}:(a OR b)",
            )
    return node


# --- negative parts --------------------------------------------------------------------------------------


def check_positive(source: str, node: Node) -> None:
    """Refuse a query that only says what must not be there, as a whole or in one of its branches."""
    if _is_negative(node):
        _refuse(
            source,
            node.at,
            "the query has only negative parts and would match almost everything",
            f"say what must be there: … AND {short(node)}",
        )
    for outer in walk(node):
        for inner in parts(outer):
            if _is_negative(inner) and not isinstance(outer, And):
                _refuse_negative(source, outer, inner)


def _is_negative(node: Node) -> bool:
    return isinstance(node, Not) or (isinstance(node, And) and all(map(_is_negative, node.items)))


def _refuse_negative(source: str, outer: Node, inner: Node) -> NoReturn:
    match outer, inner:
        case Not(), Not(item=item):
            _refuse(source, inner.at, "NOT of a NOT", f"write {short(item)}")
        case Field(name=name), Not(item=item):
            _refuse(source, inner.at, "NOT inside a field", f"write NOT {short(Field(name=name, item=item))}")
    _refuse(
        source,
        inner.at,
        f"this part of {_named(outer)} only says what must not be there and would match almost everything",
        f"say what must be there too: (… AND {short(inner)})",
    )
