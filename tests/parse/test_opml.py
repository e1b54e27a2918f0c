"""Lists of feeds, as other programs write them and as we do."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse import opml
from monitor.parse.opml import Listed
from tests import making
from tests.making import NOON

NESTED = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="World" title="World">
    <outline text="Gazette" type="rss" xmlUrl="https://gazette.example/rss" htmlUrl="https://gazette.example/"/>
    <outline text="Ukraine">
      <outline text="Вісник &amp; Ко" xmlUrl="https://visnyk.example/feed" language="uk" category="/news/war,daily"/>
    </outline>
  </outline>
  <outline text="Gazette again" XMLURL="https://gazette.example/rss"/>
  <outline xmlurl="https://bare.example/atom"/>
  <outline text="An empty folder"/>
</body></opml>"""


def test_folders_become_tags_and_each_feed_comes_once() -> None:
    assert opml.read(NESTED.encode()) == (
        Listed(url="https://gazette.example/rss", title="Gazette", tags=("World",)),
        Listed(
            url="https://visnyk.example/feed",
            title="Вісник & Ко",
            tags=("World", "Ukraine", "war", "daily"),
            language="uk",
        ),
        Listed(url="https://bare.example/atom", title="https://bare.example/atom"),
    )


def test_other_encodings_are_read() -> None:
    text = NESTED.replace("UTF-8", "windows-1251")
    assert opml.read(text.encode("cp1251"))[1].title == "Вісник & Ко"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not well-formed"),
        (b"<opml><body><outline text='A & B' xmlUrl='https://a.example'/></body></opml>", "not well-formed"),
        (b"<rss><channel/></rss>", "no OPML, but <rss>"),
        (b"<opml version='2.0'/>", "no <body>"),
        (b"<!DOCTYPE o [<!ENTITY a 'b'>]><opml><body/></opml>", "entities"),
        (b"<opml><body>" + b"<outline>" * 90 + b"</outline>" * 90 + b"</body></opml>", "50 deep"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(body: bytes, why: str) -> None:
    with pytest.raises(opml.NotOpmlError, match=why):
        opml.read(body)


def test_what_we_write_is_a_list_of_version_two() -> None:
    feeds = [
        making.feed("world", publisher="BBC", tags=("news",), language="en"),
        making.feed("russian", publisher="BBC"),
        making.feed("gazette", title="“A” & <B>"),
    ]
    root = ET.fromstring(opml.write(feeds, title="Ours", now=NOON))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Ours"
    assert root.findtext("head/dateCreated") == "Sat, 21 Nov 2026 12:00:00 +0000"
    folder, alone = root.findall("body/outline")
    assert (folder.get("text"), len(folder)) == ("BBC", 2)
    assert alone.attrib == {
        "type": "rss",
        "text": "“A” & <B>",
        "title": "“A” & <B>",
        "xmlUrl": "https://gazette.example/rss",
    }


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(_TEXTS, _TEXTS, st.lists(_TEXTS.filter(lambda tag: not set(tag) & set(",/")), max_size=2))))
def test_what_we_write_we_read(rows: list[tuple[str, str, list[str]]]) -> None:
    feeds = [
        making.feed(f"feed-{number}", title=title, publisher=f"{number} {publisher}", tags=tuple(dict.fromkeys(tags)))
        for number, (title, publisher, tags) in enumerate(rows)
    ]
    read = opml.read(opml.write(feeds, title="x", now=NOON).encode())
    assert [(one.url, one.title, one.tags) for one in read] == [(feed.url, feed.title, feed.tags) for feed in feeds]
