"""When a channel hears of what, in simulated time: real feeds, database, queues and receivers, restarts in between."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor import query
from monitor.hours import QuietHours
from monitor.settings import (
    Channel,
    Configuration,
    DigestMode,
    DigestSettings,
    Level,
    Secret,
    StoreSettings,
    TimingSettings,
    Watch,
    WebhookSettings,
)
from monitor.store import group, open_store, waiting
from tests.servers.webhooks import Answer, WebhookServer, webhook_server
from tests.worker.newsroom import SECRET, unlike
from tests.worker.simulated import FAST, Web, answer, working

KYIV = ZoneInfo("Europe/Kyiv")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = QuietHours(start=time(23), end=time(6, 30))
SEVEN = DigestSettings(at=(time(7),))


def local(day: str, clock: str) -> datetime:
    """A time as the clocks in Kyiv show it."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=KYIV).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Report:
    """An entry that appears at a time."""

    at: datetime
    title: str
    guid: str


@dataclass(slots=True, kw_only=True)
class Room:
    """A feed that says what it is told to, and the receivers of the channels."""

    folder: Path
    web: Web
    servers: dict[str, WebhookServer]
    channels: dict[str, Channel]
    watches: tuple[Watch, ...]
    reports: list[Report] = field(default_factory=list)

    def publish(self, at: datetime, number: int, title: str = "") -> None:
        """Let a story of its own appear, or an edited headline of one."""
        headline = title or f"Troops {unlike(number)}"
        self.reports.append(Report(at=at, title=headline, guid=f"wire-{number}"))

    def feed(self, now: datetime) -> bytes:
        """The feed as it stands."""
        latest = {report.guid: report for report in self.reports if report.at <= now}
        items = "".join(
            f"<item><title>{one.title}</title><guid isPermaLink='false'>{one.guid}</guid>"
            f"<link>http://wire.example/{one.guid}</link><pubDate>{format_datetime(one.at)}</pubDate></item>"
            for one in latest.values()
        )
        return answer(200, f"<rss version='2.0'><channel><title>w</title>{items}</channel></rss>".encode())

    def live(self, until: datetime, *, step: timedelta = 5 * MINUTE, life: timedelta = 47 * MINUTE) -> None:
        """Work until then; every now and then the worker is started anew."""
        while self.web.now < until:
            asyncio.run(self._life(min(until, self.web.now + life), step))

    async def _life(self, until: datetime, step: timedelta) -> None:
        feed = self.web.feed("wire", self.feed, every=5 * MINUTE)
        configuration = Configuration(
            folder=self.folder,
            poll=FAST,
            store=StoreSettings(path=self.folder / "monitor.db"),
            feeds={"wire": feed},
            terms={},
            watches={watch.name: watch for watch in self.watches},
            channels=self.channels,
        )
        with open_store(configuration.store) as store:
            with store.writing() as db:
                waiting.judge_anew(db)  # as a worker does that starts
            async with working(configuration, store, self.web) as worker:
                await worker.live(until, step)

    def got(self, channel: str) -> list[dict[str, Any]]:
        """The messages that a channel got, and no id twice."""
        received = self.servers[channel].received
        ids = [call.headers["webhook-id"] for call in received]
        assert len(set(ids)) == len(ids)
        return [call.data for call in received]

    def kinds(self, channel: str) -> list[str]:
        """The types of the messages that a channel got."""
        return [message["type"] for message in self.got(channel)]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with open_store(StoreSettings(path=self.folder / "monitor.db"), read_only=True) as store:
            return [tuple(row) for row in store.db.execute(sql).fetchall()]


def titles(messages: Iterable[dict[str, Any]]) -> list[str]:
    """The headlines that messages tell, in order."""
    found = []
    for message in messages:
        data = message["data"]
        found += [story["headline"] for story in data["stories"]] if "stories" in data else [data["headline"]]
    return found


