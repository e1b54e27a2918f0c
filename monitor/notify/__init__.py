"""The wires of the channels: a message goes out, what became of it comes back as a value.

Nothing is rendered, remembered or tried again here.
"""

from __future__ import annotations

from monitor.notify import discord, matrix, ntfy, pagerduty, slack, teams, telegram, webhook
from monitor.notify.apprise import AppriseSender
from monitor.notify.console import ConsoleSender
from monitor.notify.file import FileSender
from monitor.notify.post import PostSender, Wire
from monitor.notify.sender import Sender
from monitor.notify.smtp import SmtpSender
from monitor.settings import (
    AppriseSettings,
    Channel,
    ConsoleSettings,
    DiscordSettings,
    EmailSettings,
    FileSettings,
    MatrixSettings,
    NtfySettings,
    PagerDutySettings,
    PostedSettings,
    SlackSettings,
    TeamsSettings,
    TelegramSettings,
    WebhookSettings,
)

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
        case AppriseSettings() as settings:
            return AppriseSender(settings)
        case settings:
            return PostSender(settings, wire_of(settings))


def wire_of(settings: PostedSettings) -> Wire:
    """Return what a receiver that is reached over HTTP is asked, and how it answers."""
    match settings:
        case WebhookSettings():
            return webhook.wire(settings)
        case SlackSettings():
            return slack.wire(settings)
        case TeamsSettings():
            return teams.wire(settings)
        case DiscordSettings():
            return discord.wire(settings)
        case TelegramSettings():
            return telegram.wire(settings)
        case NtfySettings():
            return ntfy.wire(settings)
        case PagerDutySettings():
            return pagerduty.wire(settings)
        case MatrixSettings():
            return matrix.wire(settings)
        case _:
            raise TypeError(f"no wire for {type(settings).__name__}")
