"""The written day shows what it was written for, and its feeds are feeds."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import feedparser
import pytest

from monitor.demo.day import Outlet, last_step, outlets
from monitor.demo.documents import document

START = datetime(2024, 10, 24, 18, 0, tzinfo=UTC)
DAY = outlets()


def read(outlet: Outlet, step: int) -> feedparser.FeedParserDict:
    """The outlet's feed at `step`, as the reference reader sees it."""
    return feedparser.parse(io.BytesIO(document(outlet, outlet.at(step), start=START)))


@pytest.mark.parametrize("outlet", DAY, ids=lambda outlet: outlet.name)
def test_every_document_reads_back_as_written(outlet: Outlet) -> None:
    """Titles, links and guids come through the outlet's format and encoding unharmed, at every step."""
    for step in range(last_step(DAY) + 1):
        parsed = read(outlet, step)
        assert not parsed.bozo, parsed.get("bozo_exception")
        assert parsed.feed.title == outlet.title
        items = outlet.at(step)
        assert [entry.title for entry in parsed.entries] == [item.title for item in items]
        assert [entry.link for entry in parsed.entries] == [outlet.link(item) for item in items]
        assert [entry.id for entry in parsed.entries] == [item.guid for item in items]


def test_the_day_speaks_four_languages_in_two_formats_and_two_encodings() -> None:
    """What the demonstration promises to show is in the day."""
    assert {outlet.language for outlet in DAY} == {"en", "uk", "ru", "ko"}
    assert {outlet.format for outlet in DAY} == {"rss", "atom"}
    assert {outlet.encoding for outlet in DAY} == {"utf-8", "windows-1251"}
    assert {kind for outlet in DAY for kind in outlet.trouble.values()} == {"error", "page"}
    assert len({outlet.publisher for outlet in DAY}) == len(DAY)


def test_every_feed_has_a_past_before_the_day_begins() -> None:
    """The first step is a baseline: each feed holds something, and nothing is dated in the future."""
    for outlet in DAY:
        assert outlet.at(0)
        assert all(item.published < 0 for item in outlet.entries)


def test_kursk_is_named_in_the_last_paragraph_only() -> None:
    """The entry that a headline search would miss is built as it should be."""
    herald = next(outlet for outlet in DAY if outlet.name == "northgate-herald")
    item = next(item for item in herald.entries if item.path == "/europe/eu-alarmed" and item.article)
    *before, last = [item.title, item.summary, *item.article.strip().split("\n\n")]
    assert "Kursk" in last
    assert not any("Kursk" in text for text in before)


def test_a_date_bump_changes_a_date_and_nothing_else() -> None:
    """The weather warning is stamped anew at step 4, and keeps its words."""
    post = next(outlet for outlet in DAY if outlet.name == "harbour-post")
    before, after = (next(item for item in post.at(step) if "gale" in item.path) for step in (3, 4))
    assert after.updated != before.updated
    assert after.model_copy(update={"updated": before.updated}) == before
