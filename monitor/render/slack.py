"""A card for an incoming webhook of Slack: a header, then one section for each block.

Limits: 150 characters of a header, 3000 of a section, 50 blocks (docs.slack.dev, reference/block-kit/blocks). `&`, `<`
and `>` are escaped, which leaves no way to write a mention, and `verbatim` forbids Slack to look for any.
"""

from __future__ import annotations

from monitor.render import chat
from monitor.render.chat import Card
from monitor.render.sheet import Line

LONGEST_HEADER, LONGEST_SECTION, MOST_BLOCKS = 150, 3000, 50
LONGEST_KICKER, LONGEST = 400, 12_000
"""What we allow: nobody reads on."""


def render(card: Card) -> bytes:
    """Return the body of the request."""
    head, kicker = _bounded(card.title, LONGEST_HEADER), _bounded(card.kicker, LONGEST_KICKER)
    blocks: list[dict[str, object]] = [
        {"type": "context", "elements": [_text("mrkdwn", kicker)]},
        {"type": "header", "text": _text("plain_text", head)},
    ]
    if head != _escape(card.title):
        blocks.append({"type": "section", "text": _text("plain_text", _bounded(card.title, LONGEST_SECTION))})
    for block in chat.fitted(card, _line, room=LONGEST, each=LONGEST_SECTION):
        name = [f"*{block.name}*"] if block.name else []
        blocks.append({"type": "section", "text": _text("mrkdwn", "\n".join((*name, *block.lines)))})
    # What a phone shows before the message is opened.
    return chat.compact({"text": f"{kicker} — {head}", "blocks": blocks})


def _bounded(text: str, longest: int) -> str:
    return _escape(chat.shortened(text, longest, lambda part: chat.units(_escape(part))))


def _escape(text: str) -> str:
    """Return `text` in which Slack finds no markup but the asterisk and its like, which it has no escape for."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _line(line: Line) -> str:
    words = "".join(f"*{_escape(run.text)}*" if run.marked else _escape(run.text) for run in line.runs)
    if line.link is None:
        return _escape(line.lead) + words
    label = words or _escape(line.link)
    return f"{_escape(line.lead)}<{_escape(line.link)}|{label.replace('|', '¦')}>"


def _text(kind: str, text: str) -> dict[str, object]:
    return {"type": kind, "text": text, **({"verbatim": True} if kind == "mrkdwn" else {"emoji": False})}
