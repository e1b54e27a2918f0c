"""What a robots.txt says of one address.

Protego reads it as RFC 9309 asks (wildcards, the longest rule decides, groups of one name count together); the parser
of the standard library does not before Python 3.15. A hostile file can hold it up (3,000 names of 3,000 rules: 12 s),
so callers run this in a child process with a deadline.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from protego import Protego


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether the address may be fetched, and how many seconds the site wants between two fetches."""

    allowed: bool
    delay: float = 0.0


def permission(rules: str, *, url: str, agent: str) -> Permission:
    """Ask `rules`, the text of a robots.txt, about `url` for the product token `agent`."""
    robots = Protego.parse(rules.removeprefix("\ufeff"))
    delay = robots.crawl_delay(agent) or 0.0
    return Permission(allowed=robots.can_fetch(url, agent), delay=delay if math.isfinite(delay) and delay > 0 else 0.0)
