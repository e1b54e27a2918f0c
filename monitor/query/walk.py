"""Going through the nodes of a query, and what can be asked of it without knowing any text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from monitor.query import terms
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
    Query,
    Score,
    Sentence,
    SetRef,
)


def parts(node: Query) -> tuple[Node, ...]:
    """Return the nodes directly below `node`, in the order they are written."""
    match node:
        case And(items=items) | Or(items=items) | Sentence(items=items) | AtLeast(items=items):
            return items
        case Not(item=item) | Count(item=item) | First(item=item) | Field(item=item):
            return (item,)
        case Near(left=left, right=right):
            return (left, right)
        case Score(items=weighted, require=require):
            return (*(one.item for one in weighted), *(() if require is None else (require,)))
    return ()


def walk(node: Query) -> Iterator[Node]:
    """Yield every node of a query, each before the nodes below it; a `Score` itself is no node."""
    waiting: list[Query] = [node]
    while waiting:
        current = waiting.pop()
        if not isinstance(current, Score):
            yield current
        waiting.extend(reversed(parts(current)))


def references(node: Query) -> tuple[SetRef, ...]:
    """Return every reference to a term set, as often as it is written; `at` is its offset."""
    return tuple(one for one in walk(node) if isinstance(one, SetRef))


def set_names(node: Query) -> tuple[str, ...]:
    """Return the names of the term sets that a query uses, each once, in the order of their first use."""
    return tuple(dict.fromkeys(one.name for one in references(node)))


def warnings(node: Query) -> tuple[tuple[int, str], ...]:
    """Return what is allowed but probably not meant: the offset and a sentence with advice."""
    return tuple((one.at, text) for one in walk(node) if (text := _warning(one)))


_CLOSE = 5
"""On unseen news NEAR/4 lost seven of twenty-three that NEAR/8 kept, and kept out nothing that NEAR/8 let in."""


def _counts(node: Near) -> bool:
    """Tell whether a number is near: it stands beside what it counts."""
    return isinstance(node.left, Number) or isinstance(node.right, Number)


def _warning(node: Node) -> str:
    if isinstance(node, Prefix) and terms.is_short(node):
        return f"{node.text}* begins a great many words; write at least four letters before the star"
    if isinstance(node, Near) and node.distance < _CLOSE and not (node.ordered or _counts(node)):
        between = "no word" if node.distance == 0 else f"only {node.distance} word{'s' if node.distance > 1 else ''}"
        return f"NEAR/{node.distance} lets {between} stand between; NEAR/8 is a good distance in news"
    return ""


def cycles(sets: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Return how term sets include themselves: for each that does, a shortest way from it back to it.

    `sets` maps the name of a set to the names of the sets it includes; unknown names lead nowhere. A set
    that lies on a way already returned is not reported again. The first and the last name of a way are equal.
    """
    found: list[tuple[str, ...]] = []
    reported: set[str] = set()
    for name in sets:
        way = () if name in reported else _way_back(name, sets)
        if way:
            found.append(way)
            reported.update(way)
    return tuple(found)


def _way_back(name: str, sets: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Search breadth first from `name` to itself."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    for way in ways:
        for following in sets.get(way[-1], ()):
            if following == name:
                return (*way, name)
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()
