"""The keys of the channels in monitor.yaml: where alerts go, and how."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from monitor import settings
from monitor.config import addresses, secrets, values
from monitor.config.channel_parts import CA_FILE, CREDENTIAL, ENV, FILE, INLINE, AnyChannel, WithUrl
from monitor.config.chats import Apprise, Discord, Matrix, Ntfy, PagerDuty, Slack, Teams, Telegram
from monitor.config.faults import Fault, refusal
from monitor.config.oauth import OAuth
from monitor.config.shape import Unique, default_of


class Console(AnyChannel):
    """Alerts are written to the worker's standard output."""

    kind: Literal["console"] = Field(description="`console`: the standard output of the worker.")


class File(AnyChannel):
    """Alerts are appended to a file, one JSON object a line."""

    kind: Literal["file"] = Field(description="`file`: one JSON object a line, appended to a file.")
    path: values.FilePath = Field(description="The file; a relative path counts from the configuration folder.")


class Email(AnyChannel):
    """Alerts go out as e-mail through a mail server; each address of `to` is told separately."""

    kind: Literal["email"] = Field(description="`email`: through a mail server, to each address separately.")
    host: addresses.Host = Field(description="The mail server.")
    port: int | None = Field(
        default=None, ge=1, le=65535, description="Its port. Default: 587 for starttls, 465 for tls, 25 for plain."
    )
    sender: addresses.Sender = Field(alias="from", description="Where alerts come from: an address, or Name <address>.")
    to: Unique[addresses.Address] = Field(min_length=1, description="The addresses that are told, one e-mail each.")
    security: Annotated[settings.Security, Field(strict=False)] = Field(
        default=settings.Security.STARTTLS,
        description="starttls (required, never optional), tls, or plain, which only a server on this machine may have.",
    )
    username: str | None = Field(
        default=None, min_length=1, description="The user name, where the server asks for one."
    )
    password: secrets.Inline = Field(default=None, description=f"{INLINE} the password.")
    password_env: secrets.FromEnvironment = Field(default=None, description=f"{ENV} the password.")
    password_file: secrets.FromFile = Field(default=None, description=f"{FILE} the password.")
    password_credential: secrets.FromCredential = Field(default=None, description=f"{CREDENTIAL} the password.")
    oauth: OAuth | None = Field(
        default=None, description="Log in by OAuth 2 in place of a password, as Google and Microsoft ask for."
    )
    ca_file: values.ReadableFile | None = Field(default=None, description=CA_FILE)
    timeout: values.Duration = Field(
        default=default_of(settings.EmailSettings, "timeout"),
        description="How long the server may take for one step of a delivery.",
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = []
        if self.security is settings.Security.PLAIN and not addresses.is_loopback(self.host):
            faults.append(
                Fault(message="plain is for a mail server on this machine only: use starttls or tls", at="security")
            )
        password = secrets.chosen(self, "password")
        if self.username is not None and password is None and self.oauth is None:
            faults.append(Fault(message="a user name without a password: add password_env, or oauth", at="username"))
        if self.username is None and password is not None:
            faults.append(Fault(message="a password without `username`"))
        if self.username is None and self.oauth is not None:
            faults.append(Fault(message="a token says not whose it is: add `username`", at="oauth"))
        if password is not None and self.oauth is not None:
            faults.append(Fault(message="a password and oauth: one of them logs in", at="oauth"))
        if faults:
            raise refusal(*faults)
        return self


class Webhook(WithUrl):
    """Alerts are posted as JSON to a URL, signed after Standard Webhooks 1.0.0."""

    kind: Literal["webhook"] = Field(description="`webhook`: JSON by POST, signed after Standard Webhooks.")
    secret: secrets.InlineKey = Field(default=None, description=f"{INLINE} the signing secret.")
    secret_env: secrets.KeyFromEnvironment = Field(default=None, description=f"{ENV} the signing secret.")
    secret_file: secrets.KeyFromFile = Field(default=None, description=f"{FILE} the signing secret.")
    secret_credential: secrets.KeyFromCredential = Field(default=None, description=f"{CREDENTIAL} the signing secret.")
    previous_secret: secrets.InlineKey = Field(
        default=None,
        description=f"{INLINE} the secret before the present one. Both sign until the receiver has changed over.",
    )
    previous_secret_env: secrets.KeyFromEnvironment = Field(default=None, description=f"{ENV} the previous secret.")
    previous_secret_file: secrets.KeyFromFile = Field(default=None, description=f"{FILE} the previous secret.")
    previous_secret_credential: secrets.KeyFromCredential = Field(
        default=None, description=f"{CREDENTIAL} the previous secret."
    )

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        secrets.required(self, "url", "secret")
        return self


Channel = Annotated[
    Console | File | Email | Webhook | Slack | Teams | Discord | Telegram | Ntfy | PagerDuty | Matrix | Apprise,
    Field(discriminator="kind"),
]
