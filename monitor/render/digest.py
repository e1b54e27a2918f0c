"""Several stories in one message: a digest, what was held or too much, what comes late.

Each story is told as it stands now, with what is new in it; who wants to know more has the link. The models at the end
are the schema of the webhook (`digest.schema.json`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from itertools import groupby
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from monitor.render import chat, chats, mime, moments, phrases
from monitor.render.clean import clean
from monitor.render.email import LONGEST_SUBJECT, list_id, message_id, template
from monitor.render.facts import LATE, Facts, count, cut, gather
from monitor.render.passages import Run
from monitor.render.payload import Named
from monitor.render.sheet import Block, Line
from monitor.render.text import WIDTH, lines
from monitor.settings import Channel, ConsoleSettings, EmailSettings, FileSettings, Level, WebhookSettings
from monitor.types import Digest, DigestBriefing, DigestKind, Message, Reason

_OPENINGS: Mapping[DigestKind, str] = {
    DigestKind.DIGEST: "Digest",
    DigestKind.HELD: "Held until now",
    DigestKind.ROLL_UP: "Updates",
    DigestKind.LATE: "Late",
}
"""The word that a message opens with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story: what its newest alert says, under the first of the watches that tell it, and what was told of it."""

    facts: Facts
    watch: tuple[str, str]  # name and title
    others: tuple[tuple[str, str], ...]  # the other watches that tell it
    told: tuple[Facts, ...]  # oldest first
    alerts: tuple[str, ...]

    @property
    def news(self) -> tuple[Facts, ...]:
        """What is new in the story since it was first told, oldest first; of several watches once."""
        return tuple({(one.reason, one.news): one for one in self.told if one.reason is not Reason.NEW}.values())

    @property
    def urgent(self) -> bool:
        """Whether any of it is."""
        return any(one.level for one in self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that a digest says."""

    digest: Digest
    desk: str
    at: datetime
    since: datetime
    late: timedelta | None
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        """What it is and how much: `Digest: 3 stories`."""
        number = len(self.items)
        stories = "nothing new" if not number else f"{number} {'story' if number == 1 else 'stories'}"
        return f"{_OPENINGS[self.digest.kind]}: {stories}"

    @property
    def kicker(self) -> str:
        """For whom, and the stretch of time that it covers."""
        return f"{self.desk} · {moments.clock(self.at)} · since {moments.beside(self.since, self.at)}"

    @property
    def lateness(self) -> str | None:
        """Say how late it is, where that is worth saying."""
        if self.late is None:
            return None
        many = "These alerts are" if sum(len(item.alerts) for item in self.items) > 1 else "This alert is"
        return f"{many} up to {moments.span(self.late)} late: they could not be sent before."

    @property
    def watches(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """The stories by the title of their watch, in the order of the watches."""
        by_watch = groupby(self.items, key=lambda item: item.watch)
        return tuple((title, tuple(items)) for (_, title), items in by_watch)


def render(briefing: DigestBriefing, channel: Channel, *, now: datetime) -> Message:
    """Return the message of `briefing` for the kind of `channel`. Any text of a feed can be rendered."""
    contents = contents_of(briefing, channel, now=now)
    match channel.settings:
        case ConsoleSettings():
            body = f"{'─' * WIDTH}\n{text(contents)}".encode()
        case FileSettings() | WebhookSettings():
            body = payload(contents).model_dump_json().encode()
        case EmailSettings() as settings:
            body = _mail(contents, channel, settings, now)
        case settings:
            body = chats.render(card(contents), settings)
    return Message(id=briefing.digest.id, recipient=briefing.digest.recipient, body=body)


def contents_of(briefing: DigestBriefing, channel: Channel, *, now: datetime) -> Contents:
    """Bring together what there is to say."""
    digest, zone = briefing.digest, ZoneInfo(channel.timezone)
    waited = now - min((alert.due for alert in digest.alerts), default=now)
    if digest.kind is not DigestKind.LATE:  # what was held was held on purpose
        waited = now - digest.due
    return Contents(
        digest=digest,
        desk=clean(channel.title) or channel.name,
        at=digest.due.astimezone(zone),
        since=digest.since.astimezone(zone),
        late=waited if waited > LATE else None,
        items=tuple(_item([gather(one, now=now) for one in story]) for story in briefing.stories),
    )


def _item(told: list[Facts]) -> Item:
    watches = tuple(dict.fromkeys((one.watch, one.watch_title) for one in told))
    return Item(
        facts=told[-1],
        watch=watches[0],
        others=watches[1:],
        told=tuple(told),
        alerts=tuple(one.alert for one in told),
    )


# --- as text, and for chats ------------------------------------------------------------------------------


def text(contents: Contents) -> str:
    """Return the whole message as lines of text, ending in a newline."""
    blocks = [[contents.title, contents.kicker], *(lines(block) for block in _blocks(contents))]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _blocks(contents: Contents) -> Iterator[Block]:
    if contents.lateness:
        yield Block(name="", lines=(Line(lead=contents.lateness),))
    place = 0
    for title, items in contents.watches:
        found: list[Line] = []
        for item in items:
            place += 1
            found += _lines(item, place)
        yield Block(name=title, lines=tuple(found))
    yield Block(name="", lines=(Line(lead=f"Message {contents.digest.id}"),))


def _lines(item: Item, place: int) -> Iterator[Line]:
    facts = item.facts
    level = f"{Level.URGENT.upper()}: " if item.urgent else ""
    yield Line(lead=f"{place}. {level}", runs=(Run(text=cut(facts.title, 200)),), link=facts.link, hang="   ")
    yield Line(lead=f"   {facts.publisher} · {when(facts)}{who(facts)}", hang="   ")
    for one in item.news:
        yield Line(lead=f"   {cut(one.news, chat.LONGEST_LEAD - 3)}", hang="   ")
    if item.others:
        yield Line(lead=f"   Also for: {', '.join(title for _, title in item.others)}", hang="   ")


def when(facts: Facts) -> str:
    """Say when it was published, or else when we first saw it."""
    return moments.full(facts.published) if facts.published else f"first seen {moments.full(facts.first_seen)}"


def who(facts: Facts) -> str:
    """Say how many publishers have it, where it is not only one."""
    if len(facts.carried) < 2:
        return ""
    return f" · {phrases.others(facts) or count(len(facts.carried), 'publisher')}"


def card(contents: Contents) -> chat.Card:
    """Return the message as a card for a chat."""
    return chat.Card(
        id=contents.digest.id,
        title=contents.title,
        kicker=chat.quiet(cut(contents.kicker, chat.LONGEST_LEAD)),
        blocks=tuple(chat.quieted(block) for block in _blocks(contents)),
        at=contents.at,
        source="news-monitor",
        group=f"digest-{contents.digest.id}",
        urgent=any(item.urgent for item in contents.items),
    )


# --- as a mail -------------------------------------------------------------------------------------------


def _mail(contents: Contents, channel: Channel, settings: EmailSettings, now: datetime) -> bytes:
    sender = parseaddr(settings.sender)[1] or settings.sender
    host = sender.rpartition("@")[2]
    subject = f"[{cut(contents.desk, 30)}] {contents.title}"
    headers = [
        mime.structured("Date", format_datetime(now)),
        mime.mailbox("From", contents.desk, sender),
        mime.mailbox("To", "", contents.digest.recipient),
        mime.structured("Message-ID", message_id(contents.digest.id, host)),
        mime.header("Subject", cut(subject, LONGEST_SUBJECT)),
        mime.structured("List-Id", list_id(channel, host)),
        mime.structured("Auto-Submitted", "auto-generated"),
    ]
    html = template("digest.html").render(contents=contents, when=when, who=who)
    parts = [mime.part("plain", text(contents)), mime.part("html", html)]
    return mime.alternative(headers, parts, boundary=contents.digest.id)


# --- as data ---------------------------------------------------------------------------------------------

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
    )


def _named(watch: tuple[str, str]) -> Named:
    return Named(name=watch[0], title=watch[1])


def schema() -> str:
    """Return the JSON Schema of the body, as it stands in `digest.schema.json`."""
    return json.dumps(DigestPayload.model_json_schema(mode="serialization"), indent=2) + "\n"
