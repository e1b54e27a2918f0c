"""Exact evidence: the same guid, the same page, or the same headline within the window.

It knows nothing of likeness; see `joiner`.
"""

from __future__ import annotations

from monitor.language import fold
from monitor.types import Entry

SHORTEST_HEADLINE = 4
"""Headlines of fewer words ("Live updates", "Weather") say too little to be the same news."""


def keys(entry: Entry) -> tuple[str, ...]:
    """What identifies the news of `entry` exactly, strongest first. Two entries that share a key are one story."""
    found = []
    if entry.guid:
        # A guid that is a URI is unique in the world; "1234" is unique only where it was given.
        scope = "" if ":" in entry.guid else entry.publisher
        found.append(f"guid:{scope}:{entry.guid}")
    if entry.canonical_url:
        found.append(f"url:{entry.canonical_url}")
    words = fold(entry.title).split()
    if len(words) >= SHORTEST_HEADLINE or len("".join(words)) >= 4 * SHORTEST_HEADLINE:
        found.append(f"title:{' '.join(words)}")
    return tuple(found)
