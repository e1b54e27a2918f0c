"""What an operator reads of feeds, channels and the network: several notices in one message.

The text is as plain as a log: this is read by whoever has to mend something. A chat gets it as a card, in the markup of
its kind (`monitor.render.chats`). The models at the end are the schema of the webhook (`notice.schema.json`).
"""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from monitor.render import chat, chats, mime, moments
from monitor.render.clean import clean
from monitor.render.heading import heading
from monitor.render.passages import Run
from monitor.render.sheet import Block, Line
from monitor.render.text import WIDTH
from monitor.settings import Channel, ConsoleSettings, EmailSettings, FileSettings, WebhookSettings
from monitor.types import About, Bundle, Message, Notice, NoticeKind

STATES = {
    NoticeKind.FAILING: "failing",
    NoticeKind.GONE: "gone",
    NoticeKind.STALE: "stale",
    NoticeKind.MOVED: "moved",
    NoticeKind.OVERFLOWING: "overflowing",
    NoticeKind.RECOVERED: "well again",
    NoticeKind.NETWORK_DOWN: "down",
    NoticeKind.NETWORK_BACK: "back",
    NoticeKind.CHANNEL_FAILING: "failing",
    NoticeKind.CHANNEL_PAUSED: "paused",
    NoticeKind.CHANNEL_SUSPENDED: "suspended",
    NoticeKind.CHANNEL_RECOVERED: "open again",
    NoticeKind.DATABASE_RESTORED: "restored",
    NoticeKind.DATABASE_DAMAGED: "damaged, and was replaced",
    NoticeKind.READ_ANEW: "read anew",
    NoticeKind.BACKUP_FAILING: "failing",
    NoticeKind.BACKUP_RECOVERED: "working again",
    NoticeKind.CANARY_LATE: "late",
    NoticeKind.CANARY_BACK: "back",
    NoticeKind.WATCH_OVER: "over its budget",
    NoticeKind.WATCH_SILENT: "silent",
    NoticeKind.WATCH_BLIND: "blind",
    NoticeKind.WATCH_RECOVERED: "well again",
}

_AT_ONCE = frozenset(
    {NoticeKind.MOVED, NoticeKind.DATABASE_RESTORED, NoticeKind.DATABASE_DAMAGED, NoticeKind.READ_ANEW}
)
"""What happened and does not last."""

_LOUD = frozenset(
    {
        NoticeKind.NETWORK_DOWN,
        NoticeKind.CHANNEL_PAUSED,
        NoticeKind.CHANNEL_SUSPENDED,
        NoticeKind.DATABASE_DAMAGED,
        NoticeKind.CANARY_LATE,
    }
)
"""What is urgent in a chat: as long as it lasts nobody is told anything, or a desk is not."""

_WHERE_TO_LOOK = "`monitor status` and `monitor feeds --failing` show how things stand now."


def render(bundle: Bundle, channel: Channel, *, now: datetime) -> Message:
    """Return the message of `bundle` for the kind of `channel`."""
    match channel.settings:
        case ConsoleSettings():
            body = f"{'─' * WIDTH}\n{bundle_text(bundle, channel.timezone)}".encode()
        case FileSettings() | WebhookSettings():
            body = payload(bundle, channel.timezone).model_dump_json().encode()
        case EmailSettings() as settings:
            body = _mail(bundle, channel, settings, now)
        case settings:
            body = chats.render(card(bundle, channel.timezone), settings)
    return Message(id=bundle.id, recipient=bundle.recipient, body=body)


def notice_text(notice: Notice, timezone: str = "UTC") -> str:
    """Return one notice as one line: what it is about, how that is, since when, and why."""
    zone = ZoneInfo(timezone)
    at, since = notice.at.astimezone(zone), notice.since.astimezone(zone)
    begun = "" if notice.kind.is_end or notice.kind in _AT_ONCE else f" since {moments.beside(since, at)}"
    return f"{moments.full(at)}: {_said(notice)}{begun}: {clean(notice.detail)}"


def headline(notices: Sequence[Notice]) -> str:
    """Return all of `notices` in a few words: the one there is, or how many there are of each kind."""
    if len(notices) == 1:
        return _said(notices[0])
    counted = Counter((notice.kind.about, STATES[notice.kind]) for notice in notices)
    return ", ".join(_counted(about, state, count) for (about, state), count in counted.most_common())


