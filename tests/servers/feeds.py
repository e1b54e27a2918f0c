"""A feed server that misbehaves on request: a real HTTP server on 127.0.0.1, in a thread of its own.

    with FeedServer() as server:
        server["/news"] = document(RSS, etag='"1"')
        server["/slow"] = in_turn(status(503, retry_after="7"), document(RSS))
        … server.url("/news") …
        assert server.asked("/news")[0].headers["user-agent"]

A reply is a coroutine function that gets the request and the writer, so a test may write one of its own. Each
connection serves one request. Requests are recorded, also those that got no answer.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from types import TracebackType
from typing import Self

XML = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked. Header names are in lower case; `at` is the server's monotonic clock, in seconds."""

    method: str
    path: str
    headers: dict[str, str]
    at: float


_NONSENSE = Request(method="", path="", headers={}, at=0.0)

Reply = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FeedServer:
    """The server. `at_once` is the largest number of requests that were open at the same time.

    Without a `port` it takes a free one; with one, a server that was stopped can come back where it was.
    """

    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    at_once: int = 0
    port: int = 0

    def __post_init__(self) -> None:
        self._replies: dict[str, Reply] = {}
        self._open = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="feed-server", daemon=True)

    def __setitem__(self, path: str, reply: Reply) -> None:
        """Answer `path` (with its query) so from now on; unknown paths get a 404."""
        self._replies[path] = reply

    def url(self, path: str, *, host: str = "127.0.0.1", userinfo: str = "") -> str:
        """Return the address of `path`; `userinfo` as in `user:password@`."""
        return f"{'https' if self.tls else 'http'}://{userinfo}{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """Return the requests for `path`, in order."""
        return [request for request in self.requests if request.path == path]

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._connected, "127.0.0.1", self.port, ssl=self.tls, backlog=1000)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        try:
            request = await self._read(reader)
            reply = self._replies.get(request.path, status(404)) if request else raw(head(400, {}))
            await reply(request or _NONSENSE, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client went away, or the test is over
        finally:
            self._open -= 1
            self._tasks.discard(task)
            writer.close()
            with suppress(OSError, ssl.SSLError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> Request | None:
        """Read a request; None for what is not HTTP."""
        first = await reader.readexactly(1)
        if not first.isalpha():
            return None
        lines = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        fields = [line.partition(":") for line in lines[1:] if line]
        headers = {name.lower(): value.strip() for name, _, value in fields}
        request = Request(method=method, path=path, headers=headers, at=self._loop.time())
        self.requests.append(request)
        return request


# --- replies ---------------------------------------------------------------------------------------------


def head(code: int, headers: dict[str, str]) -> bytes:
    """Return the head of an answer."""
    lines = [f"HTTP/1.1 {code} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def raw(text: bytes) -> Reply:
    """Send exactly this, then close."""

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(text)

    return reply


def status(code: int, body: bytes = b"", **headers: str) -> Reply:
    """Answer with a status; keyword arguments are headers, `retry_after` is Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return raw(head(code, {"content-length": str(len(body)), **named}) + body)


def redirect(to: str, code: int = 301) -> Reply:
    """Point elsewhere."""
    return status(code, location=to)


def document(
    body: bytes,
    *,
    etag: str = "",
    last_modified: str = "",
    content_type: str = XML,
    zipped: bool = False,
    headers: dict[str, str] | None = None,
) -> Reply:
    """Serve a document as a good server does: 304 for the validators that it gave out."""
    sent = gzip.compress(body) if zipped else body
    validators = {"etag": etag, "last-modified": last_modified}
    extra = {"content-encoding": "gzip"} if zipped else {}
    own = {name: value for name, value in validators.items() if value} | extra | (headers or {})

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        asked = (request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
        if (etag and asked[0] == etag) or (last_modified and not asked[0] and asked[1] == last_modified):
            writer.write(head(304, own))
            return
        writer.write(head(200, {"content-type": content_type, "content-length": str(len(sent)), **own}) + sent)

    return reply


def in_turn(*replies: Reply) -> Reply:
    """Answer with each reply once, with the last for ever."""
    script: Iterator[Reply] = chain(replies, repeat(replies[-1]))

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        await next(script)(request, writer)

    return reply


def after(seconds: float, then: Reply) -> Reply:
    """Answer late."""

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await then(request, writer)

    return reply


def silence() -> Reply:
    """Accept the request and never answer."""
    return after(3600, status(200))


def trickle(body: bytes, *, every: float = 0.05) -> Reply:
    """Send the body byte by byte."""

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"content-type": XML, "content-length": str(len(body))}))
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(every)

    return reply


def endless(chunk: bytes, *, pause: float = 0.0, **headers: str) -> Reply:
    """Send `chunk` for ever."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"content-type": XML, **named}))
        while True:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(pause)

    return reply


def gzip_bomb(megabytes: int) -> Reply:
    """Send that many megabytes of spaces, well compressed."""

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"content-type": XML, "content-encoding": "gzip"}))
        squeeze = zlib.compressobj(wbits=31)
        block = b" " * (1 << 20)
        for _ in range(megabytes):
            writer.write(squeeze.compress(block))
            await writer.drain()
        writer.write(squeeze.flush())

    return reply


def reset(before: bytes = b"") -> Reply:
    """Send `before`, then break the connection with a TCP reset."""

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        await writer.drain()
        await asyncio.sleep(0.05)  # so that the bytes arrive before the reset
        sock = writer.get_extra_info("socket")
        # SO_LINGER with a time of zero makes `close` send RST instead of FIN
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return reply
