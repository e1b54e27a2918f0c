"""The fetching of articles over hours, with a clock that the test moves: retries, limits, edits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import judging, pipeline, schedule
from monitor.config import load
from monitor.rooms import Rooms
from monitor.store import open_store
from monitor.types import FeedState
from monitor.worker.fetching import Fetching
from monitor.worker.opening import open_rooms
from monitor.worker.trouble import StorageTrouble
from tests.servers import feeds
from tests.servers.feeds import Reply, in_turn, status
from tests.servers.pages import BRIDGE, web_page
from tests.worker.newsroom import Newsroom, newsroom

HEADLINE = "EU alarmed by North Korean soldiers"
LAST = "They are being made ready for the Kursk region, two officials said."
OTHER = "Tanks were seen on the road to Sudzha as well, the officials added."
WATCHES = """\
watches:
  kursk: {query: '"North Korean" NEAR/8 soldiers AND Kursk', channels: [hook]}
  sudzha: {query: 'tanks AND Sudzha', channels: [hook]}
"""
HOUR = timedelta(hours=1)


@dataclass(slots=True, kw_only=True)
class Desk:
    """The rooms of one worker, and its clock."""

    room: Newsroom
    rooms: Rooms
    fetching: Fetching
    clock: list[datetime]
    states: list[FeedState] = field(default_factory=list)

    async def poll(self) -> None:
        """Read the feed once."""
        (paper,) = self.rooms.configuration.feeds.values()
        state = self.states[-1] if self.states else schedule.first_state(paper, self.clock[0])
        polled = await pipeline.poll(paper, state, self.rooms, schedule.USUAL)
        assert polled.failure is None
        self.states.append(polled.state)

    async def later(self, wait: timedelta = timedelta()) -> int:
        """Let time pass, fetch what is due then, and return how many pages were asked for."""
        self.clock[0] += wait
        before = len(pages(self.room))
        await self.fetching.round()
        return len(pages(self.room)) - before

    def articles(self) -> list[tuple[object, ...]]:
        """What is remembered of the articles."""
        return self.room.rows("SELECT condition, attempts, fetches, failure_kind FROM articles ORDER BY asked, entry")

    def outcomes(self) -> list[tuple[object, ...]]:
        """The outcome of each match."""
        return self.room.rows(
            "SELECT m.watch, m.revision, coalesce(m.suppressed, (SELECT group_concat(reason) FROM alerts a"
            " WHERE a.entry = m.entry AND a.watch = m.watch AND a.revision = m.revision))"
            " FROM matches m ORDER BY m.revision, m.watch"
        )


def pages(room: Newsroom) -> list[str]:
    return [request.path for request in room.publisher.server.requests if request.path.startswith("/paper-0/")]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path) as made:
        made.write("watches/troops.yaml", WATCHES)
        yield made


def serve(room: Newsroom, reply: Reply, title: str = HEADLINE) -> None:
    """Serve the page of an entry."""
    room.publisher.server[room.publisher.path("paper-0", title)] = reply


def working(room: Newsroom, work: Callable[[Desk], Awaitable[None]], settings: str = "") -> None:
    """Run `work` in a worker; `settings` go under `articles:`."""
    if settings:
        room.write("monitor.yaml", (room.folder / "monitor.yaml").read_text() + f"articles: {{{settings}}}\n")

    async def main() -> None:
        configuration = load(room.folder, environ={})
        clock = [datetime(2026, 11, 21, 12, 0, tzinfo=UTC)]
        with open_store(configuration.store) as store:
            async with open_rooms(configuration, store, lambda: clock[0]) as rooms:
                fetching = Fetching(rooms, StorageTrouble(store, lambda: clock[0]))
                await work(Desk(room=room, rooms=rooms, fetching=fetching, clock=clock))

    asyncio.run(main())


def test_a_fault_that_may_pass_is_tried_again_and_told_late(room: Newsroom) -> None:
    room.publish("paper-0", HEADLINE)
    serve(room, in_turn(status(503), feeds.reset(), web_page(*BRIDGE, LAST)))

    async def work(desk: Desk) -> None:
        await desk.poll()
        assert desk.outcomes() == []
        assert await desk.later() == 1
        assert desk.articles() == [("due", 1, 0, "throttled")]
        assert await desk.later(timedelta(minutes=1)) == 0
        assert await desk.later(timedelta(minutes=1)) == 1
        assert await desk.later(timedelta(minutes=10)) == 1
        assert desk.articles() == [("fetched", 3, 1, None)]
        assert desk.outcomes() == [("kursk", 0, "new")]
        assert await desk.later(5 * HOUR) == 0

    working(room, work)


def test_an_article_that_nobody_fetched_in_time_is_said_to_be_missing(room: Newsroom) -> None:
    room.publish("paper-0", HEADLINE)

    async def work(desk: Desk) -> None:
        await desk.poll()
        assert await desk.later(7 * HOUR) == 0
        assert desk.articles() == [("failed", 0, 0, "overdue")]

    working(room, work)


def test_a_clock_that_was_ahead_does_not_hide_what_is_due(room: Newsroom) -> None:
    room.publish("paper-0", HEADLINE)
    serve(room, web_page(*BRIDGE, LAST))

    async def work(desk: Desk) -> None:
        await desk.poll()
        assert await desk.later(-9 * HOUR) == 1
        assert desk.outcomes() == [("kursk", 0, "new")]

    working(room, work)


def test_a_host_is_asked_for_so_many_pages_an_hour(room: Newsroom) -> None:
    for number in range(7):
        room.publish("paper-0", f"{HEADLINE}, part {number}")
        serve(room, web_page(*BRIDGE), f"{HEADLINE}, part {number}")

    async def work(desk: Desk) -> None:
        await desk.poll()
        assert [await desk.later(wait) for wait in (0 * HOUR, HOUR / 2, HOUR * 0.51, HOUR / 2, HOUR * 0.51)] == [
            3,
            0,
            3,
            0,
            1,
        ]

    working(room, work, "per_host_hour: 3")


def test_one_round_has_an_end(room: Newsroom) -> None:
    for number in range(5):
        room.publish("paper-0", f"{HEADLINE}, part {number}")
        serve(room, web_page(*BRIDGE), f"{HEADLINE}, part {number}")

    async def work(desk: Desk) -> None:
        await desk.poll()
        assert [await desk.later() for _ in range(4)] == [2, 2, 1, 0]

    working(room, work, "per_round: 2")


def test_the_first_reading_of_a_feed_asks_for_no_page(room: Newsroom) -> None:
    listed = (room.folder / "feeds.yaml").read_text()
    room.write("feeds.yaml", listed.replace("first_sight: alert", "first_sight: baseline, article: always"))
    room.publish("paper-0", HEADLINE)

    async def work(desk: Desk) -> None:
        await desk.poll()
        assert await desk.later() == 0
        room.publish("paper-0", "Tanks on the road")
        await desk.poll()
        assert await desk.later() == 1

    working(room, work)


def edit(room: Newsroom, summary: str) -> None:
    """Change the summary of the latest entry."""
    published = room.publisher.feeds["paper-0"]
    published[-1] = (published[-1][0], summary)


def test_an_edit_keeps_the_article_and_asks_for_nothing(room: Newsroom) -> None:
    room.publish("paper-0", HEADLINE)
    serve(room, web_page(*BRIDGE, LAST))

    async def work(desk: Desk) -> None:
        await desk.poll()
        await desk.later()
        edit(room, "Ministers will meet on Thursday.")
        await desk.poll()
        assert await desk.later(HOUR) == 0
        assert desk.outcomes() == [("kursk", 0, "new"), ("kursk", 1, "edited")]
        ((article,),) = room.rows("SELECT article FROM entries")
        assert str(article).endswith(LAST)

    working(room, work)


def test_an_edit_that_puts_another_watch_in_doubt_asks_once_more(room: Newsroom) -> None:
    """The page was longer the second time; what matched before is shown at its new place."""
    room.publish("paper-0", HEADLINE)
    serve(room, in_turn(web_page(*BRIDGE, LAST), web_page(OTHER, *BRIDGE, LAST)))

    async def work(desk: Desk) -> None:
        await desk.poll()
        await desk.later()
        edit(room, "Tanks were reported, too.")
        await desk.poll()
        assert await desk.later(HOUR) == 1
        assert desk.outcomes() == [("kursk", 0, "new"), ("kursk", 1, "edited"), ("sudzha", 1, "new")]
        assert desk.articles() == [("fetched", 1, 2, None)]
        told = desk.rooms.store.db.execute("SELECT hits FROM matches WHERE watch = 'kursk' AND revision = 1").fetchone()
        (shown,) = (hit for hit in json.loads(told[0]) if hit["field"] == "article")
        ((article,),) = room.rows("SELECT article FROM entries")
        assert str(article)[shown["start"] : shown["end"]] == "Kursk"
        edit(room, "Tanks were reported, and more soldiers.")
        await desk.poll()
        assert await desk.later(HOUR) == 0

    working(room, work)


def test_an_entry_that_is_edited_while_its_page_is_read_keeps_the_edit(room: Newsroom) -> None:
    room.publish("paper-0", HEADLINE)
    serve(room, feeds.after(0.5, web_page(*BRIDGE, LAST)))

    async def work(desk: Desk) -> None:
        await desk.poll()
        under_way = asyncio.create_task(desk.later())
        await asyncio.sleep(0.2)
        edit(room, "Ministers will meet on Thursday.")
        await desk.poll()
        await under_way
        assert room.rows("SELECT summary, revision FROM entries") == [("Ministers will meet on Thursday.", 1)]
        assert desk.outcomes() == [("kursk", 1, "new")]
        assert await desk.later(HOUR) == 0

    working(room, work)


def test_an_entry_that_was_told_already_has_no_second_outcome(room: Newsroom) -> None:
    """It matches by its headline, and its feed asks for every article."""
    listed = (room.folder / "feeds.yaml").read_text()
    room.write("feeds.yaml", listed.replace("first_sight: alert", "first_sight: alert, article: always"))
    room.publish("paper-0", "North Korean soldiers in Kursk")
    serve(room, web_page(*BRIDGE, LAST, OTHER), "North Korean soldiers in Kursk")

    async def work(desk: Desk) -> None:
        await desk.poll()
        assert desk.outcomes() == [("kursk", 0, "new")]
        assert await desk.later() == 1
        assert desk.outcomes() == [("kursk", 0, "new"), ("sudzha", 0, "new")]

    working(room, work)


def test_the_same_news_behind_two_pages_is_told_once(room: Newsroom) -> None:
    room.publish("paper-0", HEADLINE)
    serve(room, web_page(*BRIDGE, LAST))

    async def work(desk: Desk) -> None:
        await desk.poll()
        await desk.later()
        room.publish("paper-0", HEADLINE.upper())  # the same headline, as stories compare them
        serve(room, web_page(*BRIDGE, LAST), HEADLINE.upper())
        await desk.poll()
        assert await desk.later(timedelta(minutes=1)) == 1
        assert sorted(str(outcome[2]) for outcome in desk.outcomes()) == ["new", "same-story"]

    working(room, work)


def test_a_page_that_crashes_us_is_logged_and_stops_no_other(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.publish("paper-0", HEADLINE)

    def crash(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(judging, "read_article", crash)

    async def work(desk: Desk) -> None:
        await desk.poll()
        await desk.later()
        assert desk.articles() == [("due", 1, 0, "internal")]

    working(room, work)
