"""The feeds of desks, for any reader: `GET feeds/TOKEN.atom` and `GET feeds/TOKEN.json`.

A TOKEN is a name that nobody can guess; whoever has it may read. Which feed it is of is decided by who hands in a
library.
"""

from __future__ import annotations

from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

PATH = "feeds/"
"""Where feeds lie below the public URL."""


class Library(Protocol):
    """Who knows the feeds."""

    def document(self, token: str, kind: str) -> tuple[bytes, str] | None:
        """Return a feed and its media type; None where there is none of that name."""
        ...


def routes(library: Library) -> list[BaseRoute]:
    """The routes of the feeds."""

    async def get(request: Request) -> Response:
        found = library.document(request.path_params["token"], request.path_params["kind"])
        if found is None:
            return Response(status_code=404)
        body, media_type = found
        return Response(body, media_type=media_type, headers={"X-Robots-Tag": "noindex"})

    return [Route(f"/{PATH}{{token:str}}.{{kind:str}}", get, methods=["GET"])]
