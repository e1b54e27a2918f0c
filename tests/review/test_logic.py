"""What can never match, asks for strangers, or costs most."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import query
from monitor.matching import Matcher
from monitor.query import Node
from monitor.review.implies import Implication
from monitor.settings import TermSet, Watch
from tests.making import entry
from tests.review.folders import advice, watch

TERMS = "terms: {kursk: {en: [Kursk, Sudzha], uk: [Курськ]}, west: {any: ['@kursk'], en: [Bryansk]}}\n"

NEVER = {
    "kursk AND NOT kursk": "kursk",
    '"Kursk region" AND NOT Kursk': '"Kursk region"',
    "@kursk AND NOT (Kursk OR Sudzha OR Курськ)": "@kursk",
    "@kursk AND NOT @west": "@kursk",
    "Sudzha AND front AND NOT @west": "Sudzha",
    "title:Kursk AND NOT @kursk": "title:Kursk",
    "(Kursk OR Sudzha) AND NOT @kursk": "Kursk OR Sudzha",
    "Kursk NEAR/8 troops AND NOT Kursk": "Kursk NEAR/8 troops",
    "SENTENCE(Kursk, troops) AND NOT troops": "SENTENCE(Kursk, troops)",
    "ATLEAST/2(Kursk, Sudzha) AND NOT Sudzha": "ATLEAST/2(Kursk, Sudzha)",
    "=troops AND NOT troops": "=troops",
    "title:COUNT/2(Kursk) AND NOT title:Kursk": "title:COUNT/2(Kursk)",
    "front OR (Kursk AND NOT Kursk)": "Kursk",
}
SOMETIMES = (
    "Kursk AND NOT title:Kursk",
    "Kursk AND NOT Bryansk",
    "@west AND NOT @kursk",
    "kursk AND NOT Kursk",
    "troops AND NOT =troops",
    'Kursk AND NOT "Kursk region"',
    "(Kursk OR front) AND NOT Kursk",
    "ATLEAST/1(Kursk, Sudzha) AND NOT Sudzha",
    "troops AND NOT ^Troops",
    "title:Kursk AND NOT summary:Kursk",
)


@pytest.mark.parametrize("text", NEVER)
def test_a_watch_that_can_never_match(text: str, tmp_path: Path) -> None:
    (line,) = advice(tmp_path, watches=watch(text), terms=TERMS)
    assert f"can never match: wherever {NEVER[text]} stands, NOT" in line
    assert line.startswith(f"3:{13 + text.index('NOT')} watches.w.query")


@pytest.mark.parametrize("text", SOMETIMES)
def test_a_watch_that_sometimes_can(text: str, tmp_path: Path) -> None:
    assert advice(tmp_path, watches=watch(text), terms=TERMS) == []


def test_in_a_score(tmp_path: Path) -> None:
    watches = (
        "watches:\n  w:\n    channels: [desk]\n    score:\n      threshold: 1\n      require: front AND NOT front\n"
        "      terms: [{query: Kursk AND NOT Kursk, weight: 1}]\n"
    )
    lines = advice(tmp_path, watches=watches)
    assert [line.partition(": can")[0] for line in lines] == [
        "6:26 watches.w.score.require",
        "7:33 watches.w.score.terms[0].query",
    ]


WORDS = ("Kursk", "kursk", "Kursk front", "front", "troops", "=troops", "^Kursk", "@kursk", "@west", "Bryansk")


def nodes() -> st.SearchStrategy[Node]:
    leaves = st.sampled_from(WORDS).map(lambda text: query.parse(f'"{text}"' if " " in text else text))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda items: query.Or(items=tuple(items))),
            st.lists(inner, min_size=2, max_size=3).map(lambda items: query.And(items=tuple(items))),
            st.tuples(inner, inner).map(lambda two: query.AtLeast(count=2, items=two)),
            st.tuples(st.sampled_from(["title", "summary"]), leaves).map(
                lambda pair: query.Field(name=pair[0], item=pair[1])
            ),
        ),
        max_leaves=6,
    )


SETS = {
    "kursk": TermSet(name="kursk", lists={"en": (query.parse_term("Kursk"), query.parse_term("Sudzha"))}),
    "west": TermSet(name="west", lists={"any": (query.parse_term("@kursk"),), "en": (query.parse_term("Bryansk"),)}),
}
TEXTS = st.lists(
    st.sampled_from(["Kursk", "kursk", "front", "troops", "troop", "Sudzha", "Bryansk", "x"]), min_size=1, max_size=5
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(nodes(), nodes(), TEXTS, TEXTS)
def test_what_is_said_to_follow_follows(one: Node, other: Node, title: str, summary: str) -> None:
    """A "yes" of the logic is never wrong, in the real matcher: where one holds, the other does."""
    if not Implication(SETS).holds(one, other):
        return
    watches = [
        Watch(name=name, title=name, query=node, channels=(), languages=("en",))
        for name, node in (("one", one), ("other", other))
    ]
    found = {match.watch for match in Matcher(watches, SETS).match(entry(title, summary=summary))}
    assert "one" not in found or "other" in found


# --- strangers and cost ----------------------------------------------------------------------------------

FEEDS = """\
feeds:
  herald-world: {url: "https://a.example", publisher: The Herald, language: en}
  courier: {url: "https://b.example", publisher: Courier, language: uk}
"""
LABELS = {
    "feed:herald": "feed:herald",
    "feed:herald*": "",
    "feed:(courier OR curier)": "feed:curier",
    "publisher:Herald": "",
    "publisher:Gazette": "publisher:Gazette",
    "lang:uk": "",
    "NOT lang:de": "lang:de",
    "tag:war": "",
    "author:Nobody": "",
}


@pytest.mark.parametrize("label", LABELS)
def test_labels_that_no_feed_answers_to(label: str, tmp_path: Path) -> None:
    lines = advice(tmp_path, watches=watch(f"soldier AND {label}"), feeds=FEEDS)
    assert [line.partition("no feed answers to ")[2] for line in lines] == ([LABELS[label]] if LABELS[label] else [])


def test_an_entry_may_have_a_language_that_no_feed_has(tmp_path: Path) -> None:
    feeds = FEEDS.replace(", language: uk", "")
    assert advice(tmp_path, watches=watch("soldier AND lang:de"), feeds=feeds) == []


COST = {
    r"/\bcoup\b/": True,
    "NUM(>=1000)": True,
    r"coup OR /\bputsch\b/": True,
    "tag:war": True,
    r"coup AND /\bputsch\b/": False,
    "coup OR putsch": False,
    "coup*": False,
    "NUM(>=1000) NEAR/3 troops": False,
    "@kursk": False,
}


@pytest.mark.parametrize("text", COST)
def test_watches_that_are_tried_on_every_entry(text: str, tmp_path: Path) -> None:
    lines = advice(tmp_path, watches=watch(text), terms=TERMS)
    assert [line.startswith("2:3 watches.w: runs on every entry (about ") for line in lines] == [True] * COST[text]


def test_watches_that_are_off_cost_nothing(tmp_path: Path) -> None:
    assert advice(tmp_path, watches=watch("NUM(>=1000)", state="off")) == []
