"""Advice on terms, each lint with what it must let pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.language.chain import Chain
from monitor.review.forms import lost
from tests.review.folders import advice

CAPITAL = "a capital asks for a capital in the text, so that the one without is enough"
CASES = {
    "listed twice": ("en: [troops, troops]", ["2:20 terms.t.en[1]: troops is listed twice"]),
    "the same after folding": (
        "en: [Kim Jong Un, Kim Jong-un]",
        ["2:25 terms.t.en[1]: Kim Jong-un says the same as Kim Jong Un (en[0])"],
    ),
    "a capital too many": (
        "en: [west, West]",
        [
            f"2:18 terms.t.en[1]: West says the same as west (en[0]); {CAPITAL}",
        ],
    ),
    "apostrophes": ("uk: [п’ять, п'ять]", ["2:19 terms.t.uk[1]: п'ять says the same as п’ять (uk[0])"]),
    "exact and inflected differ": ("en: [troops, =troops, ^TROOPS, troop*]", []),
    "any as well": (
        "any: [KPA], en: [KPA]",
        ["2:24 terms.t.en[0]: KPA is in the list `any` as well, which holds for every language"],
    ),
    "two languages may share a word": ("en: [Seoul], de: [Seoul]", []),
    "a Latin letter in a Cyrillic word": (
        "uk: [вiйсько]",
        ["2:12 terms.t.uk[0]: вiйсько mixes Cyrillic and Latin (i is Latin): type it anew"],
    ),
    "Cyrillic letters in a Latin word": (
        "en: [the Кursk front]",
        ["2:12 terms.t.en[0]: Кursk mixes Cyrillic and Latin (К is Cyrillic): type it anew"],
    ),
    "two words of two alphabets": ("uk: [VIP-гість, ракета HIMARS]", []),
    "Japanese mixes scripts": ("ja: [ロ朝関係]", []),
    "a language without rules": (
        "kk: [Курск]",
        ["2:7 terms.t.kk: no word of kk is inflected here: write every form that is to be found, or a prefix*"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_advice(name: str, tmp_path: Path) -> None:
    written, expected = CASES[name]
    assert advice(tmp_path, terms=f"terms:\n  t: {{{written}}}\n") == expected


def test_names_that_nothing_leads_back_to(tmp_path: Path) -> None:
    """Told only when asked for: the Polish word list takes seconds to read."""
    terms = "terms:\n  t: {pl: [Tajpej, Kursk, rota, ChRL, Szojgu], uk: [Хамхин], any: [Tajpej]}\n"
    expected = (
        "2:12 terms.t.pl[0]: Tajpej: forms such as Tajpeju and Tajpeja are not found, for the pl word list does not "
        "know it and no rule cuts its ending: list the forms that are in use"
    )
    also = "2:12 terms.t.pl[0]: Tajpej is in the list `any` as well, which holds for every language"
    assert advice(tmp_path, terms=terms, thorough=True) == [also, expected]
    assert advice(tmp_path, terms=terms) == [also]
    listed = terms.replace("[Tajpej, Kursk", "[Tajpej, Tajpeju, Kursk")
    assert len(advice(tmp_path, terms=listed, thorough=True)) == 1


WORDS = ("pjongjang", "tajpej", "kursk", "warszawa", "chersoń", "kherson", "szojgu", "gazela", "mykolajiv", "zelenskyj")


@pytest.mark.parametrize("language", ["pl", "cs", "hu", "fi"])
def test_what_is_called_lost_is_not_met_by_the_rules(language: str) -> None:
    """Seen from outside: no stem of such a form is one of the term's."""
    lost_ones = {word: forms for word in WORDS if (forms := lost(word, language))}
    chain = Chain([language])
    for word, forms in lost_ones.items():
        stems = {key for key in chain.term_keys(word, language) if key.startswith(f"{language}/")}
        for form in forms:
            assert stems.isdisjoint(chain.keys(form)), (word, form)
    assert "kursk" not in lost_ones or language != "pl"


def test_a_language_with_a_word_list_and_no_rules_loses_what_the_list_does_not_know() -> None:
    assert lost("pchjongjang", "sk") == ("pchjongjangu", "pchjongjanga", "pchjongjangom")


def test_languages_whose_endings_are_cut_lose_nothing() -> None:
    chain = Chain(["uk"])
    assert lost("хамхин", "uk") == ()
    assert not chain.term_keys("хамхин", "uk").isdisjoint(chain.keys("хамхину"))
    assert lost("курск", "zz") == ()
