"""Subscriptions at the hubs that feeds name (WebSub, W3C Recommendation of 23 January 2018): what is done next.

    a feed names a hub      named       asked at once
    we ask                  asked       until the hub asks back at the callback, in vain: again, ever more rarely
    the hub asks back       live        until its lease ends; renewed when three quarters of it are over
    the hub says no         denied      asked again after a week
    the feed names another  leaving     the hub is asked to end it; after a few times in vain it is forgotten

Pure: a subscription goes in with what happened, the next one comes out. A hub is never trusted to be there: polling
goes on whatever it does, only slower while it proves itself (`paced`).
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from monitor.settings import Feed, Secret
from monitor.types import (
    FailureKind,
    FeedFailure,
    FeedState,
    Links,
    Subscription,
    SubscriptionCondition,
    subscription_id,
)

LEASE = timedelta(days=10)  # that is asked for
LONGEST_LEASE = timedelta(days=30)  # that is believed
RENEWED_AFTER = 0.75  # of a lease
FIRST_WAIT = timedelta(minutes=15)  # for a hub to ask back, or to be there again; doubled each time
LONGEST_WAIT = timedelta(days=1)
DENIED_FOR = timedelta(days=7)
MOST_GOODBYES = 3
SOONEST = timedelta(minutes=1)  # between two polls, whatever a hub pushes
LONGEST_CHALLENGE = 2_000  # characters
_LONGEST_REASON = 200
_ALGORITHMS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Step(StrEnum):
    """What is done next about a subscription."""

    WAIT = "wait"
    SUBSCRIBE = "subscribe"
    RENEW = "renew"
    UNSUBSCRIBE = "unsubscribe"
    FORGET = "forget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a hub asks or says at a callback (5.2 and 5.3 of the Recommendation), as it came."""

    mode: str
    topic: str
    challenge: str = ""
    lease_seconds: str = ""
    reason: str = ""


# --- what feeds name ---------------------------------------------------------------------------------------


def hub_address(hub: str) -> str | None:
    """Return where a hub is asked: always behind https, for a secret goes there; None where that cannot be.

    Only a hub on this machine may be asked over http.
    """
    parts = urlsplit(hub)
    if parts.scheme == "https" or parts.hostname in _LOOPBACK:
        return hub
    try:
        usual = parts.port in {None, 80}
    except ValueError:  # a port that is none
        return None
    return parts._replace(scheme="https", netloc=parts.hostname or "").geturl() if usual else None


def named(feed: Feed, links: Links, known: Sequence[Subscription], now: datetime) -> tuple[Subscription, ...]:
    """Return what changes by what a reading of `feed` names; `known` are the subscriptions of the feed."""
    hub = next((address for hub in links.hubs if (address := hub_address(hub))), None)
    topic = links.own or feed.url
    name = subscription_id(feed=feed.name, hub=hub, topic=topic) if hub else None
    changed = [
        replace(one, wanted=one.id == name, due=now, attempts=0) for one in known if one.wanted != (one.id == name)
    ]
    if hub is None or name is None or any(one.id == name for one in known):
        return tuple(changed)
    condition = SubscriptionCondition.NAMED
    new = Subscription(id=name, feed=feed.name, hub=hub, topic=topic, condition=condition, due=now)
    return (*changed, new)


def reviewed(
    known: Iterable[Subscription], feeds: Collection[str], callbacks: str, now: datetime
) -> tuple[Subscription, ...]:
    """Return what changes under a new configuration: feeds that are gone, and callbacks that lead nowhere any more.

    `callbacks` is the beginning of every callback now.
    """
    changed = []
    for one in known:
        if one.wanted and one.feed not in feeds:
            changed.append(replace(one, wanted=False, due=now, attempts=0))
        elif one.callback is not None and not one.callback.startswith(callbacks):
            condition = SubscriptionCondition.NAMED if one.wanted else SubscriptionCondition.ENDED
            changed.append(
                replace(one, condition=condition, callback=None, secret=None, until=None, due=now, attempts=0)
            )
    return tuple(changed)


