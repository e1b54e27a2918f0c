"""What a mute held back, told to one recipient in one message when it is over.

It lists, and no more: who wants to know about one of them has the link. The models at the end are the schema of the
webhook (`recap.schema.json`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime, parseaddr
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from monitor.render import chat, chats, mime, moments
from monitor.render.clean import clean, link
from monitor.render.email import LONGEST_SUBJECT, message_id
from monitor.render.facts import REASONS, UNTITLED, cut
from monitor.render.passages import Run
from monitor.render.sheet import Block, Line
from monitor.render.text import WIDTH, lines
from monitor.settings import Channel, ConsoleSettings, EmailSettings, FileSettings, WebhookSettings
from monitor.types import Message, Mute, Reason, Recap, Withheld

LONGEST_HEADLINE = 120
MOST = 200
MOST_IN_CHAT = 10
"""How many are listed in one message; of the others it gives the number."""

TOGETHER = 8
"""Lines of one block in a chat: a longer one might be cut off."""


def render(recap: Recap, channel: Channel, titles: Mapping[str, str], *, now: datetime) -> Message:
    """Return the message of `recap` for the kind of `channel`. `titles` are those of the watches, by name."""
    match channel.settings:
        case ConsoleSettings():
            body = f"{'─' * WIDTH}\n{recap_text(recap, channel.timezone, titles)}\n".encode()
        case FileSettings() | WebhookSettings():
            body = payload(recap, channel.timezone).model_dump_json().encode()
        case EmailSettings() as settings:
            body = _mail(recap, channel, settings, titles, now)
        case settings:
            body = chats.render(card(recap, channel, titles), settings)
    return Message(id=recap.id, recipient=recap.recipient, body=body)


def headline(recap: Recap) -> str:
    """Say how much was held back: `While muted: 3 stories`."""
    number = len({one.alert.story for one in recap.withheld})
    return f"While muted: {number} {'story' if number == 1 else 'stories'}"


def recap_text(recap: Recap, timezone: str, titles: Mapping[str, str]) -> str:
    """Return the whole message as lines of text, ending in a newline."""
    blocks = [[headline(recap)], *(lines(block) for block in _blocks(recap, timezone, titles))]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def about(mute: Mute, titles: Mapping[str, str]) -> str:
    """Say what a mute is about: `watch Kursk, publisher Baltic Wire`."""
    target = mute.target
    named = {
        "watch": clean(titles.get(target.watch, target.watch)) if target.watch else None,
        "story": target.story,
        "publisher": target.publisher,
        "feed": target.feed,
        "channel": target.channel,
        "recipient": target.recipient,
    }
    return ", ".join(f"{kind} {clean(name)}" for kind, name in named.items() if name)


def _blocks(recap: Recap, timezone: str, titles: Mapping[str, str], most: int = MOST) -> tuple[Block, ...]:
    mute, zone = recap.mute, ZoneInfo(timezone)
    begun = mute.made.astimezone(zone)
    over = (mute.ended or mute.until).astimezone(zone)
    by = f" (ended by {clean(mute.ended_by)})" if mute.ended_by else ""
    head = (
        Line(lead=f"Muted: {about(mute, titles)}", hang="  "),
        Line(lead=f"Because: {clean(mute.because)} ({clean(mute.author)})", hang="  "),
        Line(lead=f"From {moments.full(begun)} to {moments.beside(over, begun)}{by}", hang="  "),
    )
    foot = (Line(lead=f"Mute {mute.id} · message {recap.id}"),)
    return (
        Block(name="", lines=head),
        Block(name="Held back", lines=tuple(_listed(recap, zone, over, most))),
        Block(name="", lines=foot),
    )


def _listed(recap: Recap, zone: ZoneInfo, beside: datetime, most: int) -> Iterator[Line]:
    for place, one in enumerate(recap.withheld[:most], start=1):
        when = moments.beside(one.at.astimezone(zone), beside)
        lead = f"{place}. {REASONS[one.alert.reason]} · {when} · {clean(one.publisher)}: "
        yield Line(lead=lead, runs=(Run(text=cut(_title(one), LONGEST_HEADLINE)),), link=link(one.url), hang="   ")
    if (left := len(recap.withheld) - most) > 0:
        yield Line(lead=f"and {left} more: `monitor mute list --all` shows them")


def _title(one: Withheld) -> str:
    return clean(one.title) or UNTITLED


def card(recap: Recap, channel: Channel, titles: Mapping[str, str]) -> chat.Card:
    """Return the message as a card for a chat."""
    blocks = _blocks(recap, channel.timezone, titles, MOST_IN_CHAT)
    return chat.Card(
        id=recap.id,
        title=headline(recap),
        kicker=chat.quiet(cut(f"{clean(channel.title)} · {clean(recap.mute.because)}", chat.LONGEST_LEAD)),
        blocks=tuple(chat.quieted(part) for block in blocks for part in _parted(block)),
        at=recap.created,
        source="news-monitor",
        group=f"mute-{recap.mute.id}",
    )


def _parted(block: Block) -> Iterator[Block]:
    for start in range(0, len(block.lines), TOGETHER):
        yield Block(name="" if start else block.name, lines=block.lines[start : start + TOGETHER])


def _mail(recap: Recap, channel: Channel, settings: EmailSettings, titles: Mapping[str, str], now: datetime) -> bytes:
    sender = parseaddr(settings.sender)[1] or settings.sender
    title = clean(channel.title) or channel.name
    headers = [
        mime.structured("Date", format_datetime(now)),
        mime.mailbox("From", title, sender),
        mime.mailbox("To", "", recap.recipient),
        mime.structured("Message-ID", message_id(recap.id, sender.rpartition("@")[2])),
        mime.header("Subject", cut(f"[{cut(title, 30)}] {headline(recap)}", LONGEST_SUBJECT)),
        mime.structured("Auto-Submitted", "auto-generated"),
        mime.structured("MIME-Version", "1.0"),
    ]
    return b"".join(headers) + mime.part("plain", recap_text(recap, channel.timezone, titles))


# --- as data -----------------------------------------------------------------------------------------------

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


def payload(recap: Recap, timezone: str) -> RecapPayload:
    """Return the message as data."""
    zone = ZoneInfo(timezone)
    shown = recap.withheld[:MOST]
    return RecapPayload(
        timestamp=recap.created.astimezone(zone),
        data=RecapData(
            id=recap.id,
            mute=_mute(recap.mute, zone),
            stories=len({one.alert.story for one in recap.withheld}),
            more=len(recap.withheld) - len(shown),
            withheld=[_withheld(one, zone) for one in shown],
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


def _withheld(one: Withheld, zone: ZoneInfo) -> WithheldData:
    return WithheldData(
        alert=one.alert.id,
        reason=one.alert.reason,
        watch=one.alert.watch,
        story=one.alert.story,
        headline=_title(one),
        publisher=clean(one.publisher),
        url=link(one.url),
        at=one.at.astimezone(zone),
    )


def schema() -> str:
    """Return the JSON Schema of the body, as it stands in `recap.schema.json`."""
    return json.dumps(RecapPayload.model_json_schema(mode="serialization"), indent=2) + "\n"
