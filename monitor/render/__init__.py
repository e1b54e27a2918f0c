"""Briefing -> Message: what a desk reads.

Pure: the clock and the wire are elsewhere. One file for each kind of channel; what they say is gathered once in
`monitor.render.facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.render import chat, chats, console, email, jsonl, webhook
from monitor.render.facts import gather
from monitor.render.overrides import SHIPPED_ONLY
from monitor.settings import Channel, ConsoleSettings, EmailSettings, FileSettings, WebhookSettings
from monitor.types import Briefing, Message

__all__ = ["render"]


def render(
    briefing: Briefing, channel: Channel, *, now: datetime, templates: Mapping[str, str] = SHIPPED_ONLY
) -> Message:
    """Return the message of `briefing` for the kind of `channel`. Any text of a feed can be rendered.

    `templates` are the operator's own (see `monitor.render.overrides`).
    """
    facts, alert = gather(briefing, now=now), briefing.alert
    match channel.settings:
        case ConsoleSettings():
            body = console.render(facts)
        case FileSettings():
            body = jsonl.render(facts)
        case EmailSettings() as settings:
            body = email.render(facts, alert, channel, settings, now=now, templates=templates)
        case WebhookSettings():
            body = webhook.render(facts)
        case settings:
            body = chats.render(chat.card(facts, alert, templates), settings)
    return Message(id=alert.id, recipient=alert.recipient, body=body)
