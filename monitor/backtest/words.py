"""The terms that a watch is made of, as written, so that those which never hit can be named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.query import TEXT_FIELDS, Query, parts, to_text
from monitor.query.nodes import Field, Not, Number, Prefix, Regex, SetRef, Term
from monitor.settings import TermSet, Watch
from monitor.types import Hit

Written = tuple[str | None, str]
"""A term set of the query, None for the query itself, and a term."""


def written_of(hit: Hit) -> Written:
    """Return the term that a hit is of."""
    return hit.set, hit.term


def words_of(watch: Watch, terms: Mapping[str, TermSet]) -> tuple[Written, ...]:
    """Return every term by which `watch` may be hit, each once, in the order they are written.

    What stands below a NOT never makes a hit, nor does a label such as `feed:`.
    """
    return tuple(dict.fromkeys(_words(watch.query, terms)))


def _words(node: Query, terms: Mapping[str, TermSet]) -> Iterator[Written]:
    if isinstance(node, Not) or (isinstance(node, Field) and node.name not in TEXT_FIELDS):
        return
    if isinstance(node, SetRef):
        yield from ((node.name, term) for term in _of_set(node.name, terms, set()))
    elif (term := _term(node)) is not None:
        yield None, term
    for part in parts(node):
        yield from _words(part, terms)


def _of_set(name: str, terms: Mapping[str, TermSet], opened: set[str]) -> Iterator[str]:
    opened.add(name)
    for node in (node for nodes in terms[name].lists.values() for node in nodes):
        if not isinstance(node, SetRef):
            term = _term(node)
            if term is not None:
                yield term
        elif node.name not in opened:
            yield from _of_set(node.name, terms, opened)


def _term(node: object) -> str | None:
    """Write a node as its hits do."""
    match node:
        case Term(text=text) | Prefix(text=text):
            return text
        case Regex(pattern=pattern):
            return f"/{pattern}/"
        case Number():
            return to_text(node)
    return None
