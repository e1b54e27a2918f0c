r"""Regular expressions: Unicode words in RE2, against a table and against Python's own `re`."""

from __future__ import annotations

import re
import time

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given, reject, settings

from monitor.errors import QueryError
from monitor.query import regexes

FOUND = [
    # pattern, text, what is found
    (r"\bКурськ\b", "у Курську і Курськ, Курськ.", ["Курськ", "Курськ"]),
    (r"\bкурськ\w*\b.*\bвійськ", "на курського, то військо", ["курського, то військ"]),
    (r"(?i)\bПУТИН\b", "Путин и путинский", ["Путин"]),
    (r"\bदिल्ली\b", "नई दिल्ली में", ["दिल्ली"]),
    (r"\b\w+\b", "об'єкт F-16", ["об", "єкт", "F", "16"]),
    (r"\w+", "їжак_7 ∑", ["їжак_7"]),
    (r"[\w-]+", "Івано-Франківськ!", ["Івано-Франківськ"]),
    (r"\W+", "їжак, що", [", "]),
    (r"\d+\s\w+", "12\u00a0військ, ١٢ جندي", ["12\u00a0військ", "١٢ جندي"]),
    (r"[^\d]+", "a١b", ["a", "b"]),
    (r"\D\S\b", "x1 їж", ["x1", "їж"]),
    (r"(?s)Курськ\b.війська", "Курськ\nвійська", ["Курськ\nвійська"]),
    (r"Курськ\b.війська", "Курськ\nвійська", []),
    (r"(?:(?s)Курськ\b.)війська|\bа.б", "Курськ\nвійська а\nб", ["Курськ\nвійська"]),
    (r"(?m)^\bb$", "a\nb\nc", ["b"]),
    (r"\Qa.b\E\b", "a.b axb a.bc", ["a.b"]),
    (r"foo\b\bbar|foo\b(\b-)", "foobar foo-", ["foo-"]),
    (r"\b\p{Cyrillic}{3}\b", "їжа food хліб сир", ["їжа", "сир"]),
    (r"\b\P{Cyrillic}+\b", "її food є", [" food "]),
    (r"a\x{62}\bc|ab\b", "ab", ["ab"]),
    (r"\A\bab\b\z", "ab", ["ab"]),
    (r"(?:^\ba|\bb)\b", "a b", ["a", "b"]),
    (r"F-?16", "F16 і F-16", ["F16", "F-16"]),
    (r"a+?", "aaa", ["a", "a", "a"]),
    (rf"a\b.{regexes.MARK}?", f"a{regexes.MARK}b", ["a" + regexes.MARK]),
    (r"a.b", "a\ud800b", ["a\ud800b"]),
]


@pytest.mark.parametrize(("pattern", "text", "found"), FOUND)
def test_found(pattern: str, text: str, found: list[str]) -> None:
    """Spans are those of the original text, whatever was done to it for RE2."""
    spans = regexes.compile(pattern).spans(text)
    assert [text[start:end] for start, end in spans] == found


ATOMS = ["a", "б", "7", "-", " ", r"\w", r"\W", r"\d", r"\s", "[aб]", "[^a]", "[^б7]", "(?:a|б)", "(?:-|7)", "."]


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Atoms with repetitions, alternatives, groups and edges of words."""
    pieces = []
    for _ in range(draw(st.integers(1, 5))):
        atom = draw(st.sampled_from(ATOMS))
        repeat = draw(st.sampled_from(["", "", "", "*", "+", "?", "+?", "{1,2}"]))
        edge = draw(st.sampled_from(["", "", r"\b"]))
        pieces.append(f"{edge}{atom}{repeat}")
    body = "".join(pieces) + draw(st.sampled_from(["", r"\b"]))
    shape = draw(st.sampled_from(["{}", "{}", "^{}", "{}$", "(?s:{})", "(?:{}|7б)", r"\b(?:{}|a7)\b"]))
    return shape.format(body)


@settings(max_examples=400, deadline=None)
@given(patterns(), st.text("aaбб7- \n", max_size=10))
def test_python_finds_the_same(pattern: str, text: str) -> None:
    """Python's `re` has Unicode words and backtracks; on small texts it is the plain twin of the translation."""
    try:
        compiled = regexes.compile(pattern)
    except QueryError:
        reject()  # it matches an empty text
    twin = re.compile(pattern.replace("$", r"\Z"))
    assert list(compiled.spans(text)) == [found.span() for found in twin.finditer(text)]


@given(st.text(r"abc/\[]().*", max_size=12))
def test_slashes_come_back(pattern: str) -> None:
    """`unslashed` undoes what the printer does, and every offset has its place in what was written."""
    raw = re.sub(r"\\.|/", lambda piece: r"\/" if piece[0] == "/" else piece[0], pattern)
    assume(r"\/" not in pattern)
    assert regexes.unslashed(raw) == pattern
    for offset, sign in enumerate(pattern):
        assert raw[regexes.raw_offset(raw, offset) :].removeprefix("\\" if sign == "/" else "").startswith(sign)


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(a|a)*b", r"\b(\w+\s?)*\.b", r"(a*)*b"])
def test_no_pattern_is_slow(pattern: str) -> None:
    """What takes a backtracking engine seconds on 26 characters is linear here."""
    compiled = regexes.compile(pattern)
    began = time.process_time()
    assert not list(compiled.spans("a" * 20_000 + "!"))
    assert time.process_time() - began < 2


@pytest.mark.parametrize("pattern", [r"\b" + r"(?:\w{100}\s){100}", r"\b" + r"(?:\w{500}\s?)" * 40])
def test_a_large_pattern_is_refused(pattern: str) -> None:
    """The size of a compiled pattern is bounded, also where the marks make it large."""
    with pytest.raises(QueryError) as caught:
        regexes.compile(pattern)
    assert "shorter" in caught.value.advice
