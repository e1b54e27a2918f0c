"""Bodies made to hurt: each is answered, and soon. None is opened, fetched or expanded."""

from __future__ import annotations

import time

import pytest

from monitor.parse.document import parse
from monitor.parse.fingerprint import body_hash
from monitor.parse.markup import looks_like_markup, plain
from monitor.types import FailureKind, FeedFailure, ParsedFeed
from tests.parse.pace import pace


def _rss(item: str, *, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>t</title>'
        f"<item><title>x</title>{item}</item></channel></rss>"
    ).encode()


_LAUGHS = '<!DOCTYPE r [<!ENTITY l0 "lol">' + "".join(
    f'<!ENTITY l{depth} "{f"&l{depth - 1};" * 10}">' for depth in range(1, 10)
)
_EXTERNAL = '<!DOCTYPE r [<!ENTITY l9 SYSTEM "file:///etc/hostname">'

_REFUSED = {
    "a path": (b"/etc/hostname", FailureKind.NOT_A_FEED),
    "a URL": (b"http://127.0.0.1:1/", FailureKind.NOT_A_FEED),
    "nothing": (b"", FailureKind.EMPTY),
    "spaces": (b" \r\n" * 1_000_000, FailureKind.EMPTY),
    "zeros": (b"\0" * 100_000, FailureKind.EMPTY),
    "a page": (b"<!DOCTYPE html><html><head><title>Just a moment</title>", FailureKind.NOT_A_FEED),
    "50,000 categories": (_rss("<category>x</category>" * 50_000), FailureKind.TOO_LARGE),
    "20,000 attributes": (_rss("<x " + " ".join(f'a{i}="1"' for i in range(20_000)) + "/>"), FailureKind.TOO_LARGE),
    "a million elements": (b"<rss>" + b"<a/>" * 1_000_000, FailureKind.TOO_LARGE),
    "20,000 entries": (b"<rss><channel>" + b"<item></item>" * 20_000, FailureKind.TOO_LARGE),
    "open comments": (b"<rss>" + b"<!-- " * 200_000, FailureKind.NOT_A_FEED),
    "open brackets": (b"<rss>" + b"<" * 700_000, FailureKind.NOT_A_FEED),
    "open instructions": (b"<?a " * 300_000, FailureKind.NOT_A_FEED),
    "open doctypes": (b"<!DOCTYPE a [" * 100_000, FailureKind.NOT_A_FEED),
    "open CDATA": (b"<rss><channel><item><title>" + b"<![CDATA[" * 100_000, FailureKind.NOT_A_FEED),
    "deep JSON": (b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000, FailureKind.NOT_A_FEED),
    "a long number": (b'{"version":"https://jsonfeed.org/version/1","n":' + b"9" * 100_000, FailureKind.NOT_A_FEED),
    "JSON of another kind": (b'{"items": []}', FailureKind.NOT_A_FEED),
    "a sitemap": (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', FailureKind.NOT_A_FEED),
}

_READ = {
    "billion laughs": _rss("<description>&l9;</description>", before=_LAUGHS + "]>"),
    "an external entity": _rss("<description>&l9;</description>", before=_EXTERNAL + "]>"),
    "comments in CDATA": _rss("<description><![CDATA[" + "<!-- " * 200_000 + "]]></description>"),
    "escaped comments": _rss("<description>" + "&lt;!-- " * 200_000 + "</description>"),
    "depth": _rss("<a>" * 50_000 + "</a>" * 50_000),
    "a long text": _rss("<description>" + "word " * 1_000_000 + "</description>"),
    "a long date": _rss("<pubDate>" + "Mon, " * 100_000 + "</pubDate>"),
    "references to controls": _rss("<description>a&#0;b&#x1f;c&#xD800;d&#99999999;e &#1050; &amp;#7;</description>"),
    "control characters": _rss("<description>a\x00b\x0bc\x1f\x7f\u202ed\ufffe</description>"),
}


def _timed(body: bytes) -> ParsedFeed | FeedFailure:
    started = time.process_time()
    result = parse(body, url="https://feeds.example/f", content_type="text/xml")
    assert time.process_time() - started < 4 * pace()
    return result


@pytest.mark.parametrize("name", _REFUSED)
@pytest.mark.checklist(12, 19, 20)
def test_refused(name: str) -> None:
    body, kind = _REFUSED[name]
    result = _timed(body)
    assert isinstance(result, FeedFailure)
    assert result.kind is kind
    assert len(result.detail) < 300


@pytest.mark.parametrize("name", _READ)
@pytest.mark.checklist(21)
def test_read(name: str) -> None:
    result = _timed(_READ[name])
    assert isinstance(result, ParsedFeed)
    (entry,) = result.entries
    assert len(entry.summary) <= 20_000
    assert "lol" not in entry.summary
    assert entry.summary.isprintable() or "\n" in entry.summary


@pytest.mark.parametrize(
    "piece",
    [
        "<!-- ",
        "<a",
        "<a b=1 ",
        "</",
        "<style>",
        "<script ",
        "<svg/>",
        "&#",
        "&",
        "]]",
        "<![CDATA[",
        " \n",
        "a",
        "<p>",
        "<!",
    ],
)
@pytest.mark.checklist(20)
def test_reading_markup_takes_linear_time(piece: str) -> None:
    """A quadratic step would need minutes for these."""
    for text in (piece * 200_000, "<" + piece * 200_000):
        started = time.process_time()
        plain(text)
        looks_like_markup(text)
        assert time.process_time() - started < 2 * pace()


@pytest.mark.parametrize(
    "piece", [b"<!-- ", b"<pubDate", b"<pubDate>", b"<item", b"</item", b"<a:", b"<ttl ", b"<updated>1</", b"\0"]
)
def test_hashing_takes_linear_time(piece: bytes) -> None:
    started = time.process_time()
    body_hash(piece * 1_000_000)
    assert time.process_time() - started < 2 * pace()
