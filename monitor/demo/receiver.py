"""A receiver of webhooks, as another team would write one: it believes nothing that is not signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from monitor.demo.web import Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One verified call: its id, which repeats when a call is repeated, and its JSON."""

    id: str
    payload: dict[str, Any]


@dataclass(slots=True)
class Receiver:
    """Takes calls signed with `secret`; keeps each id once, and counts what it refused."""

    secret: str
    calls: dict[str, Call] = field(default_factory=dict)
    refused: int = 0

    def answer(self, request: Request) -> Response:
        """Answer one call: 204 where its signature is good, else 401."""
        try:
            payload = Webhook(self.secret).verify(request.body, dict(request.headers))
        except WebhookVerificationError:
            self.refused += 1
            return Response(status=HTTPStatus.UNAUTHORIZED)
        call = Call(id=request.headers["webhook-id"], payload=payload)
        self.calls[call.id] = call
        return Response(status=HTTPStatus.NO_CONTENT)
