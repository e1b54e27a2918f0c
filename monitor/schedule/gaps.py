"""Whether a reading may have missed entries: a feed holds the newest ones only, and the older roll off its end.

What follows from a gap here is only that the feed is asked sooner. Pages that a feed names for its older entries
(RFC 5005) are a matter of whoever fetches; the gap says which time they would have to reach back over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.types import Entry, FeedState, Fresh, Gap, GapReason

REACHES_BACK = 0.1  # the share of entries, two at least, that must be older than the last reading to prove an overlap
OVERLAP = 2  # so many known entries prove that nothing was missed; a single one may be one that stays for good
SMALL = 5  # a feed that held fewer entries has hardly begun, and grows
SOONEST = timedelta(minutes=1)  # however fast a feed rolls over, where its own interval is not shorter
RELAX = 1.01  # by this factor the hurry wears off with each good poll


def gap(state: FeedState, present: Sequence[str], fresh: Sequence[Fresh], now: datetime) -> Gap | None:
    """Return the gap that a reading shows, if it shows one. `state` is from before it, `present` all that it holds."""
    new = [item.entry for item in fresh if item.previous is None]
    if state.last_ok is None or not state.window or not new:
        return None
    if len(new) >= len(present):
        reason = GapReason.NO_OVERLAP
    elif len(new) > state.window >= SMALL and len(present) - len(new) < OVERLAP:
        reason = GapReason.MORE_THAN_USUAL
    else:
        return None
    older = sum(entry.published is not None and entry.published <= state.last_ok for entry in new)
    if older >= max(2, len(present) * REACHES_BACK):
        return None  # it reaches back to the last reading: the feed was rebuilt, or publishes late
    return Gap(
        feed=state.feed, since=state.last_ok, until=_until(new, state.last_ok, now), fresh=len(new), reason=reason
    )


def _until(new: Sequence[Entry], since: datetime, now: datetime) -> datetime:
    """Return the date of the oldest entry that was not missed, or `now` where it has none."""
    dates = [entry.published for entry in new if entry.published is not None and since < entry.published < now]
    return min(dates, default=now)


def hurried(
    state: FeedState, found: Gap | None, usual: timedelta, least: timedelta | None, now: datetime
) -> timedelta | None:
    """Return the longest time between two polls from now on: halved by a gap, worn off with every good poll.

    `usual` is the interval without any hurry, `least` the shortest that the operator allows; without one a fixed
    interval is shortened to a quarter at most.
    """
    if found is None:
        relaxed = None if state.hurry is None else state.hurry * RELAX
        return None if relaxed is None or relaxed >= usual else relaxed
    taken = now - state.last_ok if state.last_ok else usual
    return max(min(taken, usual) / 2, least or max(usual / 4, min(usual, SOONEST)))
