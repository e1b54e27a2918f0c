"""When a feed is polled next, and what is remembered of it.

Pure: a state goes in with what happened and the time, the next state comes out. Nothing here is ever given up;
what fails is asked more and more rarely, but at least daily.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from monitor.schedule.gaps import hurried
from monitor.schedule.pace import Fleet, chosen
from monitor.schedule.rhythm import learnt
from monitor.settings import Feed
from monitor.types import (
    Entry,
    FailureKind,
    FeedFailure,
    FeedState,
    Fetched,
    Fresh,
    Gap,
    NoticeKind,
    NotModified,
    ParsedFeed,
)

LONGEST = timedelta(hours=24)  # no wish of a server and no run of failures keeps a feed away longer
JITTER = 0.1  # of the interval, at most: feeds that start together drift apart
TRUST = 50  # answers 304 in a row, or
TRUST_FOR = timedelta(hours=12)  # as long without a whole body: then one is asked for unconditionally
MOVED_POLLS = 2  # polls in a row that must find a feed moved before its new address is used
PATIENCE = timedelta(hours=2)  # so long after its date an entry may turn up: caches, and desks that date ahead
NETWORK = frozenset({FailureKind.DNS, FailureKind.CONNECT, FailureKind.TLS, FailureKind.TIMEOUT})
"""The kinds of failures that one's own network can be the cause of."""
USUAL = Fleet()
DOUBT_MOVE = 3  # failures in a row after which the configured address is tried again

# How rarely a failing feed is asked in the end. Faults that tend to pass are asked hourly, so that the
# end of an outage is not missed; what takes a person to mend is asked a few times a day.
_SLOWEST = {
    FailureKind.DNS: timedelta(hours=1),
    FailureKind.CONNECT: timedelta(hours=1),
    FailureKind.TLS: timedelta(hours=2),
    FailureKind.TIMEOUT: timedelta(hours=1),
    FailureKind.THROTTLED: timedelta(hours=2),
    FailureKind.PROTOCOL: timedelta(hours=2),
    FailureKind.STORAGE: timedelta(hours=1),
    FailureKind.FILE: timedelta(hours=1),
    FailureKind.GONE: LONGEST,
}
_SLOWEST_OTHER = timedelta(hours=6)


def first_state(feed: Feed, now: datetime) -> FeedState:
    """Return the memory of a feed that was never polled: it is due at once."""
    return FeedState(feed=feed.name, url=feed.url, next_check=now)


def due(
    feeds: Mapping[str, Feed], states: Mapping[str, FeedState], now: datetime
) -> tuple[tuple[Feed, FeedState], ...]:
    """Return the feeds to poll, the longest overdue first. A feed without a state, or with a new URL, is due."""
    found = [(feed, current(feed, states.get(name), now)) for name, feed in feeds.items()]
    found = [(feed, state) for feed, state in found if _is_due(feed, state, now)]
    return tuple(sorted(found, key=lambda pair: (pair[1].next_check, pair[0].name)))


def current(feed: Feed, state: FeedState | None, now: datetime) -> FeedState:
    """Return the state that fits the configuration: validators and hashes belong to a URL and go with it.

    What belongs to the entries stays, for these belong to the feed's name.
    """
    if state is None:
        return first_state(feed, now)
    if state.url == feed.url:
        return state
    return replace(
        first_state(feed, now),
        last_ok=state.last_ok,
        baseline=state.baseline,
        rhythm=state.rhythm,
        last_new=state.last_new,
        troubles=tuple(notice for notice in state.troubles if notice.kind is not NoticeKind.MOVED),
    )


def _is_due(feed: Feed, state: FeedState, now: datetime) -> bool:
    """Where the last check is yet to come, or the next lies further ahead than any can be, the clock was set back."""
    furthest = max(LONGEST, feed.every) * (1 + JITTER)
    set_back = state.last_check is not None and state.last_check > now
    return state.next_check <= now or set_back or state.next_check > now + furthest


