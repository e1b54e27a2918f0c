"""Troubles reach an operator: exactly those that matter, once each, and their ends, whatever happens to the worker."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import query
from monitor.settings import (
    Channel,
    Configuration,
    Feed,
    FileSettings,
    OperatorSettings,
    Secret,
    StoreSettings,
    Watch,
    WebhookSettings,
)
from monitor.store import group, notices, open_store, outbox
from monitor.types import ChannelCondition, Notice, NoticeKind
from monitor.worker.delivering import resumed
from tests.servers.webhooks import Answer, WebhookServer, webhook_server
from tests.worker.newsroom import SECRET, newsroom, until
from tests.worker.simulated import FAST, Web, answer, between, refusing, rss, steady, working

START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # a Monday
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TEN = 10 * MINUTE


def at(hours: float) -> datetime:
    """So many hours after the beginning."""
    return START + hours * HOUR


def world() -> tuple[Web, list[Feed]]:
    """Twenty-four papers that publish by the hour, twelve of them at one host's mercy, and six with troubles."""
    web = Web(now=START, down=lambda now: at(9) <= now < at(9.7))
    feeds = []
    for number in range(24):
        name = f"paper-{number:02}"
        paper = steady(name, HOUR)
        feeds.append(web.feed(name, between(at(14), at(16), refusing, paper) if number < 12 else paper))
    often = {"every": TEN}
    feeds.append(web.feed("stopped", between(at(2), at(3), refusing, steady("stopped", HOUR)), **often))
    rolling = between(at(4), at(4.5), steady("rolling", MINUTE / 2, more="flood "), steady("rolling", HOUR))
    feeds.append(web.feed("rolling", rolling, **often))
    web.feed("moved", steady("moving", HOUR))
    leads_on = answer(301, Location="http://moved.example/feed")
    feeds.append(web.feed("moving", between(at(5), at(99), lambda _: leads_on, steady("moving", HOUR)), **often))
    feeds.append(web.feed("closed", between(at(6), at(99), lambda _: answer(410), steady("closed", HOUR)), **often))
    chatty = steady("quiet", 20 * MINUTE, holds=300)
    feeds.append(web.feed("quiet", between(at(0.5), at(18), lambda _: chatty(at(0.5)), chatty)))
    wire = [at(-1), at(-2), at(-3)]
    news = answer(200, rss("wire", [*wire, at(11)], "Troops near Sudzha "))
    feeds.append(web.feed("wire", between(START, at(11), lambda _: answer(200, rss("wire", wire)), lambda _: news)))
    return web, feeds


def channel(name: str, settings: WebhookSettings | FileSettings) -> Channel:
    return Channel(name=name, title=name.title(), recipients=(name,), settings=settings)


def hook(server: WebhookServer) -> WebhookSettings:
    return WebhookSettings(url=Secret(server.url), secrets=(Secret(SECRET),))


@dataclass(slots=True)
class Desk:
    """The desk's receiver, the operator's, and the operator's other channel, a file."""

    desk: WebhookServer
    duty: WebhookServer
    journal: Path

    def channels(self) -> dict[str, Channel]:
        made = [
            channel("desk", hook(self.desk)),
            channel("duty", hook(self.duty)),
            channel("journal", FileSettings(path=self.journal)),
        ]
        return {one.name: one for one in made}

    def messages(self) -> list[list[tuple[str, str]]]:
        """What the operator got, message by message."""
        return [told(call.data) for call in self.duty.received]

    def written(self) -> list[list[tuple[str, str]]]:
        """The same of the journal."""
        return [told(json.loads(line)) for line in self.journal.read_text().splitlines()]


def told(message: dict[str, Any]) -> list[tuple[str, str]]:
    return [(notice["kind"], notice["subject"]) for notice in message["data"]["notices"]]


