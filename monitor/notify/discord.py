"""Alerts to a webhook of Discord. Codes and limits are those of discord.com/developers, "Opcodes and status codes"."""

from __future__ import annotations

import httpx

from monitor.notify.post import Answer, Post, Wire, refused, telling, waiting
from monitor.settings import DiscordSettings
from monitor.types import Fault, Message, SendResult

_FAULTS = {
    "10003": Fault.CHANNEL,  # unknown channel: a thread that is no more
    "10015": Fault.GONE,  # unknown webhook
    "50027": Fault.CHANNEL,  # invalid webhook token
}


def wire(settings: DiscordSettings) -> Wire:
    """Return how the webhook is asked."""
    url = settings.url.reveal()

    def post(message: Message) -> Post:
        # Without `wait` Discord answers before it knows whether the message was stored.
        return Post(url=str(httpx.URL(url).copy_set_param("wait", "true")), body=message.body)

    return Wire(post=post, judge=_judge, hide=telling(url))


def _judge(answer: Answer) -> SendResult:
    if answer.status == 429:
        return waiting(answer, answer.data.get("retry_after"))
    return refused(answer, _FAULTS, str(answer.data.get("code")))