# --- what we do --------------------------------------------------------------------------------------------


def step(one: Subscription, now: datetime) -> Step:
    """Return what is done next. A time further ahead than any can be was set by a clock that was wrong."""
    live = one.condition is SubscriptionCondition.LIVE and one.until is not None and now < one.until
    if not one.wanted and not (live or one.condition is SubscriptionCondition.LEAVING):
        return Step.FORGET
    if now < one.due <= now + LONGEST_LEASE:
        return Step.WAIT
    if one.wanted:
        return Step.RENEW if live else Step.SUBSCRIBE
    return Step.FORGET if one.attempts >= MOST_GOODBYES else Step.UNSUBSCRIBE


def asked(one: Subscription, what: Step, callback: str, secret: Secret, now: datetime) -> Subscription:
    """Return it as it is before the request of `what` goes out: the hub may ask back before it answers."""
    conditions = {
        Step.SUBSCRIBE: SubscriptionCondition.ASKED,
        Step.RENEW: SubscriptionCondition.LIVE,
        Step.UNSUBSCRIBE: SubscriptionCondition.LEAVING,
    }
    return replace(
        one,
        condition=conditions[what],
        callback=callback,
        secret=secret,
        asked=now,
        attempts=one.attempts + 1,
        due=now + min(FIRST_WAIT * (1 << min(one.attempts, 10)), LONGEST_WAIT),
        until=one.until if what is Step.RENEW else None,
        detail=one.detail or ("" if one.attempts == 0 else "the hub did not ask back"),
    )


def ended(one: Subscription) -> Subscription:
    """Return it as one of which nothing is remembered any more."""
    return replace(one, condition=SubscriptionCondition.ENDED)


def request(one: Subscription, what: Step) -> dict[str, str]:
    """Return the form that asks the hub for `what` (5.1)."""
    if one.callback is None or one.secret is None:
        raise ValueError("a request without a callback and a secret")
    form = {"hub.callback": one.callback, "hub.topic": one.topic}
    if what is Step.UNSUBSCRIBE:
        return {"hub.mode": "unsubscribe", **form}
    lease = str(int(LEASE.total_seconds()))
    return {"hub.mode": "subscribe", **form, "hub.lease_seconds": lease, "hub.secret": one.secret.reveal()}


def refused(one: Subscription, failure: FeedFailure, now: datetime) -> Subscription:
    """Return it after a request that failed. A hub that is down is tried again soon, one that refuses rarely."""
    detail = f"{failure.kind.value}: {failure.detail}"
    if failure.kind is FailureKind.GONE or (failure.kind is FailureKind.STATUS and 400 <= (failure.status or 0) < 500):
        still = one.condition in {SubscriptionCondition.LIVE, SubscriptionCondition.LEAVING}
        condition = one.condition if still else SubscriptionCondition.DENIED
        return replace(one, condition=condition, due=now + LONGEST_WAIT, detail=detail)
    patience = min(failure.retry_after or timedelta(), LONGEST_WAIT)
    return replace(one, due=max(one.due, now + patience), detail=detail)


# --- what a hub does ---------------------------------------------------------------------------------------


def answered(one: Subscription, intent: Intent, now: datetime) -> Subscription | None:
    """Return it after what the hub says at its callback; None where that is none of our wishes."""
    if intent.topic != one.topic:
        return None
    if intent.mode == "denied":
        return _denied(one, intent, now)
    if not 0 < len(intent.challenge) <= LONGEST_CHALLENGE:
        return None
    if intent.mode == "unsubscribe":
        leaving = one.condition is SubscriptionCondition.LEAVING
        return ended(one) if leaving and not one.wanted else None
    return _confirmed(one, intent, now) if intent.mode == "subscribe" else None


def _confirmed(one: Subscription, intent: Intent, now: datetime) -> Subscription | None:
    lease = _lease(intent.lease_seconds)
    pending = one.condition in {SubscriptionCondition.ASKED, SubscriptionCondition.LIVE}
    if lease is None or not pending or not one.wanted:
        return None
    live = SubscriptionCondition.LIVE
    return replace(one, condition=live, until=now + lease, due=now + lease * RENEWED_AFTER, attempts=0, detail="")


