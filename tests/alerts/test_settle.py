"""What one attempt to send changes, for every answer a receiver can give."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor import alerts
from monitor.types import (
    AlertState,
    ChannelCondition,
    ChannelState,
    Deferred,
    Fault,
    Rejected,
    SendResult,
    Sent,
    Settlement,
    Uncertain,
)
from tests import making
from tests.making import NOON

ALERT = making.alert(making.entry())


def settle(result: SendResult, state: ChannelState | None = None, attempts: int = 0) -> Settlement:
    return alerts.settle(ALERT, attempts, result, state or making.channel_state(), now=NOON)


def test_an_accepted_alert_is_sent_and_its_channel_is_well() -> None:
    ailing = making.channel_state(condition=ChannelCondition.PAUSED, failures=3, since=NOON, resume=NOON)
    settled = settle(Sent(detail="250 ok"), ailing)
    assert settled.state is AlertState.SENT
    assert settled.channel == making.channel_state(detail="250 ok")


@pytest.mark.parametrize("result", [Deferred(detail="451 later"), Uncertain(detail="no answer")])
def test_what_did_not_arrive_is_tried_again_later(result: SendResult) -> None:
    first, fifth = settle(result), settle(result, attempts=4)
    assert first.state is fifth.state is AlertState.PENDING
    assert NOON < first.due < fifth.due
    assert (first.attempts, fifth.attempts) == (1, 5)
    assert first.channel.failures == 1
    assert first.channel.condition is ChannelCondition.OPEN


def test_a_receiver_may_ask_for_patience() -> None:
    assert settle(Deferred(detail="429", retry_after=timedelta(minutes=20))).due >= NOON + timedelta(minutes=20)


def test_a_receiver_that_asks_for_patience_is_left_alone_as_a_whole() -> None:
    """What else waits for it would be refused alike, and each refusal prolongs it; an hour is the most."""
    resting = settle(Deferred(detail="421 too many", retry_after=timedelta(minutes=5))).channel
    assert resting.condition is ChannelCondition.OPEN
    assert not alerts.usable(resting, now=NOON + timedelta(minutes=4))
    assert alerts.usable(resting, now=NOON + timedelta(minutes=5))
    assert alerts.usable(resting, now=NOON - timedelta(hours=2)), "the clock was set back"
    assert settle(Sent(), resting).channel.resume is None
    far = settle(Deferred(detail="429", retry_after=timedelta(days=2))).channel
    assert alerts.usable(far, now=NOON + timedelta(hours=1))


def test_a_refused_recipient_is_refused_alone() -> None:
    settled = settle(Rejected(fault=Fault.RECIPIENT, detail="550 no such user"))
    assert settled.state is AlertState.REJECTED
    assert settled.channel == making.channel_state()


def test_a_channel_at_fault_rests_longer_each_time_and_burns_no_attempt() -> None:
    state, pauses = making.channel_state(), []
    for _ in range(7):
        settled = settle(Rejected(fault=Fault.CHANNEL, detail="401"), state)
        assert (settled.state, settled.attempts, settled.due) == (AlertState.PENDING, 0, ALERT.due)
        assert settled.channel.condition is ChannelCondition.PAUSED
        assert settled.channel.resume is not None
        pauses.append(settled.channel.resume - NOON)
        state = settled.channel
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[-1] == timedelta(hours=1)


def test_a_receiver_that_is_gone_suspends_the_channel_and_keeps_the_alert() -> None:
    settled = settle(Rejected(fault=Fault.GONE, detail="410"))
    assert settled.state is AlertState.PENDING
    assert settled.channel.condition is ChannelCondition.SUSPENDED
    assert not alerts.usable(settled.channel, now=NOON + timedelta(days=30))


def test_a_pause_ends_by_itself_and_a_clock_set_back_does_not_stretch_it() -> None:
    paused = settle(Rejected(fault=Fault.CHANNEL, detail="401")).channel
    assert not alerts.usable(paused, now=NOON + timedelta(seconds=59))
    assert alerts.usable(paused, now=NOON + timedelta(seconds=60))
    assert alerts.usable(paused, now=NOON - timedelta(hours=2))
