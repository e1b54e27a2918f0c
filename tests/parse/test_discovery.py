"""Where the feeds of a page may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse import discovery

PAGE = "https://paper.example/world/"


def _named(html: str) -> list[str]:
    """What the page itself leads to, in front of the usual places."""
    found = discovery.candidates(html.encode(), url=PAGE)
    usual = discovery.candidates(b"", url=PAGE)
    assert len(usual) == 1 + len(discovery.PATHS)
    return [link for link in found if link not in usual]


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ("<link rel=alternate type=application/rss+xml href=/main.rss>", ["https://paper.example/main.rss"]),
        ("<LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF='a.atom'/>", [f"{PAGE}a.atom"]),
        ("<link rel='feed' href='//cdn.example/f'>", ["https://cdn.example/f"]),
        ("<link rel=alternate type=text/xml href=/news-feed.xml>", ["https://paper.example/news-feed.xml"]),
        ("<link rel=alternate type=text/xml href=/sitemap.xml>", []),
        ("<link rel=stylesheet type=text/css href=/feed.css>", []),
        ("<link rel=alternate hreflang=uk href=/uk/>", []),
        (
            "<base href='https://other.example/x/'><a href='rss.php?id=1&amp;c=2'>RSS</a>",
            ["https://other.example/x/rss.php?id=1&c=2"],
        ),
        ("<a href=/world>World</a><a href=/feedback/form>Write to us</a>", []),
        ("<a href='http://[broken'>rss</a><a href='javascript:feed()'>x</a><a href='#rss'>x</a>", []),
        ("<link rel=alternate type=application/rss+xml href=''>", []),
    ],
)
def test_what_a_page_says(html: str, links: list[str]) -> None:
    assert _named(html) == links


def test_what_is_named_comes_before_what_is_guessed_and_each_once() -> None:
    html = "<a href=/b.rss>x</a><link rel=alternate type=application/rss+xml href=/feed><a href=/feed#top>y</a>"
    found = discovery.candidates(html.encode(), url=PAGE)
    assert found[:3] == (
        "https://paper.example/feed",
        "https://paper.example/b.rss",
        "https://paper.example/world/feed",
    )
    assert len(set(found)) == len(found)


def test_no_page_leads_to_more_requests_than_a_few() -> None:
    html = "".join(f"<link rel=alternate type=application/rss+xml href=/{number}.rss>" for number in range(500))
    assert len(discovery.candidates(html.encode(), url=PAGE)) == discovery.MOST


@given(st.binary(max_size=400) | st.text(alphabet="<>linkahref=\"'/:[ rsfed&#;!-", max_size=300).map(str.encode))
def test_no_page_is_too_strange(body: bytes) -> None:
    for link in discovery.candidates(body, url=PAGE):
        assert link.startswith(("http://", "https://"))