def configured(folder: Path, feeds: list[Feed], desk: Desk, *operators: str) -> Configuration:
    """The papers, one watch for the desk, and who is told of troubles."""
    return Configuration(
        folder=folder,
        poll=FAST,
        store=StoreSettings(path=folder / "monitor.db"),
        feeds={feed.name: feed for feed in feeds},
        terms={},
        watches={"troops": Watch(name="troops", title="Troops", query=query.parse("troops"), channels=("desk",))},
        channels=desk.channels(),
        operator=OperatorSettings(channels=operators),
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with webhook_server(SECRET) as first, webhook_server(SECRET) as second:
        yield Desk(first, second, tmp_path / "journal.jsonl")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls of simulated time need not wait for each other."""
    monkeypatch.setattr(group, "WAIT_S", 0)


def live(configuration: Configuration, web: Web, end: datetime, step: timedelta = 2 * MINUTE) -> None:
    """One life of a worker."""

    async def work() -> None:
        with open_store(configuration.store) as store:
            async with working(configuration, store, web) as worker:
                await worker.live(end, step)

    asyncio.run(work())


def resume(configuration: Configuration, name: str) -> None:
    """Open a channel by hand."""
    with open_store(configuration.store) as store, store.writing() as db:
        outbox.save_channel(db, resumed(outbox.channel_states(db)[name]))


@pytest.mark.checklist(8, 12, 13)
def test_an_operator_hears_of_each_trouble_once_and_of_its_end(tmp_path: Path, desk: Desk) -> None:
    """A day of many feeds: one stops, one overflows, one moves, one closes, one falls silent, the network fails, the
    desk's channel refuses, half of the papers fail at once. The worker is started anew every other hour.
    """
    web, feeds = world()
    configuration = configured(tmp_path, feeds, desk, "duty", "journal")
    for hour in (2, 4, 6, 8, 10, 11, 12, 14, 15, 16, 18, 20):
        desk.desk.otherwise = Answer(401 if hour == 12 else 200)
        live(configuration, web, at(hour))
    papers = {f"paper-{number:02}" for number in range(12)}
    assert flat(desk.messages(), papers) == [
        ("failing", "stopped"),
        ("recovered", "stopped"),
        ("overflowing", "rolling"),
        ("recovered", "rolling"),
        ("moved", "moving"),
        ("gone", "closed"),
        ("stale", "quiet"),
        ("network-down", ""),
        ("network-back", ""),
        ("channel-paused", "desk"),
        ("channel-recovered", "desk"),
        ("failing", "12 papers"),
        ("recovered", "12 papers"),
        ("recovered", "quiet"),
    ]
    assert flat(desk.written(), papers) == flat(desk.messages(), papers)
    assert len(desk.messages()) < 20  # the papers are folded
    ids = [call.headers["webhook-id"] for call in desk.duty.received]
    assert len(set(ids)) == len(ids)
    with open_store(configuration.store) as store:
        assert notices.untold(store.db) == []
        assert {state.condition for state in outbox.channel_states(store.db).values()} == {ChannelCondition.OPEN}
    assert [call.data["data"]["headline"] for call in desk.desk.received][-1].startswith("wire Troops near Sudzha")


def flat(messages: list[list[tuple[str, str]]], papers: set[str]) -> list[tuple[str, str]]:
    """Return the notices in order; of the twelve papers each kind once, where it was told of each of them once."""
    found: list[tuple[str, str]] = []
    seen: dict[str, list[str]] = {}
    for kind, subject in (notice for message in messages for notice in message):
        if subject not in papers:
            found.append((kind, subject))
            continue
        seen.setdefault(kind, []).append(subject)
        if len(seen[kind]) == len(papers):
            assert set(seen[kind]) == papers
            found.append((kind, "12 papers"))
    return found


# --- channels --------------------------------------------------------------------------------------------


def test_the_trouble_of_an_operators_channel_is_told_through_the_other(tmp_path: Path, desk: Desk) -> None:
    web = Web(now=START)
    feed = web.feed("stopped", between(at(1), at(2), refusing, steady("stopped", HOUR)), every=TEN)
    configuration = configured(tmp_path, [feed, web.feed("well", steady("well", HOUR))], desk, "duty", "journal")
    desk.duty.otherwise = Answer(410)
    live(configuration, web, at(4))
    assert desk.written() == [
        [("failing", "stopped")],
        [("channel-suspended", "duty")],
        [("recovered", "stopped")],
    ]
    desk.duty.otherwise = Answer(200)
    del desk.duty.received[:]
    resume(configuration, "duty")
    live(configuration, web, at(5))
    assert desk.messages() == [[("failing", "stopped")], [("recovered", "stopped"), ("channel-recovered", "duty")]]
    assert desk.written()[3:] == [[("channel-recovered", "duty")]]


def test_the_only_channel_tells_of_its_own_trouble_when_it_is_over(tmp_path: Path, desk: Desk) -> None:
    web = Web(now=START)
    feed = web.feed("stopped", between(at(1), at(2), refusing, steady("stopped", HOUR)), every=TEN)
    configuration = configured(tmp_path, [feed, web.feed("well", steady("well", HOUR))], desk, "duty")
    desk.duty.otherwise = Answer(401)
    live(configuration, web, at(2))
    with open_store(configuration.store) as store:
        kinds = [notice.kind for notice in notices.untold(store.db)]
        assert kinds == [NoticeKind.FAILING, NoticeKind.CHANNEL_PAUSED]
    desk.duty.otherwise = Answer(200)
    del desk.duty.received[:]
    live(configuration, web, at(4))
    assert flat(desk.messages(), set()) == [
        ("failing", "stopped"),
        ("recovered", "stopped"),
        ("channel-recovered", "duty"),
    ]
    with open_store(configuration.store) as store:
        assert notices.untold(store.db) == []


def test_a_channel_that_only_puts_off_is_told_when_that_lasts(tmp_path: Path, desk: Desk) -> None:
    web = Web(now=START)
    news = between(START, at(0.5), lambda _: answer(200, BEFORE), lambda _: answer(200, TROOPS))
    configuration = configured(tmp_path, [web.feed("wire", news, every=TEN)], desk, "duty")
    desk.desk.otherwise = Answer(503)
    live(configuration, web, at(4))
    assert desk.messages() == [[("channel-failing", "desk")]]
    desk.desk.otherwise = Answer(200)
    live(configuration, web, at(10))
    assert desk.messages() == [[("channel-failing", "desk")], [("channel-recovered", "desk")]]


BEFORE = rss("wire", [at(-2), at(-1)])
TROOPS = rss("wire", [at(-2), at(-1), at(0.5)], "Troops near Sudzha ")


def test_without_an_operator_the_log_is_all_and_nothing_is_told_later(tmp_path: Path, desk: Desk) -> None:
    web = Web(now=START)
    feed = web.feed("stopped", between(at(1), at(3), refusing, steady("stopped", HOUR)), every=TEN)
    feeds = [feed, web.feed("well", steady("well", HOUR))]
    live(configured(tmp_path, feeds, desk), web, at(2))
    configuration = configured(tmp_path, feeds, desk, "duty")
    live(configuration, web, at(5))
    assert desk.messages() == [[("recovered", "stopped")]]


def test_who_is_told_may_change(tmp_path: Path, desk: Desk) -> None:
    web = Web(now=START)
    feed = web.feed("stopped", between(at(1), at(3), refusing, steady("stopped", HOUR)), every=TEN)
    feeds = [feed, web.feed("well", steady("well", HOUR))]
    desk.duty.otherwise = Answer(503)
    live(configured(tmp_path, feeds, desk, "duty"), web, at(2))
    live(configured(tmp_path, feeds, desk, "journal"), web, at(5))
    assert flat(desk.written(), set()) == [
        ("failing", "stopped"),
        ("channel-failing", "duty"),  # which nobody could be told before
        ("recovered", "stopped"),
    ]


# --- as a process ----------------------------------------------------------------------------------------


def test_a_worker_that_is_killed_before_it_marks_repeats_under_the_same_id(tmp_path: Path) -> None:
    """The receiver has the message, the worker dies before it hears so; the next one sends the same once more."""
    with newsroom(tmp_path, more="operator: {channels: [hook, mail]}\n") as room:
        found = datetime.now(UTC)
        notice = Notice(kind=NoticeKind.GONE, subject="paper-0", detail="HTTP 410", since=found, at=found)
        with open_store(StoreSettings(path=room.database)) as store, store.writing() as db:
            notices.save(db, [notice])
        room.write("monitor.yaml", (room.folder / "monitor.yaml").read_text().replace("timeout: 5s", "timeout: 5m"))
        room.webhook.answers = [Answer(delay=300)]
        worker = room.start("run", "--once")
        until(lambda: room.webhook.received, seconds=120)
        until(lambda: len(room.smtp.mails) == 2, seconds=120)
        until(lambda: room.rows("SELECT count(*) FROM bundles WHERE state = 'sent'") == [(2,)], seconds=120)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        assert room.run("run", "--once").returncode == 0
        first, second = room.webhook.received
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert first.data["data"] == second.data["data"]
        assert second.verified == (SECRET,)
        assert told(second.data) == [("gone", "paper-0")]
        assert {mail.recipients[0] for mail in room.smtp.mails} == {"one@desk.example", "two@desk.example"}
        assert len(room.smtp.mails) == 2
        assert "feed paper-0 is gone" in room.smtp.mails[0].message["Subject"]
        assert room.run("run", "--once").returncode == 0
        assert len(room.webhook.received) == 2
