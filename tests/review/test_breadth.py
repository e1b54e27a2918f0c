"""Prefixes and expressions that find more than they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.language.wordlist import WordLists
from tests.review.folders import advice, watch

INSIDE = r" is found inside longer words, too: write \b where a word must begin and end"
QUERIES = {
    "a name that begins other words": (
        "Mali*",
        "Mali* begins 20 different words of en, such as Mali, Malice, Malign, Malignify, Malinger",
    ),
    "a name and its adjective": ("ukrain*", ""),
    "a short prefix is told of already": ("mil*", ""),
    "an expression without edges": (
        "/Mali/",
        f"/Mali/{INSIDE} (it stands in Malian, Malice, Maliciousness, Malignant, Malignity)",
    ),
    "small letters, in the middle of words": (
        "/mali/",
        f"/mali/{INSIDE} (it stands in ",
    ),
    "an expression with edges": (r"/\bMali\b/", ""),
    "an edge at one end only": (r"/\bMali/", r"/\bMali/ is found inside longer words, too: write \b where"),
    "letters that are no word": (r"/\d+ km/", r"/\d+ km/ is found inside longer words, too: write \b where"),
    "a script without edges": ("/北朝鮮[兵軍]/", ""),
}


@pytest.mark.parametrize("name", QUERIES)
def test_in_a_query(name: str, tmp_path: Path) -> None:
    query, expected = QUERIES[name]
    told = advice(tmp_path, watches=watch(f"soldier AND {query}"))
    assert len(told) == bool(expected)
    assert all(line.startswith(f"3:25 watches.w.query: {expected}") for line in told)


def test_in_a_list_the_language_is_that_of_the_list(tmp_path: Path) -> None:
    told = advice(tmp_path, terms="terms:\n  t: {de: [soldat*], en: [soldier*], any: [Mali*]}\n")
    assert [line.partition(", such as")[0] for line in told] == [
        "2:12 terms.t.de[0]: soldat* begins 37 different words of de",
        "2:44 terms.t.any[0]: Mali* begins 20 different words of en",
    ]


def test_a_language_without_a_word_list_says_nothing(tmp_path: Path) -> None:
    assert advice(tmp_path, terms="terms:\n  t: {ko: [쿠르스크*], be: [вайск*]}\n") == []


def test_the_word_lists(tmp_path: Path) -> None:
    words = WordLists()
    assert words.knows("kursk", "pl")
    assert words.knows("soldier", "en")
    assert not words.knows("tajpej", "pl")
    assert not words.knows("soldier", "ko")
    assert words.lemmas_with("ukrain", "en", at_start=True)[:2] == ("ukraine", "ukrainian")
    assert "somali" not in words.lemmas_with("mali", "en", at_start=True)
    assert words.lemmas_with("x", "zz", at_start=True) == ()
