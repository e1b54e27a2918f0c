"""Several stories in one message: a digest, what was held or too much, what comes late.

Each story is told as it stands now, with what is new in it; who wants to know more has the link. What a webhook gets is
in `monitor.render.digest_data`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from monitor.render import chat, chats, digest_data, mime, phrases
from monitor.render.contents import Contents, Item, contents_of
from monitor.render.email import shipped
from monitor.render.facts import cut
from monitor.render.heading import heading
from monitor.render.overrides import SHIPPED_ONLY, written
from monitor.render.passages import Run
from monitor.render.sheet import Block, Line
from monitor.render.text import WIDTH, lines
from monitor.settings import Channel, ConsoleSettings, EmailSettings, FileSettings, Level, WebhookSettings
from monitor.types import DigestBriefing, Message


def render(
    briefing: DigestBriefing, channel: Channel, *, now: datetime, templates: Mapping[str, str] = SHIPPED_ONLY
) -> Message:
    """Return the message of `briefing` for the kind of `channel`. Any text of a feed can be rendered.

    `templates` are the operator's own (see `monitor.render.overrides`).
    """
    contents = contents_of(briefing, channel, now=now)
    match channel.settings:
        case ConsoleSettings():
            body = f"{'─' * WIDTH}\n{text(contents)}".encode()
        case FileSettings() | WebhookSettings():
            body = digest_data.payload(contents).model_dump_json().encode()
        case EmailSettings() as settings:
            body = _mail(contents, channel, settings, now, templates)
        case settings:
            body = chats.render(card(contents), settings)
    return Message(id=briefing.digest.id, recipient=briefing.digest.recipient, body=body)


# --- as text, and for chats ------------------------------------------------------------------------------


def text(contents: Contents) -> str:
    """Return the whole message as lines of text, ending in a newline."""
    blocks = [[contents.title, contents.kicker], *(lines(block) for block in _blocks(contents))]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _blocks(contents: Contents, *, links: bool = True) -> Iterator[Block]:
    """Without `links` nobody is offered to mute or acknowledge: in a chat they would push stories out."""
    if contents.lateness:
        yield Block(name="", lines=(Line(lead=contents.lateness),))
    place = 0
    for title, items in contents.watches:
        found: list[Line] = []
        for item in items:
            place += 1
            found += _lines(item, place)
            found += _doing(item) if links else ()
        yield Block(name=title, lines=tuple(found))
    yield Block(name="", lines=(Line(lead=f"Message {contents.digest.id}"),))


def _lines(item: Item, place: int) -> Iterator[Line]:
    facts = item.facts
    level = f"{Level.URGENT.upper()}: " if item.urgent else ""
    yield Line(lead=f"{place}. {level}", runs=(Run(text=cut(facts.title, 200)),), link=facts.link, hang="   ")
    yield Line(lead=f"   {facts.publisher} · {phrases.when(facts)}{phrases.who(facts)}", hang="   ")
    for one in item.news:
        yield Line(lead=f"   {cut(one.news, chat.LONGEST_LEAD - 3)}", hang="   ")
    if item.others:
        yield Line(lead=f"   Also for: {', '.join(title for _, title in item.others)}", hang="   ")


def _doing(item: Item) -> Iterator[Line]:
    if item.facts.actions:
        yield Line(lead="   Mute for a while: ", link=item.facts.actions.mute)
        yield Line(lead="   Acknowledge: ", link=item.facts.actions.acknowledge)


def card(contents: Contents) -> chat.Card:
    """Return the message as a card for a chat."""
    return chat.Card(
        id=contents.digest.id,
        title=contents.title,
        kicker=chat.quiet(cut(contents.kicker, chat.LONGEST_LEAD)),
        blocks=tuple(chat.quieted(_titled(block)) for block in _blocks(contents, links=False)),
        at=contents.at,
        source="news-monitor",
        group=f"digest-{contents.digest.id}",
        urgent=any(item.urgent for item in contents.items),
    )


def _titled(block: Block) -> Block:
    """Put the name of a block, here the title of a watch, where the markup of a chat is escaped."""
    if not block.name:
        return block
    return Block(name="", lines=(Line(runs=(Run(text=block.name, marked=True),)), *block.lines))


# --- as a mail -------------------------------------------------------------------------------------------


def _mail(
    contents: Contents, channel: Channel, settings: EmailSettings, now: datetime, templates: Mapping[str, str]
) -> bytes:
    name, recipient = contents.digest.id, contents.digest.recipient
    known = {"digest": contents}
    plain = written(templates, "digest.txt", known, lambda: text(contents))
    rich = written(templates, "digest.html", known, lambda: shipped("digest.html", known))
    headers = heading(channel, settings, contents.title, name=name, recipient=recipient, now=now)
    return mime.alternative(headers, [mime.part("plain", plain), mime.part("html", rich)], boundary=name)
