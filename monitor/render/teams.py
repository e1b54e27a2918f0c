"""A card for a workflow of Microsoft Teams: an adaptive card.

The whole message may have 28 KB (learn.microsoft.com, "Limits and specifications for Microsoft Teams"). The card is
made of rich text blocks, in which Teams reads no Markdown, so that a headline can format nothing.
"""

from __future__ import annotations

import json

from monitor.render import chat
from monitor.render.chat import Card
from monitor.render.sheet import Line

LONGEST = 28 * 1024
_ROOM = 20 * 1024  # for the lines; the rest is for headline, kicker and envelope
_FRAME = 200  # bytes of a line beside its runs


def render(card: Card) -> bytes:
    """Return the body of the request."""
    look = {"color": "Attention", "weight": "Bolder"} if card.urgent else {"isSubtle": True}
    body = [
        _block([_run(card.kicker, size="Small", **look)]),
        _block([_run(card.title, size="Large", weight="Bolder")]),
    ]
    for block in chat.fitted(card, _written, room=_ROOM, size=_size, frame=2 * _FRAME):
        if block.name:
            body.append(_block([_run(block.name, weight="Bolder")]) | {"spacing": "Medium"})
        body += [_block([_run(line)] if line == "…" else json.loads(line)) for line in block.lines]
    content: dict[str, object] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": card.title,
        "msteams": {"width": "Full"},
        "body": body,
    }
    if card.link:
        content["actions"] = [{"type": "Action.OpenUrl", "title": "Read it", "url": card.link}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return chat.compact({"type": "message", "attachments": [attachment]})


def _written(line: Line) -> str:
    return chat.compact(_line(line)).decode()


def _line(line: Line) -> list[dict[str, object]]:
    pieces = [_run(line.lead)] if line.lead else []
    link = {"selectAction": {"type": "Action.OpenUrl", "url": line.link}} if line.link else {}
    if line.link and not line.runs:
        return [*pieces, _run(line.link, **link)]
    return [*pieces, *(_run(run.text, **link, **({"highlight": True} if run.marked else {})) for run in line.runs)]


def _run(text: str, **style: object) -> dict[str, object]:
    return {"type": "TextRun", "text": text, **style}


def _block(runs: list[dict[str, object]]) -> dict[str, object]:
    return {"type": "RichTextBlock", "inlines": runs, "spacing": "Small"}


def _size(written: str) -> int:
    """Count the bytes of a line in the body, in whichever of two encodings is larger: Teams does not say which."""
    return max(chat.octets(written), 2 * chat.units(written)) + _FRAME