def bundle_text(bundle: Bundle, timezone: str = "UTC") -> str:
    """Return the whole message as lines of text, ending in a newline."""
    lines = [line for notice in bundle.notices for line in _wrap(f"- {notice_text(notice, timezone)}")]
    return "\n".join([headline(bundle.notices), "", *lines, "", _WHERE_TO_LOOK, f"Message {bundle.id}"]) + "\n"


def _said(notice: Notice) -> str:
    name = f"{notice.kind.about} {clean(notice.subject)}" if notice.subject else f"the {notice.kind.about}"
    return f"{name} {'has' if notice.kind is NoticeKind.MOVED else 'is'} {STATES[notice.kind]}"


def _counted(about: str, state: str, count: int) -> str:
    if about not in {"feed", "channel", "watch"}:
        return f"the {about} {state}"
    plural = "watches" if about == "watch" else f"{about}s"
    return f"{count} {plural if count > 1 else about} {state}"


def _wrap(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def card(bundle: Bundle, timezone: str) -> chat.Card:
    """Return the message as a card for a chat."""
    lines = (notice_text(notice, timezone) for notice in bundle.notices)
    return chat.Card(
        id=bundle.id,
        title=chat.quiet(headline(bundle.notices)),
        kicker="News monitor",
        blocks=(_block(*lines), _block(_WHERE_TO_LOOK)),
        at=bundle.created,
        source="news-monitor",
        group="news-monitor",
        urgent=any(notice.kind in _LOUD for notice in bundle.notices),
    )


def _block(*lines: str) -> Block:
    return chat.quieted(Block(name="", lines=tuple(Line(runs=(Run(text=line, marked=False),)) for line in lines)))


def _mail(bundle: Bundle, channel: Channel, settings: EmailSettings, now: datetime) -> bytes:
    title = headline(bundle.notices)
    headers = heading(channel, settings, title, name=bundle.id, recipient=bundle.recipient, now=now)
    return b"".join([*headers, mime.structured("MIME-Version", "1.0")]) + mime.part(
        "plain", bundle_text(bundle, channel.timezone)
    )


# --- as data -----------------------------------------------------------------------------------------------

_Time = Annotated[datetime, Field(description="RFC 3339, in the zone of the channel")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NoticeData(_Model):
    """One trouble, or its end."""

    id: str
    kind: NoticeKind
    about: About
    subject: str = Field(description="the name of the feed, the channel or the watch; otherwise empty")
    detail: str
    since: _Time
    at: _Time


class BundleData(_Model):
    """The notices of one message, oldest first."""

    id: str = Field(description="the same when a message is sent again; also in the header webhook-id")
    headline: str
    notices: list[NoticeData]


class NoticePayload(_Model):
    """A message to an operator.

    `type` is `notice.` and the kind where all notices are of one, else `notice.several`; `timestamp` is when the
    message was made.
    """

    version: Literal[1] = 1
    type: str = Field(pattern=r"^notice\.[a-z-]+$")
    timestamp: _Time
    data: BundleData


def payload(bundle: Bundle, timezone: str) -> NoticePayload:
    """Return the message as data."""
    zone = ZoneInfo(timezone)
    kinds = {notice.kind.value for notice in bundle.notices}
    notices = [
        NoticeData(
            id=notice.id,
            kind=notice.kind,
            about=notice.kind.about,
            subject=notice.subject,
            detail=clean(notice.detail),
            since=notice.since.astimezone(zone),
            at=notice.at.astimezone(zone),
        )
        for notice in bundle.notices
    ]
    return NoticePayload(
        type=f"notice.{kinds.pop() if len(kinds) == 1 else 'several'}",
        timestamp=bundle.created.astimezone(zone),
        data=BundleData(id=bundle.id, headline=headline(bundle.notices), notices=notices),
    )


def schema() -> str:
    """Return the JSON Schema of the body, as it stands in `notice.schema.json`."""
    return json.dumps(NoticePayload.model_json_schema(mode="serialization"), indent=2) + "\n"
