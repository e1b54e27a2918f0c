"""Who is told of which trouble, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.notices import FAILING_FOR, GAP, HOLD, MOST, Waiting, addressees, bundled, noted, outlived
from monitor.types import Addressee, AlertState, ChannelCondition, ChannelState, Notice, NoticeKind, Settlement
from tests import making
from tests.making import NOON

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
OPERATORS = [making.channel("duty", "anna@desk.example", "bob@desk.example"), making.channel("hook")]
ANNA, BOB = (Addressee(channel="duty", recipient=f"{name}@desk.example") for name in ("anna", "bob"))
HOOK = Addressee(channel="hook", recipient="hook")


def notice(kind: NoticeKind = NoticeKind.FAILING, subject: str = "gazette", at: datetime = NOON) -> Notice:
    return Notice(kind=kind, subject=subject, detail="x", since=at, at=at)


# --- who -------------------------------------------------------------------------------------------------


def test_every_recipient_of_every_operators_channel_is_told() -> None:
    assert addressees(notice(), OPERATORS) == (ANNA, BOB, HOOK)
    assert addressees(notice(), []) == ()


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_channel_is_not_told_of_its_own_trouble_but_of_its_end(kind: NoticeKind) -> None:
    told = addressees(notice(kind, "duty"), OPERATORS)
    assert told == ((HOOK,) if kind.about == "channel" and not kind.is_end else (ANNA, BOB, HOOK))


def test_a_trouble_that_nobody_could_be_told_of_goes_without_saying_when_it_is_over() -> None:
    paused, suspended = notice(NoticeKind.CHANNEL_PAUSED, "hook"), notice(NoticeKind.CHANNEL_SUSPENDED, "hook")
    other, feed = notice(NoticeKind.CHANNEL_PAUSED, "duty"), notice()
    over = notice(NoticeKind.CHANNEL_RECOVERED, "hook", NOON + HOUR)
    again = notice(NoticeKind.CHANNEL_PAUSED, "hook", NOON + 2 * HOUR)
    waiting = (paused, suspended, other, feed)
    assert outlived(waiting) == ()
    assert outlived((*waiting, over, again)) == (paused, suspended)


# --- when ------------------------------------------------------------------------------------------------


def test_what_comes_together_is_one_message() -> None:
    found = [notice(subject=f"paper-{number}", at=NOON + number * SECOND) for number in range(40)]
    assert bundled(Waiting(to=ANNA, notices=found), NOON + HOLD - SECOND) is None
    bundle = bundled(Waiting(to=ANNA, notices=found), NOON + HOLD)
    assert bundle is not None
    assert bundle.notices == tuple(found)
    assert (bundle.channel, bundle.recipient) == ("duty", "anna@desk.example")
    assert bundle.due == bundle.created == NOON + HOLD


def test_the_next_message_waits_for_a_gap_and_for_the_one_before_it() -> None:
    waiting = Waiting(to=ANNA, notices=[notice()], last=NOON)
    assert bundled(waiting, NOON + GAP - SECOND) is None
    assert bundled(waiting, NOON + GAP) is not None
    assert bundled(replace(waiting, pending=True), NOON + 10 * HOUR) is None


def test_the_round_of_cron_does_not_wait_for_more() -> None:
    waiting = Waiting(to=ANNA, notices=[notice()], last=NOON)
    assert bundled(waiting, NOON, at_once=True) is not None
    assert bundled(replace(waiting, pending=True), NOON, at_once=True) is None
    assert bundled(replace(waiting, notices=[]), NOON, at_once=True) is None


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    assert bundled(Waiting(to=ANNA, notices=[notice()], last=NOON), NOON - HOUR) is not None


def test_a_message_has_an_end_and_the_rest_follows() -> None:
    found = [notice(subject=f"paper-{number}") for number in range(MOST + 1)]
    bundle = bundled(Waiting(to=ANNA, notices=found), NOON + HOUR)
    assert bundle is not None
    assert bundle.notices == tuple(found[:MOST])


def test_the_id_says_what_is_told_to_whom() -> None:
    first, second = [notice()], [notice(), notice(subject="herald")]
    bundles = [bundled(Waiting(to=to, notices=some), NOON + HOUR) for to in (ANNA, BOB) for some in (first, second)]
    assert len({bundle.id for bundle in bundles if bundle}) == 4
    later = bundled(Waiting(to=ANNA, notices=first), NOON + 2 * HOUR)
    assert later is not None
    assert later.id == (bundles[0].id if bundles[0] else "")


# --- channels --------------------------------------------------------------------------------------------

OPEN = making.channel_state("desk")
FAILING = replace(OPEN, failures=3, since=NOON, detail="503")
PAUSED = replace(FAILING, condition=ChannelCondition.PAUSED, resume=NOON + MINUTE, detail="401")
SUSPENDED = replace(FAILING, condition=ChannelCondition.SUSPENDED, detail="410")
LATER = NOON + FAILING_FOR


def told(state: ChannelState, now: datetime = NOON) -> tuple[NoticeKind | None, NoticeKind | None]:
    """What is told after an attempt left the channel so, and what stands as told."""
    settlement = Settlement(state=AlertState.PENDING, due=NOON, attempts=1, channel=state)
    after = noted(settlement, now)
    assert replace(after.channel, told=state.told) == state
    assert len(after.notices) <= 1
    return (after.notices[0].kind if after.notices else None), after.channel.told


FAILS, PAUSES, SUSPENDS, RECOVERS = (
    NoticeKind.CHANNEL_FAILING,
    NoticeKind.CHANNEL_PAUSED,
    NoticeKind.CHANNEL_SUSPENDED,
    NoticeKind.CHANNEL_RECOVERED,
)


@pytest.mark.parametrize(
    ("state", "before", "now", "expected"),
    [
        (OPEN, None, NOON, (None, None)),
        (OPEN, FAILS, NOON, (RECOVERS, None)),
        (OPEN, SUSPENDS, NOON, (RECOVERS, None)),
        (FAILING, None, NOON, (None, None)),
        (FAILING, None, LATER, (FAILS, FAILS)),
        (FAILING, FAILS, LATER, (None, FAILS)),
        (FAILING, PAUSES, LATER, (None, PAUSES)),  # milder than what was told
        (PAUSED, None, NOON, (PAUSES, PAUSES)),
        (PAUSED, FAILS, NOON, (PAUSES, PAUSES)),
        (PAUSED, PAUSES, NOON + 9 * HOUR, (None, PAUSES)),
        (PAUSED, SUSPENDS, NOON, (None, SUSPENDS)),
        (SUSPENDED, None, NOON, (SUSPENDS, SUSPENDS)),
        (SUSPENDED, PAUSES, NOON, (SUSPENDS, SUSPENDS)),
        (SUSPENDED, SUSPENDS, NOON, (None, SUSPENDS)),
    ],
)
def test_the_trouble_of_a_channel_is_told_once_and_so_is_its_end(
    state: ChannelState,
    before: NoticeKind | None,
    now: datetime,
    expected: tuple[NoticeKind | None, NoticeKind | None],
) -> None:
    assert told(replace(state, told=before), now) == expected


def test_what_is_told_says_why_and_what_to_do() -> None:
    settlement = Settlement(state=AlertState.PENDING, due=NOON, attempts=1, channel=SUSPENDED)
    (found,) = noted(settlement, LATER).notices
    assert (found.subject, found.since, found.at) == ("desk", NOON, LATER)
    assert found.detail.startswith("410; nothing is sent until")
    assert "monitor channels resume" in found.detail
