"""What can be asked of nodes: parts, references, warnings, and sets that include themselves."""

from __future__ import annotations

import itertools

import hypothesis.strategies as st
import pytest
from hypothesis import given

from monitor.query import (
    Score,
    SetRef,
    Term,
    Weighted,
    cycles,
    parse,
    references,
    set_names,
    to_text,
    walk,
    warnings,
)

QUERY = "@aa NEAR/8 (bb OR @cc) AND NOT title:(@aa OR ATLEAST/2(dd, COUNT/2(@ee), FIRST/9(ff)))"


def test_walk_is_in_the_order_of_writing() -> None:
    """Every node comes before its parts, and parts from left to right."""
    leaves = [to_text(node) for node in walk(parse(QUERY)) if isinstance(node, (Term, SetRef))]
    assert leaves == ["@aa", "bb", "@cc", "@aa", "dd", "@ee", "ff"]
    offsets = [node.at for node in walk(parse(QUERY)) if isinstance(node, (Term, SetRef))]
    assert offsets == sorted(offsets)


def test_references() -> None:
    """Each reference has its place; the names come once."""
    found = references(parse(QUERY))
    assert [(ref.name, QUERY[ref.at : ref.at + 3]) for ref in found] == [
        ("aa", "@aa"),
        ("cc", "@cc"),
        ("aa", "@aa"),
        ("ee", "@ee"),
    ]
    assert set_names(parse(QUERY)) == ("aa", "cc", "ee")


def test_a_score_is_walked_through() -> None:
    """The lines of a score and what it requires are all looked at."""
    score = Score(
        items=(Weighted(item=parse("@aa"), weight=2), Weighted(item=parse("tro*"), weight=-1)),
        threshold=5,
        require=parse("@bb AND @cc"),
    )
    assert set_names(score) == ("aa", "bb", "cc")
    assert len(warnings(score)) == 1


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("troo*", []),
        ("aa AND tro*", [7]),
        ("title:(при* OR прик*)", [7]),
        ("북한* OR クル*", []),
        ("aa NEAR/0 bb", [0]),
        ("aa ONEAR/0 bb", []),
    ],
)
def test_warnings(text: str, offsets: list[int]) -> None:
    """What is allowed but hardly meant has a place and advice."""
    found = warnings(parse(text))
    assert [offset for offset, _ in found] == offsets
    assert all("; " in sentence for _, sentence in found)


def test_cycles() -> None:
    """A set that includes itself is named with its way, once for all sets on it."""
    sets = {"a": ["b", "missing"], "b": ["c"], "c": ["a"], "d": ["a"], "e": ["e"], "f": []}
    assert cycles(sets) == (("a", "b", "c", "a"), ("e", "e"))


NAMES = "abcde"


@given(st.fixed_dictionaries({name: st.lists(st.sampled_from(NAMES), max_size=3) for name in NAMES}))
def test_cycles_are_those_of_the_closure(sets: dict[str, list[str]]) -> None:
    """Against the plain way: the transitive closure of "includes"."""
    reached = {(name, other) for name, others in sets.items() for other in others}
    for middle, start, end in itertools.product(NAMES, repeat=3):  # Warshall: the middle varies slowest
        if (start, middle) in reached and (middle, end) in reached:
            reached.add((start, end))
    circular = {name for name in NAMES if (name, name) in reached}
    found = cycles(sets)
    for way in found:
        assert way[0] == way[-1]
        assert all(second in sets[first] for first, second in itertools.pairwise(way))
    on_ways = {name for way in found for name in way}
    assert on_ways <= circular
    assert all(name in on_ways or any((name, other) in reached for other in on_ways) for name in circular)
