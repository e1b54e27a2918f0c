"""What people are told: of a match why, of a miss what was lacking and by how much. Sentences are golden."""

from __future__ import annotations

import pytest

from monitor import query
from monitor.matching import Matcher, Verdict, explain, verdict
from monitor.query.nodes import Score, Term, Weighted
from tests.matching.making import TERMS, entry, watch

RUNNING_EXAMPLE = "@north-korea NEAR/8 @troops AND (@kursk OR title:@russia)"

MATCHES = [
    (
        RUNNING_EXAMPLE,
        ("EU 'deeply alarmed' by North Korean troops in Russia", "", None),
        'North Korea ["North Korean"] next to troops ["troops"], Russia ["Russia"]',
    ),
    (
        RUNNING_EXAMPLE,
        (
            "ЄС стурбований",
            "Дії північнокорейських російських солдатів",
            "Один.\n\nДва.\n\nБої на Курщині тривають.",
        ),
        (
            'North Korea ["північнокорейських", uk lemma] 1 word from troops ["солдатів", uk lemma] in the summary, '
            'Kursk ["Курщині", uk lemma] in the article, paragraph 3'
        ),
    ),
    ("US", ("U.S. troops", "", None), 'US ["U.S."]'),
    ("북한군", ("북한군은 어디에", "", None), '북한군 ["북한군은", ko particle]'),
    ("Інтерфакс", ("За даними Iнтерфакс", "", None), 'Інтерфакс ["Iнтерфакс", confusable]'),
    ("mobilis*", ("Mobilisation", "", None), 'mobilis* ["Mobilisation"]'),
    (
        "NUM(>=1000) NEAR/2 troops",
        ("12 thousand troops", "", None),
        'NUM(>=1000) ["12 thousand"] next to troops ["troops"]',
    ),
    (r"/T-?72B?/", ("", "The T72", None), '/T-?72B?/ ["T72"] in the summary'),
    (
        "SENTENCE(troops, Kursk)",
        ("A", "Yes. Troops see Kursk.", None),
        'troops ["Troops"] and Kursk ["Kursk"] in one sentence in the summary',
    ),
    ("ATLEAST/2(troops, army, Kursk)", ("Troops in Kursk", "", None), '2 of 3: troops ["Troops"], Kursk ["Kursk"]'),
    ("COUNT/2(troops)", ("Troops, troops", "", None), '2 mentions of troops ["Troops"]'),
    ("FIRST/5(troops)", ("Troops", "", None), 'troops ["Troops"] within the first 5 words'),
    ("troops AND NOT sport", ("Troops", "", None), 'troops ["Troops"], no sport'),
    ("troops AND lang:en", ("Troops", "", None), 'troops ["Troops"], lang:en'),
]


@pytest.mark.parametrize(("text", "texts", "said"), MATCHES)
def test_a_match(text: str, texts: tuple[str, str, str | None], said: str) -> None:
    explained = explain(watch(text), TERMS, entry(*texts, language="en"))
    assert explained.verdict is Verdict.MATCHES
    assert explained.sentences() == (said,)


NOT_FETCHED = "; the article was not fetched"
_MANY = "(troops NEAR/3 Kursk) OR (title:Sudzha AND army) OR SENTENCE(Kursk, army) OR COUNT/2(sport)"
MISSES = [
    (
        RUNNING_EXAMPLE,
        ("North Korean officers and, as was said in Brussels by some, soldiers in Russia", "", ""),
        ["NEAR/8: the distance was 9"],
    ),
    (
        RUNNING_EXAMPLE,
        ("Alarm at North Korean troops", "", None),
        [f"no @kursk in title or summary and no @russia in the title{NOT_FETCHED}"],
    ),
    (
        RUNNING_EXAMPLE,
        ("Alarm at North Korean troops", "", "Nothing more."),
        ["no @kursk in title, summary or article and no @russia in the title"],
    ),
    ("@kursk", ("News", "", None), [f"no @kursk in title or summary{NOT_FETCHED}"]),
    ("title:@kursk", ("News", "", None), ["no @kursk in the title"]),
    ("troops NEAR/3 Kursk", ("Troops", "Kursk", ""), ["NEAR/3: never in one field"]),
    ("troops ONEAR/3 Kursk", ("Kursk troops", "", ""), ["ONEAR/3: they stand in the other order"]),
    ("troops NEAR/3 troops", ("Troops", "", ""), ["NEAR/3: the same words cannot be both sides"]),
    ("troops NEAR/3 Kursk", ("Troops", "", ""), ["NEAR/3: no Kursk in title, summary or article"]),
    ("SENTENCE(troops, Kursk)", ("Troops left. Kursk fell.", "", ""), ["SENTENCE: never all in one sentence"]),
    ("COUNT/3(troops)", ("Troops, troops", "", ""), ["COUNT/3: only 2 mentions"]),
    ("FIRST/2(Kursk)", ("Now troops in Kursk", "", ""), ["FIRST/2: the first mention is word 4 of the title"]),
    ("ATLEAST/2(troops, army, Kursk)", ("Troops", "", ""), ["ATLEAST/2: only troops of 3"]),
    ("NUM(>=1000)", ("Some 12", "", ""), ["no number >=1000 in title, summary or article"]),
    ("troops AND NOT Kursk", ("Troops in Kursk", "", None), ['NOT Kursk: "Kursk" stands in the title']),
    ("troops AND lang:uk", ("Troops", "", None), ['lang:uk: lang is "en"']),
    ("troops OR army", ("News", "", ""), ["no troops or army in title, summary or article"]),
    *[
        (_MANY, (title, "", ""), [f"none of 4 alternatives; the nearest: {said}"])
        for title, said in (
            ("Some troops of which nobody knows where in Kursk", "NEAR/3: the distance was 6"),
            ("An army", "no Sudzha in the title"),
            ("Kursk. Army", "SENTENCE: never all in one sentence"),
            ("Troops, sport", "COUNT/2: only 1 mention"),
            ("Ice and air on Mars", "COUNT/2: no sport in title, summary or article"),
        )
    ],
]


