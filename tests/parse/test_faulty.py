"""Documents with a fault: what is there is read; what was cut off before its first entry is no feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.parse.document import parse
from monitor.parse.identity import to_entries
from monitor.settings import Feed
from monitor.types import FailureKind, FeedFailure, ParsedFeed

URL = "https://feeds.example/f"
FEED = Feed(name="f", url=URL, title="", publisher="")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_ENTRY = "<item><title>Ferry</title></item>"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("<rss><channel><title>The Gazette</title><x:y/></channel></rss>", "faulty XML: unbound prefix"),
        ("<rss><channel><title>The Gazette</title>&none;</channel></RSS>\n", "faulty XML: undefined entity"),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>The Gazette</a:title>&none;</a:feed >", "faulty XML"),
    ],
)
def test_a_faulty_feed_without_entries_is_a_feed(text: str, note: str) -> None:
    parsed = parse(text.encode(), url=URL)
    assert isinstance(parsed, ParsedFeed)
    assert (parsed.title, parsed.entries) == ("The Gazette", ())
    assert parsed.notes[0].startswith(note)


@pytest.mark.parametrize(
    "end", ["", "<item", "<item><title>", "<item><title><![CDATA[Fer</title></item></channel></rss>"]
)
def test_a_feed_that_is_cut_off_before_its_first_entry_is_none(end: str) -> None:
    result = parse(f"<rss><channel><title>The Gazette</title>{end}".encode(), url=URL)
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.NOT_A_FEED


def test_the_entries_before_a_cut_are_read() -> None:
    parsed = parse(f"<rss><channel><title>The Gazette</title>{_ENTRY}<item><titl".encode(), url=URL)
    assert isinstance(parsed, ParsedFeed)
    assert parsed.entries[0].title == "Ferry"
    assert parsed.notes[0].startswith("faulty XML")


def test_items_that_nothing_names_are_read_but_are_no_entries() -> None:
    items = f"{_ENTRY}<item/><item><category>Sea</category></item><item><guid>7</guid></item>"
    parsed = parse(f"<rss><channel>{items}</channel></rss>".encode(), url=URL)
    assert isinstance(parsed, ParsedFeed)
    assert [item.title for item in parsed.entries] == ["Ferry", "", "", "7"]
    assert [entry.title for entry in to_entries(FEED, parsed, NOON)] == ["Ferry", "7"]
