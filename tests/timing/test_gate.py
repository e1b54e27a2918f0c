"""Each rule of when by itself, and who is told how."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from monitor import timing
from monitor.hours import QuietHours
from monitor.settings import DigestSettings, Level, TelegramSettings, TimingSettings, Watch
from monitor.timing import Wait
from monitor.types import DigestKind, Reason, Waiting, Waits
from tests import making
from tests.making import NOON
from tests.render.briefings import SETTINGS

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = QuietHours(start=time(11), end=time(14))  # noon is in it


def waiting(title: str = "Troops", **more: Any) -> Waiting:
    """A new story that is due at noon."""
    reason, level = more.pop("reason", Reason.NEW), more.pop("level", Level.NORMAL)
    created = more.pop("created", NOON)
    alert = making.alert(making.entry(title), reason=reason, level=level, created=created)
    return Waiting(alerts=(alert,), ready=more.pop("ready", created), **more)


def update(**more: Any) -> Waiting:
    """An update of a story that was told ten minutes ago."""
    known: dict[str, Any] = {"reason": Reason.CHANGED, "last": NOON - 10 * MINUTE, "loudest": Level.NORMAL}
    return waiting(**(known | more))


def gate(one: Waiting, watch: Watch | None = None, **rules: Any) -> Wait | None:
    known = {name: rules.pop(name) for name in ("sent", "rolling") if name in rules}
    channel = making.channel(timing=TimingSettings(**rules))
    return timing.gate(one, channel, watch or making.watch(), NOON, **known)


URGENT = Level.URGENT
FULL = [NOON - 50 * MINUTE, NOON - 20 * MINUTE]


@pytest.mark.parametrize(
    ("one", "rules", "wait"),
    [
        (waiting(), {}, None),
        (waiting(), {"hold": 5 * MINUTE}, (5 * MINUTE, Waits.HOLD)),
        (waiting(created=NOON - 5 * MINUTE), {"hold": 5 * MINUTE}, None),
        (waiting(created=NOON + 5 * MINUTE), {"hold": 5 * MINUTE}, None),  # the clock was set back
        (waiting(level=URGENT), {"hold": 5 * MINUTE}, None),
        (update(), {"hold": 5 * MINUTE}, None),
        (waiting(), {"quiet": NIGHT}, (2 * HOUR, Waits.QUIET)),
        (waiting(level=URGENT), {"quiet": NIGHT}, None),
        (waiting(), {"digest": DigestSettings(at=(time(17),))}, (5 * HOUR, Waits.DIGEST)),
        (waiting(level=URGENT), {"digest": DigestSettings(at=(time(17),))}, (5 * HOUR, Waits.DIGEST)),
        (waiting(), {"max_per_hour": 2, "sent": FULL}, None),  # whatever is unseen passes
        (update(), {"max_per_hour": 2, "sent": FULL}, (10 * MINUTE, Waits.PER_HOUR)),
        (update(), {"max_per_hour": 2, "sent": FULL, "rolling": NOON + MINUTE}, (MINUTE, Waits.PER_HOUR)),
        (update(), {"max_per_hour": 3, "sent": FULL}, None),
        (update(waits=Waits.PER_HOUR), {"max_per_hour": 2, "sent": FULL}, None),
        (update(level=URGENT), {"max_per_hour": 2, "sent": FULL}, None),
        (update(level=URGENT, loudest=URGENT), {"max_per_hour": 2, "sent": FULL}, (10 * MINUTE, Waits.PER_HOUR)),
    ],
)
def test_each_rule_waits_for_its_own_time(
    one: Waiting, rules: dict[str, Any], wait: tuple[timedelta, Waits] | None
) -> None:
    assert gate(one, **rules) == (wait and Wait(until=NOON + wait[0], waits=wait[1]))


def test_a_watch_knows_better_than_its_channels_how_long_to_hold() -> None:
    assert gate(waiting(), making.watch(hold=timedelta(0)), hold=HOUR) is None
    assert gate(waiting(), making.watch(hold=MINUTE)) == Wait(until=NOON + MINUTE, waits=Waits.HOLD)


def test_updates_keep_their_distance_unless_the_story_became_louder() -> None:
    watch = making.watch(update_every=HOUR)
    assert gate(update(), watch) == Wait(until=NOON + 50 * MINUTE, waits=Waits.UPDATE_EVERY)
    assert gate(update(level=URGENT), watch) is None
    assert gate(update(level=URGENT, loudest=URGENT), watch) is not None
    assert gate(update(last=NOON - 2 * HOUR), watch) is None


def test_what_ends_in_quiet_hours_waits_for_their_end() -> None:
    later = QuietHours(start=time(12, 30), end=time(14))
    found = gate(update(), making.watch(update_every=HOUR), quiet=later)
    assert found == Wait(until=NOON + 2 * HOUR, waits=Waits.QUIET)


def plan(*due: Waiting, **rules: Any) -> timing.Plan:
    channel = making.channel(timing=TimingSettings(**rules))
    return timing.plan(due, channel, {"kursk": making.watch()}, NOON, sent={}, rolling={})


def several(count: int, **more: Any) -> list[Waiting]:
    return [waiting(f"Troops {number}", **more) for number in range(count)]


@pytest.mark.parametrize(
    ("more", "count", "kind"),
    [
        ({}, 9, None),
        ({"waits": Waits.QUIET}, 3, None),  # a few come one by one
        ({"waits": Waits.QUIET}, 4, DigestKind.HELD),
        ({"waits": Waits.DIGEST}, 4, DigestKind.HELD),
        ({"waits": Waits.PER_HOUR, "reason": Reason.CHANGED}, 2, DigestKind.ROLL_UP),
        ({"ready": NOON - 3 * HOUR}, 1, None),
        ({"ready": NOON - 3 * HOUR}, 2, DigestKind.LATE),
        ({"ready": NOON - 3 * HOUR, "begun": True}, 2, None),  # may have arrived: again as it was
        ({"ready": NOON - HOUR}, 9, None),
    ],
)
def test_many_come_in_one_message(more: dict[str, Any], count: int, kind: DigestKind | None) -> None:
    due = several(count, **more)
    found = plan(*due)
    assert [fold.kind for fold in found.folds] == ([kind] if kind else [])
    assert [*found.single, *(one for fold in found.folds for one in fold.waiting)] == due


def test_what_was_tried_before_goes_along_with_what_is_late() -> None:
    late, tried = several(1, ready=NOON - 3 * HOUR), several(3, early=True)
    assert (plan(*tried).folds, plan(*tried).single) == ((), ())
    (fold,) = plan(*late, *tried[1:]).folds
    assert fold.kind is DigestKind.LATE
    assert len(fold.waiting) == 3


def test_a_small_chat_gets_several_messages_rather_than_one_that_is_cut() -> None:
    channel = replace(making.channel(), settings=SETTINGS["telegram"])
    assert isinstance(channel.settings, TelegramSettings)
    due = several(25, waits=Waits.QUIET)
    found = timing.plan(due, channel, {}, NOON, sent={}, rolling={})
    assert [len(fold.waiting) for fold in found.folds] == [10, 10, 5]
