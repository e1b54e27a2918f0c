"""Changed clauses put into a query: as nodes, and into the text that a person wrote, of which the rest stays as it is.

Where a change has no place of its own in the text (two clauses made one), the query is written anew, one clause a line,
and its comments are lost; a person sees that in the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.query import And, Node, Not, Or, QueryError, parse, to_text
from monitor.tuning.choosing import Change
from monitor.tuning.ground import clauses_of
from monitor.tuning.proposal import Kind
from monitor.tuning.shapes import joined

ONE_LINE = 100
"""Characters of a query that fit on one line of a file."""


def changed(query: Node, changes: Sequence[Change]) -> Node:
    """Return the query with all changes in it."""
    clauses: list[Node | None] = list(clauses_of(query))
    for number in {number for change in changes for number in change.replaces}:
        mine = [change for change in changes if number in change.replaces]
        if mine[0].kind is Kind.TERM:
            words = tuple(change.node for change in mine if change.node is not None)
            old = clauses[number]
            before = old.items if isinstance(old, Or) else () if old is None else (old,)
            clauses[number] = Or(items=(*before, *words))
        else:
            first = number == min(mine[0].replaces)
            clauses[number] = mine[0].node if first else None
    kept_out = [change.node for change in changes if not change.replaces and change.node is not None]
    found = [clause for clause in clauses if clause is not None]
    if kept_out:
        found.append(Not(item=joined(kept_out)))
    flat = [inner for clause in found for inner in clauses_of(clause)]
    return flat[0] if len(flat) == 1 else And(items=tuple(flat))


def rewritten(source: str, new: Node) -> str:
    """Return `source`, which is the text of a query, so that it says `new`.

    What stays the same stays as it was written, comments and line breaks too, where that can be.
    """
    old = clauses_of(parse(source))
    wanted = clauses_of(new)
    for text in _tries(source, old, wanted):
        if _says(text, new):
            return text
    return anew(new)


def anew(query: Node) -> str:
    """Write a query, a clause a line where it is long."""
    text = to_text(query)
    if len(text) <= ONE_LINE or not isinstance(query, And):
        return text
    return "\n".join(f"{'AND ' if number else ''}{_bracketed(clause)}" for number, clause in enumerate(query.items))


def _tries(source: str, old: Sequence[Node], wanted: Sequence[Node]) -> Iterator[str]:
    """Yield texts that might say it: clauses replaced where they stand, what is new at the end."""
    text = source
    if len(wanted) < len(old):
        return
    for before, after in reversed(list(zip(old, wanted[: len(old)], strict=True))):
        if before != after:
            place = _place(source, before)
            if place is None:
                return
            start, end = place
            # Behind it nothing has moved: the last clause is replaced first.
            text = f"{text[:start]}{_within(text, start, end, before, after)}{text[end:]}"
    behind = wanted[len(old) :]
    if not behind:
        yield text
        return
    body, alone = text.rstrip(), len(old) == 1
    more = [f"AND {_bracketed(clause)}" for clause in behind]
    lines = "\n" in body or "#" in body.rsplit("\n", 1)[-1]
    for between in ("\n", " ") if lines else (" ", "\n"):
        yield between.join((body, *more))
        if alone and lines:
            yield between.join(("(", *(f"  {line}" for line in body.split("\n")), ")", *more))
        elif alone:
            yield between.join((f"({body})", *more))


def _place(source: str, clause: Node) -> tuple[int, int] | None:
    """Find where a clause is written: the shortest text from where it begins that says it."""
    for end in range(clause.at + 1, len(source) + 1):
        if (end == len(source) or not source[end].isalnum()) and _says(source[clause.at : end], clause):
            return clause.at, end
    return None


def _within(text: str, start: int, end: int, before: Node, after: Node) -> str:
    """Write what stands in place of a clause; words that are added to it stand behind what was there."""
    if isinstance(after, Or):
        kept = before.items if isinstance(before, Or) else (before,)
        if after.items[: len(kept)] == kept:
            added = " OR ".join(to_text(item) for item in after.items[len(kept) :])
            inside = f"{text[start:end]} OR {added}"
            return inside if _in_brackets(text, start, end) else f"({inside})"
    return _bracketed(after) if not _in_brackets(text, start, end) else to_text(after)


def _in_brackets(text: str, start: int, end: int) -> bool:
    before, behind = text[:start].rstrip(), text[end:].lstrip()
    return before.endswith("(") and behind.startswith(")")


def _bracketed(clause: Node) -> str:
    return f"({to_text(clause)})" if isinstance(clause, Or) else to_text(clause)


def _says(text: str, node: Node) -> bool:
    try:
        return parse(text) == node
    except QueryError:
        return isinstance(node, Not) and _says_not(text, node)


def _says_not(text: str, node: Not) -> bool:
    """A NOT by itself is no query; with a word before it, it is."""
    try:
        found = parse(f"word AND {text}")
    except QueryError:
        return False
    return isinstance(found, And) and found.items[1:] == (node,)
