"""Every operator of the query language on texts short enough to judge by eye, by the index and without it."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.matching import Matcher
from monitor.query.nodes import Number, Score, Term, Weighted
from tests.matching.making import TERMS, entry, every_watch, watch

YES, NO = True, False

OPERATORS = [
    # a word, a phrase
    ("troops", "The troops left", YES),
    ("troops", "Every troop left", YES),
    ("troops", "Troopers left", NO),
    ('"war game"', "War games begin", YES),
    ('"war game"', "A game of war", NO),
    ('"war game"', "War, games", YES),
    ("Nord-Ost", "Nord-Ost opened", YES),
    ("Nord-Ost", "Nord Ost opened", YES),
    ("Nord-Ost", "Nordost opened", NO),
    # =word
    ("=troops", "Troops left", YES),
    ("=troops", "A troop left", NO),
    ('="war game"', "A war game", YES),
    ('="war game"', "Some war games", NO),
    ("=Trump", "Trump’s plan", YES),
    # smart case
    ("Захід", "Лідери країн Заходу", YES),
    ("Захід", "Культурні заходи та захід сонця", NO),
    ("захід", "Лідери країн Заходу", YES),
    ("Захід", "заходи безпеки", YES),  # the whole title is in lower case: case says nothing
    ("Захід", "ЗАХОДИ БЕЗПЕКИ", YES),
    ('"the Kremlin"', "What the Kremlin wants", YES),
    ('"the Kremlin"', "What the kremlin wants", NO),
    ('"Red army"', "The Red Army", YES),
    ("US", "The US said", YES),
    ("US", "It told us so, he said", NO),
    ("US", "U.S. troops", YES),
    ("U.S.", "The US said", YES),
    # ^word
    ("^WHO", "The WHO said", YES),
    ("^WHO", "Who said", NO),
    ("^WHO", "THE WHO SAID", YES),
    ("^iPhone", "An iPhone", YES),
    ("^iPhone", "An IPhone", NO),
    # word*
    ("mobilis*", "Mobilisation goes on", YES),
    ("mobilis*", "A mobile phone", NO),
    ("Курськ*", "Бої на Курському напрямку", YES),
    ("Курськ*", "курське сало, Суми", NO),
    # AND OR NOT
    ("troops AND Kursk", "Troops in Kursk", YES),
    ("troops AND Kursk", "Troops in Sumy", NO),
    ("troops OR Kursk", "Battles in Kursk", YES),
    ("troops AND NOT Kursk", "Troops in Kursk", NO),
    ("troops AND NOT Kursk", "Troops in Sumy", YES),
    ("troops AND NOT (Kursk AND Sumy)", "Troops in Sumy", YES),
    ("troops AND NOT (Kursk NEAR/3 Sumy)", "Troops in Sumy and Kursk", NO),
    ("(troops AND Kursk) OR (army AND Sumy)", "The army in Sumy", YES),
    ("(troops AND Kursk) OR (army AND Sumy)", "The army in Kursk", NO),
    # NEAR, ONEAR
    ("troops NEAR/2 Kursk", "Troops seen in Kursk", YES),
    ("troops NEAR/2 Kursk", "Kursk: two more troops", YES),
    ("troops NEAR/1 Kursk", "Troops seen in Kursk", NO),
    ("troops NEAR/0 Kursk", "Kursk troops", YES),
    ("troops ONEAR/2 Kursk", "Troops seen in Kursk", YES),
    ("troops ONEAR/2 Kursk", "Kursk: two more troops", NO),
    ("troops NEAR/3 troops", "The troops left", NO),  # one word cannot be both sides
    ("troops NEAR/3 troops", "Troops met troops", YES),
    ('"North Korea" NEAR/3 Korea', "North Korea said", NO),
    ('"North Korea" NEAR/3 Korea', "North Korea and South Korea", YES),
    ('(troops OR army) NEAR/1 ("North Korea" OR Kursk)', "The army of North Korea", YES),
    ('(troops OR army) NEAR/1 ("North Korea" OR Kursk)', "The army was sent north, not to Kursk", NO),
    ("(troops NEAR/1 Kursk) NEAR/2 Sumy", "Troops in Kursk, not in Sumy", YES),
    ("(troops NEAR/1 Kursk) NEAR/1 Sumy", "Troops in Kursk, not in Sumy", NO),
    # SENTENCE
    ("SENTENCE(troops, Kursk)", "He saw troops. They were in Kursk at once.", NO),
    ("SENTENCE(troops, Kursk)", "He saw troops in the whole Kursk region. They left.", YES),
    # title: and the other fields of text: see below
    # sets
    ("@north-korea", "ПРО КНДР говорять", YES),
    ("@north-korea", "Дії КНДР", YES),
    ("@north-korea", "На північ від Кореї", NO),
    ("@north-korea NEAR/8 @troops", "Північнокорейські та інші солдати", YES),
    ("@place", "Бої на Курщині", YES),
    ("@place", "Бои в России", YES),
    ("@north-korea", "북한군이 왔다", YES),
    # ATLEAST, COUNT, FIRST
    ("ATLEAST/2(troops, army, Kursk)", "The army in Kursk", YES),
    ("ATLEAST/2(troops, army, Kursk)", "The army, the army", NO),
    ("COUNT/2(troops)", "Troops met troops", YES),
    ("COUNT/2(troops)", "Troops met", NO),
    ("COUNT/2(troops OR army)", "Troops met an army", YES),
    ('COUNT/2("North Korea" OR Korea)', "North Korea", NO),  # they overlap: one mention
    ("FIRST/3(Kursk)", "Troops in Kursk", YES),
    ("FIRST/2(Kursk)", "Troops in Kursk", NO),
    ("FIRST/4(troops NEAR/1 Kursk)", "More troops in Kursk", YES),
    ("FIRST/3(troops NEAR/1 Kursk)", "More troops in Kursk", NO),
    # NUM
    ("NUM(>=1000)", "About 12,000 troops", YES),
    ("NUM(>=1000)", "About 120 troops", NO),
    ("NUM(>=1000) NEAR/3 @troops", "12 тис. північнокорейських солдатів", YES),
    ("NUM(10..20)", "Some 12 men", YES),
    ("NUM(10..20)", "Some 21 men", NO),
    ("NUM(=12)", "Some 12 men", YES),
    # /regex/
    (r"/\bКурськ\w*/", "Під Курськом", YES),
    (r"/\bКурськ\w*/", "під курськом", NO),
    (r"/T-?72B?/ NEAR/3 troops", "T72 and troops", YES),
]


@pytest.mark.parametrize(("query", "title", "expected"), OPERATORS)
def test_operators(query: str, title: str, expected: bool) -> None:
    one, judged = entry(title), watch(query)
    assert bool(Matcher([judged], TERMS).match(one)) is expected
    assert bool(every_watch([judged], TERMS, one)) is expected


FIELDS = [
    ("title:Kursk", ("In Kursk", "", None), YES),
    ("title:Kursk", ("News", "In Kursk", None), NO),
    ("summary:Kursk", ("News", "In Kursk", None), YES),
    ("article:Kursk", ("Kursk", "Kursk", None), NO),
    ("article:Kursk", ("News", "", "In Kursk"), YES),
    ("Kursk", ("News", "", "In Kursk"), YES),
    ("troops AND Kursk", ("Troops", "", "In Kursk"), YES),
    # nothing crosses from one field to the next
    ('"North Korea"', ("Far North", "Korea said", None), NO),
    ("troops NEAR/50 Kursk", ("Troops", "Kursk", None), NO),
    ("troops NEAR/50 Kursk", ("Troops", "", "Kursk"), NO),
    ("SENTENCE(troops, Kursk)", ("Troops", "Kursk", None), NO),
    ("title:(troops NEAR/1 Kursk)", ("Troops in Kursk", "", None), YES),
    ("title:(troops NEAR/1 Kursk)", ("News", "Troops in Kursk", None), NO),
    ("title:(troops AND Kursk)", ("Troops", "Kursk", None), NO),
    ("troops AND NOT title:Kursk", ("Troops", "Kursk", None), YES),
    ("title:COUNT/2(troops)", ("Troops", "Troops", None), NO),
    ("COUNT/2(troops)", ("Troops", "Troops", None), YES),
    # the first words of each field
    ("FIRST/1(Kursk)", ("Troops", "Kursk", None), YES),
    ("title:FIRST/1(Kursk)", ("Troops", "Kursk", None), NO),
    # smart case is off in the field that is in one case, and in no other
    ("Захід", ("ЗАХОДИ", "На ринках", None), YES),
    ("Захід", ("ПРО ЗАХІД", "Ці заходи", None), YES),
    ("Захід", ("ПРО СХІД", "Ці заходи", None), NO),
]


@pytest.mark.parametrize(("query", "texts", "expected"), FIELDS)
def test_fields_of_text(query: str, texts: tuple[str, str, str | None], expected: bool) -> None:
    one, judged = entry(*texts), watch(query)
    assert bool(Matcher([judged], TERMS).match(one)) is expected
    assert bool(every_watch([judged], TERMS, one)) is expected


LABELS = [
    ("author:Kim", {"authors": ("Jane Doe", "Kim Lee")}, YES),
    ('author:"Kim Lee"', {"authors": ("Kim", "Lee")}, NO),
    ("author:Kim", {"authors": ("Kimberley Doe",)}, NO),
    ("author:Kim*", {"authors": ("Kimberley Doe",)}, YES),
    ("publisher:BBC", {"publisher": "BBC News"}, YES),
    ("publisher:^bbc", {"publisher": "BBC News"}, NO),
    ("tag:war", {"tags": ("Sport", "War crimes")}, YES),
    ("tag:war", {"tags": ("Warsaw",)}, NO),
    ("tag:/^War$/", {"tags": ("War",)}, YES),
    ("feed:wire", {"feed": "Wire"}, YES),
    ("feed:wire", {"feed": "wire-sport"}, NO),
    ("feed:wire*", {"feed": "wire-sport"}, YES),
    ("feed:wire-sport", {"feed": "wire-sport"}, YES),
    ("lang:pt", {"language": "pt-BR"}, YES),
    ("lang:pt-BR", {"language": "pt"}, NO),
    ("lang:(uk OR ru)", {"language": "ru"}, YES),
    ("lang:uk", {"language": None}, NO),
    ("url:/sport/", {"url": "https://news.example/sport/1"}, YES),
    ('url:"news.example/sport"', {"url": "https://NEWS.example/sport/1"}, YES),
    ("url:sport", {"url": None}, NO),
]


@pytest.mark.parametrize(("query", "labels", "expected"), LABELS)
@pytest.mark.parametrize("with_text", [True, False])
def test_labels(query: str, labels: dict[str, Any], expected: bool, with_text: bool) -> None:
    one = entry("Troops in Kursk", **labels)
    judged = watch(f"{query} AND troops" if with_text else query)
    matches = Matcher([judged], TERMS).match(one)
    assert bool(matches) is expected
    assert matches == every_watch([judged], TERMS, one)


def test_an_unlimited_term_does_not_look_at_labels() -> None:
    one = entry("News", authors=("Kursk",), tags=("Kursk",), url="https://kursk.example/", feed="kursk")
    assert not Matcher([watch("Kursk")], TERMS).match(one)


MUST_NOT_MEET = [
    ("Путин", "Мирный путь к миру", "ru"),
    ("Данія", "Нові дані про бої", "uk"),
    ("Mali", "News of Somalia today", "en"),
    ("Niger", "Nigeria votes", "en"),
    ("Iran", "From Tirana with love", "en"),
    ("クルスク", "ライフサイクルスクリプト", "ja"),
    ("Курск", "Новый курс рубля", "ru"),
]


@pytest.mark.parametrize(("term", "title", "language"), MUST_NOT_MEET)
def test_words_that_only_look_related(term: str, title: str, language: str) -> None:
    assert not Matcher([watch(term, languages=(language,))], {}).match(entry(title))


MEET = [
    ("Путин", "Слова Путина", "ru"),
    ("Данія", "У Данії сніг", "uk"),
    ("Курськ", "Під Курськом", "uk"),
    ("クルスク", "クルスク州", "ja"),
    ("库尔斯克", "在库尔斯克州", "zh"),
    ("북한군", "북한군은 어디에", "ko"),
    ("Інтерфакс", "За даними Iнтерфакс", "uk"),  # its first letter is Latin
    ("об'єкт", "Два об’єкти", "uk"),
    ("Straße", "STRASSE IN BERLIN", "de"),
    ("Kitten", "Kittens win", "en"),
    ("Trump", "Trump's plan", "en"),
    ("Trump's", "Trump plans", "en"),
]


@pytest.mark.parametrize(("term", "title", "language"), MEET)
def test_words_that_are_related(term: str, title: str, language: str) -> None:
    assert Matcher([watch(term, languages=(language,))], {}).match(entry(title))


def test_a_watch_without_languages_inflects_in_those_of_its_script() -> None:
    matcher = Matcher([watch("солдат", languages=()), watch("soldier", name="v", languages=())], {})
    assert [match.watch for match in matcher.match(entry("Двоє солдатів"))] == ["w"]
    assert [match.watch for match in matcher.match(entry("Two soldiers"))] == ["v"]


def test_the_label_of_a_language_never_hides_a_match() -> None:
    """The Ukrainian list is run over text that is said to be Russian, and the other way round."""
    matcher = Matcher([watch("@troops")], TERMS)
    assert matcher.match(entry("Двоє солдатів", language="ru"))
    assert matcher.match(entry("Двое солдат", language="uk"))


def term(text: str, weight: float, cap: int = 1) -> Weighted:
    return Weighted(item=Term(text=text), weight=weight, cap=cap)


SCORES = [
    # (lines, threshold, title boost, required, title, summary, the score)
    ([term("troops", 1), term("Kursk", 2)], 3, 1, None, "Troops in Kursk", "", 3),
    ([term("troops", 1), term("Kursk", 2)], 3, 1, None, "Troops in Sumy", "", None),
    ([term("troops", 1)], 2, 1, None, "Troops met troops", "", None),  # the cap is 1
    ([term("troops", 1, cap=2)], 2, 1, None, "Troops met troops", "", 2),
    ([term("troops", 1, cap=2)], 2, 1, None, "Troops, troops, troops", "", 2),
    ([term("troops", 1)], 2, 2, None, "Troops left", "", 2),  # in the title it counts twice
    ([term("troops", 1)], 2, 2, None, "News", "Troops left", None),
    ([term("troops", 1, cap=2)], 3, 2, None, "Troops left", "Troops", 3),
    ([term("troops", 3), term("sport", -2)], 2, 1, None, "Troops play a sport", "", None),
    ([term("troops", 3), term("sport", -2)], 1, 1, None, "Troops play a sport", "", 1),
    ([term("troops", 3)], 1, 1, Term(text="Kursk"), "Troops left", "", None),
    ([term("troops", 3)], 1, 1, Term(text="Kursk"), "Troops in Kursk", "", 3),
    ([Weighted(item=Number(relation=">", value=5.0), weight=1, cap=3)], 2, 1, None, "Then 12 of 20", "", 2),
]


@pytest.mark.parametrize(("lines", "threshold", "boost", "required", "title", "summary", "score"), SCORES)
def test_scores(
    lines: list[Weighted],
    threshold: float,
    boost: float,
    required: Term | None,
    title: str,
    summary: str,
    score: float | None,
) -> None:
    query = Score(items=tuple(lines), threshold=threshold, title_boost=boost, require=required)
    one, judged = entry(title, summary), watch(query)
    matches = Matcher([judged], TERMS).match(one)
    assert matches == every_watch([judged], TERMS, one)
    assert [match.score for match in matches] == ([] if score is None else [score])
