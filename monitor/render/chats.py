"""Cards in the markup of each kind of chat; whoever has something to tell a chat makes a card and hands it in here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from monitor.render import apprise, discord, matrix, ntfy, pagerduty, slack, teams, telegram
from monitor.render.chat import Card
from monitor.settings import (
    AppriseSettings,
    ChatSettings,
    DiscordSettings,
    MatrixSettings,
    NtfySettings,
    PagerDutySettings,
    SlackSettings,
    TeamsSettings,
    TelegramSettings,
)

KINDS: Mapping[type[ChatSettings], Callable[[Card], bytes]] = {
    SlackSettings: slack.render,
    TeamsSettings: teams.render,
    DiscordSettings: discord.render,
    TelegramSettings: telegram.render,
    NtfySettings: ntfy.render,
    PagerDutySettings: pagerduty.render,
    MatrixSettings: matrix.render,
    AppriseSettings: apprise.render,
}


def render(card: Card, settings: ChatSettings) -> bytes:
    """Return the body of the request. Where it goes (a chat, a topic, a key) is not in it: that belongs to the wire."""
    return KINDS[type(settings)](card)
