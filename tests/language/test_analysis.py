"""Words, their places and their case."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.language import Analysed, analyse, fold
from tests.language.slow import slow_fold, slow_words

_TABLE = [
    ("North Korea's troops", "north korea troops"),
    ("UKRAINE’S soldiers’ pay", "ukraine soldiers pay"),
    ("EU-based U.S.-led U.N.'s", "eu based us led un"),
    ("the US and the U.S. and U.S", "the us and the us and us"),
    ("США и С.Ш.А.", "сша и сша"),
    ("и.о. министра", "и о министра"),
    ("А.С.Пушкин", "ас пушкин"),
    ("кряду.Российский", "кряду российский"),
    ("snake_case_name", "snake case name"),
    ("1.5 and 12,000 and v2.0.1", "1.5 and 12,000 and v2 0.1"),
    ("об’єкт обʼєкт об`єкт об'єкт", "об'єкт об'єкт об'єкт об'єкт"),
    ("«Київ», “Kyiv”…", "київ kyiv"),
    ("Iнтерфакс Cеверной", "інтерфакс северной"),
    ("Су\u0301дно слово\u00ad\u200bдва", "судно словодва"),
    ("ещё Ёлка елка", "еще елка елка"),
    ("Straße STRASSE İstanbul", "strasse strasse istanbul"),
    ("l'Ukraine d’Ukraine qu'Emmanuel dell'Ucraina", "l ukraine d ukraine qu emmanuel dell ucraina"),
    ("lʼUkraine Ukraineʼs U.N.ʼs", "l ukraine ukraine un"),  # this apostrophe is a letter to Unicode
    ("O'Brien don't aujourd'hui", "o'brien don't aujourd'hui"),
    ("북한군이 1만2천명", "북한군이 1 만 2 천명"),
    ("EU가 K팝", "eu 가 k 팝"),
    ("朝鲜士兵", "朝 鲜 士 兵"),
    ("クルスク・ライフサイクルスクリプトの", "クルスク ライフサイクルスクリプト の"),
    ("スーパー", "スーパー"),
    ("ทหาร", "ท ห า ร"),
    ("صفوف الجيش", "صفوف الجيش"),
    ("كـــوريا مُحَمَّد", "كوريا محمد"),
    ("צה״ל צה\"ל ארה''ב", 'צה"ל צה"ל ארה ב'),
    ("उत्तर कोरिया", "उत्तर कोरिया"),
    ("ＮＡＴＯ ｶﾀｶﾅ", "nato カタカナ"),
    ("", ""),
    ("… — !", ""),
    ("COVID-19 Су-35", "covid 19 су 35"),
]


@pytest.mark.parametrize(("text", "words"), _TABLE, ids=[row[0] for row in _TABLE])
def test_words(text: str, words: str) -> None:
    assert analyse(text).words == words.split()


def test_surfaces_point_into_the_original() -> None:
    analysed = analyse("  “Ukraine’s” l’Armée\u00a0STRAßE, U.S.-led")
    assert [analysed.surface(index) for index in range(len(analysed))] == [
        "Ukraine",
        "l",
        "Armée",
        "STRAßE",
        "U.S.",
        "led",
    ]
    assert analysed.words[3] == "strasse"


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Захід заходи", [True, False]),
        ("NATO iPhone 5G 12 k", [True, False, True, True, False]),
        ("북한군 朝 الجيش", [True, True, True]),
        ("l'Ukraine", [False, True]),
        ("ǅungla", [True]),
    ],
)
def test_capitals(text: str, flags: list[bool]) -> None:
    analysed = analyse(text)
    assert analysed.capitals == flags
    assert [analysed.capitalised(index) for index in range(len(flags))] == flags


@pytest.mark.parametrize(
    ("text", "caseless"),
    [
        ("NORTH KOREAN TROOPS, 12", True),
        ("north korean troops", True),
        ("North Korean troops", False),
        ("북한군", True),
        ("", True),
        ("123", True),
    ],
)
def test_caseless(text: str, caseless: bool) -> None:
    assert analyse(text).caseless is caseless


def test_exact_case_keeps_case_and_nothing_else() -> None:
    analysed = analyse("U.S. Iнтерфакс WHO’s who O’Brien 1.5")
    assert [analysed.exact(index) for index in range(len(analysed))] == [
        "US",
        "Інтерфакс",
        "WHO",
        "who",
        "O'Brien",
        "1.5",
    ]


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("Iнтерфакс", ["інтерфакс"]),
        ("Поpошенко", ["порошенко"]),
        ("ЄC", ["єс"]),
        ("Вashington", ["bashington"]),  # В looks like B, the other letters are Latin
        ("б2b", ["б2b"]),
        ("itшник", ["itшник"]),
        ("коna", ["коna"]),
        ("Kursk", ["kursk"]),
    ],
)
def test_mixed_alphabets(text: str, repaired: list[str]) -> None:
    analysed = analyse(text)
    assert analysed.words == repaired


_ALPHABET = st.sampled_from(
    [
        *"abcSsU.N1234,'’\"״-_ \n\t\u00a0İßéñ",
        *"абвіїйЁёСшA\u0301\u0306\u0308\u00ad\u200b\u0640ў",
        *"\u200d\ufe0f\u20e3①½²ªʼ`′‘ﬁﾞ",
        *"북한이가朝鲜のカナー々〇ทา์خбוצה\u05b8קﬀǅ",
        *"\ud800\udfff\U0001f600\U00020000\U0001d400",
        "l'",
        "'s ",
        "dell’",
        "U.S.",
        "12.5",
    ]
)
_TEXTS = st.lists(_ALPHABET, max_size=25).map("".join) | st.text(max_size=30)


@settings(deadline=None)
@example('й\u05b8"צ')  # a Hebrew mark on another letter makes none of Hebrew
@example('הצבא\u0308"צ')  # a mark between a Hebrew letter and gershayim, but none of Hebrew's own
@given(_TEXTS)
def test_equals_the_slow_twin(text: str) -> None:
    analysed = analyse(text)
    assert list(zip(analysed.starts, analysed.ends, analysed.words, strict=True)) == slow_words(text)


@settings(deadline=None)
@given(_TEXTS)
def test_laws(text: str) -> None:
    """Places are in order, apart and inside; every view has one element a word; twice is the same."""
    analysed = analyse(text)
    places = [place for pair in zip(analysed.starts, analysed.ends, strict=True) for place in pair]
    assert places == sorted(places)
    assert all(start < end for start, end in zip(analysed.starts, analysed.ends, strict=True))
    assert not places or (places[0] >= 0 and places[-1] <= len(text))
    assert all(analysed.words)
    assert len(analysed) == len(analysed.capitals) == len(analysed.sentences)
    assert analysed.sentences == sorted(analysed.sentences)
    assert all(analysed.exact(index) for index in range(len(analysed)))
    again = Analysed(text)
    assert (again.words, again.starts, again.ends) == (analysed.words, analysed.starts, analysed.ends)


@settings(deadline=None)
@given(_TEXTS)
def test_fold_is_idempotent_and_equals_the_slow_twin(text: str) -> None:
    assert fold(fold(text)) == fold(text) == slow_fold(text)


def test_fold_of_every_character() -> None:
    """The short cut of `fold` agrees with the long way, character by character."""
    every = (chr(code) for code in range(0x20000))
    assert [one for one in every if fold(one) != slow_fold(one)] == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Кии\u0306в", "кийв"),
        ("і\u0308", "ї"),
        ("и", "и"),
        ("і", "і"),
        ("Ё—–−-", "е----"),
        ("a\u00a0b\u202fc", "a b c"),
        ("ﬁ ½", "fi 1⁄2"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
