"""Which entries are the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.identity import canonical_url, entry_id, page_of, to_entries
from monitor.parse.shaping import language_code
from monitor.settings import Feed
from monitor.types import ParsedEntry, ParsedFeed

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FEED = Feed(name="gazette", url="https://gazette.example/feed", title="Gazette", publisher="harbour")

_PAGE = "https://gazette.example/news/ferry?id=7"
_SAME_PAGE = """
https://gazette.example/news/ferry?id=7
http://gazette.example/news/ferry?id=7
HTTPS://Gazette.Example:443/news/ferry?id=7
http://gazette.example:80/news/ferry?id=7
https://gazette.example./news/ferry?id=7
https://gazette.example/news/ferry/?id=7
https://gazette.example/news/ferry?id=7#comments
https://gazette.example/news/ferry?id=7&
https://gazette.example/news/ferry?utm_source=rss&id=7&utm_medium=feed
https://gazette.example/news/ferry?id=7&fbclid=abc&gclid=def
https://gazette.example/news/ferry?id=7&at_medium=RSS&at_campaign=rss
https://gazette.example/news/ferry?UTM_Source=x&id=7
https://gazette.example/news/ferry?id=7&xtor=RSS-1
https://desk:secret@gazette.example/news/ferry?id=7
"""
_OTHER_PAGE = """
https://gazette.example/news/ferry?id=8
https://gazette.example/news/ferry
https://gazette.example/news/Ferry?id=7
https://gazette.example:8443/news/ferry?id=7
https://www.gazette.example/news/ferry?id=7
https://gazette.example/news/ferry?id=7&page=2
https://gazette.example/news/ferry?ID=7
https://gazette.example/news/ferry?id=7&atlas=1
https://gazette.example/news/ferry?id=7&part=2
"""


@pytest.mark.parametrize("url", _SAME_PAGE.split())
@pytest.mark.checklist(27)
def test_one_page(url: str) -> None:
    assert canonical_url(f" {url}\n") == _PAGE


@pytest.mark.parametrize("url", _OTHER_PAGE.split())
def test_other_pages(url: str) -> None:
    assert canonical_url(url) != _PAGE


def test_a_front_page_has_a_path() -> None:
    assert (
        canonical_url("http://gazette.example")
        == canonical_url("https://gazette.example/")
        == "https://gazette.example/"
    )


def test_the_order_of_parameters_stays() -> None:
    assert canonical_url("https://a.example/?b=2&a=1") == "https://a.example/?b=2&a=1"


@pytest.mark.parametrize("text", ["", "tag:x,2020:1", "mailto:a@b.example", "http://[::1", "/relative", "//host/x"])
def test_what_is_no_web_address_stays(text: str) -> None:
    assert canonical_url(text) == text


@given(st.text(max_size=40), st.text(alphabet="abc=&?#/%:.@", max_size=40))
def test_canonical_is_canonical(host: str, rest: str) -> None:
    once = canonical_url(f"http://{host}.example/{rest}")
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (None, None),
        ("https://gazette.example/", None),
        ("https://gazette.example/?utm_source=rss", None),
        ("https://gazette.example/?p=123", "https://gazette.example/?p=123"),
        ("https://gazette.example/#item-5", "https://gazette.example/#item-5"),
        ("https://gazette.example/live#post-5", "https://gazette.example/live#post-5"),
        ("https://gazette.example/live#xtor=RSS-5", "https://gazette.example/live"),
    ],
)
def test_pages(url: str | None, page: str | None) -> None:
    assert page_of(url) == page


def _item(title: str = "Ferry aground", url: str | None = _PAGE, guid: str | None = None) -> ParsedEntry:
    return ParsedEntry(guid=guid, url=url, title=title, summary="")


def _ids(*items: ParsedEntry) -> list[str]:
    parsed = ParsedFeed(title="", language=None, entries=items)
    return [entry.id for entry in to_entries(FEED, parsed, NOW)]


def test_the_guid_names_an_entry_whatever_else_changes() -> None:
    assert _ids(_item(guid="1")) == _ids(_item("Ferry afloat", "https://gazette.example/x", guid="1"))
    assert _ids(_item(guid="1")) != _ids(_item(guid="2"))


@pytest.mark.checklist(25)
def test_without_a_guid_the_page_names_it() -> None:
    assert _ids(_item()) == _ids(_item("Ferry afloat", _PAGE + "&utm_source=rss"))
    assert _ids(_item()) != _ids(_item(url="https://gazette.example/x"))


@pytest.mark.parametrize("url", [None, "https://gazette.example/"])
def test_without_a_page_the_headline_names_it(url: str | None) -> None:
    assert _ids(_item(url=url)) == _ids(_item("  FERRY: aground!", url))
    assert _ids(_item(url=url)) != _ids(_item("Ferry afloat", url))


@pytest.mark.checklist(25)
def test_a_guid_is_not_a_link() -> None:
    assert _ids(_item(guid=_PAGE)) != _ids(_item())


def test_entries_of_two_feeds_are_two() -> None:
    assert entry_id(feed="a", guid="1", url=None, title="") != entry_id(feed="b", guid="1", url=None, title="")


def test_a_repeated_item_counts_once() -> None:
    assert len(_ids(_item(guid="1"), _item(guid="1"), _item(guid="2"))) == 2


def test_a_guid_on_every_item_names_none() -> None:
    first, second = (
        _item(guid="site", url="https://gazette.example/1"),
        _item(guid="site", url="https://gazette.example/2"),
    )
    assert len(_ids(first, second)) == 2
    assert _ids(first, second) == _ids(_item(url="https://gazette.example/1"), _item(url="https://gazette.example/2"))


def test_a_link_under_every_headline_names_none() -> None:
    live = "https://gazette.example/live"
    ids = _ids(_item("One", live), _item("Two", live), _item("Two", live))
    assert len(ids) == 2
    assert ids[0] in _ids(_item("Zero", live), _item("One", live))


def test_ids_do_not_change_between_versions() -> None:
    """These are in the archives of those who use us: changing them tells everybody everything again."""
    assert _ids(_item(guid="g-1"), _item(), _item(url=None)) == [
        "7d738cdc3e58c5d997dd",
        "abd5b5154a49769c689c",
        "a878de797d39bc602ca4",
    ]


def test_a_feed_is_not_believed_about_its_language_where_the_letters_speak_against_it() -> None:
    item = ParsedEntry(guid="1", url=None, title="Їхні сусіди поїхали", summary="")
    (entry,) = to_entries(FEED, ParsedFeed(title="", language="en", entries=(item,)), NOW)
    assert entry.language == "uk"


@pytest.mark.checklist(27)
def test_an_entry_carries_what_the_item_and_the_feed_say() -> None:
    item = ParsedEntry(
        guid="1",
        url="https://gazette.example/1?utm_source=rss",
        title="T",
        summary="S",
        authors=("A",),
        tags=("x",),
        published=NOW,
        updated=NOW + timedelta(hours=1),
    )
    (entry,) = to_entries(FEED, ParsedFeed(title="", language="de", entries=(item,)), NOW)
    assert (entry.feed, entry.publisher, entry.first_seen, entry.language) == ("gazette", "harbour", NOW, "de")
    assert (entry.url, entry.canonical_url) == (item.url, "https://gazette.example/1")
    assert (entry.guid, entry.title, entry.summary) == ("1", "T", "S")
    assert (entry.authors, entry.tags) == (item.authors, item.tags)
    assert (entry.published, entry.updated) == (item.published, item.updated)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        *[("en-GB", "en"), ("UK", "uk"), ("zh_Hant", "zh"), ("ua", "uk"), (" de ", "de"), ("ckb", "ckb")],
        *[("", None), (None, None), ("english", None), ("x-default", None), ("*", None)],
    ],
)
def test_language_labels(label: str | None, code: str | None) -> None:
    assert language_code(label) == code
