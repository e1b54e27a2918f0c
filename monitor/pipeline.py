"""The pipeline, on one screen.

    poll                                              deliver
    ----                                              -------
    a due feed                                        a due alert
      | fetch    network, concurrent, polite            | brief    gather the story
      | read     bytes -> entries (child process)       | render   to a message
      | new      not seen before, or edited             | send     console, file, e-mail, webhook
      | match    every watch, every fresh entry         | settle   sent, tried again, or refused
      | group    same news, one story                   | record   the attempt
      | decide   who hears of it, and why (or why not)
      | save     one transaction per feed

Gather, decide, apply: between fetch and save nothing is written. Which feeds and alerts are due, how many run at once
and what happens on a bug is the worker's business, not decided here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import alerts, novelty, schedule, stories
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.matching import Matcher
from monitor.notify import Sender
from monitor.parse.identity import to_entries
from monitor.render import render
from monitor.settings import Channel, Configuration, Feed, FirstSight, Level, WatchState
from monitor.store import Store, memory, outbox
from monitor.types import (
    Alert,
    Briefing,
    ChannelState,
    Delivery,
    Entry,
    FeedFailure,
    FeedState,
    Fetched,
    Fresh,
    Match,
    NotModified,
    Outcome,
    ParsedFeed,
    Polled,
    Settlement,
    Told,
)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The rooms that the pipeline leads through, opened for one configuration."""

    configuration: Configuration
    store: Store
    fetcher: Fetcher
    reader: Reader
    matcher: Matcher
    senders: Mapping[str, Sender]
    clock: Clock


Reading = tuple[Fetched, ParsedFeed] | NotModified | FeedFailure


async def poll(feed: Feed, state: FeedState, rooms: Rooms) -> Polled:
    """Read `feed` once and save what that changes. Raises StorageError where the database cannot take it."""
    reading = await read(feed, state, rooms.fetcher, rooms.reader)
    now = rooms.clock()
    polled = judge(feed, state, reading, rooms, now)
    rooms.store.save(polled, now=now)
    return polled


async def read(feed: Feed, state: FeedState | None, fetcher: Fetcher, reader: Reader) -> Reading:
    """Fetch `feed` and read what came; a failure of either is a value."""
    fetched = await fetcher.fetch(feed, state)
    if not isinstance(fetched, Fetched):
        return fetched
    parsed = await reader.read(fetched, feed)
    return parsed if isinstance(parsed, FeedFailure) else (fetched, parsed)


def judge(feed: Feed, state: FeedState, reading: Reading, rooms: Rooms, now: datetime) -> Polled:
    """Turn what was read into all that this poll changes; asks the store, writes nothing."""
    if isinstance(reading, FeedFailure):
        return Polled(state=schedule.failed(feed, state, reading, now), failure=reading, how="failed")
    if isinstance(reading, NotModified):
        return Polled(state=schedule.succeeded(feed, state, reading, None, now), how=f"unchanged ({reading.by})")
    fetched, parsed = reading
    seen = _new(to_entries(feed, parsed, now), feed, rooms.store)
    baseline = state.baseline is None and feed.first_sight is FirstSight.BASELINE
    return Polled(
        state=schedule.succeeded(feed, state, fetched, parsed, now),
        present=seen.present,
        fresh=seen.fresh,
        outcomes=decide(seen.fresh, rooms, baseline=baseline, now=now),
        how="read",
    )


def _new(entries: tuple[Entry, ...], feed: Feed, store: Store) -> novelty.News:
    known = memory.known_entries(store.db, (entry.id for entry in entries))
    unknown = (entry.canonical_url for entry in entries if entry.id not in known)
    pages = memory.entries_of_feed_at(store.db, feed.name, (url for url in unknown if url))
    return novelty.news(entries, known, pages)


