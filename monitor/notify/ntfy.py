"""Alerts to a topic of ntfy (docs.ntfy.sh, "Publish as JSON")."""

from __future__ import annotations

from monitor.notify.post import Answer, Post, Wire, addressed, refused
from monitor.settings import NtfySettings
from monitor.types import Fault, Message, SendResult

_FAULTS = {"40009": Fault.CHANNEL, "40010": Fault.CHANNEL}  # a topic that is none, or that is reserved


def wire(settings: NtfySettings) -> Wire:
    """Return how the server is asked."""
    topic, token = settings.topic.reveal(), settings.token.reveal() if settings.token else ""

    def post(message: Message) -> Post:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return Post(url=f"{settings.server}/", body=addressed(message.body, topic=topic), headers=headers)

    return Wire(post=post, judge=_judge, hide=(topic, token))


def _judge(answer: Answer) -> SendResult:
    return refused(answer, _FAULTS, str(answer.data.get("code")))