@contextmanager
def room(folder: Path, begin: datetime, *watches: Watch, **timing: TimingSettings) -> Iterator[Room]:
    """A room with a channel for each `timing`; the watch for troops tells all of them."""
    with ExitStack() as stack:
        servers = {name: stack.enter_context(webhook_server(SECRET)) for name in timing}
        channels = {
            name: Channel(
                name=name,
                title=name.title(),
                recipients=(name,),
                settings=WebhookSettings(url=Secret(servers[name].url), secrets=(Secret(SECRET),)),
                timezone="Europe/Kyiv",
                timing=one,
            )
            for name, one in timing.items()
        }
        troops = Watch(name="troops", title="Troops", query=query.parse("troops"), channels=tuple(channels))
        made = Room(folder=folder, web=Web(now=begin), servers=servers, channels=channels, watches=watches or (troops,))
        made.publish(begin - HOUR, 0, "Nothing of note")
        yield made


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "WAIT_S", 0)


@pytest.mark.parametrize(
    ("evening", "morning", "night"),
    [("2026-03-28", "2026-03-29", 6.5), ("2026-10-24", "2026-10-25", 8.5)],
    ids=["clocks go forward", "clocks go back"],
)
def test_a_quiet_night(tmp_path: Path, evening: str, morning: str, night: float) -> None:
    """What breaks at night is held until 06:30 and comes as one message; a digest at 07:00 has all of it, once."""
    begin, dark, light = local(evening, "21:50"), local(evening, "23:00"), local(morning, "06:30")
    assert (light - dark) / HOUR == night
    timing = {
        "desk": TimingSettings(quiet=NIGHT),
        "editors": TimingSettings(quiet=NIGHT, digest=SEVEN),
        "planning": TimingSettings(quiet=NIGHT, digest=replace(SEVEN, mode=DigestMode.BOTH)),
    }
    with room(tmp_path, begin, **timing) as made:
        moments = [begin + 20 * MINUTE * number for number in range(1, 36) if begin + 20 * MINUTE * number < light]
        for number, moment in enumerate(moments, start=1):
            made.publish(moment + MINUTE, number)
        before = sum(moment < dark for moment in moments)
        made.live(light - 5 * MINUTE)
        assert made.kinds("desk") == made.kinds("planning") == ["alert.new"] * before
        assert made.kinds("editors") == []
        made.live(light + 10 * MINUTE)
        assert made.kinds("desk") == made.kinds("planning") == ["alert.new"] * before + ["digest.held"]
        assert made.kinds("editors") == []
        made.publish(light + 20 * MINUTE, 100)
        made.live(local(morning, "06:59"))
        assert made.kinds("editors") == []
        made.live(local(morning, "16:00"))
        everything = [report.title for report in made.reports[1:]]
        assert made.kinds("desk") == ["alert.new"] * before + ["digest.held", "alert.new"]
        assert made.kinds("editors") == ["digest.digest"]
        assert made.kinds("planning") == [*made.kinds("desk"), "digest.digest"]
        for name in ("desk", "editors"):
            assert Counter(titles(made.got(name))) == Counter(everything)  # each once
        assert titles(made.got("planning")[-1:]) == everything  # again, in order
        assert made.got("editors")[0]["timestamp"].startswith(f"{morning}T07:00:00")
        assert made.rows("SELECT count(*) FROM alerts WHERE state != 'sent'") == [(0,)]


def test_what_is_urgent_breaks_through_and_takes_along_what_waits_for_it(tmp_path: Path) -> None:
    night = local("2026-11-23", "23:30")
    urgent = Watch(name="sudzha", title="Sudzha", query=query.parse("Sudzha"), channels=("desk",), level=Level.URGENT)
    calm = Watch(name="troops", title="Troops", query=query.parse("troops"), channels=("desk",))
    with room(tmp_path, night, calm, urgent, desk=TimingSettings(quiet=NIGHT, hold=10 * MINUTE)) as made:
        made.publish(night + MINUTE, 1)
        made.publish(night + MINUTE, 2, f"Sudzha {unlike(2)}")
        made.live(night + HOUR)
        assert titles(made.got("desk")) == [f"Sudzha {unlike(2)}"]
        made.live(local("2026-11-24", "06:40"))
        assert made.kinds("desk") == ["alert.new", "alert.new"]  # a few come one by one


