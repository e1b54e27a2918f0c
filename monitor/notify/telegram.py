"""Alerts to a chat of Telegram, by its Bot API (core.telegram.org/bots/api, "Making requests").

Errors have a text and no code, so that the text says whose fault it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.notify.post import Answer, Post, Wire, addressed, judge, telling, waiting
from monitor.settings import TelegramSettings
from monitor.types import Fault, Message, Rejected, SendResult

_CHAT = re.compile(
    r"chat not found|not enough rights|have no rights|chat_id is empty|topic[ _]closed|group chat was|bot is not"
)


def wire(settings: TelegramSettings) -> Wire:
    """Return how the bot is asked."""
    token = settings.token.reveal()
    url = f"{settings.server}/bot{token}/sendMessage"

    def post(message: Message) -> Post:
        return Post(url=url, body=addressed(message.body, chat_id=settings.chat))

    return Wire(post=post, judge=_judge, hide=(token, *telling(url)))


def _judge(answer: Answer) -> SendResult:
    told = answer.data.get("parameters")
    more = told if isinstance(told, Mapping) else {}
    if answer.status == 429:
        return waiting(answer, more.get("retry_after"))
    if answer.status == 400 and "migrate_to_chat_id" in more:
        moved = f"the group has become a supergroup: write chat: {more['migrate_to_chat_id']}"
        return Rejected(fault=Fault.CHANNEL, detail=moved)
    if answer.status == 400 and _CHAT.search(answer.text.casefold()):
        return Rejected(fault=Fault.CHANNEL, detail=answer.shown)
    return judge(answer)
