"""What a mute held back, told to one recipient in one message when it is over.

It lists, and no more: who wants to know about one of them has the link. What a webhook gets is in
`monitor.render.recap_data`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitor.render import chat, chats, mime, moments, recap_data
from monitor.render.clean import clean, link
from monitor.render.email import shipped
from monitor.render.facts import REASONS, cut
from monitor.render.heading import heading
from monitor.render.overrides import SHIPPED_ONLY, written
from monitor.render.passages import Run
from monitor.render.recap_data import MOST, headline_of
from monitor.render.sheet import Block, Line
from monitor.render.text import WIDTH, lines
from monitor.settings import Channel, ConsoleSettings, EmailSettings, FileSettings, WebhookSettings
from monitor.types import Actions, Message, Mute, Recap

LONGEST_HEADLINE = 120
MOST_IN_CHAT = 10
"""How many are listed in one message; of the others it gives the number."""

TOGETHER = 8
"""Lines of one block in a chat: a longer one might be cut off."""

NO_LINKS: Mapping[str, Actions] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One alert that was held back."""

    opening: str  # the word for its reason
    when: str
    publisher: str
    headline: str
    link: str | None
    actions: Actions | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All that a recap says. `about` are lines on the mute, `more` says how many are not listed."""

    id: str
    mute: str
    title: str
    about: tuple[str, ...]
    items: tuple[Held, ...]
    more: str = ""


def render(
    recap: Recap,
    channel: Channel,
    titles: Mapping[str, str],
    *,
    now: datetime,
    actions: Mapping[str, Actions] = NO_LINKS,
    templates: Mapping[str, str] = SHIPPED_ONLY,
) -> Message:
    """Return the message of `recap` for the kind of `channel`.

    `titles` are those of the watches, by name; `actions` the recipient's links, by the id of the alert; `templates` the
    operator's own.
    """
    match channel.settings:
        case ConsoleSettings():
            body = f"{'─' * WIDTH}\n{text(account(recap, channel.timezone, titles, actions))}\n".encode()
        case FileSettings() | WebhookSettings():
            body = recap_data.payload(recap, channel.timezone, actions).model_dump_json().encode()
        case EmailSettings() as settings:
            body = _mail(recap, account(recap, channel.timezone, titles, actions), channel, settings, now, templates)
        case settings:
            body = chats.render(card(recap, channel, titles), settings)
    return Message(id=recap.id, recipient=recap.recipient, body=body)


def account(
    recap: Recap, timezone: str, titles: Mapping[str, str], actions: Mapping[str, Actions] = NO_LINKS, most: int = MOST
) -> Account:
    """Bring together what there is to say."""
    mute, zone = recap.mute, ZoneInfo(timezone)
    begun, over = mute.made.astimezone(zone), (mute.ended or mute.until).astimezone(zone)
    by = f" (ended by {clean(mute.ended_by)})" if mute.ended_by else ""
    left = len(recap.withheld) - most
    return Account(
        id=recap.id,
        mute=mute.id,
        title=f"While muted: {recap_data.stories(recap)}",
        about=(
            f"Muted: {about(mute, titles)}",
            f"Because: {clean(mute.because)} ({clean(mute.author)})",
            f"From {moments.full(begun)} to {moments.beside(over, begun)}{by}",
        ),
        items=tuple(
            Held(
                opening=REASONS[one.alert.reason],
                when=moments.beside(one.at.astimezone(zone), over),
                publisher=clean(one.publisher),
                headline=cut(headline_of(one), LONGEST_HEADLINE),
                link=link(one.url),
                actions=actions.get(one.alert.id),
            )
            for one in recap.withheld[:most]
        ),
        more=f"and {left} more: `monitor mute list --all` shows them" if left > 0 else "",
    )


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


# --- as text, for chats, as a mail -----------------------------------------------------------------------


def text(said: Account) -> str:
    """Return the whole message as lines of text, ending in a newline."""
    blocks = [[said.title], *(lines(block) for block in _blocks(said))]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _blocks(said: Account) -> tuple[Block, ...]:
    return (
        Block(name="", lines=tuple(Line(lead=line, hang="  ") for line in said.about)),
        Block(name="Held back", lines=tuple(_listed(said))),
        Block(name="", lines=(Line(lead=f"Mute {said.mute} · message {said.id}"),)),
    )


def _listed(said: Account) -> Iterator[Line]:
    for place, one in enumerate(said.items, start=1):
        lead = f"{place}. {one.opening} · {one.when} · {one.publisher}: "
        yield Line(lead=lead, runs=(Run(text=one.headline),), link=one.link, hang="   ")
        if one.actions:
            yield Line(lead="   Mute for a while: ", link=one.actions.mute)
            yield Line(lead="   Acknowledge: ", link=one.actions.acknowledge)
    if said.more:
        yield Line(lead=said.more)


def card(recap: Recap, channel: Channel, titles: Mapping[str, str]) -> chat.Card:
    """Return the message as a card for a chat, without links to mute or acknowledge: they would push others out."""
    said = account(recap, channel.timezone, titles, most=MOST_IN_CHAT)
    return chat.Card(
        id=recap.id,
        title=said.title,
        kicker=chat.quiet(cut(f"{clean(channel.title)} · {clean(recap.mute.because)}", chat.LONGEST_LEAD)),
        blocks=tuple(chat.quieted(part) for block in _blocks(said) for part in _parted(block)),
        at=recap.created,
        source="news-monitor",
        group=f"mute-{recap.mute.id}",
    )


def _parted(block: Block) -> Iterator[Block]:
    for start in range(0, len(block.lines), TOGETHER):
        yield Block(name="" if start else block.name, lines=block.lines[start : start + TOGETHER])


def _mail(
    recap: Recap,
    said: Account,
    channel: Channel,
    settings: EmailSettings,
    now: datetime,
    templates: Mapping[str, str],
) -> bytes:
    known = {"recap": said}
    plain = written(templates, "recap.txt", known, lambda: text(said))
    rich = written(templates, "recap.html", known, lambda: shipped("recap.html", known))
    headers = heading(channel, settings, said.title, name=recap.id, recipient=recap.recipient, now=now)
    return mime.alternative(headers, [mime.part("plain", plain), mime.part("html", rich)], boundary=recap.id)
