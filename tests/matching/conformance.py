"""The conformance set of boolean and positional matching, read and compared.

python -m tests.matching.conformance [--plain]
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from monitor.matching import Matcher
from monitor.matching.fits import fits
from monitor.matching.hits import Hits
from monitor.matching.leaves import Lexicon
from monitor.matching.reading import PlainReading
from monitor.query.nodes import And, Field, Near, Node, Not, Or, Prefix, Term
from monitor.settings import Watch
from monitor.types import Entry, Match
from tests.matching.making import entry, watch

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpora/match"


class Result(NamedTuple):
    """Pairs of an entry and a watch."""

    expected: int
    missing: tuple[tuple[str, str], ...]
    extra: tuple[tuple[str, str], ...]


def watches() -> list[Watch]:
    """Read the queries."""
    lines = (CORPUS / "fuzz_queries.jsonl").read_text(encoding="utf-8").splitlines()
    return [watch(_node(one["q"]), name=one["id"], languages=("en",)) for one in map(json.loads, lines)]


def _node(query: Any) -> Node:
    if isinstance(query, str):
        return Prefix(text=query[:-1]) if query.endswith("*") else Term(text=query)
    nodes = [*map(_node, query.get("and", ()))]
    if "or" in query:
        nodes.append(_joined(Or, map(_node, query["or"])))
    if "near" in query:
        left, right = map(_node, query["near"])
        nodes.append(Near(left=left, right=right, distance=query["k"]))
    if "field" in query:
        nodes.append(Field(name=query["field"], item=_node(query["q"])))
    nodes += [Not(item=_node(one)) for one in query.get("not", ())]
    return _joined(And, nodes)


def _joined(kind: type[And | Or], nodes: Iterable[Node]) -> Node:
    items = tuple(nodes)
    return items[0] if len(items) == 1 else kind(items=items)


def entries() -> Iterator[tuple[Entry, set[str]]]:
    """Yield each text with the watches that it must match."""
    with gzip.open(CORPUS / "fuzz_expected.jsonl.gz", "rt", encoding="utf-8") as lines:
        expected = {one["doc"]: set(one["matches"]) for one in map(json.loads, lines)}
    for line in (CORPUS / "fuzz_docs.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        yield entry(one["title"], one["summary"], guid=one["id"]), expected.get(one["id"], set())


def compare(match: Callable[[Entry], Iterable[Match]], *, every: int = 1) -> Result:
    """Compare `match` with what is expected, on every so-many-th text."""
    count, missing, extra = 0, [], []
    for number, (one, expected) in enumerate(entries()):
        if number % every == 0:
            found = {match.watch for match in match(one)}
            count += len(expected)
            missing += [(str(one.guid), name) for name in expected - found]
            extra += [(str(one.guid), name) for name in found - expected]
    return Result(count, tuple(missing), tuple(extra))


def plain() -> Callable[[Entry], Iterable[Match]]:
    """Return the evaluator that tries every watch."""
    of = watches()
    lexicon = Lexicon(of, {}, inflect=False)

    def match(one: Entry) -> Iterator[Match]:
        reading = PlainReading(one, lexicon)
        hits = Hits(reading, lexicon)
        found = (fits(watch, reading, hits, lexicon) for watch in of)
        return (match for match in found if match is not None)

    return match


if __name__ == "__main__":
    print(compare(plain() if "--plain" in sys.argv else Matcher(watches(), {}, inflect=False).match))
