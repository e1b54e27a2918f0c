"""Briefing -> Message: what a desk reads.

Pure: the clock and the wire are elsewhere. One file for each kind of channel; what they say is gathered once in
`monitor.render.facts`.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from monitor.render import console, email, jsonl, webhook
from monitor.render.facts import gather
from monitor.settings import Channel, ConsoleSettings, EmailSettings, FileSettings, WebhookSettings
from monitor.types import Briefing, Message

__all__ = ["render"]


def render(briefing: Briefing, channel: Channel, *, now: datetime) -> Message:
    """Return the message of `briefing` for the kind of `channel`. Any text of a feed can be rendered."""
    facts = gather(briefing, now=now)
    match channel.settings:
        case ConsoleSettings():
            body = console.render(facts)
        case FileSettings():
            body = jsonl.render(facts)
        case EmailSettings() as settings:
            body = email.render(facts, briefing.alert, channel, settings, now=now)
        case WebhookSettings():
            body = webhook.render(facts)
        case other:
            assert_never(other)
    return Message(id=briefing.alert.id, recipient=briefing.alert.recipient, body=body)
