"""A card for a room of Matrix: text, and HTML of the tags that clients know.

An event has at most 65,536 bytes (spec.matrix.org, "Size limits"). An empty `m.mentions` says that nobody is meant, so
that clients call nobody, whatever stands in the text.
"""

from __future__ import annotations

from html import escape

from monitor.render import chat
from monitor.render.chat import Card
from monitor.render.sheet import Line

LONGEST = 65_536
_ROOM = 20_000  # bytes of each of the two texts; what signs and routes the event needs some as well


def render(card: Card) -> bytes:
    """Return the content of the event."""
    html = [f"<p>{escape(card.kicker)}</p><h4>{escape(card.title)}</h4>"]
    for block in chat.fitted(card, _line, room=_ROOM, size=lambda markup: chat.in_json(markup) + 3):
        name = f"<strong>{escape(block.name)}</strong><br>" if block.name else ""
        html.append(f"<p>{name}{'<br>'.join(block.lines)}</p>")
    return chat.compact({
        "msgtype": "m.text",
        "body": f"{card.title}\n{chat.plain(card, room=_ROOM)}",
        "format": "org.matrix.custom.html",
        "formatted_body": "".join(html),
        "m.mentions": {},
    })  # fmt: skip


def _line(line: Line) -> str:
    words = "".join(f"<b>{escape(run.text)}</b>" if run.marked else escape(run.text) for run in line.runs)
    if line.link is None:
        return escape(line.lead) + words
    return f'{escape(line.lead)}<a href="{escape(line.link)}">{words or escape(line.link)}</a>'
