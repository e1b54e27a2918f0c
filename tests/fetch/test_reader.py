"""Parsing in child processes: they serve, they are killed in time, and they do not outlive the worker."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.fetch import reader as reader_room
from monitor.fetch.reader import Reader
from monitor.types import FailureKind, FeedFailure, Fetched, ParsedFeed
from tests.fetch.conftest import RSS as PLAIN
from tests.fetch.conftest import SETTINGS, feed

FEED = feed("https://gazette.example/feed")
RSS = PLAIN.replace(b"<rss", b"<!DOCTYPE rss>\n<rss", 1)  # one for the reference, which runs in a child alone
# The reference reader looks for a mail address in an author with a regular expression that backtracks.
HANGS = RSS.replace(b"</item>", b"<author>" + b"a" * 400_000 + b"@</author></item>")


def _fetched(body: bytes) -> Fetched:
    return Fetched(url=FEED.url, body=body, content_type="application/rss+xml")


def _with(work: Callable[[Reader], Awaitable[None]], **changes: object) -> None:
    async def main() -> None:
        async with Reader(replace(SETTINGS, **changes)) as reader:  # type: ignore[arg-type]
            await work(reader)

    asyncio.run(main())


def _children() -> set[int]:
    """The processes that this one started and that have not ended."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


def test_it_reads_and_uses_its_child_again() -> None:
    async def work(reader: Reader) -> None:
        before = _children()
        for _ in range(3):
            result = await reader.read(_fetched(RSS), FEED)
            assert isinstance(result, ParsedFeed)
            assert result.entries[0].title == "Ferry aground off the north pier"
        assert len(_children() - before) == 1

    _with(work)


def test_a_document_of_the_fast_lane_needs_no_child() -> None:
    before = _children()

    async def work(reader: Reader) -> None:
        here, there = await reader.read(_fetched(PLAIN), FEED), await reader.read(_fetched(RSS), FEED)
        assert here == there
        assert len(_children() - before) == 1

    async def plain(reader: Reader) -> None:
        assert isinstance(await reader.read(_fetched(PLAIN), FEED), ParsedFeed)
        assert _children() == before

    _with(plain)
    _with(work)


def test_no_child_is_started_before_it_is_needed_and_none_stays() -> None:
    before = _children()

    async def nothing(reader: Reader) -> None:
        assert _children() == before

    async def two(reader: Reader) -> None:
        await asyncio.gather(*(reader.read(_fetched(RSS), FEED) for _ in range(5)))
        assert len(_children() - before) == 2

    _with(nothing)
    _with(two)
    assert _children() == before


def test_a_failure_comes_back_as_a_value() -> None:
    async def work(reader: Reader) -> None:
        result = await reader.read(_fetched(b"/etc/hostname"), FEED)
        assert result == FeedFailure(kind=FailureKind.NOT_A_FEED, detail="not a feed: /etc/hostname")

    _with(work)


@pytest.mark.checklist(14, 20)
def test_the_deadline_kills_and_the_next_document_is_read() -> None:
    async def work(reader: Reader) -> None:
        started = time.monotonic()
        result = await reader.read(_fetched(HANGS), FEED)
        assert time.monotonic() - started < 60  # by itself it would take an hour
        assert isinstance(result, FeedFailure)
        assert (result.kind, result.detail) == (FailureKind.PARSER_KILLED, "the parser did not finish within 0.7 s")
        assert isinstance(await reader.read(_fetched(RSS), FEED), ParsedFeed)

    _with(work, parse_deadline=timedelta(seconds=0.7))


@pytest.mark.checklist(20)
def test_a_child_that_ignores_its_alarm_is_killed_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_room, "STARTING", -1.4)  # the worker's patience ends before the child's alarm

    async def work(reader: Reader) -> None:
        result = await reader.read(_fetched(HANGS), FEED)
        assert isinstance(result, FeedFailure)
        assert result.kind is FailureKind.PARSER_KILLED

    before = _children()
    _with(work, parse_deadline=timedelta(seconds=2))
    assert _children() == before


@pytest.mark.checklist(20)
def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_room, "MEMORY", 200 << 20)
    big = RSS.replace(b"</item>", b"<description>" + b"&amp;nbsp; " * 4_000_000 + b"</description></item>")

    async def work(reader: Reader) -> None:
        result = await reader.read(_fetched(big), FEED)
        assert isinstance(result, FeedFailure)
        assert result.kind is FailureKind.PARSER_KILLED
        assert isinstance(await reader.read(_fetched(RSS), FEED), ParsedFeed)

    _with(work)


