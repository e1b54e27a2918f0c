"""A desk with two channels, one of them with two recipients, and two watches: what mutes are tried on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from monitor import mutes, muting
from monitor.matching import Matcher
from monitor.store import mutes as memory
from monitor.types import Mute, Target
from tests import making
from tests.joining.desk import Desk, desk

LISTS = {"desk": making.channel("desk", "anna", "boris"), "room": making.channel("room")}
TROOPS = making.watch("troops", "troops", channels=("desk", "room"))
BRIDGE = making.watch("bridge", "bridge", channels=("room",))
MATCHER = Matcher([TROOPS, BRIDGE], {})


@contextmanager
def newsdesk(place: Path) -> Iterator[Desk]:
    """The desk, with an empty database."""
    with desk(place, TROOPS, BRIDGE, matcher=MATCHER) as one:
        configuration = replace(one.rooms.configuration, channels=LISTS)
        yield Desk(rooms=replace(one.rooms, configuration=configuration))


def mute(one: Desk, now: datetime, lasting: timedelta = timedelta(hours=2), **target: str) -> Mute:
    """Let Anna mute something from now on."""
    made = mutes.made(Target(**target), "Anna", "a drill", lasting, now)
    assert isinstance(made, Mute)
    with one.rooms.store.writing() as db:
        memory.save(db, made)
    return made


def end(one: Desk, muted: Mute, now: datetime) -> None:
    """Let Boris end it by hand."""
    with one.rooms.store.writing() as db:
        memory.save(db, mutes.ended(muted, now, "Boris"))


def sweep(one: Desk, now: datetime) -> list[Mute]:
    """What the worker does in between."""
    muting.take_out(one.rooms.store, now)
    return muting.end_due(one.rooms.store, LISTS, now)


def listed(one: Desk) -> list[tuple[str, str, str]]:
    """What was listed: recipient, reason and headline, in order."""
    rows = one.rows(
        "SELECT r.recipient, w.reason, w.title FROM recaps r JOIN withheld w ON w.recap = r.id"
        " ORDER BY r.created, r.recipient, w.at, w.id"
    )
    return [(recipient, reason, title) for recipient, reason, title in rows]
