"""Alerts to a room of Matrix (spec.matrix.org, client-server API, "Sending events to a room").

The alert's id is the transaction's: what is sent again is shown once.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from monitor.notify.post import Answer, Post, Wire, refused, waiting
from monitor.settings import MatrixSettings
from monitor.types import Fault, Message, SendResult

_FAULTS = dict.fromkeys(
    ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_FORBIDDEN", "M_USER_DEACTIVATED", "M_USER_SUSPENDED", "M_NOT_FOUND"),
    Fault.CHANNEL,
)


def wire(settings: MatrixSettings) -> Wire:
    """Return how the homeserver is asked."""
    token = settings.token.reveal()
    room = f"{settings.server}/_matrix/client/v3/rooms/{quote(settings.room, safe='')}/send/m.room.message"

    def post(message: Message) -> Post:
        url = f"{room}/{quote(message.id, safe='')}"
        return Post(url=url, body=message.body, headers={"Authorization": f"Bearer {token}"}, method="PUT")

    return Wire(post=post, judge=_judge, hide=(token,))


def _judge(answer: Answer) -> SendResult:
    code = str(answer.data.get("errcode"))
    if answer.status == 429:
        return waiting(answer, answer.data.get("retry_after_ms"), unit=timedelta(milliseconds=1))
    return refused(answer, _FAULTS, code)
