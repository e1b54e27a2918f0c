"""Alerts as events to a service of PagerDuty (developer.pagerduty.com, "Events API v2"). 202 says that it has one."""

from __future__ import annotations

from monitor.notify.post import Answer, Post, Wire, addressed, judge
from monitor.settings import PagerDutySettings
from monitor.types import Fault, Message, Rejected, SendResult


def wire(settings: PagerDutySettings) -> Wire:
    """Return how the service is asked."""
    key = settings.key.reveal()

    def post(message: Message) -> Post:
        return Post(url=f"{settings.server}/v2/enqueue", body=addressed(message.body, routing_key=key))

    return Wire(post=post, judge=_judge, hide=(key,))


def _judge(answer: Answer) -> SendResult:
    # The one error of an event that every other one would meet as well.
    if answer.status == 400 and "routing" in str(answer.data.get("errors", "")).casefold():
        return Rejected(fault=Fault.CHANNEL, detail=answer.shown)
    return judge(answer)
