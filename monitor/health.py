"""How feeds are: what an operator is told of them, each thing once, and once more when it is over.

Pure: the state of a feed before and after a poll goes in, what is new to tell comes out. What was told and is not over
stands in the state (`troubles`), so that a restart tells nothing twice.

 failing      the last two polls or more failed, for a while
 gone         the server says that the feed is gone for good (410)
 stale        it answers, but so long a silence is hardly chance at its own rate by hour and day
 moved        permanent redirects lead elsewhere, and we follow
 overflowing  more is published between two polls than the feed holds
 recovered    one of these is over
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from monitor.schedule import MOVED_POLLS, NETWORK, Fleet
from monitor.schedule.rhythm import HOUR, awaited, expected
from monitor.settings import Feed
from monitor.types import FailureKind, FeedFailure, FeedState, GapReason, Notice, NoticeKind, Polled

FAILURES = 2  # in a row, and
LASTING = timedelta(minutes=10)  # so long, before a feed counts as failing; for feeds polled by the second:
LASTING_POLLS = 10  # so many intervals
CALM = 10  # good polls in a row without a gap end an overflow

CHANCE = 1e-7  # how improbable a silence must be: a thousand feeds are silent for a while ten thousand times a day
SHORTEST_SILENCE = timedelta(hours=3)
LEARNING = timedelta(days=3)  # of observation, before the silence of a feed says anything: its nights must be known
DAYS_ALIKE = 0.5  # how much a day of the week is like others, in entries: little, many desks rest on some


def examined(feed: Feed, before: FeedState, polled: Polled, now: datetime, fleet: Fleet) -> Polled:
    """Return `polled` with what is to be told after it, and with that noted in its state."""
    state = polled.state
    over = [notice for notice in state.troubles if _is_over(notice, state, polled)]
    still = [notice for notice in state.troubles if notice not in over]
    known = frozenset(notice.kind for notice in still)
    begun = [notice for notice in _found(feed, state, polled, now, fleet, known) if notice.kind not in known]
    ended = [_recovery(notice, before, now) for notice in over]
    if not (begun or ended):
        return polled
    if any(notice.kind is NoticeKind.GONE for notice in begun):
        still = [notice for notice in still if notice.kind is not NoticeKind.FAILING]  # it has become this
    return replace(polled, state=replace(state, troubles=(*still, *begun)), notices=(*polled.notices, *ended, *begun))


# --- what begins -------------------------------------------------------------------------------------------


def _found(
    feed: Feed, state: FeedState, polled: Polled, now: datetime, fleet: Fleet, known: frozenset[NoticeKind]
) -> Iterator[Notice]:
    """Give what is wrong with a feed now. What is `known` need not be looked for."""
    if polled.failure is not None:
        found = [None if NoticeKind.GONE in known else _failing(feed, state, now)]
    else:
        stale = None if NoticeKind.STALE in known else _stale(state, now, fleet)
        found = [_moved(state, now), _overflowing(polled, now), stale]
    yield from (notice for notice in found if notice is not None)


def _failing(feed: Feed, state: FeedState, now: datetime) -> Notice | None:
    since, failure = state.failing_since, state.last_failure
    if since is None or failure is None:
        return None
    if failure.kind is FailureKind.GONE:
        return Notice(kind=NoticeKind.GONE, subject=state.feed, detail=failure.detail, since=since, at=now)
    lasting = min(LASTING, LASTING_POLLS * feed.every)
    if state.failures < FAILURES or now - since < lasting:
        return None
    detail = f"{failure.kind.value}: {failure.detail} ({state.failures} times in a row)"
    return Notice(kind=NoticeKind.FAILING, subject=state.feed, detail=detail, since=since, at=now)


def _moved(state: FeedState, now: datetime) -> Notice | None:
    if state.moved_polls < MOVED_POLLS or state.moved_to is None:
        return None
    detail = f"{state.url} has moved for good to {state.moved_to}, which is polled instead; write it into the feeds"
    return Notice(kind=NoticeKind.MOVED, subject=state.feed, detail=detail, since=now, at=now)


def _overflowing(polled: Polled, now: datetime) -> Notice | None:
    gap = polled.gap
    if gap is None:
        return None
    between = f"between {gap.since:%Y-%m-%d %H:%M} and {gap.until:%Y-%m-%d %H:%M} UTC"
    wait = polled.state.next_check - now
    none_left = gap.reason is GapReason.NO_OVERLAP
    detail = (
        f"{gap.fresh} new entries, {'none of the last reading' if none_left else 'more than the feed usually holds'} "
        f"({between}): entries may have been missed; "
        f"it is asked again in {round(wait.total_seconds())} s"
    )
    return Notice(kind=NoticeKind.OVERFLOWING, subject=gap.feed, detail=detail, since=gap.since, at=now)


def _stale(state: FeedState, now: datetime, fleet: Fleet) -> Notice | None:
    if state.last_new is None or now - state.last_new < SHORTEST_SILENCE:
        return None
    silence = chance_of_silence(state, now, fleet)
    if silence > CHANCE:
        return None
    hours = (now - state.last_new) / HOUR
    detail = f"it answers, but nothing new came for {hours:.0f} h; usual at this time would have been more"
    return Notice(kind=NoticeKind.STALE, subject=state.feed, detail=detail, since=state.last_new, at=now)


def chance_of_silence(state: FeedState, now: datetime, fleet: Fleet) -> float:
    """Return how probable it is that nothing came since the newest entry, were the feed as it always was.

    What comes at one moment or follows in a burst counts once. How much a feed publishes on a day of the week is known
    from the entries of such days; averaging over what it may be (gamma) gives (1 + m/n)^-n for m entries expected and
    n known, which tends to exp(-m) and stays large for a day that was hardly seen.
    """
    rhythm, last = state.rhythm, state.last_new
    if rhythm is None or last is None or last - rhythm.since < LEARNING:
        return 1.0
    rates = expected(rhythm, fleet.usual, last)
    chance = 0.0
    for entries, known in zip(awaited(rates, last, now), rates.known, strict=True):
        worth = known / rates.each + DAYS_ALIKE
        chance -= worth * math.log1p(entries / rates.each / worth)
    return math.exp(chance)


# --- what ends ---------------------------------------------------------------------------------------------


def _is_over(notice: Notice, state: FeedState, polled: Polled) -> bool:
    """Say whether what was told is over; while a feed cannot be read, nothing else of it is."""
    if polled.failure is not None:
        return False
    match notice.kind:
        case NoticeKind.STALE:
            return state.last_new is not None and state.last_new > notice.since
        case NoticeKind.OVERFLOWING:
            return state.calm >= CALM
        case NoticeKind.MOVED:
            return state.moved_to is None
        case _:
            return True


_ENDINGS = {
    NoticeKind.FAILING: "it can be read again",
    NoticeKind.GONE: "it is there again",
    NoticeKind.STALE: "it publishes again",
    NoticeKind.MOVED: "it answers at its own address again",
    NoticeKind.OVERFLOWING: "its polls overlap again",
}


def _recovery(notice: Notice, before: FeedState, now: datetime) -> Notice:
    detail = f"no longer {notice.kind.value}: {_ENDINGS[notice.kind]}"
    return Notice(kind=NoticeKind.RECOVERED, subject=before.feed, detail=detail, since=notice.since, at=now)


# --- the network -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A feed whose poll failed as it does when one's own network is down."""

    feed: str
    host: str


