"""What was seen in a stretch of time and what was not: so that silence is information."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.types.bulletins import Spell, SpellKind
from monitor.types.feeds import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A feed was not seen from `since` until `until` (None: still is not).

    `missed` says whether entries of that time may have been missed; None: that is not known yet.
    """

    feed: str
    since: datetime
    until: datetime | None
    why: str
    missed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """No feed was seen from `since` until `until` (None: still is not), for one of the reasons that concern all.

    `missed` is as in `Blind`, over all feeds.
    """

    kind: SpellKind
    since: datetime
    until: datetime | None
    why: str
    missed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCount:
    """What became of the matches of one watch. `alerted` are matches that a desk is told of; `stories` are theirs.

    Each of `suppressed` is a reason and how many matches were not told for it.
    """

    watch: str
    title: str
    state: str
    matched: int = 0
    alerted: int = 0
    stories: int = 0
    suppressed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCount:
    """What one desk was told: `told`, `waiting` and `refused` count alerts, once for all its recipients.

    `muted` is what mutes kept from it, `spells` when it took no messages, `watches` those that tell it.
    """

    channel: str
    title: str
    told: int
    waiting: int
    refused: int
    muted: int
    spells: tuple[Spell, ...]
    watches: tuple[WatchCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was seen from `since` until `until`, and what was not.

    A feed is `healthy` that was read throughout, without a gap, and that publishes. `brief` is how many stretches of
    blindness were too short to be listed. `begun` is when the first of the feeds was ever read, where that is later
    than `since`: of what was before nothing is known.
    """

    since: datetime
    until: datetime
    begun: datetime | None
    feeds: int
    healthy: int
    entries: int
    edits: int
    matched: int
    alerted: int
    suppressed: Mapping[str, int]
    waiting: int
    outages: tuple[Outage, ...]  # of the worker, the network and the database
    blind: tuple[Blind, ...]
    brief: int
    gaps: tuple[Gap, ...]
    stale: tuple[Spell, ...]
    unread: tuple[str, ...]  # feeds that were never read
    channels: tuple[ChannelCount, ...]

    @property
    def whole(self) -> bool:
        """Whether everything was seen that there was to see."""
        return not (self.begun or self.outages or self.blind or self.gaps or self.stale or self.unread or self.brief)
