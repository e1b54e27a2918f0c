"""A card for any service that apprise reaches: a title and plain text. How a service shows them is apprise's."""

from __future__ import annotations

from monitor.render import chat
from monitor.render.chat import Card

LONGEST_TITLE, LONGEST = 250, 4000
"""Many services take more, few take less; apprise cuts what one of them cannot take."""


def render(card: Card) -> bytes:
    """Return title and body as JSON, and whether it is urgent; the wire hands them to apprise."""
    head = chat.shortened(card.title, LONGEST_TITLE)
    return chat.compact({"title": head, "body": chat.plain(card, room=LONGEST), "urgent": card.urgent})
