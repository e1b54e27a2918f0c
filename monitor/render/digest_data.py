"""What a webhook or a file gets of several stories; the models are its schema (`digest.schema.json`)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.render.contents import Contents, Item
from monitor.render.payload import Actions, Named, actions
from monitor.settings import Level
from monitor.types import DigestKind, Reason

_Time = Annotated[datetime, Field(description="RFC 3339, in the zone of the desk")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class News(_Model):
    """What is new in a story."""

    reason: Reason
    time: _Time
    said: str


class DigestStory(_Model):
    """One story as it stands now."""

    id: str
    alerts: list[str] = Field(description="ids of the alerts that are told here")
    watch: Named
    other_watches: list[Named]
    level: Level
    headline: str
    publisher: str
    published: _Time | None
    first_seen: _Time
    url: str | None
    language: str | None
    publishers: list[str]
    independent: list[str] = Field(description="publishers that report it independently; empty: that is not known")
    news: list[News] = Field(description="what is new since it was first told, oldest first")
    actions: Actions | None


class DigestData(_Model):
    """Several stories for one recipient, in the order of the watches."""

    id: str = Field(description="the same when a message is sent again; also in the header webhook-id")
    kind: DigestKind
    desk: str
    headline: str
    since: _Time
    late_seconds: int | None = Field(description="how late the oldest alert is, where it is worth saying")
    stories: list[DigestStory]


class DigestPayload(_Model):
    """A message. `type` is `digest.` and its kind; `timestamp` is when it was due."""

    version: Literal[1] = 1
    type: str = Field(pattern=r"^digest\.[a-z-]+$")
    timestamp: _Time
    data: DigestData


def payload(contents: Contents) -> DigestPayload:
    """Return the message as data."""
    digest = contents.digest
    return DigestPayload(
        type=f"digest.{digest.kind}",
        timestamp=contents.at,
        data=DigestData(
            id=digest.id,
            kind=digest.kind,
            desk=contents.desk,
            headline=contents.title,
            since=contents.since,
            late_seconds=None if contents.late is None else int(contents.late.total_seconds()),
            stories=[_story(item) for item in contents.items],
        ),
    )


def _story(item: Item) -> DigestStory:
    facts = item.facts
    return DigestStory(
        id=facts.story,
        alerts=list(item.alerts),
        watch=_named(item.watch),
        other_watches=[_named(one) for one in item.others],
        level=Level.URGENT if item.urgent else Level.NORMAL,
        headline=facts.title,
        publisher=facts.publisher,
        published=facts.published,
        first_seen=facts.first_seen,
        url=facts.link,
        language=facts.language,
        publishers=[one.publisher for one in facts.carried],
        independent=list(facts.independent),
        news=[News(reason=one.reason, time=one.told, said=one.news) for one in item.news],
        actions=actions(facts.actions),
    )


def _named(watch: tuple[str, str]) -> Named:
    return Named(name=watch[0], title=watch[1])


def schema() -> str:
    """Return the JSON Schema of the body, as it stands in `digest.schema.json`."""
    return json.dumps(DigestPayload.model_json_schema(mode="serialization"), indent=2) + "\n"