def _lease(text: str) -> timedelta | None:
    """Read a lease; one that is missing, though it must be there, is the one we asked for."""
    if not text:
        return LEASE
    seconds = int(text[:10]) if text.isascii() and text.isdecimal() else 0
    return min(timedelta(seconds=seconds), LONGEST_LEASE) if seconds else None


def _denied(one: Subscription, intent: Intent, now: datetime) -> Subscription:
    if not one.wanted:
        return ended(one)
    printable = "".join(character if character.isprintable() else " " for character in intent.reason)
    reason = " ".join(printable.split())[:_LONGEST_REASON]
    detail = f"denied by the hub: {reason}" if reason else "denied by the hub"
    return replace(one, condition=SubscriptionCondition.DENIED, until=None, due=now + DENIED_FOR, detail=detail)


def is_open(one: Subscription) -> bool:
    """Say whether pushes are to be expected: those of a hub that was asked, and did not say no."""
    return one.condition in {SubscriptionCondition.ASKED, SubscriptionCondition.LIVE} and one.wanted


def is_signed(body: bytes, signature: str, secret: Secret) -> bool:
    """Say whether `signature`, the X-Hub-Signature, was made of `body` by somebody who knows the secret (7.1)."""
    algorithm, _, digits = signature.strip().partition("=")
    algorithm = algorithm.strip().lower()
    if algorithm not in _ALGORITHMS:
        return False
    expected = hmac.new(secret.reveal().encode(), body, algorithm).hexdigest()
    return hmac.compare_digest(expected.encode(), digits.strip().lower().encode("utf-8", "replace"))


# --- pushes and polls --------------------------------------------------------------------------------------


def pushed(one: Subscription, now: datetime) -> Subscription:
    """Return it after a push that was read."""
    return replace(one, pushed=now, pushes=one.pushes + 1, detail="")


def unsigned(one: Subscription) -> Subscription:
    """Return it after a push that was ignored, because its signature is missing or wrong."""
    return replace(one, ignored=one.ignored + 1)


def polled(
    feed: Feed, links: Links, known: Sequence[Subscription], now: datetime, *, new: bool
) -> tuple[Subscription, ...]:
    """Return what changes by a poll that read what `feed` names; `new` says that it found what was not known.

    A hub that proved itself should have pushed that before.
    """
    changed = {one.id: one for one in named(feed, links, known, now)}
    overtaken = (changed.get(one.id, one) for one in known if new and is_proven(one, now))
    return tuple((changed | {one.id: replace(one, missed=now) for one in overtaken}).values())


def is_proven(one: Subscription, now: datetime) -> bool:
    """Say whether a hub pushes what is new: it has, and no poll has found more since."""
    if one.condition is not SubscriptionCondition.LIVE or not one.wanted or one.pushed is None:
        return False
    return one.until is not None and now < one.until and (one.missed is None or one.missed < one.pushed)


def hastened(state: FeedState, now: datetime) -> FeedState:
    """Return the state of a feed whose push could not be used: it is polled, a failing one when it is due anyway."""
    soonest = max(now, state.last_check + SOONEST) if state.last_check else now
    return state if state.failures else replace(state, next_check=min(state.next_check, soonest))


def paced(feed: Feed, known: Iterable[Subscription], now: datetime) -> Feed:
    """Return `feed` as it is polled: as rarely as its settings allow while a hub proves that it pushes."""
    return replace(feed, least=None) if any(is_proven(one, now) for one in known) else feed


def all_paced(feeds: Iterable[Feed], known: Iterable[Subscription], now: datetime) -> list[Feed]:
    """Return `feeds` as they are polled; `known` are the subscriptions of all of them."""
    by_feed: dict[str, list[Subscription]] = {}
    for one in known:
        by_feed.setdefault(one.feed, []).append(one)
    return [paced(feed, by_feed.get(feed.name, ()), now) for feed in feeds]
