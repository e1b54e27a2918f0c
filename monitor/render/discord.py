"""A card for a webhook of Discord: one embed.

Limits: 256 characters of a title and of an author, 4096 of a description, 2048 of a footer, 6000 of an embed
(discord.com/developers, "Message Resource"). `allowed_mentions` forbids every mention, and what Markdown would read
is escaped.
"""

from __future__ import annotations

import re

from monitor.render import chat
from monitor.render.chat import Card
from monitor.render.sheet import Line

LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_EMBED = 256, 4096, 6000
_NORMAL, _URGENT = 0x2F6FB2, 0xC4281C
_MARKUP = re.compile(r"([\\*_~`|<\[\]]|^[#>-])")


def render(card: Card) -> bytes:
    """Return the body of the request."""
    name, whole = _bounded(card.title, LONGEST_TITLE), escaped(card.title)
    head = [] if name == whole else [f"**{whole}**", ""]
    room = LONGEST_DESCRIPTION - sum(chat.units(line) + 1 for line in head)
    lines: list[str] = []
    for block in chat.fitted(card, _line, room=room):
        lines += ["", f"**{block.name}**"] if block.name else [""] * bool(lines)
        lines += block.lines
    embed = {
        "author": {"name": chat.shortened(card.kicker, LONGEST_TITLE)},
        "title": name,
        "description": "\n".join((*head, *lines)),
        "color": _URGENT if card.urgent else _NORMAL,
        "timestamp": card.at.isoformat(),
    }
    if card.link:
        embed["url"] = card.link
    return chat.compact({"embeds": [embed], "allowed_mentions": {"parse": []}})


def escaped(text: str) -> str:
    """Return `text` in which Discord finds no markup."""
    return _MARKUP.sub(r"\\\1", text)


def _bounded(text: str, longest: int) -> str:
    return escaped(chat.shortened(text, longest, lambda part: chat.units(escaped(part))))


def _line(line: Line) -> str:
    words = "".join(f"**{escaped(run.text)}**" if run.marked else escaped(run.text) for run in line.runs)
    if line.link is None:
        return escaped(line.lead) + words
    if not words:
        return f"{escaped(line.lead)}<{line.link}>"
    return f"{escaped(line.lead)}[{words}](<{line.link}>)"
