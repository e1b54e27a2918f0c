"""Plays the written day through the real worker and shows what came of it.

    the day -> local feeds -> the worker's own rounds -> local mail server, local webhook receiver
                                      |
                                      v
                      what the desk got, and for all else why not

Ports are free ones of 127.0.0.1, the configuration and the database live in a folder that is gone afterwards, and no
other address is ever asked.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from monitor import config
from monitor.demo import folder, screen
from monitor.demo.day import Outlet, last_step, outlets
from monitor.demo.feeds import Feeds
from monitor.demo.receiver import Receiver
from monitor.demo.smtp import Mailbox, receiving
from monitor.demo.web import serving
from monitor.rooms import Rooms
from monitor.settings import Configuration, Feed
from monitor.store import memory, open_store
from monitor.types import Polled
from monitor.worker import logs
from monitor.worker.once import one_round, take_over, utc_now
from monitor.worker.opening import open_rooms
from monitor.worker.trouble import StorageTrouble


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything that the play needs, set up."""

    day: tuple[Outlet, ...]
    start: datetime
    feeds: Feeds
    mailbox: Mailbox
    receiver: Receiver
    rooms: Rooms
    readings: dict[str, Polled] = field(default_factory=dict)  # of the present step, by feed

    def note(self, feed: Feed, polled: Polled) -> None:
        """Keep how one feed was read."""
        self.readings[feed.name] = polled


def play(console: Console, *, pause: float = 2.0) -> None:
    """Play the whole day on `console`, with at least `pause` seconds from step to step. Takes about half a minute."""
    logs.configure()
    logging.getLogger("monitor").setLevel(logging.ERROR)  # the screen tells what the log would
    with TemporaryDirectory(prefix="news-monitor-demo-") as place:
        asyncio.run(_play(Path(place), console, pause=pause))


async def _play(place: Path, console: Console, *, pause: float) -> None:
    day = outlets()
    screen.opening(console, day)
    async with _set_up(place, day) as stage:
        screen.watches(console, stage.rooms.configuration)
        trouble = StorageTrouble(stage.rooms.store, utc_now)
        take_over(stage.rooms.configuration, stage.rooms.store, trouble)
        for step in range(last_step(stage.day) + 2):  # the last one shows that nothing new means nothing said
            if step:
                await asyncio.sleep(max(pause, _until_all_are_due(stage.rooms)))
            stage.feeds.step = step
            mails = len(stage.mailbox.mails)
            before, stage.readings = stage.readings, {}
            began = utc_now()
            await one_round(stage.rooms, trouble, report=stage.note)
            screen.step(console, step, stage.readings, before)
            screen.held_back(console, stage.rooms.store, since=began)
            for number, mail in enumerate(stage.mailbox.mails[mails:], start=mails):
                screen.mail(console, mail, stage.mailbox.mails[:number])
        screen.closing(console, stage.rooms, stage.mailbox, stage.receiver, stage.feeds, since=stage.start)


def _until_all_are_due(rooms: Rooms) -> float:
    """Seconds until the last feed is due: one that failed is asked later than the others."""
    states = memory.feed_states(rooms.store.db).values()
    return max((state.next_check - utc_now()).total_seconds() for state in states)


@asynccontextmanager
async def _set_up(place: Path, day: tuple[Outlet, ...]) -> AsyncIterator[Stage]:
    start = datetime.now(UTC)
    feeds, mailbox = Feeds(day, start), Mailbox()
    receiver = Receiver("whsec_" + base64.b64encode(secrets.token_bytes(24)).decode())
    async with (
        serving(feeds.answer) as feeds_port,
        receiving(mailbox) as mail_port,
        serving(receiver.answer) as board_port,
    ):
        folder.write(place / "config", day, feeds_port=feeds_port, mail_port=mail_port)
        configuration = _configuration(place / "config", board_port, receiver.secret)
        with open_store(configuration.store) as store:
            async with open_rooms(configuration, store, utc_now) as rooms:
                yield Stage(day=day, start=start, feeds=feeds, mailbox=mailbox, receiver=receiver, rooms=rooms)


def _configuration(place: Path, board_port: int, secret: str) -> Configuration:
    read = config.load(place, environ=folder.environment(board_port=board_port, secret=secret))
    # Between two requests to one host the worker pauses; here one machine stands for the hosts of all outlets.
    return replace(read, poll=replace(read.poll, host_gap=timedelta(0)))
