"""Bodies made to hurt, in the fast lane: the worst that its bounds let through is read soon, the rest is for the child.

The fast lane runs on the event loop, where fifty milliseconds are a long time. The tests allow three times as much, and
more on a slow machine; `python -m tests.parse.test_lanes_hostile` prints what each takes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from monitor.parse import fast
from monitor.parse.lanes import ANYWHERE, HERE, MOST_BASES, OBJECT, Reason, Reference, choose
from monitor.types import FeedFailure, ParsedFeed
from tests.parse.pace import pace
from tests.parse.test_hostile import _READ, _REFUSED

Make = Callable[[int], str]  # a document, of a size that grows with the number


def _rss(item: str) -> str:
    return f"<rss><channel><item><title>x</title>{item}</item></channel></rss>"


def _items(item: str) -> str:
    return f"<rss><channel>{item}</channel></rss>"


def _text(text: str) -> str:
    return _rss(f"<description><![CDATA[{text}]]></description>")


def _media(inside: str) -> str:
    return _rss(f'<m:group xmlns:m="http://search.yahoo.com/mrss/">{inside}</m:group>')


def _json(item: str) -> str:
    return f'{{"version":"https://jsonfeed.org/version/1","items":[{item}]}}'


_JUNK_DATE = "Fri Feb 07 12:00:00 EET 20255"
_WORST: dict[str, Make] = {
    "items": lambda n: _items("<item><title>a</title></item>" * n),
    "empty items": lambda n: _items("<item/>" * n),
    "items with links and dates": lambda n: _items(
        f"<item><link>http://a.b/c?d=e</link><pubDate>{_JUNK_DATE}</pubDate></item>" * n
    ),
    "items with long titles": lambda n: _items(f"<item><title>{'w ' * 200}</title></item>" * n),
    "items with entities": lambda n: _items(f"<item><title>{'&amp;lt;' * 10}</title></item>" * n),
    "items with bases": lambda n: _items("".join(f'<item xml:base="{k}/"><link>c</link></item>' for k in range(n))),
    "depth": lambda n: _rss("<a>" * n + "</a>" * n),
    "depth in a text": lambda n: _rss("<description>" + "<a>" * n + "</a>" * n + "</description>"),
    "depth of groups": lambda n: _media("<m:group>" * n + "</m:group>" * n),
    "attributes": lambda n: _rss("<a " + " ".join(f"a{k}='1'" for k in range(n)) + "/>"),
    "namespaces": lambda n: _rss("<a " + " ".join(f"xmlns:a{k}='1'" for k in range(n)) + "/>"),
    "namespaces in namespaces": lambda n: _rss("".join(f"<a xmlns:a{k}='u{k}'>" for k in range(n)) + "</a>" * n),
    "one word after the other": lambda n: _text("я " * n),
    "no-break spaces": lambda n: _text("я\u00a0" * n),
    "soft hyphens": lambda n: _text("\u00ad" * n),
    "lines": lambda n: _rss("<summary>" + "a\n" * n + "</summary>"),
    "escaped tags": lambda n: _rss("<description>" + "&lt;p>" * n + "</description>"),
    "tags": lambda n: _text("<p>" * n),
    "pictures": lambda n: _text("<svg></svg>" * n),
    "open comments": lambda n: _text("<!-- " * n),
    "unknown entities": lambda n: _text(("&" + "abcd" * 8) * n),
    "long names": lambda n: _text(("<a" + "b" * 30) * n),
    "keywords": lambda n: _media("<m:keywords>" + "a," * n + "</m:keywords>"),
    "an author": lambda n: _rss(f"<author>{'a' * n}@</author>"),
    "authors": lambda n: _rss(f"<author>{'a' * 380}@</author>" * min(n, 900)),
    "dates": lambda n: _rss(f"<pubDate>{_JUNK_DATE}</pubDate>" * min(n, 900)),
    "links": lambda n: _rss(f"<link>{'[ ' * 900}</link>" * min(n, 900)),
    "JSON": lambda n: _json(",".join([f'{{"id":1,"url":"http://a.b/","date_published":"{_JUNK_DATE}"}}'] * n)),
    "HTML in JSON": lambda n: _json('{"id":1,"content_html":"' + "<p>" * n + '"}'),
}


def _fits(body: bytes) -> bool:
    return (
        len(body) <= HERE.size
        and body.count(b"<") + body.count(b"&") <= HERE.marks
        and body.count(b"xml:base") <= MOST_BASES
        and (body.startswith(b"<") or OBJECT * body.count(b"{") <= HERE.marks)
    )


def largest(make: Make) -> bytes:
    """The largest document of a kind that is read in the worker itself."""
    fitting, beyond = 1, HERE.size
    while fitting < beyond - 1:
        middle = (fitting + beyond) // 2
        fitting, beyond = (middle, beyond) if _fits(make(middle).encode()) else (fitting, middle)
    return make(fitting).encode()


def _read(body: bytes) -> tuple[ParsedFeed | FeedFailure | Reference, float]:
    """Read `body` twice, and return the CPU seconds of the faster time."""
    took: list[float] = []
    result: ParsedFeed | FeedFailure | Reference = Reference(reason=Reason.FORMAT)
    for _ in range(2):
        started = time.process_time()
        result = fast.read(body, url="https://feeds.example/f", content_type="text/xml", bounds=HERE)
        took.append(time.process_time() - started)
    return result, min(took)


@pytest.mark.parametrize("name", _WORST)
def test_the_worst_within_the_bounds_is_read_soon(name: str) -> None:
    body = largest(_WORST[name])
    assert _fits(body)
    result, took = _read(body)
    assert took < 0.15 * pace()
    assert not isinstance(result, FeedFailure)
    if isinstance(result, Reference):
        assert result.reason is Reason.UNUSUAL


@pytest.mark.parametrize("name", [*_REFUSED, *_READ])
def test_what_hurts_the_reference(name: str) -> None:
    """Nothing of it is expanded or fetched, nor read in the worker where it is large."""
    body = _REFUSED[name][0] if name in _REFUSED else _READ[name]
    result, took = _read(body)
    assert took < 0.15 * pace()
    if isinstance(result, ParsedFeed):
        assert len(body) < HERE.size
        assert result.entries
    if isinstance(result, FeedFailure):
        assert name in _REFUSED
        assert result.kind is _REFUSED[name][1]


@pytest.mark.parametrize("bounds", [HERE, ANYWHERE])
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE rss><rss/>", Reason.DOCUMENT_TYPE),
        (b"<rss><!DOCTYPE rss></rss>", Reason.DOCUMENT_TYPE),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><rss/>', Reason.DOCUMENT_TYPE),
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss/>'.encode("utf-16"), Reason.DOCUMENT_TYPE),
        (b"<rss>" + b" " * 5_000_000, Reason.LARGE),
        (b"<" * 300_000, Reason.DENSE),
        (b"<rss>\xff</rss>", Reason.ENCODING),
        (b"<?xml version='1.0' encoding='utf-8'?><rss>\xff</rss>", Reason.ENCODING),
        (b"/etc/hostname", Reason.FORMAT),
        (b"", Reason.FORMAT),
    ],
)
@pytest.mark.checklist(23)
def test_the_decision_by_the_outside(body: bytes, reason: Reason, bounds: object) -> None:
    assert choose(body, None, HERE if bounds is HERE else ANYWHERE) == Reference(reason=reason)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<rss><channel>", Reason.FAULTY),
        (b"<rss><channel><title>&nbsp;</title></channel></rss>", Reason.FAULTY),
        (b"<rss><channel><dc:title>x</dc:title></channel></rss>", Reason.FAULTY),
        (b"<rss>\x00</rss>", Reason.FAULTY),
        (b"<rss>&#xFFFF;</rss>", Reason.FAULTY),
        (b"<rss/><rss/>", Reason.FAULTY),
        (b"<html></html>", Reason.FORMAT),
        (b"<feed></feed>", Reason.FORMAT),
        (b"<channel></channel>", Reason.FORMAT),
        (b"<rss><channel><group><item/></group></channel></rss>", Reason.UNUSUAL),
        (b"<rss><channel><item><item/></item></channel></rss>", Reason.UNUSUAL),
        (b"<rss><channel><item><pubDate>1<guid>2</guid></pubDate></item></channel></rss>", Reason.UNUSUAL),
        (b"<rss><channel><item><title>1<b><guid>2</guid></b></title></item></channel></rss>", Reason.UNUSUAL),
        (b"<rss><channel><item><link><a/></link></item></channel></rss>", Reason.UNUSUAL),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/><channel><item/></channel></feed>', Reason.UNUSUAL),
        (b"<rss><channel><item>" + b"<category/>" * 1001 + b"</item></channel></rss>", Reason.UNUSUAL),
    ],
)
def test_the_decision_by_the_inside(body: bytes, reason: Reason) -> None:
    result = fast.read(body, url="https://feeds.example/f", content_type=None, bounds=HERE)
    assert result == Reference(reason=reason)


if __name__ == "__main__":
    for kind, make in _WORST.items():
        document = largest(make)
        print(f"{_read(document)[1] * 1000:6.1f} ms  {len(document):>7,} bytes  {kind}")
