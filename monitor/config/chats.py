"""The keys of the chat channels in monitor.yaml, one class for each service.

What can be known of a URL or a token without asking the service is checked here, with advice: most mistakes are made
when something is copied from a web page.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, model_validator

from monitor import settings
from monitor.config import addresses, secrets, values
from monitor.config.channel_parts import CREDENTIAL, ENV, FILE, INLINE, AnyChannel, Posted, WithToken, WithUrl
from monitor.config.faults import Fault, refusal
from monitor.config.shape import default_of

_RETIRED = ("webhook.office.com", "outlook.office.com", "outlook.office365.com")
"""Hosts of the connectors of Microsoft 365, which Teams retired in favour of workflows."""


class _Hook(WithUrl):
    """A service that gives out one URL to post to."""

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        secrets.required(self, "url")
        url = secrets.revealed(self, "url")
        wrong = self.fault(url) if url else None
        if wrong:
            raise refusal(Fault(message=wrong, at=secrets.key_of(self, "url")))
        return self

    def fault(self, url: str) -> str | None:
        """Say what is wrong with the URL, without quoting it."""
        return None if addresses.is_protected(url) else "over http this URL can be read on the way: use https"


class Slack(_Hook):
    """Alerts are posted to a channel of Slack by an incoming webhook."""

    kind: Literal["slack"] = Field(description="`slack`: an incoming webhook of Slack.")

    def fault(self, url: str) -> str | None:
        """A trigger of Slack's workflows has a URL as well, and takes no blocks."""
        if urlsplit(url).path.startswith(("/triggers/", "/workflows/")):
            return "this URL starts a workflow of Slack: make an incoming webhook, its URL has /services/ in it"
        return super().fault(url)


class Teams(_Hook):
    """Alerts are posted to a channel or a chat of Microsoft Teams by a workflow."""

    kind: Literal["teams"] = Field(description="`teams`: a workflow of Microsoft Teams.")

    def fault(self, url: str) -> str | None:
        """The connectors that workflows replaced answer no more."""
        host = (urlsplit(url).hostname or "").casefold()
        if any(host == retired or host.endswith(f".{retired}") for retired in _RETIRED):
            return (
                "this is a connector of Microsoft 365, which Teams has retired: make a workflow from the template "
                "“Send webhook alerts to a channel” and write its URL here"
            )
        return super().fault(url)


class Discord(_Hook):
    """Alerts are posted to a channel of Discord by a webhook."""

    kind: Literal["discord"] = Field(description="`discord`: a webhook of a Discord channel.")

    def fault(self, url: str) -> str | None:
        """Discord offers the formats of other services under endings of the same URL."""
        if urlsplit(url).path.rstrip("/").endswith(("/slack", "/github")):
            return "this URL takes the format of another service: leave out its last part"
        return super().fault(url)