def test_a_child_that_served_long_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_room, "DOCUMENTS", 2)

    async def work(reader: Reader) -> None:
        others, seen = _children(), []
        for _ in range(4):
            assert isinstance(await reader.read(_fetched(RSS), FEED), ParsedFeed)
            seen.append(_children() - others)
        assert [len(children) for children in seen] == [1, 0, 1, 0]
        assert seen[0] != seen[2]

    _with(work)


@pytest.mark.parametrize("busy", [False, True])
def test_a_child_killed_by_somebody_else_is_replaced(busy: bool) -> None:
    async def work(reader: Reader) -> None:
        before = _children()
        await reader.read(_fetched(RSS), FEED)
        (child,) = _children() - before
        task = asyncio.create_task(reader.read(_fetched(HANGS if busy else RSS), FEED))
        if not busy:
            await task
        await asyncio.sleep(0.2)
        os.kill(child, signal.SIGKILL)
        while child in _children():  # noqa: ASYNC110 - nobody tells of another process
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)  # until the event loop has heard of it
        if busy:
            result = await task
            assert isinstance(result, FeedFailure)
            assert result.detail == "the parser died of gazette (status -9)"
        assert isinstance(await reader.read(_fetched(RSS), FEED), ParsedFeed)

    _with(work)


def test_cancelled_reads_leave_no_slot_and_no_child_behind() -> None:
    before = _children()

    async def work(reader: Reader) -> None:
        for attempt in range(6):
            task = asyncio.create_task(reader.read(_fetched(HANGS), FEED))
            await asyncio.sleep(0.05 * attempt)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert _children() == before
        results = await asyncio.gather(*(reader.read(_fetched(RSS), FEED) for _ in range(3)))
        assert all(isinstance(result, ParsedFeed) for result in results)

    _with(work)
    assert _children() == before


_WORKER = """
    import asyncio, os, signal, sys
    from datetime import timedelta
    from pathlib import Path
    from tests.fetch.test_reader import HANGS, RSS, FEED, _children, _fetched
    from monitor.fetch.reader import Reader
    from monitor.settings import PollSettings

    async def main():
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with Reader(PollSettings(parse_deadline=timedelta(seconds=2))) as reader:
            await reader.read(_fetched(RSS), FEED)
            hanging = asyncio.create_task(reader.read(_fetched(HANGS), FEED)) if sys.argv[1] == "busy" else None
            await asyncio.sleep(0.3)
            print(*_children(), flush=True)
            await stop.wait()
            result = await reader.read(_fetched(RSS), FEED)
            print(len(result.entries), flush=True)

    asyncio.run(main())
"""


def _worker(how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_WORKER), how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        start_new_session=True,
    )


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # an orphan that nobody reaps is dead as well


@pytest.mark.parametrize("how", ["idle", "busy"])
def test_children_do_not_outlive_a_worker_that_is_killed(how: str) -> None:
    with _worker(how) as worker:
        assert worker.stdout is not None
        children = [int(pid) for pid in worker.stdout.readline().split()]
        assert children
        assert all(_alive(child) for child in children)
        worker.kill()
        worker.wait()
        ends = time.monotonic() + 60
        while any(_alive(child) for child in children) and time.monotonic() < ends:
            time.sleep(0.02)
        assert not [child for child in children if _alive(child)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_to_the_whole_group_are_for_the_worker(number: signal.Signals) -> None:
    """Ctrl-C reaches every process of the terminal, and systemd asks every process of a service to stop."""
    with _worker("idle") as worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        children = [int(pid) for pid in worker.stdout.readline().split()]
        for child in children:
            os.kill(child, number)
        os.killpg(worker.pid, number)
        out, err = worker.communicate(timeout=60)
        assert (worker.returncode, out.strip(), err) == (0, "1", "")
        assert not [child for child in children if _alive(child)]


def _facts(pid: int) -> tuple[bytes, bytes]:
    """The environment of a process, and what it has mapped into memory."""
    folder = Path(f"/proc/{pid}")
    return (folder / "environ").read_bytes(), (folder / "maps").read_bytes()


def test_the_child_has_nothing_of_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2")

    async def work(reader: Reader) -> None:
        before = _children()
        await reader.read(_fetched(RSS), FEED)
        (child,) = _children() - before
        environment, loaded = _facts(child)
        assert b"hunter2" not in environment
        assert b"_sqlite3" not in loaded

    _with(work)
