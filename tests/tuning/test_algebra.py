"""What is reckoned from the sets of clauses is what the matcher says of the whole changed query, change by change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.query import Node, Not, QueryError, parse, to_text
from monitor.tuning.belief import Beliefs
from monitor.tuning.changes import believed, on
from monitor.tuning.choosing import Change, Judged, Query
from monitor.tuning.ground import Ground, clauses_of
from monitor.tuning.proposal import Kind
from monitor.tuning.rewriting import changed, rewritten
from monitor.tuning.shapes import narrower, wider
from tests import making

WORDS = ("troops", "border", "Kursk", "drones", "film", "club", "march", "rain", "song", "bread")
QUERIES = (
    "troops",
    "troops AND border",
    "troops OR drones",
    "troops NEAR/9 border AND NOT film",
    "(troops OR drones) AND Kursk AND NOT (film OR club)",
    "Kursk AND (troops NEAR/20 drones OR border)",
    "title:Kursk AND FIRST/40(troops) AND border",
)
LANGUAGE = ("en",)

TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join)
ENTRIES = st.lists(st.tuples(TEXTS, TEXTS), min_size=4, max_size=14)


def changes_of(query: Node, ground: Ground) -> list[Change]:
    """Every form of every clause that the language takes, and words beside each clause and for a NOT."""
    clauses = clauses_of(query)
    shapes = [one for one in (*narrower(clauses), *wider(clauses)) if one[2] is None or taken(one[2])]
    found = [Change(kind=kind, replaces=places, node=node, text="", holds=0) for kind, places, node in shapes]
    for word in ("rain", "bread", '"march song"'):
        found.append(Change(kind=Kind.NOT, replaces=(), node=parse(word), text=word, holds=0))
        found += [
            Change(kind=Kind.TERM, replaces=(number,), node=parse(word), text=word, holds=0)
            for number, clause in enumerate(clauses)
            if not isinstance(clause, Not)
        ]
    return on(ground, found, clauses)


def taken(node: Node) -> bool:
    """Whether the language takes a node, by itself or behind a word."""
    try:
        return parse(f"word AND ({to_text(node)})") is not None
    except QueryError:
        return False


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(QUERIES), ENTRIES, st.randoms(use_true_random=False))
def test_the_sets_are_those_of_the_matcher(text: str, texts: Sequence[tuple[str, str]], chance: Random) -> None:
    """Each change alone, and pairs of changes that may be made together; and all of it can be read back."""
    query = parse(text)
    watch = making.watch("kursk", text, languages=LANGUAGE)
    entries = [making.entry(title, summary=summary, guid=str(n)) for n, (title, summary) in enumerate(texts)]
    ground = Ground(entries, watch, {})
    reckoned = Query(ground.holds(clauses_of(query)), ground.all)
    changes = changes_of(query, ground)
    pairs = [pair for pair in combinations(changes, 2) if reckoned.with_(pair[0]).free(pair[1])]
    tried = [reckoned.with_(change) for change in changes]
    tried += [reckoned.with_(one).with_(other) for one, other in chance.sample(pairs, min(20, len(pairs)))]
    whole = [changed(query, one.changes) for one in tried]
    for new in whole:
        assert parse(rewritten(text, new)) == new
    found = ground.holds(whole)
    assert [one.standing for one in tried] == found


def test_belief_is_by_the_company_of_words() -> None:
    """Of two that nobody judged the one that speaks like what was right is; its own word is not asked."""
    company = {
        0: frozenset({"soldier", "shelling"}),
        1: frozenset({"soldier", "village"}),
        2: frozenset({"film", "prize"}),
        3: frozenset({"film", "actor"}),
        4: frozenset({"shelling", "village", "film"}),
        5: frozenset({"prize", "actor", "film"}),
    }
    beliefs = Beliefs(company, true=0b000011, false=0b001100, unjudged=0b110000)
    assert beliefs.whole.relevant(0b010000) > 0.5 > beliefs.whole.relevant(0b100000)
    judged = Judged(true=0b11, false=0b1100, unjudged=0b110000, stories={n: str(n) for n in range(4)})
    film = Change(kind=Kind.NOT, replaces=(), node=parse("film"), text="film", holds=0b000011, said=("film",))
    (weighed,) = believed([film], beliefs, judged)
    assert weighed.belief.relevant(0b010000) > beliefs.whole.relevant(0b010000)


@pytest.mark.parametrize(
    ("source", "to", "written"),
    [
        ("Kursk", "Kursk AND NOT film", "Kursk AND NOT film"),
        ("Kursk OR Sudzha", "(Kursk OR Sudzha) AND NOT film", "(Kursk OR Sudzha) AND NOT film"),
        ("(Kursk OR Sudzha)", "(Kursk OR Sudzha) AND NOT film", "(Kursk OR Sudzha) AND NOT film"),
        (
            "a1 AND\n  (b1 OR c1)  # why\n",
            "a1 AND (b1 OR c1) AND NOT film",
            "a1 AND\n  (b1 OR c1)  # why\nAND NOT film",
        ),
        (
            "# all of it\nKursk   # the city\nOR Sudzha",
            "(Kursk OR Sudzha) AND NOT film",
            "(\n  # all of it\n  Kursk   # the city\n  OR Sudzha\n)\nAND NOT film",
        ),
        ("a1   AND b1 # x", "a1 AND (b1 OR c1)", "a1   AND (b1 OR c1) # x"),
        ("a1 AND (b1 OR  c1)", "a1 AND (b1 OR c1 OR d1)", "a1 AND (b1 OR  c1 OR d1)"),
        ("a1  NEAR/30  b1 AND c1", "a1 NEAR/8 b1 AND c1", "a1 NEAR/8 b1 AND c1"),
        ("a1 AND NOT  (b1 OR c1)", "a1 AND NOT c1", "a1 AND NOT c1"),
        ("a1 AND b1  # x", "a1 NEAR/8 b1", "a1 NEAR/8 b1"),
        ("a1 AND NOT b1", "a1", "a1"),
    ],
)
def test_what_stays_the_same_stays_as_it_was_written(source: str, to: str, written: str) -> None:
    assert rewritten(source, parse(to)) == written
