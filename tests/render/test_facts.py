"""What is said: the same in every kind of message, and true."""

from __future__ import annotations

import html as markup
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.render import moments
from monitor.render.facts import cut, gather
from monitor.render.passages import LONGEST, MOST_PASSAGES, difference, headline, passages, plain
from monitor.settings import Level
from monitor.types import Hit, Reason
from tests.render.briefings import (
    CORRECTED,
    ENGLISH,
    ENTRIES,
    NOW,
    RUSSIAN,
    SEEN,
    UKRAINIAN,
    briefing,
    cases,
    channel,
    hits,
    story,
)
from tests.render.test_golden import readable


def words_of(text: str) -> str:
    return " ".join(markup.unescape(text).replace("*", "").split())


@pytest.mark.parametrize("name", list(cases("email")))
def test_text_html_and_json_say_the_same(name: str) -> None:
    whole = readable("email", cases("email")[name].message.body)
    _, text, page = whole.split("\n\n=====\n\n")
    shown = {"text": words_of(text), "html": words_of(re.sub("<[^>]*>", "", page))}
    data = json.loads(cases("webhook")[name].message.body)["data"]
    wanted = [data["headline"], data["publisher"], data["watch"]["title"], data["watch"]["name"]]
    wanted += [passage["text"] for passage in data["passages"]]
    wanted += [change[side]["text"] for change in data["changes"] for side in ("was", "now")]
    wanted += [
        one[key]
        for one in data["story"]["publications"]
        for key in ("publisher", "headline")
        if len(data["story"]["publications"]) > 1
    ]
    wanted += [surface for word in data["words"] for surface in word["surfaces"]]
    wanted += [word["set"] for word in data["words"]] + [word["why"] for word in data["words"]]
    for kind, page_words in shown.items():
        for fact in wanted:
            assert words_of(fact) in page_words, (kind, fact)
        assert (data["url"] or "") in (text if kind == "text" else markup.unescape(page))


@pytest.mark.parametrize("language", list(ENTRIES))
def test_every_word_that_matched_is_marked_in_its_sentence(language: str) -> None:
    entry = ENTRIES[language]
    found = passages(entry, hits(entry))
    marked = {run.text for passage in found for run in passage.runs if run.marked}
    told = {(hit.set, hit.term) for hit in hits(entry)}
    assert {hit.surface for hit in hits(entry) if hit.field == "title"} <= marked
    assert {(hit.set, hit.term) for hit in hits(entry) if hit.surface in marked} == told


def test_the_sentence_that_matters_is_found_in_a_long_article() -> None:
    [*_, last] = passages(ENGLISH, hits(ENGLISH))
    assert last.field == "article"
    assert last.text == "According to two diplomats, the first units were seen in the Kursk region on Friday evening."


def test_a_sentence_without_end_is_cut_about_the_word() -> None:
    entry = replace(ENGLISH, title="x", summary="", article="lorem ipsum " * 400 + "Kursk " + "dolor sit " * 400)
    start = (entry.article or "").index("Kursk")
    hit = Hit(field="article", start=start, end=start + 5, surface="Kursk", term="Kursk")
    [passage] = passages(entry, (hit,))
    assert len(passage.text) <= LONGEST + 4
    assert passage.text.startswith("… ")
    assert passage.text.endswith(" …")
    assert [run.text for run in passage.runs if run.marked] == ["Kursk"]


def test_more_sentences_than_anybody_reads_are_left_out() -> None:
    entry = replace(ENGLISH, article=" ".join(f"Sentence number w{n} is here." for n in range(50)))
    article = entry.article or ""
    many = tuple(
        Hit(field="article", start=article.index(f"w{n} "), end=article.index(f"w{n} ") + 2, surface="w", term=f"w{n}")
        for n in range(50)
    )
    assert len(passages(entry, many)) == MOST_PASSAGES


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(st.text(alphabet="ab .\n!К", max_size=60), SPANS)
def test_marks_fall_where_a_stupid_painter_puts_them(title: str, spans: list[tuple[int, int]]) -> None:
    """The twin paints letter by letter; spaces aside both say the same."""
    real = [(a, b) for a, b in spans if 0 <= a < b <= len(title)]
    found = headline(title, [Hit(field="title", start=a, end=b, surface=title[a:b], term="t") for a, b in real])
    painted = [(char, any(a <= place < b for a, b in real)) for place, char in enumerate(title) if not char.isspace()]
    assert [(char, run.marked) for run in found for char in run.text if char != " "] == painted


