"""Signs of life are given only while the work goes on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.settings import Configuration, OperatorSettings, PingSettings, PollSettings, Secret, StoreSettings
from monitor.store import open_store
from monitor.worker import caretaker
from monitor.worker.caretaker import Caretaker
from monitor.worker.once import utc_now
from monitor.worker.opening import open_rooms
from monitor.worker.progress import Part, Progress
from monitor.worker.trouble import StorageTrouble
from tests.servers.feeds import FeedServer, document
from tests.survival.test_processes import Heard, manager


@pytest.mark.parametrize("query", ["", "?create=1"])
def test_what_stands_still_gives_no_sign_of_life_and_calls_for_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(caretaker, "FIRST_CALL", timedelta(0))
    with FeedServer() as elsewhere, manager(tmp_path) as (environment, heard):
        well, failing = f"/token{query}", f"/token/fail{query}"
        elsewhere[well] = elsewhere[failing] = document(b"OK")
        monkeypatch.setenv("NOTIFY_SOCKET", environment["NOTIFY_SOCKET"])
        monkeypatch.setenv("WATCHDOG_USEC", "3000")
        ping = PingSettings(url=Secret(elsewhere.url(well)), every=timedelta(0))
        configuration = Configuration(
            folder=tmp_path,
            poll=PollSettings(),
            store=StoreSettings(path=tmp_path / "monitor.db"),
            feeds={},
            terms={},
            watches={},
            channels={},
            operator=OperatorSettings(ping=ping),
        )
        asyncio.run(_look(configuration, heard))
        assert len(elsewhere.asked(well)) == 2
        assert len(elsewhere.asked(failing)) == 1


async def _look(configuration: Configuration, heard: Heard) -> None:
    seconds = 0.0
    with open_store(configuration.store) as store:
        trouble, progress = StorageTrouble(store, utc_now), Progress(lambda: seconds)
        care = Caretaker(store, trouble, progress, utc_now)
        async with open_rooms(configuration, store, utc_now) as rooms:
            await care.follow(rooms)

            async def looked() -> list[str]:
                heard.clear()
                await asyncio.sleep(0.01)
                care.look()
                await care.settle()
                return heard.listen()

            assert [one.partition("\n")[0] for one in await looked()] == ["WATCHDOG=1"]
            seconds = 1000.0
            for part in (Part.POLLING, Part.READING, Part.SENDING, Part.SAVING):
                progress.mark(part)
            assert await looked() == ["STATUS=no look for due messages for 1000 s"]
            progress.mark(Part.DELIVERING)
            assert [one.partition("\n")[0] for one in await looked()] == ["WATCHDOG=1"]
            await care.stop()
            assert heard.listen()[-1].startswith("STOPPING=1")
