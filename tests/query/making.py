"""Random queries: trees of nodes in the form that the parser returns, and texts that resemble queries."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis.strategies as st

from monitor.query import (
    FIELDS,
    TEXT_FIELDS,
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
    Prefix,
    Regex,
    Sentence,
    SetRef,
    Term,
)
from monitor.query.lexer import DOUBLE_QUOTES, Kind
from monitor.query.printer import join

WORDS = (
    "troops", "Kursk", "Північна", "об'єкт", "Курськ", "北朝鮮", "クルスク", "북한군", "Ελλάδα", "עזה", 'צה"ל', "غزة",
    "F-16", "U.S.", "AT&T", "24/7", "100%", "€5", "C++", "O’Neill", "X", "२०२४", "दिल्ली", "می‌شود",
)  # fmt: skip
AWKWARD = (
    "AND", "or", "Not", "NEAR", "NEAR/8", "w/5", "near", "ATLEAST/2", "SENTENCE", "NUM", "title:x", "#tag", "# note",
    "(x)", "a,b", "-x", "'ndrangheta", "a/b/", "/x/", "@home", "=x", "^x", "http://x.example", "NUM(>1)", "ОR", "a | b",
)  # fmt: skip
PATTERNS = (r"F-?16", r"\bКурськ\w*\b", r"a/b", r"(?i)g[аa]za", r"\d{2,4}\s?км", r"[/\]]x", r"\\/", "a  b")

_PLAIN = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters=[*DOUBLE_QUOTES, "*"])
_VALUES = st.integers(0, 10**12).map(float) | st.integers(0, 10**6).map(lambda number: number / 1000)


def _worth_matching(text: str) -> bool:
    return sum(sign.isalnum() for sign in text) > 1


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """A word, a phrase, or a text that only quotes make a term."""
    words = st.lists(st.sampled_from(WORDS) | st.text(_PLAIN, min_size=1, max_size=5), min_size=1, max_size=3)
    text = draw(st.sampled_from(WORDS + AWKWARD) | words.map(" ".join).filter(_worth_matching))
    return Term(text=text, form=draw(st.sampled_from(list(Form))))


@st.composite
def numbers(draw: st.DrawFn) -> Number:
    """A relation or a range."""
    value = draw(_VALUES)
    if draw(st.booleans()):
        return Number(relation=draw(st.sampled_from(["<", "<=", "=", ">=", ">"])), value=value)
    return Number(relation="..", value=value, high=max(value, draw(_VALUES)))


_SINGLE = (
    st.sampled_from(["troo", "Kur", "північ", "об'єк", "북한", "クルス", "q2024"]).map(lambda text: Prefix(text=text)),
    st.sampled_from(["troops", "north-korea", "країни", "g_7", "2024"]).map(lambda name: SetRef(name=name)),
    st.sampled_from(PATTERNS).map(lambda pattern: Regex(pattern=pattern)),
)
lines: st.SearchStrategy[Node] = st.one_of(terms(), *_SINGLE)
"""What a line of a term list may hold."""


def _several(draw: st.DrawFn, item: Callable[[], Node], most: int = 3) -> tuple[Node, ...]:
    return tuple(item() for _ in range(draw(st.integers(2, most))))


def _place(draw: st.DrawFn, depth: int) -> Node:
    """A node that stands somewhere in a text: what NEAR, SENTENCE and COUNT take."""
    kind = draw(st.integers(0, 5)) if depth else 0
    if kind == 1:
        return join(Kind.OR, _several(draw, lambda: _place(draw, depth - 1)))
    if kind == 2:
        return Near(
            left=_place(draw, depth - 1),
            right=_place(draw, depth - 1),
            distance=draw(st.integers(0, 1000)),
            ordered=draw(st.booleans()),
        )
    return draw(lines | numbers())


def _positional(draw: st.DrawFn) -> Node:
    match draw(st.integers(0, 5)):
        case 0:
            return Sentence(items=_several(draw, lambda: _place(draw, 2)))
        case 1:
            return Count(count=draw(st.integers(1, 1000)), item=_place(draw, 2))
        case 2:
            return First(words=draw(st.integers(1, 10_000)), item=_place(draw, 2))
        case 3:
            items = _several(draw, lambda: _place(draw, 1))
            return First(words=draw(st.integers(1, 10_000)), item=And(items=items))
    return _place(draw, 2)


def _limited(draw: st.DrawFn, depth: int) -> Node:
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(TEXT_FIELDS)))
        return Field(name=name, item=_query(draw, depth, lambda _: _positional(draw)))
    name = draw(st.sampled_from(sorted(set(FIELDS) - TEXT_FIELDS)))
    return Field(name=name, item=_query(draw, depth, lambda _: draw(lines)))


def _leaf(draw: st.DrawFn, depth: int) -> Node:
    return _limited(draw, depth) if draw(st.integers(0, 3)) == 0 else _positional(draw)


def _query(draw: st.DrawFn, depth: int, leaf: Callable[[int], Node]) -> Node:
    """AND, OR, NOT and ATLEAST over what `leaf` makes; never only negative."""

    def inner() -> Node:
        return _query(draw, depth - 1, leaf)

    match draw(st.integers(0, 5)) if depth else 9:
        case 0:
            return join(Kind.OR, _several(draw, inner))
        case 1 | 2:
            items = [*_several(draw, inner), *(Not(item=inner()) for _ in range(draw(st.integers(0, 2))))]
            return join(Kind.AND, draw(st.permutations(items)))
        case 3:
            items = [*_several(draw, inner, 4)]
            return AtLeast(count=draw(st.integers(1, len(items))), items=tuple(items))
    return leaf(max(depth - 1, 0))


@st.composite
def queries(draw: st.DrawFn) -> Node:
    """Every kind of query, as the parser would return it."""
    return _query(draw, 3, lambda depth: _leaf(draw, depth))


FRAGMENTS = (
    *WORDS, *AWKWARD, *(f"/{pattern}/" for pattern in PATTERNS), "AND", "OR", "NOT", "NEAR/8", "ONEAR/0", "(", ")", ",",
    '"', "“", "”", "„", "«", "»", "'", "*", "=", "^", "@", "/", "\\", ":", "title:", "lang:", "SENTENCE(", "ATLEAST/2(",
    "COUNT/3(", "FIRST/50(", "NUM(>=1000)", "NUM(", "1..5", ">=", "# c\n", "\n", " ", "  ", "~", "|", "?", "-", "北",
    "\u200b", "\u00ad", "\ufeff", "\x00", "\ud800", "(?=", "\\b", "[", "{9999}", "kurs*", "ku*", "ку*рськ",
)  # fmt: skip

texts = (
    st.text(max_size=60)
    | st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(" ".join)
    | st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)
)
"""Texts that nobody promised to be queries."""
