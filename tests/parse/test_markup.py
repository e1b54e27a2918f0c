"""Texts become plain: what a reader would see, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.markup import clean, looks_like_markup, one_line, plain, shorten

_TEXTS = [
    ("<p>One</p><p>Two</p>", "One\nTwo"),
    ("One<br>Two<BR/>Three<br />Four", "One\nTwo\nThree\nFour"),
    ("Kyi<b>v</b> and <i>Kur</i>sk", "Kyiv and Kursk"),
    ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
    ("<td>a</td><td>b</td>", "a b"),
    ("a\n  b\tc", "a b c"),
    ("&lt;b&gt; &amp;amp; &#1050;&#x438;&#0;", "<b> &amp; Ки\ufffd"),
    ("AT&T &unknown; &copy 5", "AT&T &unknown; © 5"),
    ("5 < 6 and x<y", "5 < 6 and x<y"),
    ("a<!-- b > c -->d", "ad"),
    ("a<!-- never closed", "a"),
    ("a<script>if (b < c) document.write('<p>d</p>')</script>e", "ae"),
    ("a<STYLE>p {}</style >b", "ab"),
    ("a<iframe src='x'/>b", "ab"),
    ("<img alt='a > b'>c", "b'>c"),  # the price of reading tags in linear time
    ("<![CDATA[a]]>", "a"),
    ("<?php x ?>a<!DOCTYPE y>", "a"),
    ("a\u00a0\u2003b\u2028c\u0085d", "a b\nc\nd"),
    ("a\x00b\x1b[31mc\u202ed\u2066e\ufefff\u00adg", "ab[31mcdefg"),
    ("\u200fעברית\u200e \u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", None),
    ("", ""),
]


@pytest.mark.parametrize(("markup", "text"), _TEXTS)
def test_plain(markup: str, text: str | None) -> None:
    """None: the text stays as it is; the joiners of Persian and the marks of Hebrew are letters of their kind."""
    assert plain(markup) == (markup if text is None else text)


@given(st.text())
def test_what_is_plain_is_clean(text: str) -> None:
    result = plain(text)
    assert clean(result) == result
    result.encode("utf-8")  # no lone surrogates


@given(st.text(alphabet="ab \n.,й"))
def test_text_without_markup_only_loses_spaces(text: str) -> None:
    assert plain(text) == " ".join(text.split())


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("a < b", False), ("<b>x</b>", True), ("AT&T", False), ("AT&amp;T", True), ("&#1050;", True)],
        *[("<3", False), ("x<!-- y -->", True), ("<br/>", True), ("a&b;c", False)],
    ],
)
def test_markup_is_recognised(text: str, expected: bool) -> None:
    assert looks_like_markup(text) is expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("abc def", 7, "abc def"),
        ("abcde fgh", 8, "abcde…"),
        ("abc def", 6, "abc d…"),
        ("abcdefgh", 4, "abc…"),
        ("", 5, ""),
    ],
)
def test_shorten(text: str, limit: int, expected: str) -> None:
    assert shorten(text, limit) == expected
    assert len(expected) <= limit
