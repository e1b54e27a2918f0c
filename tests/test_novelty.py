"""What is new in a feed, against everything that feeds do to entries that are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.novelty import news
from monitor.types import Entry, Fresh
from tests import making
from tests.making import NOON

KNOWN = making.entry("Ministers meet in Prague", summary="They talk about shells.", revision=2)


def read(*entries: Entry) -> tuple[tuple[Fresh, ...], tuple[str, ...]]:
    found = news(entries, {KNOWN.id: KNOWN}, {KNOWN.canonical_url or "": [KNOWN]})
    return found.fresh, found.present


def test_an_unknown_entry_is_fresh() -> None:
    other = making.entry("Rain in Lviv")
    assert read(KNOWN, other) == ((Fresh(entry=other),), (KNOWN.id, other.id))


@pytest.mark.checklist(25)
def test_an_edit_keeps_the_first_sight_and_counts() -> None:
    later = replace(KNOWN, summary="They talk about peace.", first_seen=NOON + timedelta(hours=1), revision=0)
    fresh, present = read(later)
    assert fresh[0].previous == KNOWN
    assert fresh[0].entry == replace(later, first_seen=NOON, revision=3)
    assert present == (KNOWN.id,)


@pytest.mark.checklist(25)
def test_a_new_date_or_other_white_space_is_nothing() -> None:
    bumped = replace(
        KNOWN,
        published=NOON + timedelta(hours=3),
        updated=NOON + timedelta(hours=3),
        title="Ministers  meet in Prague ",
    )
    assert read(bumped)[0] == ()


@pytest.mark.checklist(25)
def test_a_new_guid_on_the_same_page_and_headline_is_the_same_entry() -> None:
    renamed = replace(KNOWN, id="another", guid="another")
    assert read(renamed) == ((), (KNOWN.id,))


def test_a_new_headline_under_a_new_guid_is_a_new_entry_even_on_the_same_page() -> None:
    update = replace(KNOWN, id="another", guid="another", title="Ministers leave Prague")
    assert [item.previous for item in read(update)[0]] == [None]
