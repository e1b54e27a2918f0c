"""A card for a bot of Telegram, in its HTML.

A message has at most 4096 characters after the tags are read (core.telegram.org/bots/api, sendMessage). Where it is
sent belongs to the wire.
"""

from __future__ import annotations

from html import escape, unescape

import regex

from monitor.render import chat
from monitor.render.chat import Card
from monitor.render.sheet import Line

LONGEST = 4096
_TAG = regex.compile(r"<[^>]*>")


def render(card: Card) -> bytes:
    """Return the body of the request, without the chat."""
    lines = [_text(card.kicker), f"<b>{_text(card.title)}</b>"]
    room = LONGEST - sum(shown(line) + 1 for line in lines)
    for block in chat.fitted(card, _line, room=room, size=shown):
        lines += ["", f"<b>{block.name}</b>"] if block.name else [""]
        lines += block.lines
    return chat.compact({"text": "\n".join(lines), "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}})


def shown(markup: str) -> int:
    """Count what is left of `markup` once the tags are read."""
    return chat.units(unescape(_TAG.sub("", markup)))


def _text(text: str) -> str:
    return escape(text, quote=False)


def _line(line: Line) -> str:
    words = "".join(f"<b>{_text(run.text)}</b>" if run.marked else _text(run.text) for run in line.runs)
    if line.link is None:
        return _text(line.lead) + words
    return f'{_text(line.lead)}<a href="{escape(line.link)}">{words or _text(line.link)}</a>'
