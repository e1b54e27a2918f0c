"""Receivers on loopback for `deliver.py`, in a process of their own: they say yes and note when, under which id.

They are as little as a webhook receiver and a mail server can be, so that a measurement is that of the sender. The same
HTTP server has the feeds of a paper: `/feed-N` has one more entry about troops at every request.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime

_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
_WEBHOOK_ID = re.compile(rb"webhook-id: *([0-9a-f]+)", re.IGNORECASE)
_MESSAGE_ID = re.compile(rb"Message-ID: *<([0-9a-f]+)@", re.IGNORECASE)
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


class Sinks:
    """What was accepted, by id, and how long the feeds are."""

    def __init__(self) -> None:
        self.accepted: dict[str, float] = {}
        self.lengths: dict[str, int] = defaultdict(int)

    async def http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                await reader.readexactly(int(length[1]) if length else 0)
                writer.write(self._answer(head))
                await writer.drain()
        writer.close()

    def _answer(self, head: bytes) -> bytes:
        body = b""
        path = head.split(b" ", 2)[1].decode()
        if found := _WEBHOOK_ID.search(head):
            self.accepted.setdefault(found[1].decode(), time.time())
        elif path == "/accepted":
            body = json.dumps(self.accepted).encode()
        elif path.startswith("/feed-"):
            self.lengths[path] += 1
            body = _document(path, self.lengths[path])
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    async def smtp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        writer.write(b"220 sink.example\r\n")
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                verb = (await reader.readuntil(b"\r\n"))[:4].upper()
                if verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    found = _MESSAGE_ID.search(await reader.readuntil(b"\r\n.\r\n"))
                    if found:
                        self.accepted.setdefault(found[1].decode(), time.time())
                writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                await writer.drain()
        writer.close()


def _document(path: str, count: int) -> bytes:
    """RSS with the last twenty of `count` entries, each a story of its own."""
    date = format_datetime(datetime.now(UTC))
    items = "".join(
        f"<item><title>Troops {_words(f'{path} {number}')}</title><guid isPermaLink='false'>{path} {number}</guid>"
        f"<pubDate>{date if number == count - 1 else ''}</pubDate></item>"
        for number in range(max(0, count - 20), count)
    )
    return f"<rss version='2.0'><channel><title>{path}</title>{items}</channel></rss>".encode()


def _words(key: str) -> str:
    feed, number = (int("".join(filter(str.isdigit, part)) or "0") for part in key.split())
    left = (feed * 1_000 + number) * 104_729 % 70**4
    parts = []
    for _ in range(4):
        left, part = divmod(left, 70)
        parts.append(_SYLLABLES[part])
    return " ".join("".join(parts[place:] + parts[:place]) for place in range(4))


async def serve() -> None:
    """Serve for ever; print the ports of HTTP and SMTP first."""
    sinks = Sinks()
    http = await asyncio.start_server(sinks.http, "127.0.0.1", 0, limit=1 << 20)
    smtp = await asyncio.start_server(sinks.smtp, "127.0.0.1", 0, limit=1 << 20)
    print(http.sockets[0].getsockname()[1], smtp.sockets[0].getsockname()[1], flush=True)
    await asyncio.gather(http.serve_forever(), smtp.serve_forever())