def test_updates_that_waited_come_in_one_message(tmp_path: Path) -> None:
    begin = local("2026-11-23", "09:00")
    watch = Watch(name="troops", title="Troops", query=query.parse("troops"), channels=("desk",), update_every=2 * HOUR)
    with room(tmp_path, begin, watch, desk=TimingSettings()) as made:
        first = f"Troops {unlike(1)}"
        made.publish(begin + MINUTE, 1)
        for hours, words in ((0.5, 51), (1, 52), (1.5, 53)):
            made.publish(begin + hours * HOUR, 1, f"Troops {unlike(1, 5)} {unlike(words, 3)}")
        made.live(begin + 2 * HOUR)
        assert titles(made.got("desk")) == [first]
        made.live(begin + 8 * HOUR)
        new, update = made.got("desk")
        assert (new["type"], update["type"]) == ("alert.new", "alert.corrected")
        assert len(update["data"]["since"]) == 2
        ids = {update["data"]["id"]}
        told = made.rows("SELECT detail FROM alerts WHERE told_in IS NOT NULL")
        assert [detail for (detail,) in told] == [f"told in {one}" for one in (*ids, *ids)]
        assert made.rows("SELECT DISTINCT state FROM alerts") == [("sent",)]


def test_after_an_outage_what_is_late_comes_as_one_message(tmp_path: Path) -> None:
    begin = local("2026-11-23", "09:00")
    with room(tmp_path, begin, desk=TimingSettings()) as made:
        for number in range(1, 21):
            made.publish(begin + 20 * MINUTE * number, number)
        made.servers["desk"].otherwise = Answer(503)
        made.live(begin + 7 * HOUR)
        made.servers["desk"].otherwise = Answer(200)
        del made.servers["desk"].received[:]
        made.live(begin + 14 * HOUR, step=10 * MINUTE)
        late = [message for message in made.got("desk") if message["type"] == "digest.late"]
        assert len(late) == 1
        assert late[0]["data"]["late_seconds"] > 2 * 3600
        assert Counter(titles(made.got("desk"))) == Counter(report.title for report in made.reports[1:])
        assert titles(late) == [title for title in [r.title for r in made.reports] if title in titles(late)]


def test_more_than_a_channel_takes_in_an_hour_is_rolled_up(tmp_path: Path) -> None:
    begin = local("2026-11-23", "09:00")
    with room(tmp_path, begin, desk=TimingSettings(max_per_hour=4)) as made:
        for number in range(1, 7):
            made.publish(begin + MINUTE * number, number)
        made.live(begin + 12 * MINUTE)
        assert made.kinds("desk") == ["alert.new"] * 6  # whatever is unseen passes
        for number in range(1, 7):
            made.publish(begin + (12 + number) * MINUTE, number, f"Troops {unlike(number, 5)} {unlike(number + 50, 3)}")
        made.live(begin + 30 * MINUTE)
        assert made.kinds("desk") == ["alert.new"] * 6
        made.live(begin + 80 * MINUTE)
        assert made.kinds("desk") == ["alert.new"] * 6 + ["digest.roll-up"]
        assert len(made.got("desk")[-1]["data"]["stories"]) == 6


def test_a_digest_may_be_empty_where_that_is_asked_for(tmp_path: Path) -> None:
    begin = local("2026-11-23", "06:00")
    timing = {"quiet": TimingSettings(digest=SEVEN), "empty": TimingSettings(digest=replace(SEVEN, empty=True))}
    with room(tmp_path, begin, **timing) as made:
        made.live(begin + 3 * HOUR)
        assert made.kinds("quiet") == []
        assert made.kinds("empty") == ["digest.digest"]
        assert made.got("empty")[0]["data"]["stories"] == []


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_clock_that_is_set_tells_nothing_twice_and_loses_nothing(tmp_path: Path, jump: timedelta) -> None:
    begin = local("2026-11-23", "06:30")
    timing = {
        "editors": TimingSettings(digest=DigestSettings(at=(time(7), time(9)))),
        "planning": TimingSettings(digest=DigestSettings(at=(time(7), time(9)), mode=DigestMode.BOTH)),
    }
    with room(tmp_path, begin, **timing) as made:
        for number in range(1, 13):
            made.publish(begin + 10 * MINUTE * number, number)
        made.live(begin + 40 * MINUTE)
        made.web.now += jump
        made.live(begin + 100 * MINUTE)
        made.web.now -= jump
        made.live(begin + 6 * HOUR)
        made.live(begin + 25 * HOUR, step=20 * MINUTE)
        everything = Counter(report.title for report in made.reports[1:])
        for name in timing:
            assert Counter(titles(m for m in made.got(name) if m["type"] == "digest.digest")) == everything
