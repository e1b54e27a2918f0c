"""What one shift leaves to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.types.alerts import Acknowledgement, Reason, Update
from monitor.types.bulletins import Spell
from monitor.types.mutes import Mute
from monitor.types.notices import Notice
from monitor.types.receipts import Blind, Outage


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that was decided to be told of a story; `kept` says that a mute kept it from everybody."""

    at: datetime
    reason: Reason
    title: str  # of the entry that brought it
    update: Update | None
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A story that something came to. `reports` are all its entries, `fresh` those that came in the stretch of time.

    `watches` are the titles of those that tell it. `sent` says whether any desk has been told of it.
    """

    story: str
    headline: str
    url: str | None
    watches: tuple[str, ...]
    publishers: tuple[str, ...]
    reports: int
    fresh: int
    opened: datetime
    updated: datetime
    sent: bool
    news: tuple[News, ...]
    acknowledged: Acknowledgement | None = None
    muted: Mute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """A mute in force, and how many alerts it has kept back so far. `headline` is that of the story it is about."""

    mute: Mute
    kept: int
    headline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAfter:
    """A story that somebody looks after and that nothing came to."""

    headline: str
    acknowledged: Acknowledgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many alerts wait on a channel for the same thing; the first of them is due at `due`.

    `waits` is None where they only wait for their turn, or for the channel to work.
    """

    channel: str
    title: str
    waits: str | None
    count: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What happened from `since` until `until`, as it stood then; the stories with the latest news first."""

    since: datetime
    until: datetime
    stories: tuple[Moving, ...]
    looked_after: tuple[LookedAfter, ...]
    mutes: tuple[Muted, ...]
    outages: tuple[Outage, ...]
    blind: tuple[Blind, ...]  # down still
    stale: tuple[Spell, ...]  # silent still
    channels: tuple[Spell, ...]  # that took no messages
    budgets: tuple[Notice, ...]  # watches outside of their budget
    held: tuple[Held, ...]
    matched: int
    alerted: int
    suppressed: Mapping[str, int]
