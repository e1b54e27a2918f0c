"""Stretches of time in which something did not work: made out of notices, and reckoned with.

Pure. A spell that is not over has no end; it is reckoned to last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.settings import Feed
from monitor.types import Notice, NoticeKind, Spell, SpellKind

PAUSE = timedelta(minutes=1)
"""A worker that does not run for less than this was restarted, and missed nothing."""

_BEGINS = {
    NoticeKind.STALE: SpellKind.STALE,
    NoticeKind.NETWORK_DOWN: SpellKind.NETWORK,
    NoticeKind.CHANNEL_FAILING: SpellKind.CHANNEL,
    NoticeKind.CHANNEL_PAUSED: SpellKind.CHANNEL,
    NoticeKind.CHANNEL_SUSPENDED: SpellKind.CHANNEL,
}


def of_notices(notices: Iterable[Notice]) -> list[Spell]:
    """Return the spells that notices tell of, oldest first: of the network, of channels, and of silent feeds.

    `notices` are in the order in which they were found. A worse trouble of a channel is the same spell.
    """
    spells: list[Spell] = []
    open_now: dict[tuple[SpellKind, str], int] = {}
    for notice in notices:
        begun, over = _BEGINS.get(notice.kind), _ended(notice)
        if begun is not None:
            place = open_now.setdefault((begun, notice.subject), len(spells))
            if place < len(spells):
                spells[place] = replace(spells[place], detail=notice.detail)
            else:
                spells.append(Spell(kind=begun, subject=notice.subject, since=notice.since, detail=notice.detail))
        elif over is not None and (ending := open_now.pop((over, notice.subject), None)) is not None:
            spells[ending] = replace(spells[ending], until=notice.at)
    return spells


def _ended(notice: Notice) -> SpellKind | None:
    match notice.kind:
        case NoticeKind.NETWORK_BACK:
            return SpellKind.NETWORK
        case NoticeKind.CHANNEL_RECOVERED:
            return SpellKind.CHANNEL
        case NoticeKind.RECOVERED if notice.detail.startswith(f"no longer {NoticeKind.STALE}"):
            return SpellKind.STALE
        case _:
            return None


def within(spells: Iterable[Spell], since: datetime, until: datetime) -> list[Spell]:
    """Return the spells that have a part between two moments, as they stood at the later one."""
    return [
        replace(spell, until=None if spell.until is None or spell.until > until else spell.until)
        for spell in spells
        if spell.since < until and (spell.until is None or spell.until > since)
    ]


def covered(spells: Iterable[Spell], since: datetime, until: datetime) -> timedelta:
    """Return how much of the time between two moments lies in any of the spells."""
    total, reached = timedelta(0), since
    for spell in sorted(spells, key=lambda one: one.since):
        begin, end = max(spell.since, reached), min(spell.until or until, until)
        if end > begin:
            total += end - begin
            reached = end
    return total


def lies_in(spell: Spell, others: Sequence[Spell], until: datetime) -> bool:
    """Whether all of a spell lies in one of the others; at `until` what is not over ends."""
    end = spell.until or until
    return any(other.since <= spell.since and end <= (other.until or until) for other in others)


def rest(feeds: Iterable[Feed]) -> timedelta:
    """Return how long a worker that is started by cron may rest: twice the longest time between two polls of a feed.

    What is shorter than PAUSE is no absence for any feed.
    """
    return max(2 * max((feed.every for feed in feeds), default=PAUSE), PAUSE)
