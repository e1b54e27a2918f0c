"""What is done next about a subscription, as tables."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor import schedule, subscriptions
from monitor.settings import Secret
from monitor.subscriptions import Intent, Step
from monitor.types import FailureKind, FeedFailure, Links, Subscription, SubscriptionCondition
from tests import making
from tests.making import NOON

HUB, TOPIC, CALLBACKS = "https://hub.example/", "https://gazette.example/rss", "https://desk.example/websub/"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NAMED, ASKED, LIVE, DENIED, LEAVING, ENDED = SubscriptionCondition


def subscription(condition: SubscriptionCondition = LIVE, **more: Any) -> Subscription:
    """One that is due at noon; a live one has its lease for an hour more."""
    values: dict[str, Any] = {"id": "s", "feed": "gazette", "hub": HUB, "topic": TOPIC, "due": NOON}
    if condition is not NAMED:
        values |= {"callback": f"{CALLBACKS}name", "secret": Secret("sesame"), "attempts": 1}
    if condition is LIVE:
        values |= {"until": NOON + HOUR, "attempts": 0}
    return Subscription(condition=condition, **(values | more))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (subscription(NAMED), Step.SUBSCRIBE),
        (subscription(NAMED, due=NOON + MINUTE), Step.WAIT),
        (subscription(ASKED, due=NOON + MINUTE), Step.WAIT),
        (subscription(ASKED), Step.SUBSCRIBE),
        (subscription(LIVE, due=NOON + MINUTE), Step.WAIT),
        (subscription(LIVE), Step.RENEW),
        (subscription(LIVE, until=NOON), Step.SUBSCRIBE),
        (subscription(DENIED, due=NOON + DAY), Step.WAIT),
        (subscription(DENIED), Step.SUBSCRIBE),
        (subscription(LEAVING), Step.SUBSCRIBE),  # wanted again
        (subscription(LIVE, due=NOON + 90 * DAY), Step.RENEW),  # the clock was set back since
        (subscription(NAMED, wanted=False), Step.FORGET),
        (subscription(ASKED, wanted=False), Step.FORGET),
        (subscription(DENIED, wanted=False), Step.FORGET),
        (subscription(LIVE, wanted=False), Step.UNSUBSCRIBE),
        (subscription(LIVE, wanted=False, until=NOON), Step.FORGET),
        (subscription(LEAVING, wanted=False, due=NOON + MINUTE), Step.WAIT),
        (subscription(LEAVING, wanted=False), Step.UNSUBSCRIBE),
        (subscription(LEAVING, wanted=False, attempts=3), Step.FORGET),
    ],
)
def test_the_next_step(one: Subscription, expected: Step) -> None:
    assert subscriptions.step(one, NOON) is expected


@pytest.mark.parametrize(
    ("hub", "expected"),
    [
        ("https://hub.example/a?b", "https://hub.example/a?b"),
        ("https://hub.example:8443/", "https://hub.example:8443/"),
        ("http://hub.example/a?b", "https://hub.example/a?b"),  # a secret goes there
        ("http://hub.example:80/", "https://hub.example/"),
        ("http://hub.example:8080/", None),
        ("http://hub.example:port/", None),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
        ("http://localhost/", "http://localhost/"),
        ("http://127.0.0.1.hub.example:8080/", None),
    ],
)
def test_a_hub_is_asked_behind_https(hub: str, expected: str | None) -> None:
    assert subscriptions.hub_address(hub) == expected


def test_what_a_feed_names_is_subscribed_once_and_what_it_names_no_more_is_left() -> None:
    feed = making.feed()
    (new,) = subscriptions.named(feed, Links(hubs=("http://odd.example:81/", HUB), own=TOPIC), [], NOON)
    assert (new.hub, new.topic, new.condition, new.due, new.wanted) == (HUB, TOPIC, NAMED, NOON, True)
    assert subscriptions.named(feed, Links(hubs=(HUB,), own=TOPIC), [new], NOON) == ()
    other = Links(hubs=(HUB,), own="https://gazette.example/other")
    old, newer = subscriptions.named(feed, other, [new], NOON + HOUR)
    assert (old, newer.topic) == (replace(new, wanted=False, due=NOON + HOUR), "https://gazette.example/other")
    assert subscriptions.named(feed, Links(own=TOPIC), [new], NOON) == (replace(new, wanted=False),)
    assert subscriptions.named(feed, Links(hubs=(HUB,), own=TOPIC), [old], NOON) == (new,)  # named again
    (alone,) = subscriptions.named(feed, Links(hubs=(HUB,)), [], NOON)
    assert alone.topic == feed.url


def test_a_new_configuration_leaves_feeds_that_are_gone_and_callbacks_that_lead_nowhere() -> None:
    live, named = subscription(LIVE, due=NOON + DAY), subscription(NAMED)
    assert subscriptions.reviewed([live, named], {"gazette"}, CALLBACKS, NOON) == ()
    assert subscriptions.reviewed([live], {}, CALLBACKS, NOON) == (replace(live, wanted=False, due=NOON),)
    (moved,) = subscriptions.reviewed([live], {"gazette"}, "https://new.example/websub/", NOON)
    assert (moved.condition, moved.callback, moved.secret, moved.due) == (NAMED, None, None, NOON)
    left = subscription(LIVE, wanted=False)
    (gone,) = subscriptions.reviewed([left], {}, "https://new.example/websub/", NOON)
    assert gone.condition is ENDED


def test_a_hub_that_does_not_ask_back_is_asked_ever_more_rarely() -> None:
    one, waits, now = subscription(NAMED), [], NOON
    for _ in range(9):
        assert subscriptions.step(one, now) is Step.SUBSCRIBE
        one = subscriptions.asked(one, Step.SUBSCRIBE, "c", Secret("s"), now)
        waits.append((one.due - now) / MINUTE)
        now = one.due
    assert waits == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    assert one.detail == "the hub did not ask back"


def test_what_is_asked_for_says_no_more_than_it_must() -> None:
    one = subscription(LIVE)
    assert subscriptions.request(one, Step.RENEW) == {
        "hub.mode": "subscribe",
        "hub.callback": f"{CALLBACKS}name",
        "hub.topic": TOPIC,
        "hub.lease_seconds": "864000",
        "hub.secret": "sesame",
    }
    assert "hub.secret" not in subscriptions.request(one, Step.UNSUBSCRIBE)


@pytest.mark.parametrize(
    ("one", "failure", "condition", "wait"),
    [
        (subscription(ASKED), FeedFailure(kind=FailureKind.STATUS, detail="", status=400), DENIED, DAY),
        (subscription(LIVE), FeedFailure(kind=FailureKind.STATUS, detail="", status=404), LIVE, DAY),
        (subscription(ASKED), FeedFailure(kind=FailureKind.GONE, detail="", status=410), DENIED, DAY),
        (subscription(LEAVING), FeedFailure(kind=FailureKind.STATUS, detail="", status=400), LEAVING, DAY),
        (subscription(ASKED), FeedFailure(kind=FailureKind.STATUS, detail="", status=500), ASKED, timedelta()),
        (subscription(ASKED), FeedFailure(kind=FailureKind.CONNECT, detail=""), ASKED, timedelta()),
        (subscription(ASKED), FeedFailure(kind=FailureKind.THROTTLED, detail="", retry_after=HOUR), ASKED, HOUR),
        (subscription(ASKED), FeedFailure(kind=FailureKind.THROTTLED, detail="", retry_after=9 * DAY), ASKED, DAY),
    ],
)
def test_a_request_that_fails(
    one: Subscription, failure: FeedFailure, condition: SubscriptionCondition, wait: timedelta
) -> None:
    after = subscriptions.refused(one, failure, NOON)
    assert (after.condition, after.due - NOON) == (condition, wait)
    assert after.detail.startswith(failure.kind)


def intent(mode: str = "subscribe", **more: str) -> Intent:
    values = {"topic": TOPIC, "challenge": "c", "lease_seconds": "3600"} | more
    return Intent(mode=mode, **values)


@pytest.mark.parametrize(
    ("one", "asked", "condition"),
    [
        (subscription(ASKED), intent(), LIVE),
        (subscription(LIVE), intent(), LIVE),
        (subscription(ASKED), intent(topic=TOPIC + "x"), None),
        (subscription(ASKED), intent(topic=""), None),
        (subscription(ASKED), intent(challenge=""), None),
        (subscription(ASKED), intent(challenge="c" * 2001), None),
        (subscription(ASKED), intent(lease_seconds="0"), None),
        (subscription(ASKED), intent(lease_seconds="-5"), None),
        (subscription(ASKED), intent(lease_seconds="soon"), None),
        (subscription(ASKED), intent(lease_seconds="३६"), None),
        (subscription(ASKED), intent(lease_seconds=""), LIVE),
        (subscription(ASKED), intent("publish"), None),
        (subscription(ASKED), intent(""), None),
        (subscription(ASKED), intent("unsubscribe"), None),
        (subscription(LIVE), intent("unsubscribe"), None),
        (subscription(LIVE, wanted=False), intent(), None),
        (subscription(LIVE, wanted=False), intent("unsubscribe"), None),
        (subscription(LEAVING, wanted=False), intent("unsubscribe"), ENDED),
        (subscription(LEAVING), intent("unsubscribe"), None),
        (subscription(DENIED), intent(), None),
        (subscription(ASKED), intent("denied", challenge=""), DENIED),
        (subscription(LIVE), intent("denied", challenge=""), DENIED),
        (subscription(LIVE), intent("denied", topic=TOPIC + "x"), None),
        (subscription(LEAVING, wanted=False), intent("denied"), ENDED),
    ],
)
def test_what_a_hub_says_at_its_callback(
    one: Subscription, asked: Intent, condition: SubscriptionCondition | None
) -> None:
    after = subscriptions.answered(one, asked, NOON)
    assert (after.condition if after else None) is condition


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [("3600", HOUR), ("", 10 * DAY), ("9999999", 30 * DAY), ("9" * 500, 30 * DAY)],
)
def test_a_lease_is_renewed_when_three_quarters_are_over(seconds: str, lease: timedelta) -> None:
    after = subscriptions.answered(subscription(ASKED, attempts=3), intent(lease_seconds=seconds), NOON)
    assert after is not None
    assert (after.until, after.due, after.attempts) == (NOON + lease, NOON + lease * 0.75, 0)


def test_why_a_hub_denies_is_kept_on_one_short_line() -> None:
    after = subscriptions.answered(subscription(ASKED), intent("denied", reason="no\n\x1b[31m " + "x" * 999), NOON)
    assert after is not None
    assert after.detail.isprintable()
    assert after.detail.startswith("denied by the hub: no [31m xxx")
    assert len(after.detail) < 250
    assert after.due == NOON + 7 * DAY


BODY = "<rss>новини</rss>".encode()


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signature_is_that_of_the_body_under_the_secret(algorithm: str) -> None:
    def signed(body: bytes, key: str) -> str:
        """As the Recommendation has it, with the hash alone (RFC 2104)."""
        block = 64 if algorithm in {"sha1", "sha256"} else 128
        padded = key.encode().ljust(block, b"\0")
        inner = hashlib.new(algorithm, bytes(byte ^ 0x36 for byte in padded) + body).digest()
        return hashlib.new(algorithm, bytes(byte ^ 0x5C for byte in padded) + inner).hexdigest()

    secret = Secret("sesame")
    right = signed(BODY, "sesame")
    assert subscriptions.is_signed(BODY, f"{algorithm}={right}", secret)
    assert subscriptions.is_signed(BODY, f" {algorithm.upper()}={right.upper()} ", secret)
    wrong = [right, f"{algorithm}=", f"{algorithm}={right[:-1]}", f"md5={right}", f"{algorithm}={signed(BODY, 'x')}"]
    for signature in [*wrong, "", "=", f"{algorithm}=é", f"{algorithm}={signed(BODY + b' ', 'sesame')}"]:
        assert not subscriptions.is_signed(BODY, signature, secret), signature


def test_md5_is_no_signature() -> None:
    digest = hmac.new(b"sesame", BODY, "md5").hexdigest()
    assert not subscriptions.is_signed(BODY, f"md5={digest}", Secret("sesame"))


@pytest.mark.parametrize(
    ("one", "proven"),
    [
        (subscription(LIVE), False),  # never pushed
        (subscription(LIVE, pushed=NOON - HOUR), True),
        (subscription(LIVE, pushed=NOON - HOUR, missed=NOON - MINUTE), False),  # a poll was first
        (subscription(LIVE, pushed=NOON - MINUTE, missed=NOON - HOUR), True),
        (subscription(LIVE, pushed=NOON - HOUR, until=NOON), False),
        (subscription(LIVE, pushed=NOON - HOUR, wanted=False), False),
        (subscription(ASKED, pushed=NOON - HOUR), False),
        (subscription(DENIED, pushed=NOON - HOUR), False),
    ],
)
def test_polling_is_slow_only_while_a_hub_proves_itself(one: Subscription, proven: bool) -> None:
    feed = making.feed(least=MINUTE, every=HOUR)
    assert subscriptions.is_proven(one, NOON) is proven
    paced = subscriptions.paced(feed, [one], NOON)
    assert paced == (replace(feed, least=None) if proven else feed)


def test_a_poll_that_finds_what_was_not_pushed_ends_the_trust_until_the_next_push() -> None:
    feed, links = making.feed(), Links(hubs=(HUB,), own=TOPIC)
    (named,) = subscriptions.named(feed, links, [], NOON)
    live = replace(subscription(LIVE, pushed=NOON - HOUR), id=named.id)
    assert subscriptions.polled(feed, links, [live], NOON, new=False) == ()
    (after,) = subscriptions.polled(feed, links, [live], NOON, new=True)
    assert not subscriptions.is_proven(after, NOON)
    assert subscriptions.polled(feed, links, [after], NOON + MINUTE, new=True) == ()
    assert subscriptions.is_proven(subscriptions.pushed(after, NOON + MINUTE), NOON + MINUTE)


def test_what_could_not_be_used_brings_the_next_poll_near_but_not_nearer_than_a_minute() -> None:
    state = making.feed_state(next_check=NOON + HOUR, last_check=NOON - HOUR)
    assert subscriptions.hastened(state, NOON).next_check == NOON
    just = replace(state, last_check=NOON)
    assert subscriptions.hastened(just, NOON).next_check == NOON + MINUTE
    soon = replace(just, next_check=NOON + MINUTE / 2)
    assert subscriptions.hastened(soon, NOON) == soon
    failing = replace(state, failures=3)
    assert subscriptions.hastened(failing, NOON) == failing


def test_feeds_that_are_pushed_leave_their_requests_to_the_others() -> None:
    feeds = [making.feed(name, least=MINUTE, every=HOUR) for name in ("gazette", "herald")]
    paced = subscriptions.all_paced(feeds, [subscription(LIVE, pushed=NOON - HOUR)], NOON)
    assert [feed.least for feed in paced] == [None, MINUTE]
    assert subscriptions.all_paced(feeds, [subscription(LIVE)], NOON) == feeds
    # What one of them does not need is the other's: a request is cheaper, so that it is asked sooner.
    assert schedule.survey(paced, {}, 10, NOON).price < schedule.survey(feeds, {}, 10, NOON).price
