"""What changed in a story: typed updates, by tables over languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.stories import edit_of, features_of, gone, update_of
from monitor.types import Entry, Reason
from tests import making


def later(entry: Entry) -> Entry:
    """The same, an hour later."""
    at = entry.first_seen + timedelta(hours=1)
    return replace(entry, first_seen=at, published=at)


FIRST = making.entry(
    "About 12,000 North Korean troops are in Kursk, EU says", summary="The number comes from satellite images."
)

GROWN = [
    ("en", "EU now counts 15,000 North Korean troops in Kursk"),
    ("en", "Fifteen thousand soldiers from North Korea are in Russia, up from 12,000"),
    ("uk", "На Курщині вже 15 тисяч солдатів КНДР"),
    ("ru", "Число северокорейских военных под Курском выросло до 15 000 солдат"),
    ("ko", "EU, 쿠르스크 북한 병력 1만5천명으로 증가"),
]


@pytest.mark.parametrize(("language", "title"), GROWN)
def test_a_figure_that_grew_on_the_same_unit(language: str, title: str) -> None:
    update = update_of([features_of(FIRST)], features_of(later(making.entry(title, feed="herald", language=language))))
    assert update is not None
    assert (update.kind, update.what) == (Reason.CHANGED, "figure")
    assert (update.old, update.new) == (("12000 soldier",), ("15000 soldier",))


NOT_CHANGED = [
    ("en", "EU: some 12 thousand North Korean soldiers in Russia"),  # the same, written otherwise
    ("en", "More than 11,900 North Korean troops in Kursk"),  # rounded otherwise
    ("en", "Around 3,000 North Korean troops seen near Sudzha"),  # a part
    ("en", "EU fined 15,000 euros per North Korean entry"),  # another unit
    ("uk", "У Курську 12 тис. військових КНДР"),
    ("ru", "В Курской области 12 тысяч солдат из КНДР, 15 тысяч жителей уехали"),
]


@pytest.mark.parametrize(("language", "title"), NOT_CHANGED)
def test_what_is_no_change(language: str, title: str) -> None:
    update = update_of([features_of(FIRST)], features_of(later(making.entry(title, feed="herald", language=language))))
    assert update is not None
    assert (update.kind, update.new) == (Reason.ALSO, ("herald",))


def test_dead_and_wounded_are_two_figures() -> None:
    before = features_of(making.entry("Strike kills 3 people, 18 wounded in Kharkiv"))
    after = features_of(later(making.entry("Five people killed in Kharkiv, 18 wounded", feed="herald")))
    update = update_of([before], after)
    assert update is not None
    assert (update.old, update.new) == (("3 killed",), ("5 killed",))


def test_a_second_entry_of_a_known_publisher_is_a_repeat() -> None:
    again = later(making.entry("Satellites show soldiers of Pyongyang near Kursk", guid="2"))
    assert update_of([features_of(FIRST)], features_of(again)) is None


def test_a_reprint_is_a_repeat() -> None:
    copy = later(making.entry(FIRST.title, feed="herald", summary=FIRST.summary))
    assert update_of([features_of(FIRST)], features_of(copy)) is None


def test_a_term_set_of_the_watch_is_hit_for_the_first_time() -> None:
    after = features_of(later(making.entry("Casualties reported", feed="herald")), sets=["troops", "casualties"])
    before = features_of(FIRST, sets=["troops"])
    update = update_of([before], after, watch_sets=["troops", "casualties"])
    assert update is not None
    assert (update.kind, update.what, update.new) == (Reason.CHANGED, "term set", ("casualties",))
    repeat = update_of([before, after], features_of(FIRST, sets=["casualties"]), watch_sets=["casualties"])
    assert repeat is None


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Pyongyang denies sending soldiers to Russia"),
        ("uk", "У Пхеньяні спростували відправлення солдатів"),
        ("ru", "КНДР опровергла отправку военных"),
    ],
)
def test_a_denial(language: str, title: str) -> None:
    update = update_of([features_of(FIRST)], features_of(later(making.entry(title, feed="herald", language=language))))
    assert update is not None
    assert (update.kind, update.what) == (Reason.CORRECTED, "denial")


def test_the_first_entry_updates_nothing() -> None:
    assert update_of([], features_of(FIRST)) is None


# --- edits of one entry ---

EDITS = [
    ("title", "Перші солдати КНДР прибули до Курської області", Reason.CORRECTED, "headline"),
    ("summary", "About 15,000 soldiers arrived, the EU says. Others follow.", Reason.CHANGED, "figure"),
    ("summary", "The Union retracted its claim that 12,000 soldiers arrived.", Reason.CORRECTED, "denial"),
    ("summary", "A minister called the reports of new units a rumour. Others follow.", Reason.CORRECTED, "lead"),
    ("title", "Новину знято", Reason.GONE, "withdrawn"),
    ("summary", "This article has been removed.", Reason.GONE, "withdrawn"),
]
BEFORE = making.entry(
    "Перші солдати КНДР прибули до Білгородської області",
    language="uk",
    summary="About 12,000 soldiers arrived, the EU says. Others follow.",
)


@pytest.mark.parametrize(("field", "text", "kind", "what"), EDITS)
def test_an_edit(field: str, text: str, kind: Reason, what: str) -> None:
    after = replace(BEFORE, title=text) if field == "title" else replace(BEFORE, summary=text)
    update = edit_of(BEFORE, after, features_of(BEFORE), features_of(after))
    assert update is not None
    assert (update.kind, update.what) == (kind, what)
    assert update.old
    assert update.new


NOTHING = [
    ("War in Ukraine: situation as of 20 November", "War in Ukraine: situation as of 21 November"),
    ("Storm Ingrid nears the coast (updated 14:30)", "Storm Ingrid nears the coast (updated 15:10)"),
    ("Storm Ingrid nears the coast", "Storm Ingrid nears the coast, updated"),
    ("EU alarmed, ministers say", "EU alarmed - ministers say"),
    ("EU ALARMED by troops", "EU alarmed by troops"),
    ("Погода на 19 листопада", "Погода на 20 листопада"),
    ("Обстрел Курска 23.10", "Обстрел Курска 24.10"),
]


@pytest.mark.parametrize(("old", "new"), NOTHING)
def test_a_date_or_a_comma_is_nothing(old: str, new: str) -> None:
    before, after = replace(BEFORE, title=old), replace(BEFORE, title=new)
    assert edit_of(before, after, features_of(before), features_of(after)) is None


def test_a_comma_in_the_lead_is_nothing() -> None:
    after = replace(BEFORE, summary="About 12,000 soldiers arrived – the EU says. Others follow, too.")
    assert edit_of(BEFORE, after, features_of(BEFORE), features_of(after)) is None


@pytest.mark.parametrize(("status", "is_gone"), [(404, True), (410, True), (200, False), (403, False), (500, False)])
def test_gone(status: int, is_gone: bool) -> None:
    assert (gone(FIRST.title, status) is not None) == is_gone
