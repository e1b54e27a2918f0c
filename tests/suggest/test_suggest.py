"""Proposals for term sets: what the published lists give, and what of it a term list takes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from monitor import config
from monitor.console.suggestion import yaml_of
from monitor.suggest import SuggestedSet, suggest
from monitor.suggest.sources import plain
from monitor.suggest.suggesting import UnknownNameError
from tests.cli.calling import ROOT, agreed, call
from tests.config.folders import MONITOR

SURE = {
    ("North Korea", "en"): {"North Korea", "Democratic People's Republic of Korea", "Pyongyang"},
    ("North Korea", "uk"): {"Північна Корея", "Корейська Народно-Демократична Республіка", "Пхеньян"},
    ("KP", "ko"): {"북한", "조선민주주의인민공화국", "평양"},
    ("PRK", "zh"): {"朝鲜", "北韓", "平壤"},
    ("Россия", "ru"): {"Россия", "Российская Федерация", "Москва"},
    ("Ukraine", "de"): {"Ukraine", "Kiew"},
    ("Myanmar", "en"): {"Myanmar", "Burma"},
    ("Kursk", "ja"): {"クルスク"},
    ("Kursk", "ko"): {"쿠르스크"},
    ("Київ", "pl"): {"Kijów"},
}


@pytest.mark.parametrize(("name", "language"), SURE)
def test_what_is_known(name: str, language: str) -> None:
    found = suggest(name, [language, "uk"]).sets[0].lists[language]
    assert {one.text for one in found if one.sure} >= SURE[name, language]


def test_what_may_be_of_another_language_is_not_sure() -> None:
    """GeoNames says the script of a spelling and not its language."""
    (found,) = suggest("Kursk", ["uk", "pl"]).sets
    assert {(one.text, one.sure) for one in found.lists["uk"]} == {("Курск", False), ("Курськ", False)}
    assert {(one.text, one.sure) for one in found.lists["pl"]} == {("Kursk", False)}
    assert "Koursk" in found.others


def test_an_adjective_where_it_is_the_name_of_a_language() -> None:
    def adjectives(country: str) -> set[str]:
        lists = suggest(country, ["en"]).sets[0].lists
        return {one.text for one in lists["en"] if "adjective" in one.origin}

    assert adjectives("Ukraine") == {"Ukrainian"}
    assert adjectives("Portugal") == {"Portuguese"}
    assert adjectives("United Kingdom") == adjectives("North Korea") == adjectives("Brazil") == set()


def test_cities_of_a_country_are_a_set_of_their_own() -> None:
    country, cities = suggest("Ukraine", ["en", "ko"]).sets
    assert (country.name, cities.name) == ("ukraine", "ukraine-cities")
    named = [one.text for one in cities.lists["en"]]
    assert len(named) == 5
    assert {"Kharkiv", "Odesa"} <= set(named)
    assert "Kyiv" not in named


def test_where_a_name_has_several_bearers_the_largest_is_meant_and_told() -> None:
    about = suggest("Hyderabad", ["en"]).about
    assert about.startswith("Hyderabad, IN")
    assert "not the one in PK" in about


def test_a_name_that_no_list_knows() -> None:
    with pytest.raises(UnknownNameError, match=r"is called 'Ukrane' \(did you mean Ukraine"):
        suggest("Ukrane", ["en"])


def test_names_are_compared_without_accents_and_signs() -> None:
    assert plain("Côte d’Ivoire") == plain("cote d'ivoire")
    assert suggest("cote d'ivoire", ["fr"]).sets[0].lists["fr"][0].text == "Côte d'Ivoire"


LANGUAGES = ("en", "uk", "ru", "pl", "de", "fr", "ko", "ja", "zh", "ar", "el", "hy", "he", "sr", "no", "kk")


@pytest.mark.parametrize("country", ["KP", "CI", "CD", "MM", "PS", "GB", "TR", "VA", "AQ", "KZ"])
def test_the_loader_takes_what_is_proposed(country: str, tmp_path: Path) -> None:
    """Names with apostrophes, brackets and commas among them; also with every # taken away."""
    proposed = suggest(country, LANGUAGES)
    text = yaml_of(proposed)
    for number, written in enumerate((text, uncommented(text))):
        folder = tmp_path / str(number)
        (folder / "terms").mkdir(parents=True)
        (folder / "monitor.yaml").write_text(MONITOR, encoding="utf-8")
        (folder / "feeds.yaml").write_text("feeds: {}\n", encoding="utf-8")
        (folder / "terms" / "proposed.yaml").write_text(written, encoding="utf-8")
        read = config.load(folder, environ={}).terms
        assert list(read) == [one.name for one in proposed.sets]
        for one in proposed.sets:
            assert counts(one, everything=bool(number)) == {
                language: len(nodes) for language, nodes in read[one.name].lists.items()
            }


def uncommented(text: str) -> str:
    """Take the # before everything that is proposed and not sure."""
    return re.sub(r"(?m)^    # (- |[a-z]{2}:$)", lambda found: f"    {'  ' * (found[1] == '- ')}{found[1]}", text)


def counts(one: SuggestedSet, *, everything: bool) -> dict[str, int]:
    found = {language: sum(term.sure or everything for term in terms) for language, terms in one.lists.items()}
    return {language: count for language, count in found.items() if count}


# --- the command -----------------------------------------------------------------------------------------


def test_what_a_person_reads(tmp_path: Path) -> None:
    done = call("terms", "suggest", "North Korea", "--languages", "en,uk,ko,pl")
    assert (done.returncode, done.stderr) == (0, "")
    agreed("suggest.txt", done.stdout, tmp_path)


def test_the_languages_are_those_of_the_feeds(tmp_path: Path) -> None:
    told = json.loads(call("terms", "suggest", "Kursk", "--json", folder=ROOT / "config").stdout)
    assert {"en", "uk", "ru", "ko"} <= set(told["sets"][0]["lists"])
    wrong = call("terms", "suggest", "Kursk", "-l", "en,UA")
    assert (wrong.returncode, "'UA' is no language" in wrong.stderr, "did you mean uk" in wrong.stderr) == (
        2,
        True,
        True,
    )


def test_without_the_extra_it_says_how_to_get_it() -> None:
    """A process in which the packages cannot be imported, as where the extra was not installed."""
    program = (
        "import sys; sys.modules['babel'] = None; sys.argv[1:] = ['terms', 'suggest', 'Kursk', '-l', 'en'];"
        "from monitor.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'news-monitor[terms]'" in done.stderr
    assert "Traceback" not in done.stderr
