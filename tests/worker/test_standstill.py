"""What counts as standing still: a send that hangs does; a queue that has to wait, or that no disk takes, does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from monitor import bulletins
from monitor.hours import QuietHours
from monitor.settings import (
    Channel,
    ChannelSettings,
    Configuration,
    FileSettings,
    PollSettings,
    Rate,
    Secret,
    StoreSettings,
    TimingSettings,
    WebhookSettings,
)
from monitor.store import Store, digests, open_store
from monitor.store import bulletins as memory
from monitor.types import BulletinKind, Digest, DigestKind, Outcome, Polled
from monitor.worker.delivering import Delivering
from monitor.worker.opening import open_rooms
from monitor.worker.progress import SLOW, Part
from monitor.worker.service import Service
from tests import making
from tests.making import NOON
from tests.servers.feeds import FeedServer, silence
from tests.worker.newsroom import SECRET

HOUR = timedelta(hours=1)
LONG = 3 * SLOW
QUIET = QuietHours(start=time(11), end=time(20))


def two_receipts(store: Store) -> None:
    """Two messages to an operator are due."""
    with store.writing() as db:
        for hours in (1, 2):
            span = NOON - (hours + 1) * HOUR, NOON - hours * HOUR
            memory.save(db, bulletins.ordered(BulletinKind.RECEIPT, "desk", "desk", *span, NOON))


def a_digest(store: Store) -> None:
    """A digest that could not be sent before is due."""
    with store.writing() as db:
        digests.save_digest(
            db,
            Digest(
                id="d" * 20,
                kind=DigestKind.LATE,
                channel="desk",
                recipient="desk",
                since=NOON - 2 * HOUR,
                created=NOON - HOUR,
                due=NOON - HOUR / 60,
            ),
        )


def an_alert_and_no_room(store: Store) -> None:
    """An alert is due, and from now on the database takes no writes."""
    fresh = making.fresh()
    alerts = (making.alert(fresh.entry),)
    outcome = Outcome(match=making.match(fresh.entry), story=making.joined(fresh.entry), alerts=alerts)
    store.save(Polled(state=making.feed_state(), fresh=(fresh,), outcomes=(outcome,)), now=NOON)
    store.db.execute("PRAGMA query_only = ON")


def stuck(
    folder: Path, settings: ChannelSettings, timing: TimingSettings, prepare: Callable[[Store], None], *, hangs: bool
) -> list[str]:
    """Let a worker look for due messages for a long time; return what it says then of sending them.

    Where nothing `hangs`, what a look began has ended before the next.
    """
    desk = Channel(name="desk", title="Desk", recipients=("desk",), settings=settings, timing=timing)
    configuration = Configuration(
        folder=folder,
        poll=PollSettings(),
        store=StoreSettings(path=folder / "monitor.db"),
        feeds={},
        terms={},
        watches={"kursk": making.watch()},
        channels={"desk": desk},
    )
    passed = timedelta(0)

    def wall() -> datetime:
        return NOON + passed

    def monotonic() -> float:
        return passed.total_seconds()

    async def look(store: Store) -> list[str]:
        nonlocal passed
        service = Service(store, lambda: configuration)
        service._progress._clock = monotonic
        service._progress._last = dict.fromkeys(Part, 0.0)
        service._progress.expect(configuration)
        async with open_rooms(configuration, store, wall) as rooms:
            service._delivering = Delivering(rooms, service._trouble, report=service._vitals.delivered)
            while passed < LONG:
                await service._deliver()
                if hangs:
                    await asyncio.sleep(0)
                else:
                    await service._delivering.finish()
                passed += timedelta(seconds=30)
            found = service._progress.stuck()
            await service._delivering.finish(within=timedelta(0))
        return [one for one in found if one.startswith((Part.SENDING, Part.DELIVERING))]

    with open_store(configuration.store) as store:
        prepare(store)
        return asyncio.run(look(store))


@pytest.mark.parametrize(
    ("timing", "prepare", "sent"),
    [
        (TimingSettings(), two_receipts, 2),
        (TimingSettings(rate=Rate(messages=1, within=HOUR)), two_receipts, 1),
        (TimingSettings(quiet=QUIET), a_digest, 0),
        (TimingSettings(), an_alert_and_no_room, 0),
    ],
    ids=["all sent", "a rate that is used up", "quiet hours", "a database that takes no writes"],
)
def test_a_queue_that_has_to_wait_does_not_stand_still(
    tmp_path: Path, timing: TimingSettings, prepare: Callable[[Store], None], sent: int
) -> None:
    out = tmp_path / "out.jsonl"
    assert stuck(tmp_path, FileSettings(path=out), timing, prepare, hangs=False) == []
    assert (out.read_text().count("\n") if out.exists() else 0) == sent


def test_a_send_that_hangs_stands_still(tmp_path: Path) -> None:
    with FeedServer() as server:
        server["/hook"] = silence()
        hook = WebhookSettings(url=Secret(server.url("/hook")), secrets=(Secret(SECRET),), timeout=timedelta(minutes=1))
        found = stuck(tmp_path, hook, TimingSettings(), two_receipts, hangs=True)
    assert found == [f"{Part.SENDING} for {LONG.total_seconds():.0f} s"]
