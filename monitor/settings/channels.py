"""Who is told, by what way and when: channels, their services and secrets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path

from monitor.errors import MonitorError
from monitor.hours import QuietHours
from monitor.settings.watched import Level


class Secret:
    """A text that must never be shown: `repr` and `str` hide it, `reveal` gives it to the wire."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


class UnreadSecretError(MonitorError):
    """Something needed a secret that was not at hand when the files were read."""


class UnreadSecret(Secret):
    """Stands where a secret was not at hand, for what sends nothing. It is like no other, and has no text."""

    __slots__ = ()

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key} was not read: {why}")

    def reveal(self) -> str:
        """Raise UnreadSecretError, which names the key and says why."""
        raise UnreadSecretError(self._text)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class Security(StrEnum):
    """How a connection to a mail server is protected."""

    STARTTLS = "starttls"  # required, never optional
    TLS = "tls"
    PLAIN = "plain"  # to loopback only


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleSettings:
    """Alerts go to the standard output of the worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettings:
    """Alerts are appended to a file, one JSON object a line."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedSettings:
    """What everything has that is reached by HTTP. `ca_file` is as in `EmailSettings`."""

    ca_file: Path | None = None
    timeout: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFile:
    """A file in which somebody else keeps an access token fresh: it is read anew for every login."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenServer(PostedSettings):
    """A server that gives out access tokens (RFC 6749): for a refresh token, else for the client's own secret."""

    url: str
    client_id: str
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """A mail server. `ca_file` replaces the system's certificates where the server has its own authority.

    `username` logs in by `password`, or by an access token of `oauth`.
    """

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    username: str | None = None
    password: Secret | None = None
    oauth: TokenFile | TokenServer | None = None
    ca_file: Path | None = None
    timeout: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings(PostedSettings):
    """A receiver of Standard Webhooks. Several `secrets` all sign, so that one can be exchanged."""

    url: Secret
    secrets: tuple[Secret, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings(PostedSettings):
    """An incoming webhook of Slack."""

    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings(PostedSettings):
    """A workflow of Microsoft Teams that posts what its URL receives."""

    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings(PostedSettings):
    """A webhook of a Discord channel."""

    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings(PostedSettings):
    """A bot of Telegram and the chat it writes to: its id, or @name of a public one."""

    token: Secret
    chat: str
    server: str = "https://api.telegram.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class NtfySettings(PostedSettings):
    """A topic of ntfy. Whoever knows an open topic can read it, so that it is a secret."""

    topic: Secret
    token: Secret | None = None
    server: str = "https://ntfy.sh"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerDutySettings(PostedSettings):
    """A service of PagerDuty, by the key of its integration (Events API v2)."""

    key: Secret
    server: str = "https://events.pagerduty.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixSettings(PostedSettings):
    """A room of Matrix by its id, and the account of the homeserver that writes to it."""

    server: str
    room: str
    token: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseSettings:
    """Any service that the package apprise knows, by its URL. The services' own limits and answers stay unknown."""

    url: Secret
    timeout: timedelta = timedelta(seconds=30)


ChatSettings = (
    SlackSettings
    | TeamsSettings
    | DiscordSettings
    | TelegramSettings
    | NtfySettings
    | PagerDutySettings
    | MatrixSettings
    | AppriseSettings
)
ChannelSettings = ConsoleSettings | FileSettings | EmailSettings | WebhookSettings | ChatSettings


class DigestMode(StrEnum):
    """Whether a channel is told of each story by itself, of all at the times of its digests, or both."""

    INSTANT = "instant"
    DIGEST = "digest"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSettings:
    """When a channel gets its stories in one message. `empty` tells it, too, that there are none."""

    at: tuple[time, ...]
    mode: DigestMode = DigestMode.DIGEST
    empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many messages a receiver takes within a stretch of time."""

    messages: int
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingSettings:
    """When a channel hears of what it is told. `monitor.timing` goes by it."""

    quiet: QuietHours | None = None  # what is not urgent waits for their end
    digest: DigestSettings | None = None
    max_per_hour: int | None = None  # messages to one recipient; beyond it updates of known stories wait for a roll-up
    hold: timedelta = timedelta(0)  # how long a new story waits for more publishers, where its watch does not say
    min_level: Level = Level.NORMAL  # what is less loud is not told
    max_age: timedelta = timedelta(hours=2)  # alerts that could not be sent for longer are told in one summary
    rate: Rate | None = None  # messages to all recipients, urgent ones too; what is beyond waits for its turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One e-mail list, webhook or chat room.

    `title` is the desk's name as people know it, `timezone` the IANA name of its zone. `recipients` has one
    element for each that is told separately: the addresses of an e-mail channel, else the channel's name.
    """

    name: str
    title: str
    recipients: tuple[str, ...]
    settings: ChannelSettings
    timezone: str = "UTC"
    timing: TimingSettings = TimingSettings()

    @property
    def fingerprint(self) -> str:
        """A digest of the settings, secrets included: it changes when a suspended channel was mended.

        Raises UnreadSecretError where one of them was not read: of it nothing can be said.
        """
        plain = [value.reveal() if isinstance(value, Secret) else str(value) for value in _flat([self.settings])]
        return hashlib.sha256("\x1f".join(plain).encode()).hexdigest()[:20]


def _flat(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        elif is_dataclass(value):
            yield from _flat(getattr(value, item.name) for item in fields(value))
        else:
            yield value
