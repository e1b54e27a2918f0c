"""The matcher as the pipeline uses it: hits, states, changes, what it learns, and what `check` asks."""

from __future__ import annotations

import pytest

from monitor.matching import Matcher, unanchored
from monitor.settings import WatchState
from monitor.types import Hit
from tests.matching.making import TERMS, by_name, entry, every_watch, term_set, watch


def test_a_hit_says_where_what_and_why() -> None:
    one = entry("Про все", "Під Курськом — солдати «КНДР».")
    (match,) = Matcher([watch("@kursk AND @troops AND @north-korea")], TERMS).match(one)
    assert match.hits == (
        Hit(
            field="summary",
            start=4,
            end=12,
            surface="Курськом",
            term="Курськ",
            set="kursk",
            language="uk",
            why="lemma",
        ),
        Hit(
            field="summary",
            start=15,
            end=22,
            surface="солдати",
            term="солдат",
            set="troops",
            language="uk",
            why="lemma",
        ),
        Hit(
            field="summary",
            start=24,
            end=28,
            surface="КНДР",
            term="КНДР",
            set="north-korea",
            language="any",
            why="exact",
        ),
    )


def test_offsets_point_into_the_original_text() -> None:
    """Folding changes lengths (ß, soft hyphens, stress marks); the offsets must not notice."""
    title = "STRASSE, Straße und Kúrsk Ku\u00adrsk …  Москва́ рядом"
    (match,) = Matcher([watch("Kursk OR Straße OR Москва", languages=("de", "ru"))], {}).match(entry(title))
    surfaces = [hit.surface for hit in match.hits]
    assert surfaces == [title[hit.start : hit.end] for hit in match.hits]
    assert {"STRASSE", "Straße", "Ku\u00adrsk"} <= set(surfaces)
    assert any(surface.startswith("Москва") for surface in surfaces)


def test_one_place_is_one_hit_of_a_set_with_the_plainest_reason() -> None:
    terms = by_name(term_set("city", uk=["Пхеньян"], ru=["Пхеньян"]), term_set("more", any=["@city"]))
    (match,) = Matcher([watch("@city AND @more AND Пхеньян")], terms).match(entry("У Пхеньян"))
    assert [(hit.set, hit.why) for hit in match.hits] == [(None, "exact"), ("city", "exact"), ("more", "exact")]


def test_a_term_inside_another_that_is_near_speaks_too() -> None:
    """`Korea` is two words away and the whole name one: what holds by the name is told of both."""
    terms = by_name(term_set("country", en=["North Korea"]), term_set("peninsula", en=["Korea"]))
    either, one = watch("troops NEAR/1 (@country OR @peninsula)"), entry("Troops of North Korea")
    (match,) = Matcher([either], terms).match(one)
    assert [(hit.surface, hit.set) for hit in match.hits] == [
        ("Troops", None),
        ("North Korea", "country"),
        ("Korea", "peninsula"),
    ]
    assert (match,) == every_watch([either], terms, one)


def test_watches_that_are_off_are_left_out_and_those_in_the_shadow_are_not() -> None:
    states = {"a": WatchState.LIVE, "b": WatchState.SHADOW, "c": WatchState.OFF}
    matcher = Matcher([watch("troops", name=name, state=state) for name, state in states.items()], {})
    assert [match.watch for match in matcher.match(entry("Troops"))] == ["a", "b"]


def test_matches_come_in_the_order_of_names() -> None:
    matcher = Matcher([watch("troops", name=name) for name in ("b", "c", "a")], {})
    assert [match.watch for match in matcher.match(entry("Troops"))] == ["a", "b", "c"]


def test_adding_replacing_and_removing() -> None:
    matcher = Matcher([watch("troops", name="a")], {})
    matcher.add(watch("Kursk", name="b"))
    assert [match.watch for match in matcher.match(entry("Troops in Kursk"))] == ["a", "b"]
    matcher.add(watch("Sumy", name="a"))
    assert [match.watch for match in matcher.match(entry("Troops in Kursk"))] == ["b"]
    matcher.add(watch("Kursk", name="b", state=WatchState.OFF))
    matcher.remove("a")
    matcher.remove("never there")
    assert matcher.match(entry("Troops in Kursk, Sumy")) == ()


def test_a_watch_in_a_new_language_makes_the_matcher_learn_it() -> None:
    matcher = Matcher([watch("troops", name="a", languages=("en",))], {})
    matcher.add(watch("солдат", name="b", languages=("uk",)))
    assert [match.watch for match in matcher.match(entry("Двоє солдатів"))] == ["b"]


def test_many_watches_on_one_common_word() -> None:
    """More than a handful of plans under one anchor take the second level of the index."""
    words = [f"word{number}" for number in range(60)]
    watches = [watch(f"troops AND {word}", name=word) for word in words]
    matcher = Matcher(watches, {})
    for _ in range(20):
        matcher.match(entry("Troops " + " ".join(words[:30])))
    matcher.settle()
    assert [match.watch for match in matcher.match(entry("Troops word7 word59"))] == ["word59", "word7"]
    matcher.remove("word7")
    assert [match.watch for match in matcher.match(entry("Troops word7 word59"))] == ["word59"]


def test_what_was_learnt_moves_watches_to_rarer_words() -> None:
    common = " ".join(f"common{number}" for number in range(40))
    watches = [watch(f"common{number} AND rare{number}", name=f"w{number}") for number in range(40)]
    matcher = Matcher(watches, {})
    one = entry(common.capitalize())
    for _ in range(30):
        matcher.match(one)
    matcher.settle()
    assert matcher.candidates(one) == 0
    assert matcher.frequencies["common7"] == 1.0
    assert Matcher(watches, {}, frequencies=matcher.frequencies).candidates(one) == 0


def test_frequencies_are_shares_and_old_ones_fade() -> None:
    matcher = Matcher([watch("troops")], {})
    for number in range(300):
        matcher.match(entry("Troops in Kursk" if number < 150 else "Troops in Sumy"))
    shares = matcher.frequencies
    assert shares["troops"] == 1.0
    assert shares["kursk"] == pytest.approx(0.5)
    assert all(0 < share <= 1 for share in shares.values())


UNANCHORED = {
    "/T-?72/": True,
    "NUM(>=1000)": True,
    "url:sport": True,
    "/T-?72/ OR troops": True,
    "troops": False,
    "/T-?72/ AND troops": False,
    "lang:uk": False,  # called up by its label
    "NUM(>=1000) NEAR/3 troops": False,
    "troops OR Kursk": False,
}


@pytest.mark.parametrize(("text", "expected"), UNANCHORED.items())
def test_watches_that_run_on_every_entry_are_told(text: str, expected: bool) -> None:
    told = unanchored([watch(text)], TERMS)
    assert bool(told) is expected
    for one in told:
        assert one.watch == "w"
        assert one.microseconds > 0
        assert "runs on every entry" in one.says
