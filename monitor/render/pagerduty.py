"""A card as an event for PagerDuty (Events API v2): each one triggers, nothing is ever resolved by us.

The summary has at most 1024 characters, the event 512 KB (developer.pagerduty.com, "Send an alert event"). An alert
that is sent again has the same `dedup_key`, so that nobody is woken twice; the key of the service belongs to the wire.
"""

from __future__ import annotations

from monitor.render import chat
from monitor.render.chat import Card, Written

LONGEST_SUMMARY, LONGEST = 1024, 512 * 1024
_ROOM = 64 * 1024


def render(card: Card) -> bytes:
    """Return the body of the request, without the key."""
    event = {
        "event_action": "trigger",
        "dedup_key": card.id,
        "client": "news-monitor",
        "payload": {
            "summary": chat.shortened(f"{card.title} · {card.kicker}", LONGEST_SUMMARY),
            "source": card.source,
            "severity": "critical" if card.urgent else "warning",
            "timestamp": card.at.isoformat(),
            "group": card.group,
            "custom_details": _details(chat.fitted(card, chat.plain_line, room=_ROOM, size=chat.octets)),
        },
        "links": [{"href": card.link, "text": "Read it"}] if card.link else [],
    }
    return chat.compact(event)


def _details(blocks: tuple[Written, ...]) -> dict[str, str]:
    """Name every block: those without a name are about the entry."""
    named: dict[str, list[str]] = {}
    for block in blocks:
        named.setdefault(block.name or "Entry", []).extend(block.lines)
    return {name: "\n".join(lines) for name, lines in named.items()}
