"""Labels: the order of trust."""

from __future__ import annotations

import importlib.util
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.language import LANGUAGES, label
from monitor.language.scripts import script_of


@pytest.mark.parametrize(
    ("text", "declared", "configured", "expected"),
    [
        ("Війська увійшли", "ru", "en-GB", "en"),  # the operator knows best
        ("Troops entered", "en-US", None, "en"),
        ("Troops entered", "fr", None, "fr"),
        ("Війська увійшли до міста", "en", None, "uk"),  # the declared language has another script
        ("Військові увійшли до її міста", "ru", None, "uk"),  # and letters that Russian never has
        ("Войска вошли в город на Ісеті, сообщили там же сегодня вечером", "ru", None, "ru"),  # one foreign letter
        ("12:30", "uk", None, "uk"),
        ("Солдаты были там", None, None, "ru"),
        ("Ўсе жаўнеры былі там", None, None, "be"),
        ("Войници в България са въоръжени", None, None, "bg"),
        ("Војници су били ту, ћуте", None, None, "sr"),
        ("북한군 EU", None, None, "ko"),
        ("北朝鮮の兵士", None, None, "ja"),
        ("クルスク", None, None, "ja"),
        ("朝鲜士兵", None, None, "zh"),
        ("ทหาร", None, None, "th"),
        ("στρατιώτης", None, None, "el"),
        ("חיילים", None, None, "he"),
        ("Żołnierze są w obwodzie kurskim", None, None, "pl"),
        ("Příští rok", None, None, "cs"),
        ("Die Straße", None, None, "de"),
        ("Troops", None, None, None),
        ("", None, None, None),
        ("Troops", "x-unknown", None, None),
    ],
)
def test_label(text: str, declared: str | None, configured: str | None, expected: str | None) -> None:
    assert label(text, declared, configured) == expected


LETTERS = st.text(st.sampled_from("abcxyzßñıİабвгїыёўђ'’¿¡ 1.,北カ가ἀσς\u0301\ud800\U0001d400"), max_size=12)


@settings(deadline=None)
@given(st.sampled_from(sorted(LANGUAGES)), st.lists(LETTERS | st.text(max_size=5), max_size=4).map("".join))
def test_the_quick_way_to_believe_a_declaration_is_the_long_way(code: str, text: str) -> None:
    with_one = label(text, code) == code
    letters = Counter(one for one in text.lower() if one.isalpha() or one in "¿¡")
    scripts = Counter(script_of(one) for one in letters.elements())
    strange = sum(letters[one] for one in LANGUAGES[code].never)
    agrees = not letters or (
        scripts.most_common(1)[0][0] in LANGUAGES[code].scripts and strange <= 0.04 * letters.total()
    )
    assert with_one or not agrees
    if not agrees:
        assert label(text, code) == label(text)


def test_one_configured_language_needs_no_guess() -> None:
    assert label("Troops", among=["en"]) == "en"


def test_without_the_optional_package_there_is_no_guess() -> None:
    if importlib.util.find_spec("py3langid") is not None:
        pytest.skip("py3langid is installed")
    assert label("The troops entered the region", among=["en", "de"]) is None


def test_the_optional_package_guesses_among_the_configured_languages() -> None:
    pytest.importorskip("py3langid")
    assert label("The troops entered the region on Monday", among=["en", "de", "xx"]) == "en"
    assert label("Les soldats sont entrés dans la région", among=["en", "fr"]) == "fr"
