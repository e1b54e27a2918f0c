"""What a service takes within a stretch of time: never more, never later than it must be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import timing
from monitor.console.outbox import by_turn
from monitor.settings import Rate, TimingSettings
from monitor.store.handling import Waiting as Listed
from tests import making
from tests.making import NOON

MINUTE = timedelta(minutes=1)


def tried(rate: Rate, sent: list[datetime], count: int) -> list[datetime]:
    """The stupid twin: every second anew, send if the last stretch of the rate had less than it may have."""
    gone = [moment for moment in sent if NOON - rate.within < moment <= NOON]
    found: list[datetime] = []
    now = NOON
    while len(found) < count:
        recent = [moment for moment in [*gone, *found] if now - rate.within < moment <= now]
        if len(recent) < rate.messages:
            found.append(now)
        else:
            now += timedelta(seconds=1)
    return found


@given(
    st.integers(1, 4),
    st.sampled_from([1, 7, 60]),
    st.lists(st.integers(-90, 5).map(lambda seconds: NOON + timedelta(seconds=seconds)), max_size=12),
)
@settings(max_examples=200, deadline=None)
def test_turns_are_those_of_somebody_who_looks_every_second(messages: int, seconds: int, sent: list[datetime]) -> None:
    rate = Rate(messages=messages, within=timedelta(seconds=seconds))
    found = list(islice(timing.turns(rate, sent, NOON), 9))
    assert found == tried(rate, sent, 9)
    assert timing.room(rate, sent, NOON) == sum(turn == NOON for turn in tried(rate, sent, messages))


def test_the_outbox_says_whose_turn_comes_when() -> None:
    def listed(name: str, **more: object) -> Listed:
        plain = Listed(
            id=name, kind="alert", channel="desk", recipient="x", state="pending", attempts=0, created=NOON, due=NOON,
            settled=None, detail="", level="normal",
        )  # fmt: skip
        return replace(plain, **more)  # type: ignore[arg-type]  # the names are those of Waiting

    channel = making.channel("desk", timing=TimingSettings(rate=Rate(messages=2, within=MINUTE)))
    held, elsewhere = listed("held", due=NOON + MINUTE, waits="hold"), listed("elsewhere", channel="other")
    found = [listed("first"), listed("second"), held, elsewhere, listed("urgent", level="urgent"),
             listed("digest", kind="digest", level="")]  # fmt: skip
    shown = {one.id: (one.waits, one.due - NOON) for one in by_turn(found, channel, [NOON - MINUTE / 2], NOON)}
    assert shown == {
        "digest": (None, 0 * MINUTE),
        "urgent": ("rate", MINUTE / 2),
        "first": ("rate", MINUTE),
        "second": ("rate", 1.5 * MINUTE),
        "held": ("hold", MINUTE),
        "elsewhere": (None, 0 * MINUTE),
    }
    assert by_turn(found, making.channel("desk"), [], NOON) == found