def address(feed: Feed, state: FeedState | None) -> str:
    """Return the URL to poll: the configured one, or where permanent redirects have led repeatedly."""
    if state is None or state.url != feed.url or state.moved_polls < MOVED_POLLS:
        return feed.url
    return state.moved_to or feed.url


def validators(feed: Feed, state: FeedState | None, now: datetime) -> tuple[str | None, str | None]:
    """Return the ETag and Last-Modified to ask with; both None where a whole body is wanted."""
    if state is None or state.url != feed.url or state.validators_lie or state.body_hash is None:
        return None, None
    long_ago = state.last_body is None or now - state.last_body >= TRUST_FOR
    if state.unchanged >= TRUST or (state.unchanged and long_ago):
        return None, None
    return state.etag, state.last_modified


def succeeded(
    feed: Feed,
    state: FeedState,
    result: Fetched | NotModified,
    parsed: ParsedFeed | None,
    now: datetime,
    *,
    fleet: Fleet = USUAL,
    fresh: Sequence[Fresh] = (),
    gap: Gap | None = None,
) -> FeedState:
    """Return the state after a poll that was read, or needed no reading (`parsed` is None then).

    `fresh` is what the reading showed, `gap` what it may have missed (see `gaps.gap`).
    """
    state = current(feed, state, now)
    moved_to, moved_polls = _moved(state, result.moved_to)
    state = replace(
        state,
        last_check=now,
        ttl=parsed.ttl if parsed else state.ttl,
        failures=0,
        failing_since=None,
        last_failure=None,
        moved_to=moved_to,
        moved_polls=moved_polls,
        calm=0 if gap else state.calm + 1,
        **_validators_after(state, result, now),
    )
    if parsed is not None:
        state = replace(_learnt(state, fresh, now, fleet), window=len(parsed.entries))
    usual = _own_interval(feed, replace(state, hurry=None), now, fleet)
    hurry = hurried(state, gap, usual, feed.least, now)
    wait = interval(feed, min(usual, hurry or usual), state.ttl, result.fresh_for)
    return replace(state, last_ok=now, baseline=state.baseline or now, hurry=hurry, next_check=now + wait)


def pushed(feed: Feed, state: FeedState, fresh: Sequence[Fresh], now: datetime, *, fleet: Fleet = USUAL) -> FeedState:
    """Return the state after a hub pushed a part of the feed, with what was new in it.

    It says when the feed publishes, and nothing of what a poll would find: that is due when it was.
    """
    return _learnt(current(feed, state, now), fresh, now, fleet)


def _validators_after(state: FeedState, result: Fetched | NotModified, now: datetime) -> dict[str, Any]:
    """Return what a poll changes in the validators and the trust in them."""
    given = {"etag": result.etag, "last_modified": result.last_modified}
    if isinstance(result, Fetched):
        lie = state.validators_lie or _lied(state, result)
        return given | {"body_hash": result.body_hash, "validators_lie": lie, "unchanged": 0, "last_body": now}
    if result.by == "hash":
        return given | {"unchanged": 0, "last_body": now}
    # a 304 need not repeat the validators (RFC 9110, 15.4.5)
    return {
        "etag": result.etag or state.etag,
        "last_modified": result.last_modified or state.last_modified,
        "unchanged": state.unchanged + 1,
    }


def _learnt(state: FeedState, fresh: Sequence[Fresh], now: datetime, fleet: Fleet) -> FeedState:
    """Remember when the new entries were published."""
    new = [item.entry for item in fresh if item.previous is None]
    first = state.rhythm is None
    came = [_published(entry, state.last_ok, now, first=first) for entry in new]
    arrivals = [moment for moment in came if moment is not None]
    return replace(
        state,
        rhythm=learnt(state.rhythm, arrivals, now, fleet.usual),
        last_new=max([*arrivals, *([state.last_new] if state.last_new else [])], default=None),
    )


def _published(entry: Entry, last_ok: datetime | None, now: datetime, *, first: bool) -> datetime | None:
    """Return when an entry was published, as far as that can be known.

    A date is believed where the entry could not have been seen before, with some patience for caches. Otherwise the
    entry counts from when we saw it, but at the first sight, where that says nothing.
    """
    date = entry.published
    if date is not None and date <= now and (first or last_ok is None or date >= last_ok - PATIENCE):
        return date
    return None if first else now


