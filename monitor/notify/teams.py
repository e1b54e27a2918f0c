"""Alerts to a workflow of Microsoft Teams.

202 says that the workflow has begun. Whether it ends well is seen in its own history only.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.notify.post import Answer, Post, Wire, refused, telling
from monitor.settings import TeamsSettings
from monitor.types import Fault, SendResult

_FAULTS = {
    "WorkflowTriggerIsNotEnabled": Fault.CHANNEL,
    "WorkflowNotFound": Fault.CHANNEL,
    "TriggerInputSchemaMismatch": Fault.CHANNEL,
}
"""Codes of Azure Logic Apps, which run the workflows: these do not depend on the message."""


def wire(settings: TeamsSettings) -> Wire:
    """Return how the workflow is asked."""
    url = settings.url.reveal()
    return Wire(post=lambda message: Post(url=url, body=message.body), judge=_judge, hide=telling(url))


def _judge(answer: Answer) -> SendResult:
    error = answer.data.get("error")
    return refused(answer, _FAULTS, str(error.get("code")) if isinstance(error, Mapping) else "")