def sign(failure: FeedFailure | None) -> bool | None:
    """Say what the end of a poll tells of the network: True that it lives, False that it may be down, None nothing."""
    if failure is None:
        return True
    if failure.kind in NETWORK:
        return False
    asked = failure.status is not None or failure.kind not in _NOTHING_SENT
    return True if asked else None


_NOTHING_SENT = frozenset(
    {
        FailureKind.THROTTLED,
        FailureKind.FORBIDDEN_ADDRESS,
        FailureKind.REDIRECT,
        FailureKind.FILE,
        FailureKind.STORAGE,
        FailureKind.INTERNAL,
    }
)
"""Failures that may come without an answer from outside."""


def network_is_down(failed: Collection[Failed], feeds: int) -> bool:
    """Say whether `failed`, all the feeds asked since the last sign of life, can only mean one's own network.

    `feeds` is how many are not known to be bad: all of them must have failed, or of many a quarter (five at least,
    twenty at most), on two hosts at least. What was asked before these and is still under way must be awaited first,
    and so must the `witnesses`, where there are any.
    """
    names, hosts = {poll.feed for poll in failed}, {poll.host for poll in failed}
    needed = feeds if feeds <= 5 else min(max(5, feeds // 4), 20)
    return len(hosts) >= 2 and len(names) >= max(2, needed)


WITNESSES = 2
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def witnesses(sound: Iterable[Feed], failed: Collection[Failed], states: Mapping[str, FeedState]) -> tuple[Feed, ...]:
    """Return the feeds to ask before the network is said to be down: of those that did not fail, and whose hosts did
    not, the ones that answered last, each on a host of its own.
    """
    names, hosts = {poll.feed for poll in failed}, {poll.host for poll in failed}
    others = {
        urlsplit(feed.url).netloc: feed
        for feed in sorted(sound, key=lambda feed: _answered(states.get(feed.name)))  # the last one of a host stays
        if feed.name not in names
    }
    free = [feed for host, feed in others.items() if host not in hosts]
    free.sort(key=lambda feed: _answered(states.get(feed.name)))
    return tuple(free[-WITNESSES:])


def _answered(state: FeedState | None) -> datetime:
    return state.last_ok if state and state.last_ok else _LONG_AGO


def network_notice(failure: FeedFailure | None, feeds: int, since: datetime, now: datetime) -> Notice:
    """Return what is told when the network is down; `failure` is the first of those of `feeds` feeds."""
    first = f", first with {failure.kind.value}: {failure.detail}" if failure else ""
    detail = f"all of the last {feeds} feeds failed{first}; until one answers, no failure is held against a feed"
    return Notice(kind=NoticeKind.NETWORK_DOWN, subject="", detail=detail, since=since, at=now)


def network_is_back(down: Notice, now: datetime) -> Notice:
    """Return what is told when a feed answers again."""
    minutes = round((now - down.since).total_seconds() / 60)
    detail = f"feeds answer again after {minutes} min"
    return Notice(kind=NoticeKind.NETWORK_BACK, subject="", detail=detail, since=down.since, at=now)