@pytest.mark.parametrize(("text", "texts", "said"), MISSES)
def test_a_miss(text: str, texts: tuple[str, str, str | None], said: list[str]) -> None:
    explained = explain(watch(text), TERMS, entry(*texts, language="en"))
    assert explained.verdict is not Verdict.MATCHES
    assert list(explained.sentences()) == said


def test_the_clauses_that_hold_keep_their_hits_in_a_miss() -> None:
    explained = explain(watch("troops AND Kursk"), TERMS, entry("Two troops"))
    assert [(clause.text, clause.holds) for clause in explained.clauses] == [("troops", True), ("Kursk", False)]
    assert [hit.surface for hit in explained.hits] == ["troops"]


def test_a_score() -> None:
    lines = (Weighted(item=Term(text="troops"), weight=2), Weighted(item=Term(text="sport"), weight=-1))
    judged = watch(Score(items=lines, threshold=2))
    reached = explain(judged, TERMS, entry("Two troops"))
    assert (reached.score, reached.sentences()) == (2, ('score 2 of 2: troops ["troops"] +2',))
    below = explain(judged, TERMS, entry("Two troops play a sport", "", ""))
    assert (below.score, below.sentences()) == (1, ("the score was 1 of 2 (troops +2, sport -1)",))
    required = watch(Score(items=lines, threshold=2, require=query.parse("Kursk")))
    assert explain(required, TERMS, entry("Troops", "", "")).sentences() == (
        "require: no Kursk in title, summary or article",
    )


VERDICTS = [
    # (query, title, what can be said while the article is not at hand)
    ("troops", "Two troops", Verdict.MATCHES),
    ("troops AND Kursk", "Two troops", Verdict.COULD),
    ("troops AND Kursk", "News", Verdict.UNLIKELY),
    ("troops", "News", Verdict.UNLIKELY),
    ("title:troops AND Kursk", "In Kursk", Verdict.CANNOT),
    ("title:troops AND Kursk", "Two troops", Verdict.COULD),
    ("(title:troops AND Kursk) OR army", "In Kursk", Verdict.UNLIKELY),  # Kursk stands there in vain
    ("troops AND NOT Kursk", "In Kursk", Verdict.CANNOT),
    ("troops AND NOT title:Kursk", "News", Verdict.UNLIKELY),
    ("troops AND NOT Kursk AND army", "Two troops", Verdict.COULD),
    ("troops NEAR/3 Kursk", "Two troops", Verdict.COULD),
    ("title:(troops NEAR/3 Kursk)", "Two troops", Verdict.CANNOT),
    ("SENTENCE(troops, Kursk)", "In Kursk. Troops", Verdict.COULD),
    ("COUNT/3(troops)", "Two troops", Verdict.COULD),
    ("title:COUNT/3(troops)", "Two troops", Verdict.CANNOT),
    ("ATLEAST/2(title:troops, title:army, Kursk)", "Two troops", Verdict.COULD),
    ("ATLEAST/2(title:troops, title:army, Kursk)", "In Kursk", Verdict.CANNOT),
    ("lang:en AND Kursk", "News", Verdict.UNLIKELY),  # a label is no news
    ("lang:uk AND Kursk", "In Kursk", Verdict.CANNOT),
    ("article:Kursk AND troops", "Two troops", Verdict.COULD),
    ("summary:Kursk", "In Kursk", Verdict.CANNOT),
    ("FIRST/1(Kursk)", "In Kursk", Verdict.UNLIKELY),
]


@pytest.mark.parametrize(("text", "title", "expected"), VERDICTS)
def test_verdicts(text: str, title: str, expected: Verdict) -> None:
    judged, one = watch(text), entry(title, language="en")
    assert verdict(judged, TERMS, one) is expected
    undecided = Matcher([judged], TERMS).undecided(one)
    assert undecided == (("w",) if expected is Verdict.COULD else ())


def test_with_the_article_at_hand_nothing_is_undecided() -> None:
    judged, one = watch("troops AND Kursk"), entry("Two troops", "", "Nothing more.")
    assert verdict(judged, TERMS, one) is Verdict.CANNOT
    assert Matcher([judged], TERMS).undecided(one) == ()


def test_a_score_that_an_article_could_lift() -> None:
    lines = (Weighted(item=Term(text="troops"), weight=1, cap=2), Weighted(item=Term(text="sport"), weight=-1))
    for threshold, title, expected in (
        (2, "Two troops", Verdict.COULD),
        (2, "News", Verdict.UNLIKELY),
        (3, "Two troops", Verdict.CANNOT),
        (2, "Troops play a sport", Verdict.CANNOT),
    ):
        assert verdict(watch(Score(items=lines, threshold=threshold)), {}, entry(title)) is expected
