"""The hash of a body: the same for what says nothing new, another one for what does."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.parse.fingerprint import body_hash

_RSS = b"""<?xml version="1.0"?><!-- made in 0.2 s --><rss version="2.0"><channel>
<title>Gazette</title><lastBuildDate>Sun, 01 Mar 2026 10:00:00 GMT</lastBuildDate><pubDate>a</pubDate><ttl>5</ttl>
<generator>Press 1</generator><dc:date>1</dc:date>
<item><title>One</title><pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate><description>x <!-- kept -->
</description></item>
<item><title>Two</title></item>
<pubDate>b</pubDate></channel></rss><!-- 10:00:00 -->"""
_ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>H</title><updated>2026-03-01T10:00:00Z</updated>
<generator uri="https://press.example" version="1">P</generator><entry><updated>1</updated></entry></feed>"""

_NO_NEWS = [
    (_RSS, b"10:00:00 GMT", b"10:10:00 GMT"),
    (_RSS, b"<pubDate>a</pubDate>", b"<pubDate>c</pubDate>"),
    (_RSS, b"<pubDate>a</pubDate>", b""),
    (_RSS, b"<ttl>5", b"<ttl>6"),
    (_RSS, b"Press 1", b"Press 2"),
    (_RSS, b"<dc:date>1", b"<dc:date>2"),
    (_RSS, b"<pubDate>b</pubDate>", b"<pubDate>c</pubDate>"),
    (_RSS, b"0.2 s", b"0.3 s"),
    (_RSS, b"-- 10:00:00", b"-- 10:10:00"),
    (_ATOM, b"10:00:00Z", b"10:10:00Z"),
    (_ATOM, b'version="1"', b'version="2"'),
]
_NEWS = [
    (_RSS, b"One", b"Won"),
    (_RSS, b"09:00:00", b"09:10:00"),
    (_RSS, b"kept", b"lost"),
    (_RSS, b"<title>Gazette", b"<title>Herald"),
    (_RSS, b"<item><title>Two</title></item>", b""),
    (_ATOM, b"<entry><updated>1", b"<entry><updated>2"),
]


@pytest.mark.parametrize(("body", "old", "new"), _NO_NEWS)
@pytest.mark.checklist(4)
def test_no_news(body: bytes, old: bytes, new: bytes) -> None:
    assert body_hash(body.replace(old, new, 1)) == body_hash(body)
    assert body.replace(old, new, 1) != body


@pytest.mark.parametrize(("body", "old", "new"), _NEWS)
@pytest.mark.checklist(4)
def test_news(body: bytes, old: bytes, new: bytes) -> None:
    assert body_hash(body.replace(old, new, 1)) != body_hash(body)


@pytest.mark.parametrize("body", [b"", b"<rss>", b"<item", b"</item>", b"<!--", b"--><!--", b"\xff" * 100])
def test_anything_has_a_hash(body: bytes) -> None:
    assert len(body_hash(body)) == 32


def test_a_document_of_another_kind_has_no_timestamps_to_leave_out() -> None:
    assert body_hash(b'{"date": 1}') != body_hash(b'{"date": 2}')


def test_the_last_item_of_a_long_document_counts() -> None:
    long = b"<rss><channel>" + b"<item><title>x</title></item>" * 20_000
    assert body_hash(long + b"<item>1</item></channel>") != body_hash(long + b"<item>2</item></channel>")


def test_the_fixtures_are_all_different() -> None:
    bodies = [path.read_bytes() for path in (Path(__file__).parent / "fixtures").glob("*.xml")]
    assert len({body_hash(body) for body in bodies}) == len(bodies) > 5
