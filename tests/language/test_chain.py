"""Keys: what kinds there are, which of them a term has, and why two words meet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.language import Chain, analyse, fold
from monitor.language.memo import Memo

_CHAIN = Chain(["en", "uk", "ru", "ko", "ar", "he", "tr", "any", "en-GB", "xx"])


def test_languages_are_codes_of_the_table_once() -> None:
    assert _CHAIN.languages == ("en", "uk", "ru", "ko", "ar", "he", "tr")


def test_the_first_key_is_the_word_itself() -> None:
    assert _CHAIN.keys("солдатів")[0] == "солдатів"
    assert {"uk:солдат", "uk/солдат"} <= set(_CHAIN.keys("солдатів"))
    assert "ko+북한군" in _CHAIN.keys("북한군이")


def test_keys_belong_to_one_language_and_script() -> None:
    languages = {key[:2] for key in _CHAIN.keys("troops")[1:]}
    assert languages == {"en", "tr"}
    assert {key[:2] for key in _CHAIN.keys("війська")[1:]} == {"uk"}  # і is no Russian letter
    assert _CHAIN.keys("12,000") == ("12,000",)
    assert _CHAIN.keys("朝") == ("朝",)


def test_the_lemma_of_one_language_is_not_the_stem_of_another() -> None:
    chain = Chain(["uk", "ru"])
    russian = chain.term_keys("мали", "ru")
    assert all(key == "мали" or key.startswith("ru") for key in russian)


@pytest.mark.parametrize(
    ("token", "word", "language", "reason"),
    [
        ("солдатів", "солдатів", "uk", "exact"),
        ("солдатів", "солдат", "uk", "lemma"),
        ("зеленского", "зеленский", "ru", "stem"),
        ("북한군이", "북한군", "ko", "particle"),
        ("북한군이", "북한군", None, "particle"),  # no inflection: it only leans on the word
        ("북한군이", "북한군", "any", "particle"),
        ("والجيش", "الجيش", "ar", "clitic"),
        ("kursk'ta", "kursk", "tr", "suffix"),
        ("soldiers", "soldier", "en", "lemma"),
        ("soldiers", "soldier", None, ""),
        ("soldiers", "soldier", "any", ""),
        ("soldiers", "soldier", "uk", ""),  # not a word of that script
        ("soldiers", "soldier", "de", ""),  # not a language of this chain
        ("soldiers", "soldier", ("uk", "en"), "lemma"),
        ("солдат", "війська", "uk", ""),
    ],
)
def test_why(token: str, word: str, language: str | tuple[str, ...] | None, reason: str) -> None:
    assert _CHAIN.why(token, word, language) == reason


def test_a_term_is_not_cut_where_a_text_is() -> None:
    """우크라이나 ends in what could be a particle; Иванов in what could be a plural."""
    assert not _CHAIN.term_keys("우크라이나", "ko").intersection(_CHAIN.keys("우크라"))
    assert not Chain(["be"]).term_keys("івановаў", "be").intersection(Chain(["be"]).keys("іванов"))


@settings(deadline=None)
@given(st.text(max_size=30))
def test_keys_of_anything(text: str) -> None:
    """Every word of every text meets itself, as a term of any language."""
    for word in analyse(text).words:
        keys = _CHAIN.keys(word)
        assert keys[0] == word
        assert len(set(keys)) == len(keys)
        for language in (None, "uk", "ko", _CHAIN.languages):
            assert word in _CHAIN.term_keys(word, language)
            assert _CHAIN.why(word, word, language) == "exact"


@settings(deadline=None)
@given(st.sampled_from(["солдатів", "북한군들에게는", "والجيش", "soldiers'", "Kursk'ta"]), st.booleans())
def test_folding_twice_does_not_change_keys(word: str, again: bool) -> None:
    assert _CHAIN.keys(fold(fold(word) if again else word)) == _CHAIN.keys(fold(word))


def test_memo_is_bounded_and_keeps_what_is_in_use() -> None:
    made: list[str] = []

    def make(key: str) -> int:
        made.append(key)
        return len(key)

    memo = Memo(make, limit=10, longest=5)
    for number in range(1000):
        assert memo["warm"] == 4
        assert memo[f"n{number}"] == len(f"n{number}")
    assert made.count("warm") == 1
    assert len(memo) <= 10
    assert len(made) == 1001
    assert memo["too long"] == memo["too long"] == 8
    assert made[-2:] == ["too long", "too long"]
