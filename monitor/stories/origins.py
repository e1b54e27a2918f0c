"""Who wrote what: copies, reprints of an agency, and how many publishers are behind a story independently.

Nine feeds of one publisher and six reprints of one agency are two. It judges by what the texts say and share; two
newsrooms that rewrote the same press release count as two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.stories.credits import COPY, shared
from monitor.stories.features import Features
from monitor.types import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whose text an entry is: a family of publishers. `copied` is the entry it was copied from, where that is known."""

    entry: str
    publisher: str
    copied: str | None = None


def origins(members: Iterable[Features]) -> tuple[Origin, ...]:
    """Return whose text each member of a story is, in order of publication."""
    found: list[Origin] = []
    earlier: list[Features] = []
    for member in sorted(members, key=lambda member: (member.when, member.at, member.entry)):
        found.append(origin(member, earlier, found))
        earlier.append(member)
    return tuple(found)


def origin(entry: Features, earlier: Sequence[Features], known: Sequence[Origin]) -> Origin:
    """Return whose text `entry` is, given the members before it and whose texts they are.

    A credit line is believed. Without one, a text that stands word for word in an earlier one is that one's.
    """
    source = next(
        (
            (before, whose)
            for before, whose in zip(earlier, known, strict=True)
            if before.publisher != entry.publisher and shared(before.runs, entry.runs) >= COPY
        ),
        None,
    )
    copied = source[0].entry if source else None
    if entry.credit and entry.credit != entry.publisher:
        return Origin(entry=entry.entry, publisher=entry.credit, copied=copied)
    if source:
        return Origin(entry=entry.entry, publisher=source[1].publisher, copied=copied)
    return Origin(entry=entry.entry, publisher=entry.publisher)


def attributed(story: Story, members: Iterable[Features]) -> tuple[Story, tuple[str, ...]]:
    """Say of each member of `story` whose text it carries; return also the publishers that report it independently.

    `members` are its members in order of arrival.
    """
    kept = list(members)
    found = {origin.entry: origin for origin in origins(kept)}
    families = {member.entry: member.publisher for member in kept}
    told = tuple(
        replace(member, copied=found[member.entry].publisher)
        if member.entry in found and found[member.entry].publisher != families[member.entry]
        else member
        for member in story.members
    )
    return replace(story, members=told), tuple(dict.fromkeys(origin.publisher for origin in found.values()))


def independent(members: Iterable[Features]) -> tuple[str, ...]:
    """Return the publishers that report a story independently, in the order in which they came."""
    return tuple(dict.fromkeys(whose.publisher for whose in origins(members)))
