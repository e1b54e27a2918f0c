"""The callbacks that hubs know (WebSub): a GET asks whether we meant it, a POST brings what is new.

    GET   websub/CALLBACK   200 and the challenge where it is our wish, 404 where not
    POST  websub/CALLBACK   202 at once, whatever the signature: what is wrong with it is nobody's business
                            410 unknown or ended, 413 too large, 415 compressed, 503 too many wait already

A CALLBACK is a name that nobody can guess. Bodies are taken from hubs only, with a bound and a deadline, and are read
elsewhere: the answer says that it came, not that it was any good (7 of the Recommendation).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from monitor.subscriptions import Intent

PATH = "websub/"
"""Where callbacks lie below the public URL."""

READ_WITHIN = 20.0  # seconds for a body
BODIES_AT_ONCE = 4  # that are held in memory while they come in


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What a hub sent, as it came."""

    body: bytes
    content_type: str | None
    signature: str


class Inbox(Protocol):
    """Who decides about callbacks, by their names."""

    def expects(self, name: str) -> bool:
        """Say whether something may be pushed there."""
        ...

    def confirm(self, name: str, intent: Intent) -> bool:
        """Say whether what a hub asks is our wish."""
        ...

    def take(self, name: str, delivered: Delivered) -> bool:
        """Take a push; False where there is no room now."""
        ...


def routes(inbox: Inbox, *, most: int) -> list[BaseRoute]:
    """The routes of the callbacks. A push has at most `most` bytes."""
    callbacks = _Callbacks(inbox, most)
    path = f"/{PATH}{{name}}"
    return [Route(path, callbacks.get, methods=["GET"]), Route(path, callbacks.post, methods=["POST"])]


class _Callbacks:
    def __init__(self, inbox: Inbox, most: int) -> None:
        self._inbox = inbox
        self._most = most
        self._places = asyncio.Semaphore(BODIES_AT_ONCE)

    async def get(self, request: Request) -> Response:
        asked = request.query_params
        intent = Intent(
            mode=asked.get("hub.mode", ""),
            topic=asked.get("hub.topic", ""),
            challenge=asked.get("hub.challenge", ""),
            lease_seconds=asked.get("hub.lease_seconds", ""),
            reason=asked.get("hub.reason", ""),
        )
        if not self._inbox.confirm(request.path_params["name"], intent):
            return Response(status_code=404)
        return PlainTextResponse(intent.challenge if intent.mode != "denied" else "")

    async def post(self, request: Request) -> Response:
        name = request.path_params["name"]
        if not self._inbox.expects(name):
            return Response(status_code=410)
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            return Response(status_code=415)
        try:
            async with asyncio.timeout(READ_WITHIN), self._places:
                body = await self._body(request)
        except TimeoutError:
            return Response(status_code=408)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        headers = request.headers
        signature = headers.get("x-hub-signature", "")
        delivered = Delivered(body=body, content_type=headers.get("content-type"), signature=signature)
        if self._inbox.take(name, delivered):
            return Response(status_code=202)
        return Response(status_code=503, headers={"Retry-After": "60"})

    async def _body(self, request: Request) -> bytes | None:
        """Read a body; None where it is too large."""
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > self._most:
            return None
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._most:
                return None
        return bytes(body)
