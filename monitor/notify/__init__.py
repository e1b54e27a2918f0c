"""The wires of the channels: a message goes out, what became of it comes back as a value.

Nothing is rendered, remembered or tried again here.
"""

from __future__ import annotations

from typing import assert_never

from monitor.notify.console import ConsoleSender
from monitor.notify.file import FileSender
from monitor.notify.sender import Sender
from monitor.notify.smtp import SmtpSender
from monitor.notify.webhook import WebhookSender
from monitor.settings import Channel, ConsoleSettings, EmailSettings, FileSettings, WebhookSettings

__all__ = ["Sender", "open_sender"]


def open_sender(channel: Channel) -> Sender:
    """Return the wire of `channel`. Nothing is connected before the first message."""
    match channel.settings:
        case ConsoleSettings():
            return ConsoleSender()
        case FileSettings() as settings:
            return FileSender(settings)
        case EmailSettings() as settings:
            return SmtpSender(settings)
        case WebhookSettings() as settings:
            return WebhookSender(settings)
        case other:
            assert_never(other)
