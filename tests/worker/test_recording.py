"""How it is written down what became of a message: once for several, and later where the disk is full."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.settings import Configuration, StoreSettings
from monitor.store import Store, open_store
from monitor.types import Message, SendResult, Sent
from monitor.worker.delivering import Delivering
from monitor.worker.opening import open_rooms
from monitor.worker.trouble import StorageTrouble
from tests import making
from tests.making import NOON
from tests.store.test_store import told
from tests.worker.simulated import FAST


@dataclass(slots=True)
class Full:
    """A receiver that takes everything, while the disk fills up just after it said so."""

    store: Store
    full: bool = True
    together: asyncio.Barrier | None = None  # it answers when the others do
    got: list[str] = field(default_factory=list)

    async def send(self, message: Message) -> SendResult:
        self.got.append(message.id)
        if self.together is not None:
            await self.together.wait()
        self.store.db.execute(f"PRAGMA query_only = {'ON' if self.full else 'OFF'}")
        return Sent(detail="ok")

    async def close(self) -> None:
        """Nothing is open."""


@contextmanager
def opened(place: Path) -> Iterator[tuple[Store, Configuration]]:
    channel = making.channel()
    configuration = Configuration(
        folder=place,
        poll=FAST,
        store=StoreSettings(path=place / "monitor.db"),
        feeds={},
        terms={},
        watches={"kursk": making.watch()},
        channels={channel.name: channel},
    )
    with open_store(configuration.store) as store:
        yield store, configuration


def test_what_cannot_be_recorded_is_sent_once_and_recorded_when_there_is_room(tmp_path: Path) -> None:
    async def work() -> None:
        async with open_rooms(configuration, store, lambda: NOON + timedelta(minutes=1)) as rooms:
            receiver = Full(store)
            delivering = Delivering(replace(rooms, senders={"desk": receiver}), StorageTrouble(store, lambda: NOON))
            for _ in range(5):
                delivering.start_due()
                await delivering.finish()
            assert len(receiver.got) == 1
            assert states(store) == {"pending": 2}
            receiver.full = False
            store.db.execute("PRAGMA query_only = OFF")
            delivering.start_due()
            await delivering.finish()
            assert len(receiver.got) == len(set(receiver.got)) == 2
            assert states(store) == {"sent": 2}

    with opened(tmp_path) as (store, configuration):
        store.save(told(making.fresh(), making.fresh("Second report from the border")), now=NOON)
        asyncio.run(work())


def states(store: Store) -> dict[str, int]:
    return dict(store.db.execute("SELECT state, count(*) FROM alerts GROUP BY state").fetchall())


@pytest.mark.parametrize("count", [1, 8])
def test_attempts_that_end_together_share_a_commit(tmp_path: Path, count: int) -> None:
    channels = {f"desk-{number}": making.channel(f"desk-{number}") for number in range(count)}
    commits: list[str] = []

    async def work() -> None:
        async with open_rooms(configuration, store, lambda: NOON + timedelta(minutes=1)) as rooms:
            together = asyncio.Barrier(count)
            receivers = {name: Full(store, full=False, together=together) for name in channels}
            delivering = Delivering(replace(rooms, senders=receivers), StorageTrouble(store, lambda: NOON))
            delivering.start_due()
            store.db.conn.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
            await delivering.finish()

    with opened(tmp_path) as (store, one):
        configuration = replace(one, channels=channels)
        entry = making.fresh()
        alerts = tuple(making.alert(entry.entry, name, channel=name) for name in channels)
        polled = told(entry)
        store.save(replace(polled, outcomes=(replace(polled.outcomes[0], alerts=alerts),)), now=NOON)
        asyncio.run(work())
        assert states(store) == {"sent": count}
        assert len(commits) <= count + 1  # what is begun on each channel, and all attempts together
