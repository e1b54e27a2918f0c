"""What a webhook or a file gets of what a mute kept back; the models are its schema (`recap.schema.json`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from monitor.render.clean import clean, link
from monitor.render.facts import UNTITLED
from monitor.render.payload import Actions, actions
from monitor.types import Actions as Links
from monitor.types import Mute, Reason, Recap, Withheld

MOST = 200
"""How many are listed in one message; of the others it gives the number."""

_Time = Annotated[datetime, Field(description="RFC 3339, in the zone of the channel")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TargetData(_Model):
    """What was muted; what is named held together."""

    watch: str | None
    story: str | None
    publisher: str | None
    feed: str | None
    channel: str | None
    recipient: str | None


class MuteData(_Model):
    """The mute that is over."""

    id: str
    target: TargetData
    author: str
    because: str
    made: _Time
    until: _Time
    ended: _Time | None
    ended_by: str = Field(description="who ended it by hand; empty: its time was over")


class WithheldData(_Model):
    """One alert that was held back; it is not sent any more."""

    alert: str
    reason: Reason
    watch: str
    story: str
    headline: str
    publisher: str
    url: str | None
    at: _Time
    actions: Actions | None


class RecapData(_Model):
    """What one recipient was not told."""

    id: str = Field(description="the same when a message is sent again; also in the header webhook-id")
    mute: MuteData
    stories: int
    more: int = Field(description="how many were held back beyond those listed")
    withheld: list[WithheldData]


class RecapPayload(_Model):
    """A message; `timestamp` is when the mute ended."""

    version: Literal[1] = 1
    type: Literal["mute.ended"] = "mute.ended"
    timestamp: _Time
    data: RecapData


def headline_of(one: Withheld) -> str:
    """Return the headline, or what stands for one."""
    return clean(one.title) or UNTITLED


def stories(recap: Recap) -> str:
    """Say how much was held back: `3 stories`."""
    number = len({one.alert.story for one in recap.withheld})
    return f"{number} {'story' if number == 1 else 'stories'}"


def payload(recap: Recap, timezone: str, links: Mapping[str, Links]) -> RecapPayload:
    """Return the message as data; `links` are those of the recipient, by the id of the alert."""
    zone = ZoneInfo(timezone)
    shown = recap.withheld[:MOST]
    return RecapPayload(
        timestamp=recap.created.astimezone(zone),
        data=RecapData(
            id=recap.id,
            mute=_mute(recap.mute, zone),
            stories=len({one.alert.story for one in recap.withheld}),
            more=len(recap.withheld) - len(shown),
            withheld=[_withheld(one, zone, links.get(one.alert.id)) for one in shown],
        ),
    )


def _mute(mute: Mute, zone: ZoneInfo) -> MuteData:
    target = mute.target
    return MuteData(
        id=mute.id,
        target=TargetData(
            watch=target.watch,
            story=target.story,
            publisher=target.publisher,
            feed=target.feed,
            channel=target.channel,
            recipient=target.recipient,
        ),
        author=clean(mute.author),
        because=clean(mute.because),
        made=mute.made.astimezone(zone),
        until=mute.until.astimezone(zone),
        ended=mute.ended.astimezone(zone) if mute.ended else None,
        ended_by=clean(mute.ended_by),
    )


def _withheld(one: Withheld, zone: ZoneInfo, found: Links | None) -> WithheldData:
    return WithheldData(
        alert=one.alert.id,
        reason=one.alert.reason,
        watch=one.alert.watch,
        story=one.alert.story,
        headline=headline_of(one),
        publisher=clean(one.publisher),
        url=link(one.url),
        at=one.at.astimezone(zone),
        actions=actions(found),
    )


def schema() -> str:
    """Return the JSON Schema of the body, as it stands in `recap.schema.json`."""
    return json.dumps(RecapPayload.model_json_schema(mode="serialization"), indent=2) + "\n"
