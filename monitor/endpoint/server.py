"""Listens, with an end to everything: one request a connection, so many at once, so long each.

uvicorn serves and Starlette finds the route; both run in the worker's own event loop, and the signals stay the
worker's. Answers carry no version, no date, and nothing that a browser would take for a page.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Sequence
from typing import Protocol, Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

AT_ONCE = 64  # connections; further ones are told to come again
LIFETIME = 30.0  # seconds of a connection, whatever it does
STOPPING = 2  # seconds that requests under way have when the worker stops

_HEADERS = [
    ("Connection", "close"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]


class Place(Protocol):
    """An address of this machine and a port; port 0 is any that is free."""

    @property
    def host(self) -> str:
        """The IP address."""
        ...

    @property
    def port(self) -> int:
        """The port."""
        ...


class Endpoint:
    """A running endpoint. Make one with `open`; `close` it, or it outlives its routes."""

    def __init__(self, server: _Server, task: asyncio.Task[None], port: int) -> None:
        self._server = server
        self._task = task
        self.port = port

    @classmethod
    async def open(cls, place: Place, routes: Sequence[BaseRoute], *, lifetime: float = LIFETIME) -> Self:
        """Listen at `place`. Raises OSError where that cannot be."""
        family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
        listening = socket.create_server((place.host, place.port), family=family)
        listening.setblocking(False)
        app = Starlette(routes=routes)
        app.router.redirect_slashes = False

        class Connection(_Connection):
            LIFETIME = lifetime

        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            headers=_HEADERS,
            limit_concurrency=AT_ONCE,
            timeout_graceful_shutdown=STOPPING,
        )
        server = _Server(config)
        port: int = listening.getsockname()[1]
        task = asyncio.create_task(server.serve(sockets=[listening]), name="endpoint")
        return cls(server, task, port)

    @property
    def ended(self) -> bool:
        """Whether it does not listen any more, though nobody closed it."""
        return self._task.done()

    async def close(self) -> None:
        """Stop listening; requests under way are answered."""
        self._server.should_exit = True
        await self._task


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the worker."""
        yield


class _Connection(H11Protocol):
    """A connection that ends in any case: a request that trickles in byte by byte holds its place no longer."""

    LIFETIME = LIFETIME

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._end = self.loop.call_later(self.LIFETIME, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end.cancel()
        super().connection_lost(exc)
