"""What may have been told before the database was restored, and is therefore not told again.

A backup knows nothing of what came after it. The first good reading of a feed after the restoration shows what it
published meanwhile once more; what is older than the last sign of life of the worker before is noted in the ledger and
listed to the operator, and no desk hears of it. What is younger nobody can have been told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.settings import Feed
from monitor.types import FeedState, Fresh, Notice, NoticeKind, Outcome, Restoration, Suppressed

NEW_FEEDS_FOR = timedelta(days=1)
"""How long a feed that was never read counts as one that the lost database knew; later it is a new feed."""

MOST_LISTED = 15
"""Headlines in one notice; `monitor explain` has them all."""


def maybe_told(
    fresh: Iterable[Fresh], state: FeedState, restoration: Restoration | None, now: datetime
) -> frozenset[str]:
    """Return the ids of those of `fresh` that may have been told before the restoration.

    `state` is that of the feed before this reading.
    """
    if restoration is None or (state.last_ok is not None and state.last_ok >= restoration.at):
        return frozenset()
    if state.last_ok is None and now - restoration.at > NEW_FEEDS_FOR:
        return frozenset()
    return frozenset(item.entry.id for item in fresh if _is_old(item, restoration, now))


def _is_old(item: Fresh, restoration: Restoration, now: datetime) -> bool:
    """Say whether an entry is from before; one without a date that can be true may be."""
    dated = item.entry.published if item.previous is None else item.entry.updated
    return dated is None or dated < restoration.until or dated > now


def listed(
    feed: Feed, fresh: Iterable[Fresh], outcomes: Iterable[Outcome], restoration: Restoration, now: datetime
) -> tuple[Notice, ...]:
    """Return what an operator is told of matches that are kept from the desks, so that none is lost in silence."""
    titles = {item.entry.id: item.entry.title for item in fresh}
    kept = [one.match for one in outcomes if one.suppressed is Suppressed.RESTORED]
    if not kept:
        return ()
    shown = "; ".join(f"{match.watch}: {titles[match.entry]}" for match in kept[:MOST_LISTED])
    more = f"; and {len(kept) - MOST_LISTED} more" if len(kept) > MOST_LISTED else ""
    detail = (
        f"{len(kept)} {'match is' if len(kept) == 1 else 'matches are'} not told, because desks may have heard of it "
        f"before the database was restored: {shown}{more}"
    )
    return (Notice(kind=NoticeKind.READ_ANEW, subject=feed.name, detail=detail, since=restoration.at, at=now),)
