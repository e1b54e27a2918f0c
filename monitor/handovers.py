"""What one shift leaves to the next: which of what the database keeps is still of interest.

Pure: what is known goes in, a handover comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import receipts
from monitor.types import (
    Acknowledgement,
    FeedState,
    Gap,
    Handover,
    Held,
    LookedAfter,
    Moving,
    Mute,
    Muted,
    Notice,
    Spell,
    SpellKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What the database keeps of a stretch of time.

    `stories` are those that something came to. `acknowledged` is the last word about each story that there is one of,
    with the story's headline. `rest` is as in `receipts.Seen`.
    """

    since: datetime
    until: datetime
    rest: timedelta
    stories: Sequence[Moving]
    acknowledged: Mapping[str, tuple[Acknowledgement, str]]
    mutes: Sequence[Muted]
    feeds: Mapping[str, FeedState | None]
    spells: Sequence[Spell]
    gaps: Sequence[Gap]
    budgets: Sequence[Notice]
    held: Sequence[Held]
    alerted: int
    suppressed: Mapping[str, int]


def handover(happened: Happened) -> Handover:
    """Return the handover: the stories with the latest news first, and of troubles what is not over."""
    moving = sorted(happened.stories, key=lambda one: (one.updated, one.story), reverse=True)
    told = {one.story for one in moving}
    kinds = {kind: [one for one in happened.spells if one.kind is kind] for kind in SpellKind}
    settled = happened.until - happened.rest
    down = receipts.blind(happened.spells, happened.gaps, happened.feeds, happened.until)
    return Handover(
        since=happened.since,
        until=happened.until,
        stories=tuple(_story(one, happened) for one in moving),
        looked_after=tuple(
            LookedAfter(headline=headline, acknowledged=word)
            for story, (word, headline) in happened.acknowledged.items()
            if story not in told and word.at >= happened.since
        ),
        mutes=tuple(happened.mutes),
        outages=tuple(receipts.outages(happened.spells, happened.gaps, happened.feeds, settled)),
        blind=tuple(one for one in down if one.until is None),
        stale=tuple(one for one in kinds[SpellKind.STALE] if one.until is None and one.subject in happened.feeds),
        channels=tuple(kinds[SpellKind.CHANNEL]),
        budgets=tuple(happened.budgets),
        held=tuple(happened.held),
        matched=happened.alerted + sum(happened.suppressed.values()),
        alerted=happened.alerted,
        suppressed=happened.suppressed,
    )


def _story(one: Moving, happened: Happened) -> Moving:
    """Add who looks after a story, and the mute that is about it alone."""
    word = happened.acknowledged.get(one.story)
    return replace(
        one,
        acknowledged=word[0] if word else None,
        muted=_mute(one.story, (muted.mute for muted in happened.mutes)),
    )


def _mute(story: str, mutes: Iterable[Mute]) -> Mute | None:
    return next((mute for mute in mutes if mute.target.story == story), None)