def failed(feed: Feed, state: FeedState, failure: FeedFailure, now: datetime, *, fleet: Fleet = USUAL) -> FeedState:
    """Return the state after a failed poll. What was last read well stays remembered.

    While the network is down (every feed fails, so the fault is our own) the failure is not counted against the feed;
    nor is it where the feed was not asked, because another feed of its host had been told to wait.
    """
    state = current(feed, state, now)
    if fleet.network_down and failure.kind in NETWORK:
        return replace(
            state, last_check=now, next_check=now + interval(feed, _own_interval(feed, state, now, fleet), None, None)
        )
    if failure.kind is FailureKind.THROTTLED and failure.status is None:
        return replace(state, next_check=now + _jittered(feed, failure.retry_after or feed.every))
    failures = state.failures + 1
    usual = _own_interval(feed, state, now, fleet)
    wait = max(_back_off(feed, usual, failure.kind, failures), min(failure.retry_after or timedelta(), LONGEST))
    doubtful = failures >= DOUBT_MOVE
    return replace(
        state,
        last_check=now,
        next_check=now + _jittered(feed, wait),
        failures=failures,
        failing_since=state.failing_since or now,
        last_failure=failure,
        moved_to=None if doubtful else state.moved_to,
        moved_polls=0 if doubtful else state.moved_polls,
    )


def interval(feed: Feed, own: timedelta, ttl: timedelta | None, fresh_for: timedelta | None) -> timedelta:
    """Return the time to the next poll: the longest of the feed's own interval and what the publisher asks for.

    The publisher's wishes count up to `LONGEST`. Feeds that start together drift apart: an own interval is shortened
    by a share of its own, a publisher's lengthened.
    """
    wishes = min(max(ttl or timedelta(), fresh_for or timedelta()), LONGEST)
    if wishes >= own:
        return _jittered(feed, wishes)
    return max(own * (1 - JITTER * _share(feed)), wishes, feed.least or timedelta())


def _own_interval(feed: Feed, state: FeedState, now: datetime, fleet: Fleet) -> timedelta:
    """Return the interval that the operator's settings ask for."""
    own = feed.every if feed.least is None else chosen(state, feed.least, feed.every, fleet, now)
    return own if state.hurry is None else min(own, state.hurry)


def _back_off(feed: Feed, usual: timedelta, kind: FailureKind, failures: int) -> timedelta:
    """Twice as long after each failure, up to what the kind allows; gone is gone at once."""
    slowest = max(_SLOWEST.get(kind, _SLOWEST_OTHER), feed.every)
    if kind is FailureKind.GONE:
        return slowest
    return min(usual * (1 << min(failures, 12)), slowest)


def _share(feed: Feed) -> float:
    """Return a number from 0 to 1 that is the feed's own and never changes."""
    return hashlib.sha256(feed.url.encode("utf-8", "surrogatepass")).digest()[0] / 255


def _jittered(feed: Feed, wait: timedelta) -> timedelta:
    return wait * (1 + JITTER * _share(feed))


def _moved(state: FeedState, moved_to: str | None) -> tuple[str | None, int]:
    """Count the polls in a row that led by permanent redirects to one address."""
    if state.moved_polls >= MOVED_POLLS:  # the new address is polled already; it may move on
        return (moved_to, MOVED_POLLS) if moved_to else (state.moved_to, state.moved_polls)
    if moved_to is None:
        return None, 0
    return moved_to, state.moved_polls + 1 if moved_to == state.moved_to else 1


def _lied(state: FeedState, fetched: Fetched) -> bool:
    """The validators that stood for one body stand for another: a 304 of this server proves nothing."""
    if state.body_hash is None or fetched.body_hash == state.body_hash:
        return False
    remembered = (state.etag, state.last_modified)
    return remembered != (None, None) and remembered == (fetched.etag, fetched.last_modified)
