"""Whether a public address leads to this worker: `GET reached/NONCE` answers what only it can know.

The answer is a signature of the NONCE by the key of the database, so that it can neither come from another server nor
be kept from an earlier question. It says nothing of what the worker does.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from monitor import links
from monitor.settings import Secret

PATH = "reached/"
"""Where the question is asked below the public URL."""

_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)


def routes(key: Callable[[], Secret | None]) -> list[BaseRoute]:
    """The one route. `key` gives what signs links now, None while there is nothing."""

    async def get(request: Request) -> Response:
        nonce, signing = request.path_params["nonce"], key()
        if signing is None or not _NONCE.fullmatch(nonce):
            return Response(status_code=404)
        return PlainTextResponse(links.reached(nonce, signing))

    return [Route(f"/{PATH}{{nonce}}", get, methods=["GET"])]
