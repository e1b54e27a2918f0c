"""Polls that end together share a transaction: each is saved wholly or not at all, and none waits for ever."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.settings import StoreSettings
from monitor.store import StorageError, Store, group, memory, open_store
from monitor.store.connection import connect_to_read
from monitor.types import Fresh, Polled
from tests import making
from tests.making import NOON
from tests.store.test_store import told

SMALL = 640 * 1024  # bytes: the tables, and a few entries


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "monitor.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=path)) as opened:
        yield opened


def quiet(number: int, *, size: int = 10) -> Polled:
    """A reading of one feed with one entry, of which nobody is told."""
    entry = making.entry(id=f"entry-{number}", summary="x" * size)
    return Polled(state=making.feed_state(f"feed-{number}"), present=(entry.id,), fresh=(Fresh(entry=entry),))


def committed(path: Path) -> set[str]:
    """The feeds that another process sees, each with its entry."""
    db = connect_to_read(path)
    found = {row["name"] for row in db.query("SELECT name FROM feeds")}
    entries = {row["id"] for row in db.query("SELECT id FROM entries")}
    db.close()
    assert {name.removeprefix("feed-") for name in found} == {name.removeprefix("entry-") for name in entries}
    return found


def _main(work: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(10):
            await work()

    asyncio.run(limited())


def test_several_polls_are_one_commit(store: Store, path: Path) -> None:
    async def work() -> None:
        tasks = [asyncio.create_task(store.save_together(quiet(number), now=NOON)) for number in range(5)]
        await asyncio.sleep(0)
        assert set(memory.feed_states(store.db)) == {f"feed-{number}" for number in range(5)}  # here, already
        assert committed(path) == set()
        await tasks[0]
        assert committed(path) == {f"feed-{number}" for number in range(5)}
        await asyncio.gather(*tasks)

    _main(work)


def test_not_more_than_so_many_wait_for_each_other(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "WAIT_S", 3600)
    monkeypatch.setattr(group, "MOST", 3)

    async def work() -> None:
        await asyncio.gather(*(store.save_together(quiet(number), now=NOON) for number in range(6)))
        assert len(committed(path)) == 6

    _main(work)


def test_an_alert_waits_for_nobody(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "WAIT_S", 3600)

    async def work() -> None:
        waiting = asyncio.create_task(store.save_together(quiet(1), now=NOON))
        await asyncio.sleep(0)
        await store.save_together(told(making.fresh()), now=NOON)
        await waiting

    _main(work)
    db = connect_to_read(path)
    assert next(db.query("SELECT count(*) AS n FROM alerts"))["n"] == 1


def test_a_part_that_fails_is_taken_back_alone(store: Store, path: Path) -> None:
    broken = replace(told(making.fresh()), fresh=())  # its outcome speaks of an entry that is not there

    async def work() -> None:
        first = asyncio.create_task(store.save_together(quiet(1), now=NOON))
        await asyncio.sleep(0)
        with pytest.raises(KeyError):
            await store.save_together(broken, now=NOON)
        third = asyncio.create_task(store.save_together(quiet(3), now=NOON))
        await asyncio.gather(first, third)
        with pytest.raises(KeyError):
            await store.save_together(broken, now=NOON)
        assert not store.db.conn.in_transaction

    _main(work)
    assert committed(path) == {"feed-1", "feed-3"}


def test_what_else_is_written_ends_the_common_transaction(store: Store, path: Path) -> None:
    async def work() -> None:
        waiting = asyncio.create_task(store.save_together(quiet(1), now=NOON))
        await asyncio.sleep(0)
        store.save(quiet(2), now=NOON)
        assert committed(path) == {"feed-1", "feed-2"}
        await waiting

    _main(work)


def test_a_full_database_fails_whom_it_must_and_nobody_hangs(path: Path) -> None:
    store = open_store(StoreSettings(path=path, max_size=SMALL))

    async def work() -> None:
        results = await asyncio.gather(
            *(store.save_together(quiet(number, size=40_000), now=NOON) for number in range(20)),
            return_exceptions=True,
        )
        failed = {f"feed-{number}" for number, result in enumerate(results) if result is not None}
        assert failed
        assert {type(result) for result in results if result is not None} == {StorageError}
        assert committed(path) == {f"feed-{number}" for number in range(20)} - failed
        assert not store.db.conn.in_transaction
        await store.save_together(quiet(99), now=NOON)
        assert "feed-99" in committed(path)

    with store:
        _main(work)


def test_a_commit_that_fails_fails_everybody_in_it(store: Store, path: Path) -> None:
    async def work() -> None:
        tasks = [asyncio.create_task(store.save_together(quiet(number), now=NOON)) for number in range(3)]
        await asyncio.sleep(0)
        store.db.execute("PRAGMA defer_foreign_keys = ON")  # a fault that shows at the commit alone
        store.db.execute("INSERT INTO revisions (entry, revision, title, summary) VALUES ('nobody', 1, '', '')")
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [StorageError] * 3
        assert committed(path) == set()
        await store.save_together(quiet(1), now=NOON)

    _main(work)
    assert committed(path) == {"feed-1"}


def test_who_is_cancelled_leaves_nothing_open(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "WAIT_S", 3600)

    async def work() -> None:
        tasks = [asyncio.create_task(store.save_together(quiet(number), now=NOON)) for number in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(tasks[0], tasks[2])
        assert tasks[1].cancelled() or await asyncio.wait([tasks[1]])

    _main(work)
    assert len(committed(path)) == 3

    async def ends_early() -> None:
        task = asyncio.create_task(store.save_together(quiet(7), now=NOON))
        await asyncio.sleep(0)
        assert not task.done()

    _main(ends_early)  # the loop cancels what is left
    assert "feed-7" in committed(path)


def test_closing_saves_what_waits(path: Path) -> None:
    store = open_store(StoreSettings(path=path))

    async def work() -> None:
        task = asyncio.create_task(store.save_together(quiet(1), now=NOON))
        await asyncio.sleep(0)
        store.close()
        await task

    _main(work)
    assert committed(path) == {"feed-1"}


def test_a_killed_worker_leaves_all_or_nothing(store: Store, path: Path) -> None:
    """What a crash leaves is what another connection sees: the journal up to the last commit."""

    async def work() -> None:
        waiting = asyncio.create_task(store.save_together(quiet(1), now=NOON))
        await asyncio.sleep(0)
        copy = path.with_name("copy.db")
        for suffix in ("", "-wal"):
            copy.with_name(copy.name + suffix).write_bytes(path.with_name(path.name + suffix).read_bytes())
        with sqlite3.connect(copy) as db:
            assert db.execute("SELECT count(*) FROM feeds").fetchone() == (0,)
            assert db.execute("SELECT count(*) FROM entries").fetchone() == (0,)
        db.close()
        await waiting

    _main(work)
