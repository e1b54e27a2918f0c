"""What is taken from a text: names across scripts, figures with units, days, masked headlines, the glossary."""

from __future__ import annotations

import pytest

from monitor.language import analyse
from monitor.stories import features_of
from monitor.stories.figures import Figure
from monitor.stories.glossary import concepts_of
from monitor.stories.glossary.concepts import lines
from monitor.stories.names import skeleton
from monitor.stories.reading import Reading
from tests import making


@pytest.mark.parametrize(
    "forms",
    [
        "zelensky zelenskyy зеленський зеленського зеленским",
        "kharkiv харків харькове",
        "lavrov лавров лавровим лавровом",
        "gazprom газпром газпрома",
        "macron макрон макрона",
        "trump трамп трампом",
        "borrell боррель борреля",
        "guterres гутерреш гутерриша",
        "szydło шидло шидло",
        "avdiivka авдіївка авдеевку",
        "chile чилі чили",
        "mali малі мали",
    ],
)
def test_names_leave_the_same_consonants(forms: str) -> None:
    assert len({skeleton(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("word", ["", "рим", "xi", "北京", "us"])
def test_too_little_is_no_name(word: str) -> None:
    assert not word or skeleton(word) == ""


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("12,000 North Korean troops", [Figure(12000, "soldier")]),
        ("12 тисяч солдатів КНДР", [Figure(12000, "soldier")]),
        ("около 12 тыс. военных", [Figure(12000, "soldier")]),
        ("북한 병력 1만2천 명", [Figure(12000, "soldier")]),
        ("Five people were killed and 18 wounded", [Figure(5, "killed"), Figure(18, "wounded")]),
        ("Загинули 5 людей, 18 поранено", [Figure(5, "killed"), Figure(18, "wounded")]),
        ("погибли 5 человек, 18 ранены", [Figure(5, "killed"), Figure(18, "wounded")]),
        ("$1.1 billion and 40%", [Figure(1.1e9, "dollar"), Figure(40, "percent")]),
        ("1,1 млрд доларів", [Figure(1.1e9, "dollar")]),
        ("A 40-year-old man was killed", [Figure(40, "")]),
        ("on 21 November at 08:00", []),
    ],
)
def test_figures(text: str, figures: list[Figure]) -> None:
    assert list(Reading(text).figures) == figures


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Situation as of 20 November", "Situation as of 21 November"),
        ("Ситуація станом на 08:00 21 листопада", "Ситуація станом на 22:00 22 листопада"),
        ("На подлёте к Москве сбиты четыре беспилотника", "На подлёте к Москве сбиты 7 беспилотников"),
        ("What we know on Thursday", "What we know on Friday"),
    ],
)
def test_issues_of_a_series_have_one_mask(first: str, second: str) -> None:
    assert Reading(first).series == Reading(second).series


def test_a_modal_verb_is_no_month() -> None:
    assert "#" not in Reading("Talks may fail this week").series


def found(text: str) -> set[str]:
    return {concept.name for concept in concepts_of(analyse(text).words)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("North Korean soldiers", {"north-korea", "soldier"}),
        ("північнокорейські військові", {"north-korea", "soldier"}),
        ("солдаты из Северной Кореи", {"north-korea", "soldier"}),
        ("북한 병력", {"north-korea", "soldier"}),
        ("the war of words", {"war"}),
        ("warned", {"warn"}),
        ("водитель погиб", {"driver", "killed"}),
        ("у місті вимкнули воду", {"city", "water"}),
    ],
)
def test_concepts(text: str, names: set[str]) -> None:
    assert names <= found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [("кримінальне провадження", "crimea"), ("місті", "bridge"), ("прагне миру", "czechia"), ("us and them", "usa")],
)
def test_words_that_only_look_alike(text: str, name: str) -> None:
    assert name not in found(text)


def test_the_us_is_a_country() -> None:
    concepts = {concept.name for concept in Reading("The US and the U.S. Congress").concepts}
    assert "usa" in concepts
    assert "usa" not in {concept.name for concept in Reading("They told us so").concepts}


def test_the_glossary_is_consistent() -> None:
    owners: dict[str, str] = {}
    for name, _, words in lines():
        for word in words:
            assert owners.setdefault(word, name) == name, f"{word} is in two lines"
            for part in word.lstrip("=").split("_"):
                assert analyse(part).words == [part], f"{word} is no word as texts have it"
            shortest = 1 if any("가" <= sign <= "힣" for sign in word) else 3
            assert word.startswith("=") or "_" in word or len(word) >= shortest


def test_a_text_that_is_one_endless_word_costs_little() -> None:
    """A feed may send a megabyte without a space; taken apart letter by letter it would fill the memory."""
    features = features_of(making.entry("Troops near Kursk", summary="x" * 1_000_000, article="y" * 1_000_000))
    assert len(features.to_json()) < 20_000
