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

from monitor.render import moments, phrases
from monitor.render.clean import clean
from monitor.render.facts import cut, gather
from monitor.render.passages import LONGEST, MOST_PASSAGES, difference, headline, passages, plain
from monitor.render.updates import called, figure
from monitor.settings import Level
from monitor.types import Hit, Reason, Update
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
    wanted += [f"reprint of {one['copied']}" for one in data["story"]["publications"] if one["copied"]]
    if likely := data["story"]["likely"]:
        wanted += [f"Possibly the same as: {likely['headline']} ({likely['publisher']}, "]
    if (update := data["update"]) and update["kind"] not in {"withdrawn", "denial"}:
        wanted += [*update["old"], *update["new"]]
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


FIGURES = [
    ("12000 soldier", "12,000 soldiers"),
    ("1 soldier", "1 soldier"),
    ("1.5e+06 dollar", "1,500,000 dollars"),
    ("2.5 percent", "2.5 percent"),
    ("3 person", "3 people"),
    ("7 killed", "7 killed"),
    ("1 arrest", "1 arrested"),
    ("40 hospital", "40 hospitals"),
    ("2 bus", "2 buses"),
    ("0.5 hectare", "0.5 hectares"),
    ("250", "250"),
    ("1.2.3 soldier", "1.2.3 soldier"),
    ("ten soldier", "ten soldier"),
    ("1e999 soldier", "1e999 soldier"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "shown"), FIGURES)
def test_a_figure_is_written_as_a_newsroom_does(name: str, shown: str) -> None:
    assert figure(name) == shown


@given(st.text(max_size=30))
def test_any_name_can_be_a_figure(name: str) -> None:
    assert figure(name) == clean(figure(name))


def test_a_publisher_is_called_what_it_calls_itself() -> None:
    people = ["Harbour Post", "Harbour Post News", "Дніпровий вісник", "BBC News"]
    assert called("harbour post", people) == "Harbour Post"
    assert called("дніпровии вісник", people) == "Дніпровий вісник"
    assert called("BBC", people) == "BBC News"
    assert called("dpa", people) == "dpa"
    assert called("!", people) == "!"


KICKERS = {
    "also": "Also · 14:46 EET · now also Harbour Post News: 4 independent publishers",
    "changed": "Changed · 14:46 EET · 10,000 soldiers → 15,000 soldiers",
    "changed-terms": "Changed · 14:46 EET · now also about casualties",
    "corrected-denial": "Correction · 14:46 EET · Harbour Post News carries a denial or correction",
    "gone": "Withdrawn · 14:46 EET · Baltic Wire withdrew it (HTTP 410)",
    "gone-text": "Withdrawn · 14:46 EET · Baltic Wire withdrew it",
    "new-likely": "New · 14:05 EET · Baltic Wire, possibly the same as a story already told",
}


@pytest.mark.parametrize("name", list(KICKERS))
def test_the_first_line_says_what_is_new(name: str) -> None:
    case = cases("email")[name]
    assert gather(case.briefing, now=case.now).kicker == KICKERS[name]


def test_what_was_withdrawn_keeps_the_headline_that_stood_there() -> None:
    case = cases("email")["gone-text"]
    facts = gather(case.briefing, now=case.now)
    assert facts.title == ENGLISH.title
    assert ENGLISH.title in [one.headline for one in facts.carried]
    assert [plain(change.now) for change in facts.changes] == ["Article removed", ""]


def test_an_edit_of_an_entry_that_the_desk_was_not_told_of_is_shown_by_its_update() -> None:
    update = Update(kind=Reason.CORRECTED, what="lead", old=("Ten came.",), new=("Eleven came.",))
    told = briefing(CORRECTED, channel("email"), reason=Reason.CORRECTED, update=update)
    [change] = gather(told, now=NOW).changes
    assert (change.field, plain(change.was), plain(change.now)) == ("summary", "Ten came.", "Eleven came.")


def test_how_many_report_independently_is_said_only_where_it_is_known() -> None:
    within = story(ENGLISH, UKRAINIAN, RUSSIAN)
    said = {
        (): "",
        ("baltic wire",): "3 publishers, 1 independently",
        ("a", "b", "c"): "3 publishers independently",
    }
    for known, words in said.items():
        facts = gather(briefing(ENGLISH, channel("email"), within=within, independent=known), now=NOW)
        assert phrases.others(facts) == words


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