def _as_chat(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Telegram(WithToken):
    """Alerts are written to a chat of Telegram by a bot."""

    kind: Literal["telegram"] = Field(description="`telegram`: a bot writes to a chat.")
    chat: Annotated[str, BeforeValidator(_as_chat, json_schema_input_type=str | int)] = Field(
        pattern=r"^(-?[0-9]+|@[A-Za-z][A-Za-z0-9_]+)$",
        description="The chat's id, such as -1001234567890, or the @name of a public channel.",
    )
    server: addresses.ServerUrl = Field(
        default=default_of(settings.TelegramSettings, "server"),
        description="The server of the Bot API, where it is not Telegram's own.",
    )

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        secrets.required(self, "token")
        _must_look(
            self, "token", r"[0-9]+:[A-Za-z0-9_-]{20,}", "is digits, a colon and letters, as @BotFather gives it"
        )
        return self


class Ntfy(WithToken):
    """Alerts are published to a topic of ntfy."""

    kind: Literal["ntfy"] = Field(description="`ntfy`: a topic of ntfy.")
    topic: secrets.Inline = Field(default=None, description=f"{INLINE} the topic.")
    topic_env: secrets.FromEnvironment = Field(default=None, description=f"{ENV} the topic.")
    topic_file: secrets.FromFile = Field(default=None, description=f"{FILE} the topic.")
    topic_credential: secrets.FromCredential = Field(default=None, description=f"{CREDENTIAL} the topic.")
    server: addresses.ServerUrl = Field(
        default=default_of(settings.NtfySettings, "server"), description="The server, where it is your own."
    )

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        secrets.required(self, "topic")
        _must_look(self, "topic", r"[A-Za-z0-9_-]{1,64}", "is 1 to 64 letters, digits, - and _")
        _must_look(self, "token", r"[!-~]+", "is letters, digits and signs without spaces")
        return self


class PagerDuty(Posted):
    """Alerts trigger events at a service of PagerDuty."""

    kind: Literal["pagerduty"] = Field(description="`pagerduty`: events for a service of PagerDuty.")
    key: secrets.Inline = Field(default=None, description=f"{INLINE} the integration key (Events API v2).")
    key_env: secrets.FromEnvironment = Field(default=None, description=f"{ENV} the integration key.")
    key_file: secrets.FromFile = Field(default=None, description=f"{FILE} the integration key.")
    key_credential: secrets.FromCredential = Field(default=None, description=f"{CREDENTIAL} the integration key.")
    server: addresses.ServerUrl = Field(
        default=default_of(settings.PagerDutySettings, "server"),
        description="The server; accounts in the EU have https://events.eu.pagerduty.com.",
    )

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        secrets.required(self, "key")
        _must_look(
            self, "key", r"[A-Za-z0-9]{32}", "is 32 letters and digits; it belongs to an integration, not a user"
        )
        return self


class Matrix(WithToken):
    """Alerts are sent to a room of Matrix."""

    kind: Literal["matrix"] = Field(description="`matrix`: a room of Matrix.")
    server: addresses.ServerUrl = Field(description="The homeserver of the account that writes.")
    room: str = Field(description="The room's id, such as !abc:example.org; the account must have joined it.")

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        secrets.required(self, "token")
        _must_look(self, "token", r"[!-~]+", "is letters, digits and signs without spaces")
        if not re.fullmatch(r"![!-~]+", self.room):
            hint = "#name is an alias, the id stands in the room's settings under Advanced"
            raise refusal(Fault(message=f"a room's id begins with an exclamation mark; {hint}", at="room"))
        return self


class Apprise(AnyChannel):
    """Alerts go to any service that the package apprise knows."""

    kind: Literal["apprise"] = Field(description="`apprise`: any service of apprise, an optional package.")
    url: secrets.Inline = Field(default=None, description=f"{INLINE} the URL of apprise.")
    url_env: secrets.FromEnvironment = Field(default=None, description=f"{ENV} the URL of apprise.")
    url_file: secrets.FromFile = Field(default=None, description=f"{FILE} the URL of apprise.")
    url_credential: secrets.FromCredential = Field(default=None, description=f"{CREDENTIAL} the URL of apprise.")
    timeout: values.Duration = Field(
        default=default_of(settings.AppriseSettings, "timeout"), description="How long the delivery may take."
    )

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        secrets.required(self, "url")
        _must_look(self, "url", r"[A-Za-z0-9]+://[^\s]+", "is a service and what it needs, such as mailto://…")
        if find_spec("apprise") is None:
            message = "the package apprise is not installed: pip install 'news-monitor[apprise]'"
            raise refusal(Fault(message=message, at="kind"))
        return self


def _must_look(channel: AnyChannel, stem: str, pattern: str, advice: str) -> None:
    """Refuse a secret that is none, without quoting it."""
    secret = secrets.revealed(channel, stem)
    if secret is not None and not re.fullmatch(pattern, secret):
        name = "an integration key" if stem == "key" else f"a {stem}"
        raise refusal(Fault(message=f"{name} {advice}", at=secrets.key_of(channel, stem)))
