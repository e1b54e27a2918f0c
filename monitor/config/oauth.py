"""The keys under `oauth` of an e-mail channel: where the access tokens come from that log in to its server."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from monitor import settings
from monitor.config import addresses, secrets, values
from monitor.config.channel_parts import CA_FILE, CREDENTIAL, ENV, FILE, INLINE
from monitor.config.faults import Fault, refusal
from monitor.config.shape import Section, default_of

_OF_SERVER = ("client_id", "scope", "ca_file", *secrets.forms("client_secret"), *secrets.forms("refresh_token"))


class OAuth(Section):
    """Access tokens in place of a password: out of a file, or from a server of tokens."""

    token_file: values.FilePath | None = Field(
        default=None,
        description="A file that another program keeps a valid access token in; read anew for every login.",
    )
    token_url: addresses.ServerUrl | None = Field(
        default=None, description="The server of tokens, such as https://oauth2.googleapis.com/token."
    )
    client_id: str | None = Field(default=None, min_length=1, description="The id under which it knows this worker.")
    client_secret: secrets.Inline = Field(default=None, description=f"{INLINE} the client's secret.")
    client_secret_env: secrets.FromEnvironment = Field(default=None, description=f"{ENV} the client's secret.")
    client_secret_file: secrets.FromFile = Field(default=None, description=f"{FILE} the client's secret.")
    client_secret_credential: secrets.FromCredential = Field(
        default=None, description=f"{CREDENTIAL} the client's secret."
    )
    refresh_token: secrets.Inline = Field(
        default=None,
        description=f"{INLINE} the refresh token. Without one the client asks in its own name (client credentials).",
    )
    refresh_token_env: secrets.FromEnvironment = Field(default=None, description=f"{ENV} the refresh token.")
    refresh_token_file: secrets.FromFile = Field(default=None, description=f"{FILE} the refresh token.")
    refresh_token_credential: secrets.FromCredential = Field(
        default=None, description=f"{CREDENTIAL} the refresh token."
    )
    scope: str = Field(
        default="",
        description="What the token is for, where the server asks, such as https://outlook.office365.com/.default.",
    )
    ca_file: values.ReadableFile | None = Field(default=None, description=CA_FILE)
    timeout: values.Duration = Field(
        default=default_of(settings.PostedSettings, "timeout"), description="How long the server of tokens may take."
    )

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.token_file is None) == (self.token_url is None):
            raise refusal("write either token_file or token_url")
        if self.token_file is not None:
            faults = [
                Fault(message=f"{key} is for a server of tokens: token_file needs nothing else", at=key)
                for key in _OF_SERVER
                if key in self.model_fields_set
            ]
            if faults:
                raise refusal(*faults)
            return self
        if self.client_id is None:
            raise refusal("client_id is missing: the server of tokens gave it when this worker was registered there")
        if secrets.chosen(self, "refresh_token") is None:
            secrets.required(self, "client_secret")
        return self


def tokens(oauth: OAuth) -> settings.TokenFile | settings.TokenServer:
    """Return where the tokens come from; `oauth` must be free of mistakes."""
    if oauth.token_file is not None:
        return settings.TokenFile(path=oauth.token_file)
    if oauth.token_url is None or oauth.client_id is None:
        raise ValueError("tokens from nowhere were let through")
    return settings.TokenServer(
        url=oauth.token_url,
        client_id=oauth.client_id,
        client_secret=secrets.chosen(oauth, "client_secret"),
        refresh_token=secrets.chosen(oauth, "refresh_token"),
        scope=oauth.scope,
        ca_file=oauth.ca_file,
        timeout=oauth.timeout,
    )
