"""What was seen and what was not: the judgement behind the coverage receipt.

Pure: what the database keeps goes in, a receipt comes out. Blind is a feed from the first poll that failed to the
first that did not. What it held then was read afterwards, and nothing is lost, unless that reading showed a gap. While
the worker, the network or the database was down no feed was seen: that is said once, and not of each feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import spells as reckoning
from monitor.types import Blind, ChannelCount, FeedState, Gap, Outage, Receipt, Spell, SpellKind, WatchCount

BRIEF = timedelta(minutes=10)
"""Stretches of blindness that are shorter are only counted, where nothing was missed: one poll failed, the next did
not."""

SLACK = timedelta(minutes=1)
"""A feed fails and recovers some seconds before and after the network does, as its polls come."""

_OUTAGES = (SpellKind.WORKER, SpellKind.NETWORK, SpellKind.STORAGE, SpellKind.LOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the database keeps of a stretch of time.

    `feeds` are those that are configured, None where one was never polled; `spells` and `gaps` are in order.
    `suppressed` has reasons and how many matches were not told for them. `rest` is the time after which every feed was
    read once more, if it can be.
    """

    since: datetime
    until: datetime
    rest: timedelta
    feeds: Mapping[str, FeedState | None]
    spells: Sequence[Spell]
    gaps: Sequence[Gap]
    entries: int
    edits: int
    alerted: int
    suppressed: Mapping[str, int]
    waiting: int
    channels: tuple[ChannelCount, ...]


def receipt(seen: Seen) -> Receipt:
    """Return the receipt."""
    begun = _begun(seen)
    every = [*_late(seen, begun), *blind(seen.spells, seen.gaps, seen.feeds, seen.until)]
    listed = tuple(one for one in every if not _is_brief(one))
    gaps = tuple(gap for gap in seen.gaps if gap.feed in seen.feeds)
    stale = tuple(spell for spell in seen.spells if spell.kind is SpellKind.STALE and spell.subject in seen.feeds)
    unread = tuple(name for name, state in seen.feeds.items() if state is None or state.baseline is None)
    unwell = {one.feed for one in listed} | {gap.feed for gap in gaps} | {spell.subject for spell in stale} | {*unread}
    return Receipt(
        since=seen.since,
        until=seen.until,
        begun=begun,
        feeds=len(seen.feeds),
        healthy=len(seen.feeds.keys() - unwell),
        entries=seen.entries,
        edits=seen.edits,
        matched=seen.alerted + sum(seen.suppressed.values()),
        alerted=seen.alerted,
        suppressed=seen.suppressed,
        waiting=seen.waiting,
        outages=tuple(outages(seen.spells, seen.gaps, seen.feeds, seen.until - seen.rest)),
        blind=listed,
        brief=len(every) - len(listed),
        gaps=gaps,
        stale=stale,
        unread=unread,
        channels=seen.channels,
    )


def outages(
    spells: Iterable[Spell], gaps: Iterable[Gap], feeds: Mapping[str, FeedState | None], settled: datetime
) -> list[Outage]:
    """Return when no feed could be seen at all. Whether that was made good is known of what was over by `settled`."""
    gaps = list(gaps)
    found = []
    for one in spells:
        if one.kind in _OUTAGES:
            missed = _missed_by_any(one, gaps, feeds, settled)
            found.append(Outage(kind=one.kind, since=one.since, until=one.until, why=one.detail, missed=missed))
    return found


def _missed_by_any(
    spell: Spell, gaps: Sequence[Gap], feeds: Mapping[str, FeedState | None], settled: datetime
) -> bool | None:
    end = spell.until
    if end is None or spell.kind is SpellKind.LOST:
        return None
    if any(gap.since <= end and gap.until >= spell.since for gap in gaps):
        return True
    well = [state for state in feeds.values() if state and state.baseline and not state.failing_since]
    read = all(state.last_ok is not None and state.last_ok >= end for state in well)  # the others are listed as blind
    return False if read and end <= settled else None


def blind(
    spells: Sequence[Spell], gaps: Iterable[Gap], feeds: Mapping[str, FeedState | None], until: datetime
) -> list[Blind]:
    """Return when feeds could not be read, but for what an outage of all of them says already."""
    dark = [
        Spell(kind=one.kind, subject="", since=one.since - SLACK, until=one.until + SLACK if one.until else None)
        for one in spells
        if one.kind in _OUTAGES
    ]
    gaps = list(gaps)
    return [
        Blind(feed=one.subject, since=one.since, until=one.until, why=one.detail, missed=_missed(one, gaps))
        for one in spells
        if one.kind is SpellKind.FEED
        and (state := feeds.get(one.subject)) is not None
        and state.baseline is not None
        and not reckoning.lies_in(one, dark, until)
    ]


def _missed(spell: Spell, gaps: Iterable[Gap]) -> bool | None:
    """Say whether the first good reading after a spell showed a gap."""
    if spell.until is None:
        return None
    return any(gap.feed == spell.subject and gap.since <= spell.until and gap.until >= spell.since for gap in gaps)


def _begun(seen: Seen) -> datetime | None:
    """Return when the first of the feeds was read, where that was within the time."""
    first = min((state.baseline for state in seen.feeds.values() if state and state.baseline), default=None)
    return first if first is not None and first > seen.since else None


def _late(seen: Seen, begun: datetime | None) -> list[Blind]:
    """Return the feeds that came later than the first: of each nothing is known before its first reading."""
    beginning = begun + BRIEF if begun else seen.since
    return [
        Blind(feed=name, since=seen.since, until=state.baseline, why="it was not read before", missed=True)
        for name, state in seen.feeds.items()
        if state is not None and state.baseline is not None and beginning < state.baseline < seen.until
    ]


def _is_brief(one: Blind) -> bool:
    return one.until is not None and one.missed is False and one.until - one.since < BRIEF


def by_reason(counted: Mapping[str, int]) -> dict[str, int]:
    """Return how many matches were suppressed for which reason, the most frequent first; what was told has none."""
    return dict(sorted(((reason, n) for reason, n in counted.items() if reason), key=lambda one: (-one[1], one[0])))


def total(watches: Iterable[WatchCount]) -> dict[str, int]:
    """Return how many matches of all watches were suppressed for which reason."""
    summed: dict[str, int] = {}
    for watch in watches:
        for reason, count in watch.suppressed.items():
            summed[reason] = summed.get(reason, 0) + count
    return by_reason(summed)
