"""Exact evidence: the same guid, the same page, or the same headline within the window.

It knows nothing of likeness; see `joiner`. Pure: what the window holds is handed in as a mapping from key to story.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.language import fold
from monitor.types import Entry, Joined

SHORTEST_HEADLINE = 4
"""Headlines of fewer words ("Live updates", "Weather") say too little to be the same news."""

_EVIDENCE = {"guid": "same guid", "url": "same page", "title": "same headline"}


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


def join(entry: Entry, window: Mapping[str, str], member_of: str | None = None) -> Joined:
    """Place `entry`: where it is a member already, else with the first of its keys that `window` knows, else alone."""
    own = keys(entry)
    if member_of is not None:
        return Joined(story=member_of, evidence="", keys=own)
    for key in own:
        if key in window:
            return Joined(story=window[key], evidence=_EVIDENCE[key.split(":", 1)[0]], keys=own)
    return Joined(story=entry.id, keys=own)
