"""What the channels of monitor.yaml have in common: a name for people, a zone, and the ways to give a secret."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from monitor import settings
from monitor.config import secrets, values
from monitor.config.faults import Fault, refusal
from monitor.config.shape import Section, Title, Unique, default_of

ENV = "The name of the environment variable that holds"
FILE = "The path (a relative one counts from the configuration folder) of the file that holds"
CREDENTIAL = "The name of the systemd credential (LoadCredential=) that holds"
INLINE = "Better given by one of the forms that keep it out of this file. Here stands, readable for everybody,"
CA_FILE = "Certificates (PEM) to trust instead of the system's, where the server has its own authority."


_TIMING = settings.TimingSettings()


class Quiet(Section):
    """Hours in which a channel hears only of what is urgent."""

    start: values.TimeOfDay = Field(alias="from", description="When they begin, by the clocks of the channel's zone.")
    end: values.TimeOfDay = Field(
        alias="to", description="When they end; on the next day where that is not later than `from`."
    )
    days: Unique[values.Weekday] = Field(
        default_factory=list,
        description="The days on which they begin, such as [sat, sun]. Default: every day.",
    )

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.start == self.end and len(self.days) in {0, len(values.DAYS)}:
            raise refusal(Fault(message="the whole of every day would be quiet: nothing but urgent alerts", at="to"))
        return self


class Digest(Section):
    """Stories in one message at fixed times."""

    at: Unique[values.TimeOfDay] = Field(
        min_length=1, description='The times by the clocks of the channel\'s zone, such as ["07:00", "17:00"].'
    )
    mode: Annotated[settings.DigestMode, Field(strict=False)] = Field(
        default=settings.DigestMode.DIGEST,
        description="digest (nothing is told but in digests), both (each story when it breaks, and again in the "
        "digest) or instant (no digests).",
    )
    empty: bool = Field(default=False, description="Whether a digest is sent that has nothing to tell.")


class AnyChannel(Section):
    """What every channel has."""

    title: Title | None = Field(
        default=None, description="The desk's name as people know it. Default: the channel's name."
    )
    timezone: values.Zone = Field(
        default="UTC", description="The IANA name of the desk's time zone, such as Europe/Kyiv."
    )
    quiet: Quiet | None = Field(
        default=None,
        description="Hours in which alerts are held until their end; urgent ones go out.",
    )
    digest: Digest | None = Field(default=None, description="Stories in one message at fixed times.")
    max_per_hour: Annotated[int, Field(ge=1, le=100_000)] | None = Field(
        default=None,
        description="From so many messages to one recipient within an hour on, updates of known stories wait for up to "
        "an hour and come as one message. New stories are told in any case.",
    )
    rate: values.MessageRate | None = Field(
        default=None,
        description="How many messages the service takes, all recipients together, such as 30/m or 500/h. What is "
        "beyond waits for its turn; urgent alerts go first.",
    )
    hold: values.Moment = Field(
        default=_TIMING.hold,
        json_schema_extra={"default": "0m"},
        description="How long a new story waits for more publishers before it is told, where its watch does not say. "
        "What is urgent does not wait.",
    )
    min_level: Annotated[settings.Level, Field(strict=False)] = Field(
        default=_TIMING.min_level, description="What is less loud is not told here: normal or urgent."
    )
    max_age: values.Duration = Field(
        default=_TIMING.max_age,
        description="Alerts that could not be sent for longer come as one summary once the channel works again.",
    )


class Posted(AnyChannel):
    """What every channel has that is reached over HTTP."""

    ca_file: values.ReadableFile | None = Field(default=None, description=CA_FILE)
    timeout: values.Duration = Field(
        default=default_of(settings.PostedSettings, "timeout"),
        description="How long the receiver may take to answer.",
    )


class WithUrl(Posted):
    """A channel whose URL is its secret."""

    url: secrets.InlineUrl = Field(default=None, description=f"{INLINE} the URL.")
    url_env: secrets.UrlFromEnvironment = Field(default=None, description=f"{ENV} the URL.")
    url_file: secrets.UrlFromFile = Field(default=None, description=f"{FILE} the URL.")
    url_credential: secrets.UrlFromCredential = Field(default=None, description=f"{CREDENTIAL} the URL.")


class WithToken(Posted):
    """A channel that shows a token."""

    token: secrets.Inline = Field(default=None, description=f"{INLINE} the token.")
    token_env: secrets.FromEnvironment = Field(default=None, description=f"{ENV} the token.")
    token_file: secrets.FromFile = Field(default=None, description=f"{FILE} the token.")
    token_credential: secrets.FromCredential = Field(default=None, description=f"{CREDENTIAL} the token.")
