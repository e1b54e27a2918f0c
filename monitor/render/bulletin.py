"""What receipts and handovers have in common: a title, a verdict and sections of items, for each kind of channel.

What they say is gathered in `monitor.render.receipt` and `monitor.render.handover`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from monitor.render import chat, chats, mime
from monitor.render.clean import clean
from monitor.render.email import template
from monitor.render.facts import cut
from monitor.render.heading import heading
from monitor.render.passages import Run
from monitor.render.sheet import Block, Line
from monitor.render.text import WIDTH, lines
from monitor.settings import Channel, ConsoleSettings, EmailSettings, FileSettings, WebhookSettings
from monitor.types import Bulletin, Message

MOST_IN_CHAT = 6
"""Items of one section in a chat; who wants them all has the mail, or the command."""

TOGETHER = 8
"""Lines of one block in a chat: a longer one might be cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing, and what is said of it below. `bad` marks what somebody should look at."""

    head: str
    lines: tuple[str, ...] = ()
    link: str | None = None
    bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Items under a name."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that a bulletin says, in the zone of its channel. `good` says that nothing is amiss."""

    title: str
    kicker: str
    verdict: str
    good: bool
    sections: tuple[Section, ...]
    foot: str
    data: BaseModel  # the same as data


def render(bulletin: Bulletin, contents: Contents, channel: Channel, *, now: datetime) -> Message:
    """Return the message of `bulletin` for the kind of `channel`."""
    match channel.settings:
        case ConsoleSettings():
            body = f"{'─' * WIDTH}\n{text(contents)}".encode()
        case FileSettings() | WebhookSettings():
            body = contents.data.model_dump_json().encode()
        case EmailSettings() as settings:
            body = _mail(bulletin, contents, channel, settings, now)
        case settings:
            body = chats.render(_card(bulletin, contents, channel), settings)
    return Message(id=bulletin.id, recipient=bulletin.recipient, body=body)


def text(contents: Contents) -> str:
    """Return the whole message as lines of text, ending in a newline."""
    head = Block(name="", lines=(Line(lead=contents.title, hang="  "), Line(lead=contents.kicker, hang="  ")))
    verdict = Block(name="", lines=(Line(lead=contents.verdict, hang="  "),))
    sections = (_block(section, section.items) for section in contents.sections)
    foot = [Block(name="", lines=(Line(lead=contents.foot),))] if contents.foot else []
    return "\n\n".join("\n".join(lines(block)) for block in (head, verdict, *sections, *foot)) + "\n"


def html(contents: Contents) -> str:
    """Return a page that needs nothing else: one column, inline styles, nothing that is loaded from anywhere."""
    return template("bulletin.html").render(contents=contents)


def _block(section: Section, items: Sequence[Item], *, name: bool = True, left: int = 0) -> Block:
    rest = (Line(lead=f"and {left} more"),) if left else ()
    return Block(name=section.name if name else "", lines=(*(line for item in items for line in _lines(item)), *rest))


def _lines(item: Item) -> Iterator[Line]:
    yield Line(lead="! " if item.bad else "- ", runs=(Run(text=item.head),), link=item.link, hang="  ")
    for line in item.lines:
        yield Line(lead=f"  {line}", hang="  ")


def _parted(section: Section) -> Iterator[Block]:
    """Give a section as blocks that are short enough for a chat; an item is not torn apart."""
    shown = section.items[:MOST_IN_CHAT]
    parts: list[list[Item]] = [[]]
    for item in shown:
        if parts[-1] and sum(1 + len(one.lines) for one in (*parts[-1], item)) > TOGETHER:
            parts.append([])
        parts[-1].append(item)
    for place, part in enumerate(parts):
        left = len(section.items) - len(shown) if place == len(parts) - 1 else 0
        yield _block(section, part, name=not place, left=left)


def _card(bulletin: Bulletin, contents: Contents, channel: Channel) -> chat.Card:
    """Return the message as a card for a chat; nobody is called by it, because it has its time."""
    verdict = Block(name="", lines=(Line(lead=contents.verdict),))
    blocks = (verdict, *(block for section in contents.sections for block in _parted(section)))
    return chat.Card(
        id=bulletin.id,
        title=chat.quiet(contents.title),
        kicker=chat.quiet(cut(f"{clean(channel.title)} · {contents.kicker}", chat.LONGEST_LEAD)),
        blocks=tuple(map(chat.quieted, blocks)),
        at=bulletin.until,
        source="news-monitor",
        group=f"{bulletin.kind}-{bulletin.id}",
    )


def _mail(bulletin: Bulletin, contents: Contents, channel: Channel, settings: EmailSettings, now: datetime) -> bytes:
    headers = heading(channel, settings, contents.title, name=bulletin.id, recipient=bulletin.recipient, now=now)
    parts = [mime.part("plain", text(contents)), mime.part("html", html(contents))]
    return mime.alternative(headers, parts, boundary=bulletin.id)


def number(count: int, one: str, many: str | None = None) -> str:
    """Say how many: `1 feed`, `2,112 entries`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def few(names: tuple[str, ...], most: int) -> str:
    """Name the first of them, and how many more there are: `a, b and 3 more`."""
    shown = ", ".join(map(clean, names[:most]))
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
