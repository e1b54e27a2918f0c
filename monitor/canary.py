"""An entry of our own that goes through all that a desk's entry goes through, so that silence can be believed.

    a feed document of ours
      | read     in a child process, as any document
      | new      not seen before
      | match    by the desks' watches, which is not heeded, and by the canary's own
      | group    one story
      | decide   an alert for the canary's channel
      | save     in the database
    the outbox
      | due      what goes out now
      | deliver  brief, render, send to a receiver that is only here, settle, record
      | arrived  as the database says

What it writes is taken away again: no desk, report or statistic sees it. It has its own watch, feed and channel, under
a name that no configuration can have. Only the network is left out, which the feeds and channels themselves prove.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import dispatch, judging, pipeline, query, seeing
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.parse.identity import to_entries
from monitor.rooms import Rooms
from monitor.settings import Channel, Configuration, ConsoleSettings, Feed, OperatorSettings, Watch, WatchArticle
from monitor.store import canary as memory
from monitor.types import Alert, ChannelState, FeedFailure, FeedState, Fetched, Message, Polled, SendResult, Sent

NAME = memory.NAME
_WORD = "canarythatcomesthrough"
_WINDOW = timedelta(minutes=1)
_WORDS = 12
"""Invented words in each headline, so that no two canaries are the same story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """How it went: `lost` says where it did not get through, and is empty where it arrived."""

    lost: str = ""


async def fly(rooms: Rooms, within: timedelta) -> Flight:
    """Send one through everything and say how it went. Raises StorageError where the database cannot take it."""
    own = _rooms(rooms)
    at = "it was not read"

    def reached(step: str) -> None:
        nonlocal at
        at = step

    memory.clear(rooms.store)
    try:
        async with asyncio.timeout(within.total_seconds()):
            lost = await _fly(own, rooms.matcher, reached)
    except TimeoutError:
        return Flight(lost=f"{at} within {within.total_seconds():.0f} s")
    if not lost:
        memory.clear(rooms.store)
    return Flight(lost=lost)


async def _fly(rooms: Rooms, desks: Matcher, reached: Callable[[str], None]) -> str:
    """Return where it was lost, nothing where it arrived."""
    now = rooms.clock()
    parsed = await rooms.reader.read(_document(now), _FEED)
    if isinstance(parsed, FeedFailure):
        return f"it was not read: {parsed.kind.value}: {parsed.detail}"
    seen = seeing.new(to_entries(_FEED, parsed, now), _FEED, rooms.store)
    for item in seen.fresh:
        desks.match(item.entry)
    reached("it was not saved")
    with rooms.joining.kept_if_saved():
        outcomes = judging.decide(seen.fresh, rooms, baseline=False, now=now)
        state = FeedState(feed=NAME, url=_FEED.url, next_check=now, last_ok=now, baseline=now)
        polled = Polled(state=state, present=seen.present, fresh=seen.fresh, outcomes=outcomes, how="canary")
        await rooms.store.save_together(polled, now=now)
    reached("it was saved and not sent")
    channel = rooms.configuration.channels[NAME]
    idle = ChannelState(channel=NAME, settings=channel.fingerprint)
    due, _ = dispatch.due(channel, idle, (), rooms, rooms.clock())
    for one, attempts in due:
        if isinstance(one, Alert):
            await pipeline.deliver(one, attempts, idle, rooms)
    if memory.arrived(rooms.store):
        return ""
    found = ", ".join(f"{one.suppressed or 'alerted'}: {one.detail}" for one in outcomes) or "its watch did not match"
    return f"it was read and did not arrive ({found})"


_FEED = Feed(name=NAME, url="canary:", title="Canary", publisher=NAME)

_CHANNEL = Channel(name=NAME, title="Canary", recipients=(NAME,), settings=ConsoleSettings())

_WATCH = Watch(name=NAME, title="Canary", query=query.parse(_WORD), channels=(NAME,), article=WatchArticle.NEVER)


def _rooms(rooms: Rooms) -> Rooms:
    """Return the rooms as they are, but for a configuration that has the canary's own watch and channel alone.

    The stories that it is compared with are those of the last minutes, read for it: the desks' ones never see it.
    """
    configuration = _configuration(rooms.configuration)
    return replace(
        rooms,
        configuration=configuration,
        joining=Joining(rooms.store, configuration),
        matcher=Matcher((_WATCH,), {}),
        senders={NAME: _Perch()},
    )


def _configuration(configuration: Configuration) -> Configuration:
    return replace(
        configuration,
        feeds={NAME: _FEED},
        watches={NAME: _WATCH},
        channels={NAME: _CHANNEL},
        operator=OperatorSettings(),
        endpoint=None,
        desk_feeds=None,
        templates={},
        story_window=_WINDOW,
        story_model=None,
    )


class _Perch:
    """Takes every message and shows it to nobody."""

    async def send(self, message: Message) -> SendResult:
        return Sent(detail=f"{len(message.body)} bytes")

    async def close(self) -> None:
        """Do nothing: nothing is open."""


def _document(now: datetime) -> Fetched:
    number = hashlib.sha256(now.isoformat().encode()).hexdigest()
    words = " ".join(_word(number[place * 5 : place * 5 + 5]) for place in range(_WORDS))
    # The document type makes it one for the child process; plain ones are read without.
    body = (
        "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE rss [<!ENTITY ours 'canary'>]>"
        "<rss version='2.0'><channel><title>Canary</title>"
        f"<item><title>{words} {_WORD}</title><guid isPermaLink='false'>{number}</guid></item></channel></rss>"
    )
    return Fetched(url=_FEED.url, body=body.encode(), content_type="application/rss+xml")


def _word(digits: str) -> str:
    """Return letters for hexadecimal digits: numbers would be read as figures."""
    return "".join("bcdfghklmnprstvz"[int(digit, 16)] + "aeiou"[int(digit, 16) % 5] for digit in digits)
