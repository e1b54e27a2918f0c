"""Alerts to an incoming webhook of Slack, which answers `ok` or one word of what is wrong.

The words are those of docs.slack.dev, "Sending messages using incoming webhooks". Slack knows no ids: what is sent
again after an answer was lost may be seen twice.
"""

from __future__ import annotations

from monitor.notify.post import Answer, Post, Wire, refused, telling
from monitor.settings import SlackSettings
from monitor.types import Fault, Rejected, SendResult, Uncertain

_FAULTS = {
    "no_service": Fault.GONE,
    "no_service_id": Fault.GONE,
    "no_team": Fault.GONE,
    "team_disabled": Fault.GONE,
    "channel_is_archived": Fault.GONE,
    "channel_not_found": Fault.CHANNEL,
    "invalid_token": Fault.CHANNEL,
    "no_active_hooks": Fault.CHANNEL,
    "user_not_found": Fault.CHANNEL,
}


def wire(settings: SlackSettings) -> Wire:
    """Return how the webhook is asked."""
    url = settings.url.reveal()
    return Wire(post=lambda message: Post(url=url, body=message.body), judge=_judge, hide=telling(url))


def _judge(answer: Answer) -> SendResult:
    said = answer.text.strip()
    if not 200 <= answer.status < 300 or said == "ok":
        return refused(answer, _FAULTS, said)
    if "ok".startswith(said):  # cut off
        return Uncertain(detail=f"no whole answer: {answer.shown}")
    return Rejected(fault=Fault.CHANNEL, detail=f"this is not how Slack answers: {answer.shown}")
