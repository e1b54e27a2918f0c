"""The behaviours that a fetcher and reader of feeds owes, by number, and the tests that prove each of them.

A test says what it proves with `@pytest.mark.checklist(NUMBER, …)`. They are found by reading the files, so that
nothing is imported for it. To see them all:

    python -m tests.checklist
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]

ITEMS: Mapping[int, str] = {
    1: "validators are opaque, go back as they came, and are renewed by every 200 and 304",
    2: "a 304 is a success: it ends a run of failures, and nothing is parsed",
    3: "validators are not trusted for ever: now and then a whole body is asked for, and liars are not asked again",
    4: "a body in which only its own timestamps changed is not parsed",
    5: "the interval is the longest of ours and the publisher's, capped, spread by URL, and outlives a restart",
    6: "429, 503 and Retry-After slow the feed and its host; a host has a limit and a gap",
    7: "the interval goes with what a feed publishes, for the shortest delay that the requests allow",
    8: "a gap is told, the feed is asked sooner, and older pages are read within bounds",
    9: "WebSub: subscription, lease, signature; slow polling stays",
    10: "the User-Agent says who asks; no cookies, no Referer, no environment",
    11: "permanent moves are adopted when they repeat and lead to a feed; other redirects and dangerous ones are not",
    12: "410 stops and is told once, 404 slows down; a page or nothing in place of a feed keeps the last good state",
    13: "back-off has a cap, an outage of our own counts against nobody, no feed is given up",
    14: "every kind of failure is its own",
    15: "one deadline for the whole fetch",
    16: "gzip only, read raw, undone within bounds",
    17: "a fetch that is cancelled leaves nothing behind",
    18: "every address is checked, and the checked one is dialled, at each hop",
    19: "a document is never taken for a path or a URL",
    20: "reading ends in time, whatever the document is",
    21: "no entity is expanded, none fetched",
    22: "well-formed documents are read at a fraction of the reference's cost",
    23: "both lanes read the same, and where they differ a test says who is wrong",
    24: "every family and version, old encodings, declared or not, and what stands before the declaration",
    25: "the same entry stays the same: guids, links, edits, dates",
    26: "dates are read or unknown, and a wild one orders and suppresses nothing",
    27: "links are web addresses; tracking parameters name no page, and stay for the reader",
    28: "what drops off a feed was not deleted; an article that is gone after it was told is news",
    29: "the first sight of a feed is a baseline",
}


@cache
def proofs() -> dict[int, list[str]]:
    """The tests that prove each item, as pytest names them."""
    found: dict[int, list[str]] = {number: [] for number in ITEMS}
    for path in sorted(TESTS.rglob("test_*.py")):
        for name, number in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(number, []).append(f"{path.relative_to(TESTS.parent).as_posix()}::{name}")
    return found


def _marked(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Give each marked test of a file with each of its numbers."""
    for test in tree.body:
        if not isinstance(test, ast.FunctionDef) or not test.name.startswith("test_"):
            continue
        for mark in test.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.checklist":
                yield from ((test.name, int(ast.literal_eval(number))) for number in mark.args)
