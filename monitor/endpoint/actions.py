"""The links in messages: a GET shows what will be done, a POST does it.

    GET   mute/TOKEN   acknowledge/TOKEN   unsubscribe/TOKEN    a page with a button; changes nothing, because mail
                                                                gateways open every link
    POST  the same                                              does it (a mail program's one click: RFC 8058)
                                                                403 wrong, 410 too old, 413 too large, 503 not saved

Whether a TOKEN is right, what it is about and what is done is decided by who hands in an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

MOST = 16 * 1024  # bytes of a form
READ_WITHIN = 10.0  # seconds for it

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A page, and how it is answered."""

    status: int
    page: str


class Desk(Protocol):
    """Who knows what links are about."""

    def offer(self, action: str, token: str) -> Answer:
        """Say what a link would do."""
        ...

    def do(self, action: str, token: str, form: Mapping[str, str]) -> Answer:
        """Do what a link says; `form` is what was filled in."""
        ...


def routes(desk: Desk, paths: tuple[str, ...]) -> list[BaseRoute]:
    """The routes of the links, one for each of `paths`, which name what is done."""
    links = _Links(desk)
    return [
        Route(f"/{path}/{{token}}", endpoint, methods=[method], name=path)
        for path in paths
        for method, endpoint in (("GET", links.get), ("POST", links.post))
    ]


class _Links:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def get(self, request: Request) -> Response:
        return _page(self._desk.offer(_action(request), request.path_params["token"]))

    async def post(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(READ_WITHIN):
                body = await _body(request)
        except TimeoutError:
            return Response(status_code=408)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        # A mail program may send a form of several parts; it fills in nothing that is needed.
        try:
            form = dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20)) if body[:2] != b"--" else {}
        except ValueError:  # more fields than any of our forms has
            return Response(status_code=400)
        return _page(self._desk.do(_action(request), request.path_params["token"], form))


def _action(request: Request) -> str:
    return request.url.path.strip("/").split("/")[0]


def _page(answer: Answer) -> Response:
    return HTMLResponse(answer.page, status_code=answer.status, headers=_HEADERS)


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST:
            return None
    return bytes(body)
