"""When a feed is polled next, and what is remembered of it.

Pure: a state goes in with what happened and the time, the next state comes out. Nothing here is ever given up;
what fails is asked more and more rarely, but at least daily.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.settings import Feed
from monitor.types import FailureKind, FeedFailure, FeedState, Fetched, NotModified, ParsedFeed

LONGEST = timedelta(hours=24)  # no wish of a server and no run of failures keeps a feed away longer
JITTER = 0.1  # of the interval, at most: feeds that start together drift apart
TRUST = 50  # answers 304 in a row, or
TRUST_FOR = timedelta(hours=12)  # as long without a whole body: then one is asked for unconditionally
MOVED_POLLS = 2  # polls in a row that must find a feed moved before its new address is used
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

    The baseline stays, for the entries belong to the feed's name.
    """
    if state is None:
        return first_state(feed, now)
    if state.url == feed.url:
        return state
    return replace(first_state(feed, now), last_ok=state.last_ok, baseline=state.baseline)


def _is_due(feed: Feed, state: FeedState, now: datetime) -> bool:
    """A check that lies further ahead than any can be was set by a clock that was wrong."""
    furthest = max(LONGEST, feed.every) * (1 + JITTER)
    return state.next_check <= now or state.next_check > now + furthest


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
    feed: Feed, state: FeedState, result: Fetched | NotModified, parsed: ParsedFeed | None, now: datetime
) -> FeedState:
    """Return the state after a poll that was read, or needed no reading (`parsed` is None then)."""
    state = current(feed, state, now)
    moved_to, moved_polls = _moved(state, result.moved_to)
    ttl = parsed.ttl if parsed else state.ttl
    news = {
        "last_check": now,
        "last_ok": now,
        "next_check": now + interval(feed, ttl, result.fresh_for),
        "ttl": ttl,
        "failures": 0,
        "failing_since": None,
        "last_failure": None,
        "baseline": state.baseline or now,
        "moved_to": moved_to,
        "moved_polls": moved_polls,
    }
    if isinstance(result, Fetched):
        news |= {
            "etag": result.etag,
            "last_modified": result.last_modified,
            "body_hash": result.body_hash,
            "validators_lie": state.validators_lie or _lied(state, result),
            "unchanged": 0,
            "last_body": now,
        }
    elif result.by == "hash":
        news |= {"etag": result.etag, "last_modified": result.last_modified, "unchanged": 0, "last_body": now}
    else:  # a 304 need not repeat the validators (RFC 9110, 15.4.5)
        news |= {
            "etag": result.etag or state.etag,
            "last_modified": result.last_modified or state.last_modified,
            "unchanged": state.unchanged + 1,
        }
    return replace(state, **news)  # type: ignore[arg-type]


def failed(
    feed: Feed, state: FeedState, failure: FeedFailure, now: datetime, *, network_down: bool = False
) -> FeedState:
    """Return the state after a failed poll. What was last read well stays remembered.

    With `network_down` (every feed fails, so the fault is our own) the failure is not counted against the feed;
    nor is it where the feed was not asked, because another feed of its host had been told to wait.
    """
    state = current(feed, state, now)
    if network_down:
        return replace(state, last_check=now, next_check=now + interval(feed, None, None))
    if failure.kind is FailureKind.THROTTLED and failure.status is None:
        return replace(state, next_check=now + _jittered(feed, failure.retry_after or feed.every))
    failures = state.failures + 1
    wait = max(_back_off(feed, failure.kind, failures), min(failure.retry_after or timedelta(), LONGEST))
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


def interval(feed: Feed, ttl: timedelta | None, fresh_for: timedelta | None) -> timedelta:
    """Return the time to the next poll: the longest of the feed's own interval and what the publisher asks for.

    The publisher's wishes count up to `LONGEST`.
    """
    wishes = max(ttl or timedelta(), fresh_for or timedelta())
    return _jittered(feed, max(feed.every, min(wishes, LONGEST)))


def _back_off(feed: Feed, kind: FailureKind, failures: int) -> timedelta:
    """Twice as long after each failure, up to what the kind allows; gone is gone at once."""
    slowest = max(_SLOWEST.get(kind, _SLOWEST_OTHER), feed.every)
    if kind is FailureKind.GONE:
        return slowest
    return min(feed.every * (1 << min(failures, 12)), slowest)


def _jittered(feed: Feed, wait: timedelta) -> timedelta:
    """Lengthen `wait` by a share that is the feed's own and never changes."""
    share = hashlib.sha256(feed.url.encode("utf-8", "surrogatepass")).digest()[0] / 255
    return wait * (1 + JITTER * share)


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
