"""How the worker is, for those who watch over it: a service manager, a container's health check, Prometheus.

    GET   livez     200 while the work goes on, 503 and what stands still
    GET   readyz    200 when it can do its work, 503 before and while it cannot; each with its reasons, as JSON
    GET   metrics   in the text format of Prometheus, or OpenMetrics where that is asked for

They have a listener of their own (`health:`), so that a proxy in front of the endpoint never passes them on. What is
answered is decided by who hands in the vitals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether all is well, and what was found, as data."""

    well: bool
    said: Mapping[str, object]


class Vitals(Protocol):
    """Who knows how the worker is."""

    def live(self) -> Standing:
        """Say whether the work goes on."""
        ...

    def ready(self) -> Standing:
        """Say whether the work can be done."""
        ...

    def metrics(self, accept: str) -> tuple[bytes, str]:
        """Return the metrics and their media type; `accept` is the header of the request."""
        ...


def routes(vitals: Vitals) -> list[BaseRoute]:
    """The three routes."""

    async def live(_: Request) -> Response:
        return _answer(vitals.live())

    async def ready(_: Request) -> Response:
        return _answer(vitals.ready())

    async def metrics(request: Request) -> Response:
        body, media_type = vitals.metrics(request.headers.get("accept", ""))
        return Response(body, headers={"Content-Type": media_type})

    asked = {"livez": live, "readyz": ready, "metrics": metrics}
    return [Route(f"/{path}", answer, methods=["GET"]) for path, answer in asked.items()]


def _answer(standing: Standing) -> Response:
    return JSONResponse(dict(standing.said), status_code=200 if standing.well else 503)
