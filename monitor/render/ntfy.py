"""A card for ntfy: a notification with title, text, priority and a page to open.

A message has at most 4096 bytes, the whole request twice that (ntfy's `message-size-limit`); beyond it ntfy makes an
attachment of it. The topic and the token belong to the wire.
"""

from __future__ import annotations

from monitor.render import chat
from monitor.render.chat import Card

LONGEST, LONGEST_REQUEST = 4096, 2 * 4096
_NORMAL, _URGENT = 3, 5
_TOPIC = 200  # bytes of the request that the wire adds


def render(card: Card) -> bytes:
    """Return the body of the request, without the topic."""
    fields: dict[str, object] = {
        "title": chat.shortened(card.title, 250, chat.octets),
        "message": "",
        "priority": _URGENT if card.urgent else _NORMAL,
        "tags": ["rotating_light"] if card.urgent else [],
    }
    if card.link:
        fields["click"] = card.link
    room = min(LONGEST, LONGEST_REQUEST - len(chat.compact(fields)) - _TOPIC)
    fields["message"] = chat.plain(card, room=room)
    return chat.compact(fields)