@given(st.text(alphabet="ab ", max_size=30), st.text(alphabet="ab ", max_size=30))
def test_a_difference_shows_both_texts_and_marks_nothing_where_they_are_equal(was: str, now: str) -> None:
    left, right = difference(was, now)
    assert (plain(left), plain(right)) == (" ".join(was.split()), " ".join(now.split()))
    changed = any(run.marked for run in (*left, *right))
    assert changed == (was.split() != now.split())
    unmarked = [[w for run in side if not run.marked for w in run.text.split()] for side in (left, right)]
    assert unmarked[0] == unmarked[1]


def test_who_was_first_is_first() -> None:
    facts = gather(briefing(ENGLISH, channel("email"), within=story(ENGLISH, RUSSIAN, UKRAINIAN)), now=NOW)
    assert [one.publisher for one in facts.carried] == ["Дніпровий вісник", "Baltic Wire", "Северная хроника"]
    assert [one.dated for one in facts.carried] == [True, True, False]
    assert facts.kicker == "New · 14:05 EET · Дніпровий вісник first, 2 others"


def test_feeds_of_one_publisher_count_once() -> None:
    sister = replace(ENGLISH, id="sister", feed="baltic-wire-europe", first_seen=SEEN + timedelta(minutes=1))
    facts = gather(briefing(ENGLISH, channel("email"), within=story(ENGLISH, sister)), now=NOW)
    assert len(facts.carried) == 1
    assert facts.kicker == "New · 14:05 EET · Baltic Wire"


def test_a_correction_of_the_summary_alone_says_so() -> None:
    changed = replace(CORRECTED, title=ENGLISH.title)
    told = briefing(changed, channel("email"), reason=Reason.CORRECTED, previous=ENGLISH)
    facts = gather(told, now=NOW)
    assert [change.field for change in facts.changes] == ["summary"]
    assert facts.kicker == "Correction · 14:46 EET · Baltic Wire changed the summary"


def test_a_correction_whose_former_text_is_unknown_is_still_told() -> None:
    facts = gather(briefing(CORRECTED, channel("email"), reason=Reason.CORRECTED), now=NOW)
    assert facts.changes == ()
    assert facts.kicker.startswith("Correction · ")


def test_an_entry_without_a_title_is_still_told() -> None:
    facts = gather(briefing(replace(ENGLISH, title=" \u200b "), channel("email")), now=NOW)
    assert facts.title == "(no headline)"


def test_the_level_is_named_only_above_normal() -> None:
    assert gather(briefing(ENGLISH, channel("email")), now=NOW).level is None
    assert gather(briefing(ENGLISH, channel("email"), level=Level.URGENT), now=NOW).level == "URGENT"


@pytest.mark.parametrize(("after", "late"), [(0, None), (600, None), (601, 601), (8000, 8000), (-5, None)])
def test_a_late_message_says_so(after: int, late: int | None) -> None:
    facts = gather(briefing(ENGLISH, channel("email")), now=SEEN + timedelta(seconds=after))
    assert facts.late == (None if late is None else timedelta(seconds=late))


TEXT = "EU deeply alarmed by North Korean troops"


@pytest.mark.parametrize(
    ("longest", "shown"),
    [(100, TEXT), (40, TEXT), (39, "EU deeply alarmed by North Korean…"), (34, "EU deeply alarmed by North Korean…"),
     (33, "EU deeply alarmed by North…"), (10, "EU deeply…"), (6, "EU de…")],
)  # fmt: skip
def test_a_text_is_cut_at_a_word(longest: int, shown: str) -> None:
    assert cut(TEXT, longest) == shown


@given(st.text(min_size=1), st.integers(2, 60))
def test_a_cut_text_is_never_longer(text: str, longest: int) -> None:
    assert len(cut(text, longest)) <= longest


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (7500, "2 h 05 min"),
     (86400, "1 day"), (2 * 86400 + 3 * 3600, "2 days 3 h"), (-420, "7 min")],
)  # fmt: skip
def test_lengths_of_time(seconds: int, words: str) -> None:
    assert moments.span(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Europe/Kyiv", "Sat 21 Nov 2026, 14:05 EET"), ("UTC", "Sat 21 Nov 2026, 12:05 UTC"),
     ("America/Sao_Paulo", "Sat 21 Nov 2026, 09:05 UTC-03"), ("Asia/Kolkata", "Sat 21 Nov 2026, 17:35 IST")],
)  # fmt: skip
def test_times_name_their_zone(zone: str, words: str) -> None:
    facts = gather(briefing(ENGLISH, channel("email", timezone=zone)), now=NOW)
    assert moments.full(facts.first_seen) == words


def test_a_time_of_another_day_is_given_with_its_day() -> None:
    day, next_day = datetime(2026, 11, 21, 23, 59, tzinfo=UTC), datetime(2026, 11, 22, 0, 1, tzinfo=UTC)
    assert moments.beside(next_day, day) == "Sun 22 Nov 2026, 00:01 UTC"
    assert moments.beside(day, day) == "23:59 UTC"
