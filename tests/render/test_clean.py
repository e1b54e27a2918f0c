"""Titles that try to hide, move or break something, and titles that need what looks suspicious."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.render.clean import clean, clean_span, link

HOSTILE = [
    ("line\nbreak\r\nX-Injected: yes", "line break X-Injected: yes"),
    ("line\u2028and\u2029paragraph\x85next\x0bline\x0c", "line and paragraph next line"),
    ("nul\x00bell\x07del\x7f csi\x9b", "nulbelldel csi"),
    ("\x1b[31mred\x1b[0m", "[31mred[0m"),
    ("evil \u202egnp.exe\u202c", "evil gnp.exe"),
    ("isolates \u2066a\u2067b\u2068c\u2069", "isolates abc"),
    ("marks \u200ea\u200fb\u061cc", "marks abc"),
    ("zero\u200bwidth\u2060and\ufeffsoft\u00adhyphen", "zerowidthandsofthyphen"),
    ("tags \U000e0041\U000e0042\U000e007f!", "tags !"),
    ("fillers a\u3164b\u115fc\uffa0d", "fillers abcd"),
    ("joined a\u200db latin", "joined ab latin"),
    ("hidden\ufe0f\ufe01\ufe02\U000e0101 data", "hidden\ufe0f data"),
    ("lone \ud800 surrogate \ufffe non-character", "lone surrogate non-character"),
    ("no\u00a0break\u3000ideographic   many", "no break ideographic many"),
    ("z" + "\u0300" * 50 + "algo", "z" + "\u0300" * 6 + "algo"),
    ("private \ue000\ue001 use", "private use"),
    ("   ", ""),
]
KEPT = [
    "ЄС глибоко стурбований: «північнокорейські» — 10 000",
    "북한군 쿠르스크 배치 “우려”",
    "女性\U000e0100科学者",  # a variation selector that a Japanese name needs
    "👩\u200d🔬 and 👨🏽\u200d🚀 and ❤\ufe0f\u200d🔥 and 1\ufe0f\u20e3 and 🇺🇦",
    "می\u200cخواهم",  # Persian is misspelt without it
    "क\u094d\u200dष",  # a half form of Devanagari
    "\u06dd١",  # a visible format character
    "é e\u0301 ñ",
    "a & b < c > \"d\" 'e'",
]


@pytest.mark.parametrize(("text", "shown"), HOSTILE)
def test_what_hides_or_moves_is_gone(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize("text", KEPT)
def test_what_is_written_stays(text: str) -> None:
    assert clean(text) == text


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    shown = clean(text)
    for char in shown:
        allowed = char in "\u200c\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert allowed or char in "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2", ascii(shown)
    assert shown == shown.strip(" ")
    assert "  " not in shown
    shown.encode()


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_letters_are_never_touched(text: str) -> None:
    def letters(of: str) -> list[str]:
        blank = "\u115f\u1160\u3164\uffa0"
        return [char for char in of if unicodedata.category(char)[0] in "LN" and char not in blank]

    assert letters(clean_span(text)) == letters(text)


LINKS = [
    ("https://outlet.example/a?b=c&d=e#f", "https://outlet.example/a?b=c&d=e#f"),
    ("http://outlet.example:8080/", "http://outlet.example:8080/"),
    ("  https://outlet.example/x  ", "https://outlet.example/x"),
    ("https://outlet.example/новини/%D0%B0", "https://outlet.example/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/%D0%B0"),
    ("https://новини.example/x", "https://xn--b1amarcd.example/x"),
    ('https://outlet.example/"><script>', "https://outlet.example/%22%3E%3Cscript%3E"),
    ("https://outlet.example/a b\u202ec", "https://outlet.example/a%20b%E2%80%AEc"),
    ("javascript:alert(1)", None),
    ("data:text/html,x", None),
    ("file:///etc/passwd", None),
    ("//outlet.example/x", None),
    ("https://", None),
    ("https://[::1", None),
    ("https://out let.example/", None),
    ("https://outlet.example\u202e/", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("url", "shown"), LINKS)
def test_only_links_that_may_be_followed(url: str | None, shown: str | None) -> None:
    assert link(url) == shown


@given(st.one_of(st.text(), st.text().map(lambda rest: f"https://outlet.example/{rest}")))
def test_a_link_is_printable_ascii_or_none(url: str) -> None:
    shown = link(url)
    assert shown is None or (shown.isascii() and shown.isprintable() and " " not in shown and '"' not in shown)
