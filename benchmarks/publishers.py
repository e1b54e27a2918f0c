"""Made-up publishers on loopback: feed documents of the sizes that captured ones have, and a server for them.

The server is a process of its own, so that what it costs is not counted. It listens on many addresses of 127/8, because
the worker is polite towards each host. `/N` is feed number N. After a request for `/renew` each feed has one more
entry; after one for `/plain` no validators are offered.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from time import gmtime, strftime

from newsroom import Newsroom

from monitor.types import Entry

HOSTS = 400
POOL = 3_000  # entries that the documents are put together from
MEDIAN, SPREAD = 40_000, 0.8
"""Of the sizes in bytes. Of 21 captured feeds of news publishers the median is 55,000 and the mean 1.4 times as much;
an item has 1,700 bytes."""

SMALLEST, LARGEST = 4_000, 300_000
_CHANGING = b"@@@@@@@@@@@@@@@@@@@@"  # as long as a date; the server writes the time of the request over it


def documents(count: int, *, seed: int = 1) -> Iterator[bytes]:
    """Yield RSS with teasers or full texts, Atom, and some RDF; but for the dates the same for the same seed."""
    rng = random.Random(seed)
    entries = list(Newsroom(seed).entries(POOL))
    languages = sorted({entry.language for entry in entries if entry.language})
    pools = [[entry for entry in entries if entry.language == language] for language in languages]
    for number in range(count):
        kind = rng.choices((_rss, _rss_with_text, _atom, _rdf), (45, 25, 25, 5))[0]
        size = min(LARGEST, max(SMALLEST, rng.lognormvariate(0, SPREAD) * MEDIAN))
        yield kind(number, size, rng, rng.choice(pools))  # a feed is in one language


def _items(number: int, size: float, rng: random.Random, pool: list[Entry]) -> Iterator[tuple[Entry, str, str]]:
    """Entries until the document is large enough: each with a link and an id of its own."""
    for place in itertools.count():
        entry = rng.choice(pool)
        yield entry, f"https://paper-{number}.example/{place}/{entry.id}?utm_source=rss", f"{number}-{place}-{entry.id}"
        if place * 1_100 > size:
            return


def _paragraphs(rng: random.Random, pool: list[Entry], count: int) -> str:
    texts = (f'<p class="text">{escape(rng.choice(pool).summary)}</p>\n' for _ in range(count))
    return "".join(texts) + '<img src="https://img.example/1.jpg" alt="" width="640"/>'


def _teaser(entry: Entry, rng: random.Random, pool: list[Entry]) -> str:
    return f"<p>{escape(entry.summary)}</p>{_paragraphs(rng, pool, 1)}"


def _when(rng: random.Random, form: str) -> str:
    return (datetime.now(UTC) - timedelta(minutes=rng.randrange(4_000))).strftime(form)  # feeds hold what is fresh


def _rss(number: int, size: float, rng: random.Random, pool: list[Entry], *, paragraphs: int = 0) -> bytes:
    items: list[str] = []
    made = 0
    for entry, link, guid in _items(number, size, rng, pool):
        text = _paragraphs(rng, pool, paragraphs) if paragraphs else ""
        content = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if text else ""
        items.append(
            f"<item>\n<title>{escape(entry.title)}</title>\n<link>{escape(link)}</link>\n"
            f'<guid isPermaLink="false">{guid}</guid>\n<pubDate>{_when(rng, "%a, %d %b %Y %H:%M:%S +0000")}</pubDate>\n'
            f"<dc:creator>{escape(entry.publisher)}</dc:creator><category>News</category>\n"
            f"<description><![CDATA[{_teaser(entry, rng, pool)}]]></description>{content}\n"
            f'<media:content url="https://img.example/{guid}.jpg" medium="image"/>\n</item>\n'
        )
        made += len(items[-1].encode())
        if made > size:
            break
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">\n'
        f"<channel><title>Paper {number}</title><link>https://paper-{number}.example/</link><language>{pool[0].language}</language>\n"
        f"<lastBuildDate>{_CHANGING.decode()}</lastBuildDate>\n{''.join(items)}</channel></rss>\n"
    ).encode()


def _rss_with_text(number: int, size: float, rng: random.Random, pool: list[Entry]) -> bytes:
    return _rss(number, size, rng, pool, paragraphs=5)


def _atom(number: int, size: float, rng: random.Random, pool: list[Entry]) -> bytes:
    entries = "".join(
        f'<entry>\n<title type="html">{escape(entry.title)}</title>\n<link rel="alternate" href="{escape(link)}"/>\n'
        f"<id>tag:paper-{number}.example,2024:{guid}</id>\n<updated>{_when(rng, '%Y-%m-%dT%H:%M:%SZ')}</updated>\n"
        f"<author><name>{escape(entry.publisher)}</name></author>\n"
        f'<summary type="html">{escape(_teaser(entry, rng, pool))}</summary>\n</entry>\n'
        for entry, link, guid in _items(number, size, rng, pool)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
        f' xml:lang="{pool[0].language}"><title>Paper {number}</title><link href="https://paper-{number}.example/"/><id>tag:paper-{number}.example,2024:feed</id>'
        f"<updated>{_CHANGING.decode()}</updated>\n{entries}</feed>\n"
    ).encode()


def _rdf(number: int, size: float, rng: random.Random, pool: list[Entry]) -> bytes:
    items = "".join(
        f'<item rdf:about="{escape(link)}">\n<title>{escape(entry.title)}</title><link>{escape(link)}</link>\n'
        f"<description>{escape(entry.summary)}</description>\n"
        f"<dc:date>{_when(rng, '%Y-%m-%dT%H:%M:%S+00:00')}</dc:date>\n</item>\n"
        for entry, link, _ in _items(number, size, rng, pool)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel><title>Paper {number}</title><link>https://paper-{number}.example/</link>"
        f"<dc:date>{_CHANGING.decode()}</dc:date></channel>\n{items}</rdf:RDF>\n"
    ).encode()


# --- the server --------------------------------------------------------------------------------------------


class _Answering(asyncio.Protocol):
    """One connection, one request: as little HTTP as a GET needs."""

    plain = False
    renewed = 0  # how often

    def __init__(self, bodies: list[bytes], tags: list[bytes]) -> None:
        self._bodies, self._tags = bodies, tags
        self._request = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._request += data
        if b"\r\n\r\n" in self._request:
            assert isinstance(self._transport, asyncio.Transport)
            self._transport.write(self._answer(self._request.split(b" ", 2)[1]))
            self._transport.close()

    def _answer(self, path: bytes) -> bytes:
        if path in {b"/plain", b"/renew"}:
            _Answering.plain |= path == b"/plain"
            _Answering.renewed += path == b"/renew"
            return b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
        number = int(path[1:])
        own = b'"%s-%d"' % (self._tags[number], self.renewed)
        tag = b"" if self.plain else b"ETag: %s\r\n" % own
        if tag and b"if-none-match: %s" % own in self._request.lower():
            return b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n%s\r\n" % tag
        body = _renewed(self._bodies[number], self.renewed).replace(
            _CHANGING, strftime("%Y-%m-%dT%H:%M:%SZ", gmtime()).encode()
        )
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/xml; charset=utf-8\r\nConnection: close\r\n"
            b"%sContent-Length: %d\r\n\r\n%s" % (tag, len(body), body)
        )


def _renewed(body: bytes, times: int) -> bytes:
    """A document with `times` more entries at its top: the first one under other addresses and ids."""
    start, name = next((at, name) for name in (b"item", b"entry") if (at := body.find(b"<" + name)) >= 0)
    first = body[start : body.index(b"</%s>" % name) + len(name) + 4]
    more = (first.replace(b"/0/", b"/new-%d/" % one).replace(b"-0-", b"-new-%d-" % one) for one in range(times))
    return b"".join((body[:start], *more, body[start:]))


def hosts(count: int) -> list[str]:
    """`count` addresses of loopback."""
    return [f"127.0.{1 + number // 200}.{1 + number % 200}" for number in range(count)]


async def serve(count: int) -> None:
    """Serve `count` feeds for ever; print the port, the median and the sum of the sizes, and the number of items."""
    bodies = list(documents(count))
    tags = [hashlib.sha256(body).hexdigest()[:16].encode() for body in bodies]
    loop = asyncio.get_running_loop()
    first = await loop.create_server(lambda: _Answering(bodies, tags), hosts(1)[0], 0, backlog=500)
    port = first.sockets[0].getsockname()[1]
    for host in hosts(HOSTS)[1:]:
        await loop.create_server(lambda: _Answering(bodies, tags), host, port, backlog=500)
    sizes = sorted(len(body) for body in bodies)
    items = sum(body.count(b"<item") + body.count(b"<entry") for body in bodies)
    print(port, sizes[len(sizes) // 2], sum(sizes), items, flush=True)
    await asyncio.Event().wait()
