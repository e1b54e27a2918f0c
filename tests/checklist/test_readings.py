"""What the checklist asks of a whole reading, from the answer of a server to what is stored and told of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor import query
from monitor.fetch.reader import Reader
from monitor.parse import fast, lanes
from monitor.parse.document import by_reference
from monitor.settings import Channel, Configuration, Feed, FileSettings, StoreSettings, Watch
from monitor.store import group, ledger, memory, open_store
from monitor.types import FeedFailure, FeedState, Fetched, ParsedFeed
from tests.worker.simulated import FAST, Script, Web, answer, between, refusing, rss, working

START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OLD = [START - number * HOUR for number in range(5)]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls of simulated time need not wait for each other."""
    monkeypatch.setattr(group, "WAIT_S", 0)


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every document that the reader is given."""
    given: list[bytes] = []
    read = Reader.read

    async def noting(self: Reader, fetched: Fetched, feed: Feed) -> ParsedFeed | FeedFailure:
        given.append(fetched.body)
        return await read(self, fetched, feed)

    monkeypatch.setattr(Reader, "read", noting)
    return given


@dataclass(slots=True)
class Desk:
    """One feed that a worker polls every ten minutes, and a desk that is told of all that it says."""

    folder: Path
    web: Web
    feed: Feed

    @classmethod
    def reading(cls, folder: Path, script: Script) -> Desk:
        web = Web(now=START)
        return cls(folder, web, web.feed("gazette", script, every=10 * MINUTE))

    def live(self, length: timedelta) -> FeedState:
        """Let a worker poll for so long; return what is remembered of the feed then."""
        desk = Channel(
            name="desk",
            title="Desk",
            recipients=("desk",),
            settings=FileSettings(path=self.folder / "alerts.jsonl"),
        )
        configuration = Configuration(
            folder=self.folder,
            poll=FAST,
            store=StoreSettings(path=self.folder / "monitor.db"),
            feeds={"gazette": self.feed},
            terms={},
            watches={"all": Watch(name="all", title="All", query=query.parse("gazette"), channels=("desk",))},
            channels={"desk": desk},
        )

        async def work() -> FeedState:
            with open_store(configuration.store) as store:
                async with working(configuration, store, self.web) as worker:
                    await worker.live(self.web.now + length, MINUTE)
                return memory.feed_states(store.db)["gazette"]

        return asyncio.run(work())

    def told(self) -> int:
        """How many alerts the desk got."""
        path = self.folder / "alerts.jsonl"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def stored(self) -> int:
        """How many entries are stored."""
        with open_store(StoreSettings(path=self.folder / "monitor.db"), read_only=True) as store:
            return sum(ledger.entry_counts(store.db).values())


def showing(*entries: datetime, **headers: str) -> Script:
    return lambda _: answer(200, rss("gazette", entries), **headers)


@pytest.mark.checklist(2)
def test_a_304_ends_a_run_of_failures_and_nothing_is_parsed(tmp_path: Path, documents: list[bytes]) -> None:
    quiet = between(START + 20 * MINUTE, START + 9 * HOUR, lambda _: answer(304), showing(*OLD, ETag='"1"'))
    desk = Desk.reading(tmp_path, between(START + 9 * MINUTE, START + 19 * MINUTE, refusing, quiet))
    assert desk.live(15 * MINUTE).failures == 1
    state = desk.live(2 * HOUR)
    assert (state.failures, state.failing_since) == (0, None)
    assert state.unchanged > 2
    assert len(documents) == 1


@pytest.mark.checklist(4)
def test_a_body_with_another_date_of_its_own_is_not_parsed(tmp_path: Path, documents: list[bytes]) -> None:
    def script(now: datetime) -> bytes:
        stamp = f"<channel><lastBuildDate>{format_datetime(now)}</lastBuildDate>".encode()
        return answer(200, rss("gazette", OLD).replace(b"<channel>", stamp))

    desk = Desk.reading(tmp_path, script)
    desk.live(2 * HOUR)
    assert len(documents) == 1


@pytest.mark.checklist(11)
def test_a_permanent_move_to_what_is_no_feed_is_not_adopted(tmp_path: Path) -> None:
    moved = answer(301, Location="http://parking.example/")
    desk = Desk.reading(tmp_path, between(START + 5 * MINUTE, START + 9 * HOUR, lambda _: moved, showing(*OLD)))
    desk.web.feed("parking", lambda _: answer(200, b"<!DOCTYPE html><html><title>For sale</title></html>"))
    state = desk.live(6 * HOUR)
    assert (state.moved_to, state.moved_polls) == (None, 0)
    assert state.failures > 2


@pytest.mark.checklist(12)
@pytest.mark.parametrize("body", [b"<!DOCTYPE html><html><title>Just a moment</title></html>", b"", b" \n "])
def test_a_page_or_nothing_in_place_of_a_feed_keeps_the_last_good_state(tmp_path: Path, body: bytes) -> None:
    odd = answer(200, body, ETag='"odd"')
    good = showing(*OLD, ETag='"good"')
    desk = Desk.reading(tmp_path, between(START + 5 * MINUTE, START + HOUR, lambda _: odd, good))
    before = desk.live(5 * MINUTE)
    during = desk.live(50 * MINUTE)
    assert during.failures > 0
    assert (during.etag, during.body_hash, during.last_ok) == (before.etag, before.body_hash, before.last_ok)
    assert desk.live(3 * HOUR).failures == 0
    assert (desk.stored(), desk.told()) == (len(OLD), 0)


@pytest.mark.checklist(28)
def test_an_entry_that_drops_off_is_kept_and_is_not_new_when_it_comes_back(tmp_path: Path) -> None:
    new = START + 20 * MINUTE
    with_it, without = showing(new, *OLD), showing(*OLD)
    back = between(START + 4 * HOUR, START + 9 * HOUR, with_it, without)
    desk = Desk.reading(tmp_path, between(START + 30 * MINUTE, START + 2 * HOUR, with_it, back))
    desk.live(HOUR)
    assert (desk.stored(), desk.told()) == (len(OLD) + 1, 1)
    desk.live(2 * HOUR)
    assert desk.stored() == len(OLD) + 1
    desk.live(2 * HOUR)
    assert (desk.stored(), desk.told()) == (len(OLD) + 1, 1)


@pytest.mark.checklist(29)
def test_the_first_sight_tells_nobody_and_the_next_entry_everybody(tmp_path: Path) -> None:
    new = START + 20 * MINUTE
    desk = Desk.reading(tmp_path, between(START + 25 * MINUTE, START + 9 * HOUR, showing(new, *OLD), showing(*OLD)))
    desk.live(20 * MINUTE)
    assert (desk.stored(), desk.told()) == (len(OLD), 0)
    desk.live(HOUR)
    assert (desk.stored(), desk.told()) == (len(OLD) + 1, 1)


@pytest.mark.checklist(22)
def test_a_well_formed_document_costs_a_fraction_of_the_reference() -> None:
    """The reference needs some eight times as much."""
    body = rss("gazette", [START - number * MINUTE for number in range(100)], "a longer headline than most are, ")
    began = time.process_time()
    for _ in range(3):
        assert isinstance(
            fast.read(body, url="https://gazette.example/", content_type=None, bounds=lanes.HERE), ParsedFeed
        )
    quick = time.process_time() - began
    began = time.process_time()
    for _ in range(3):
        assert isinstance(by_reference(body, url="https://gazette.example/"), ParsedFeed)
    assert quick * 3 < time.process_time() - began
