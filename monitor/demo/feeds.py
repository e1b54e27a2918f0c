"""The outlets' web servers: each feed as it stands at the current step of the day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from monitor.demo.day import Outlet, Trouble
from monitor.demo.documents import content_type, document
from monitor.demo.web import Request, Response

PAGE = b"<!DOCTYPE html><title>Maintenance</title><p>We are tidying up and will be back shortly.</p>"


@dataclass(slots=True)
class Feeds:
    """Answers `/NAME` with the feed of that outlet at `step`; counts its answers by status."""

    outlets: Iterable[Outlet]
    start: datetime
    step: int = 0
    answers: dict[HTTPStatus, int] = field(default_factory=dict)

    def answer(self, request: Request) -> Response:
        """Answer one request; understands If-None-Match."""
        response = self._respond(request)
        self.answers[response.status] = self.answers.get(response.status, 0) + 1
        return response

    def _respond(self, request: Request) -> Response:
        outlet = next((outlet for outlet in self.outlets if request.path == f"/{outlet.name}"), None)
        if outlet is None:
            return Response(status=HTTPStatus.NOT_FOUND)
        trouble = outlet.trouble.get(self.step)
        if trouble is Trouble.ERROR:
            return Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        if trouble is Trouble.PAGE:
            return Response(headers={"Content-Type": "text/html; charset=utf-8"}, body=PAGE)
        body = document(outlet, outlet.at(self.step), start=self.start)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
        return Response(headers={"Content-Type": content_type(outlet), "ETag": etag}, body=body)