def decide(fresh: Iterable[Fresh], rooms: Rooms, *, baseline: bool, now: datetime) -> tuple[Outcome, ...]:
    """Match, group and judge `fresh` in order, so that two entries of one reading meet in one story."""
    outcomes: list[Outcome] = []
    matched = [(item, rooms.matcher.match(item.entry)) for item in fresh]
    window = _Window.gather(matched, rooms, now)
    for item, matches in matched:
        by_watch: dict[str, Match | None] = {match.watch: match for match in matches}
        place = window.members.get(item.entry.id)
        if item.previous is not None and place is not None:
            by_watch = dict.fromkeys(window.told_through(item.entry.id, rooms)) | by_watch
        if not by_watch:
            continue
        joined = stories.join(item.entry, window.keys, place)
        for name, match in by_watch.items():
            watch = rooms.configuration.watches[name]
            outcome = alerts.decide(
                item,
                match,
                joined,
                watch,
                channels=[rooms.configuration.channels[channel] for channel in watch.channels],
                told=window.told.get((name, joined.story)),
                baseline=baseline,
                now=now,
            )
            window.add(outcome, item.entry)
            outcomes.append(outcome)
    return tuple(outcomes)


@dataclass(slots=True, kw_only=True)
class _Window:
    """What is known of the stories around one reading, and what this reading adds to it."""

    keys: dict[str, str]
    members: dict[str, str]
    told: dict[tuple[str, str], Told]

    @classmethod
    def gather(cls, matched: Iterable[tuple[Fresh, tuple[Match, ...]]], rooms: Rooms, now: datetime) -> _Window:
        store, since = rooms.store.db, now - rooms.configuration.story_window
        entries = [item.entry for item, matches in matched if matches or item.previous is not None]
        members = memory.stories_of(store, (entry.id for entry in entries))
        keys = memory.stories_by_key(store, (key for entry in entries for key in stories.keys(entry)), since=since)
        return cls(keys=keys, members=members, told=memory.told(store, {*members.values(), *keys.values()}))

    def told_through(self, entry: str, rooms: Rooms) -> list[str]:
        """The watches that told of `entry` and still stand; an edit concerns them even where it no longer matches."""
        watches = rooms.configuration.watches
        told = [told.watch for told in self.told.values() if told.entry == entry and told.watch in watches]
        return [watch for watch in told if watches[watch].state is not WatchState.OFF]

    def add(self, outcome: Outcome, entry: Entry) -> None:
        story = outcome.story.story
        self.members[entry.id] = story
        self.keys |= dict.fromkeys(outcome.story.keys, story)
        if outcome.alerts:
            watch = outcome.match.watch
            told = Told(watch=watch, story=story, entry=entry.id, title=entry.title, at=outcome.alerts[0].created)
            self.told[watch, story] = told


async def deliver(alert: Alert, attempts: int, state: ChannelState, rooms: Rooms) -> tuple[Delivery, Settlement]:
    """Send one alert and record how it went. Raises StorageError where that cannot be recorded.

    Send first, mark after: a worker killed in between sends again, under the same id, and loses nothing.
    """
    channel = rooms.configuration.channels[alert.channel]
    message = render(brief(alert, attempts, channel, rooms), channel, now=rooms.clock())
    began = time.monotonic()
    result = await rooms.senders[alert.channel].send(message)
    took, now = timedelta(seconds=time.monotonic() - began), rooms.clock()
    delivery = Delivery(alert=alert.id, channel=alert.channel, at=now, result=result, took=took)
    settlement = alerts.settle(alert, attempts, result, state, now=now)
    rooms.store.record(delivery, settlement)
    return delivery, settlement


def brief(alert: Alert, attempts: int, channel: Channel, rooms: Rooms) -> Briefing:
    """Gather all that the message of `alert` may say, as it stands now."""
    db = rooms.store.db
    entry, hits = outbox.matched_entry(db, alert)
    watch = rooms.configuration.watches.get(alert.watch)
    before = outbox.told_before(db, alert)
    return Briefing(
        alert=alert,
        watch_title=watch.title if watch else alert.watch,
        level=watch.level if watch else Level.NORMAL,
        desk=channel.title,
        timezone=channel.timezone,
        entry=entry,
        hits=hits,
        story=outbox.story(db, alert.story),
        previous_title=before[0] if before else None,
        previous_summary=before[1] if before else None,
        attempts=attempts,
    )
