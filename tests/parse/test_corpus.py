"""Feeds as they were captured in the world: each is read, and what is read is fit to keep."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.parse.document import parse
from monitor.parse.identity import to_entries
from monitor.settings import Feed
from monitor.types import ParsedFeed

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpora/feeds"
DOCUMENTS = sorted(path for path in CORPUS.glob("*.*") if path.suffix in {".rss", ".rdf", ".atom", ".json"})
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="the corpus of captured feeds is not here")


def _items(path: Path) -> int:
    """Count the items in the bluntest way there is."""
    if path.suffix == ".json":
        return len(json.loads(path.read_bytes())["items"])
    return len(re.findall(rb"<(?:\w+:)?(?:item|entry)[\s>]", path.read_bytes()))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_item_becomes_an_entry(path: Path) -> None:
    feed = Feed(name="corpus", url="https://feeds.example/f", title="", publisher="")
    parsed = parse(path.read_bytes(), url=feed.url)
    assert isinstance(parsed, ParsedFeed), parsed
    assert len(parsed.entries) == _items(path) > 0
    entries = to_entries(feed, parsed, NOW)
    assert len(entries) >= 0.9 * len(parsed.entries)  # some documents repeat items
    for entry in entries:
        assert entry.title
        assert entry.title == " ".join(entry.title.split())
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        assert "\x00" not in entry.title + entry.summary
        (entry.title + entry.summary + (entry.url or "") + (entry.guid or "")).encode()


def test_most_entries_have_what_a_watch_needs() -> None:
    entries = [
        entry
        for path in DOCUMENTS
        for entry in getattr(parse(path.read_bytes(), url="https://feeds.example/f"), "entries", ())
    ]
    assert len(entries) > 1500
    assert sum(1 for entry in entries if entry.url) / len(entries) > 0.99
    assert sum(1 for entry in entries if entry.published or entry.updated) / len(entries) > 0.8
    assert sum(1 for entry in entries if entry.summary) / len(entries) > 0.9


def test_no_markup_is_left_in_headlines() -> None:
    tagged = re.compile(r"</?(?:em|strong|a|p|br|span)\b[^<>]*>|&(?:amp|quot|nbsp|#\d+);")
    found = [
        (path.name, entry.title)
        for path in DOCUMENTS
        for entry in getattr(parse(path.read_bytes(), url="https://feeds.example/f"), "entries", ())
        if tagged.search(entry.title)
    ]
    assert found == []
