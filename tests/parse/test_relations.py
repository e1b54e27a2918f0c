"""What a feed names beside its entries: alike in both lanes, in JSON, and in the headers."""

from __future__ import annotations

import pytest

from monitor.fetch import headers
from monitor.parse import fast, lanes
from monitor.parse.document import by_reference
from monitor.parse.relations import MOST_HUBS, joined
from monitor.types import Links, ParsedFeed

URL = "https://gazette.example/feeds/all"
ATOM = "xmlns:atom='http://www.w3.org/2005/Atom'"

DOCUMENTS = {
    "rss": f"""<rss version='2.0' {ATOM}><channel><title>G</title>
        <atom:link rel='hub' href='https://hub.example/'/><atom:link rel='self' href='/rss'/>
        <atom:link rel='next' href='?page=2'/><link>https://gazette.example/</link>
        <item><title>One</title><atom:link rel='hub' href='https://wrong.example/'/></item></channel></rss>""",
    "rss without a namespace": """<rss version='2.0'><channel><title>G</title>
        <link rel='hub' href='https://hub.example/'/><link rel='self' href='https://gazette.example/rss'/>
        <link rel='next' href='https://gazette.example/feeds/all?page=2'/>
        <item><title>One</title></item></channel></rss>""",
    "rdf": f"""<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' {ATOM}>
        <channel><title>G</title><atom:link rel='HUB' href='https://hub.example/'/>
        <atom:link rel='Self' href='/rss'/><atom:link rel='next' href='?page=2'/></channel>
        <item><title>One</title><link>https://gazette.example/1</link></item></rdf:RDF>""",
    "atom": """<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://gazette.example/'><title>G</title>
        <link href='https://gazette.example/'/><link rel='hub' href='https://hub.example/'/>
        <link rel='self' href='rss'/><link rel='next' href='feeds/all?page=2'/>
        <entry><title>One</title><id>1</id><link rel='self' href='wrong'/></entry></feed>""",
    "json": """{"version": "https://jsonfeed.org/version/1.1", "title": "G", "feed_url": "/rss",
        "next_url": "?page=2", "items": [{"id": 1, "title": "One"}],
        "hubs": [{"type": "rssCloud", "url": "https://wrong.example/"},
                 {"type": "WebSub", "url": "https://hub.example/"}, 7]}""",
}
EXPECTED = Links(
    hubs=("https://hub.example/",),
    own="https://gazette.example/rss",
    older="https://gazette.example/feeds/all?page=2",
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_lanes_find_the_same(name: str) -> None:
    body = DOCUMENTS[name].encode()
    for read in (fast.read(body, url=URL, content_type=None, bounds=lanes.HERE), by_reference(body, url=URL)):
        assert isinstance(read, ParsedFeed)
        assert read.links == EXPECTED


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example", "", "http://[x"])
@pytest.mark.checklist(27)
def test_only_web_addresses_count(href: str) -> None:
    document = f"<rss {ATOM}><channel><atom:link rel='hub' href='{href}'/><title>G</title></channel></rss>".encode()
    read = by_reference(document, url=URL)
    assert isinstance(read, ParsedFeed)
    assert read.links.hubs == ()


def test_of_many_hubs_the_first_count() -> None:
    hubs = "".join(f"<atom:link rel='hub' href='https://hub-{number}.example/'/>" for number in range(50))
    read = by_reference(f"<rss {ATOM}><channel><title>G</title>{hubs}</channel></rss>".encode(), url=URL)
    assert isinstance(read, ParsedFeed)
    assert len(read.links.hubs) == MOST_HUBS


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('<https://hub.example/>; rel="hub", </rss>; rel=self, <?page=2>; rel=next', EXPECTED),
        (
            '<https://hub.example/> ; title="a, <b>; rel=x" ; REL="x hub";rel=y,</rss>;rel="self",<?page=2>;rel="next"',
            EXPECTED,
        ),
        ("", Links()),
        ("rel=hub", Links()),
        ("<https://hub.example/", Links()),
        ("<https://hub.example/>", Links()),
        ("<mailto:a@b.example>; rel=hub", Links()),
        ("<https://hub.example/>; rel=", Links()),
        ("<" * 100_000, Links()),
        ("<a>;" * 100_000 + "rel=hub", Links()),
    ],
)
def test_link_headers(value: str, expected: Links) -> None:
    assert headers.links({"link": value}, URL) == expected


def test_the_headers_go_first_where_they_name_a_hub() -> None:
    header = Links(hubs=("https://a.example/",), own="https://a.example/rss")
    document = Links(hubs=("https://b.example/",), own="https://b.example/rss", older="https://b.example/2")
    assert joined(header, document) == Links(hubs=header.hubs, own=header.own, older=document.older)
    assert joined(Links(own=header.own), document) == document
    assert joined(header, Links()) == header
    assert joined(Links(), Links()) == Links()
