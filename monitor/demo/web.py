"""A very small HTTP server for the demonstration: one request per connection, on 127.0.0.1 only.

It knows no TLS, no chunks and no keep-alive, and is meant for the worker beside it and for nobody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

LARGEST_BODY = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked. Names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What is answered; Content-Length and Connection are added."""

    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Handler = Callable[[Request], Response]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[int]:
    """Answer with `handler` on a free port of 127.0.0.1, which is given, until the block ends."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _read(reader)
            response = handler(request) if request else Response(status=HTTPStatus.BAD_REQUEST)
            writer.write(_written(response))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the other side went away in the middle
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """Read one request; None where it is none."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    words = first.split(" ")
    length = 0
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("content-length", "").isdecimal():
        length = int(headers["content-length"])
    if len(words) != 3 or length > LARGEST_BODY:
        return None
    return Request(method=words[0], path=words[1], headers=headers, body=await reader.readexactly(length))


def _written(response: Response) -> bytes:
    headers = {**response.headers, "Connection": "close"}
    if response.status is not HTTPStatus.NOT_MODIFIED:
        headers["Content-Length"] = str(len(response.body))
    head = [f"HTTP/1.1 {response.status.value} {response.status.phrase}"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + response.body
