"""Alerts to any service that the package apprise knows; it is optional: `pip install news-monitor[apprise]`.

Apprise says whether all went well, and logs why not, with the status of the answer where there was one; without a
status the alert is tried again. What an URL sends to several targets and fails at one is sent to all of them again.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from monitor.notify.post import Answer, judge, telling
from monitor.notify.sender import detail
from monitor.settings import AppriseSettings
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent, Uncertain

_STATUS = re.compile(r"\berror=([1-5]\d\d)\b")
_OVERTIME = 5.0  # seconds: apprise keeps the time itself, and is not waited for where it does not


class AppriseSender:
    """One URL of apprise, served in a thread: the package waits for its answers."""

    def __init__(self, settings: AppriseSettings) -> None:
        self._url = settings.url.reveal()
        self._seconds = settings.timeout.total_seconds()
        self._hide = (*telling(self._url), self._url.partition("://")[2])

    async def send(self, message: Message) -> SendResult:
        """Send the message once. What became of it when the time is over is uncertain."""
        try:
            async with asyncio.timeout(self._seconds + _OVERTIME):
                return await asyncio.to_thread(self._send, json.loads(message.body))
        except TimeoutError:
            return Uncertain(detail="apprise did not come back in time")

    async def close(self) -> None:
        """Do nothing: no connection stays open."""

    def _send(self, said: Any) -> SendResult:
        try:
            import apprise  # noqa: PLC0415 - optional, and slow to import
        except ImportError:
            return Rejected(fault=Fault.CHANNEL, detail="the package apprise is not installed: news-monitor[apprise]")
        told = apprise.Apprise()
        if not told.add(self._url):
            return Rejected(fault=Fault.CHANNEL, detail="apprise cannot use this URL")
        result = told.notify(
            title=said["title"],
            body=said["body"],
            notify_type=apprise.NotifyType.WARNING if said["urgent"] else apprise.NotifyType.INFO,
            body_format=apprise.NotifyFormat.TEXT,
            timeout=self._seconds,
        )
        logged = " ".join(entry.message for entry in result.logs() if entry.level in {"WARNING", "ERROR"})
        return self._judged(result.status.name, detail(logged, hide=self._hide))

    def _judged(self, status: str, shown: str) -> SendResult:
        if status == "SUCCESS":
            return Sent(detail="handed over by apprise")
        if status == "TIMEOUT":
            return Uncertain(detail="apprise did not come back in time")
        if answered := _STATUS.findall(shown):
            return judge(Answer(status=int(answered[-1]), text="", shown=shown))
        return Deferred(detail=shown or "apprise could not send it, and does not say why")
