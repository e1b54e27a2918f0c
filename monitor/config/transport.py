"""Makes the settings of a channel's wire out of its keys."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TypedDict

from monitor import settings
from monitor.config.channel_parts import AnyChannel, Posted
from monitor.config.channels import Channel, Console, Email, File, Webhook
from monitor.config.chats import Apprise, Discord, Matrix, Ntfy, PagerDuty, Slack, Teams, Telegram
from monitor.config.oauth import tokens
from monitor.config.secrets import chosen

_PORTS = {settings.Security.STARTTLS: 587, settings.Security.TLS: 465, settings.Security.PLAIN: 25}


class _Common(TypedDict):
    ca_file: Path | None
    timeout: timedelta


def transport(channel: Channel) -> settings.ChannelSettings:
    """Return the settings for the wire of `channel`, which must be free of mistakes."""
    match channel:
        case Console():
            return settings.ConsoleSettings()
        case File():
            return settings.FileSettings(path=channel.path)
        case Email():
            return _email(channel)
        case Webhook():
            previous = chosen(channel, "previous_secret")
            keys = (_secret(channel, "secret"), *((previous,) if previous else ()))
            return settings.WebhookSettings(url=_secret(channel, "url"), secrets=keys, **_common(channel))
        case _:
            return _chat(channel)


def _email(channel: Email) -> settings.EmailSettings:
    return settings.EmailSettings(
        host=channel.host,
        port=channel.port or _PORTS[channel.security],
        sender=channel.sender,
        security=channel.security,
        username=channel.username,
        password=chosen(channel, "password"),
        oauth=tokens(channel.oauth) if channel.oauth else None,
        ca_file=channel.ca_file,
        timeout=channel.timeout,
    )


def _chat(
    channel: Slack | Teams | Discord | Telegram | Ntfy | PagerDuty | Matrix | Apprise,
) -> settings.ChatSettings:
    match channel:
        case Slack():
            return settings.SlackSettings(url=_secret(channel, "url"), **_common(channel))
        case Teams():
            return settings.TeamsSettings(url=_secret(channel, "url"), **_common(channel))
        case Discord():
            return settings.DiscordSettings(url=_secret(channel, "url"), **_common(channel))
        case Telegram():
            token = _secret(channel, "token")
            return settings.TelegramSettings(token=token, chat=channel.chat, server=channel.server, **_common(channel))
        case Ntfy():
            topic, token_or_none = _secret(channel, "topic"), chosen(channel, "token")
            return settings.NtfySettings(topic=topic, token=token_or_none, server=channel.server, **_common(channel))
        case PagerDuty():
            return settings.PagerDutySettings(key=_secret(channel, "key"), server=channel.server, **_common(channel))
        case Matrix():
            token = _secret(channel, "token")
            return settings.MatrixSettings(server=channel.server, room=channel.room, token=token, **_common(channel))
        case Apprise():
            return settings.AppriseSettings(url=_secret(channel, "url"), timeout=channel.timeout)


def _common(channel: Posted) -> _Common:
    return _Common(ca_file=channel.ca_file, timeout=channel.timeout)


def _secret(channel: AnyChannel, stem: str) -> settings.Secret:
    secret = chosen(channel, stem)
    if secret is None:
        raise ValueError(f"a channel without its {stem} was let through")
    return secret
