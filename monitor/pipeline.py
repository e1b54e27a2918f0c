"""The pipeline, on one screen.

    poll                                              deliver
    ----                                              -------
    a due feed                                        a due alert
      | fetch    network, concurrent, polite            | brief    gather the story
      | read     bytes -> entries (child process)       | render   to a message
      | back     older pages, where a gap shows         |
      | new      not seen before, or edited             | send     console, file, e-mail, webhook
      | match    every watch, every fresh entry         | settle   sent, tried again, or refused
      | group    same news, one story                   | record   the attempt
      | decide   who hears of it, and why (or why not)
      | want     whose article could change that      fetch_article
      | save     one transaction per feed             -------------
                                                      a due article
                                                        | fetch    the page, and its text
                                                        | settle   fetched, tried again, or given up
                                                        | match    the watches that have no outcome yet
                                                        | group, decide, save   as above

What a hub pushes (`absorb`) goes the same way from `read` on, without `back`.

Gather, decide, apply: between fetch and save nothing is written. Which feeds and alerts are due, how many run at once
and what happens on a bug is the worker's business, not decided here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from monitor import alerts, articles, health, novelty, schedule, seeing, stories, subscriptions
from monitor.fetch.article import Articles, Visit
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.matching import Explanation, Matcher
from monitor.notify import Sender
from monitor.parse.identity import to_entries
from monitor.parse.relations import joined
from monitor.render import render
from monitor.schedule import USUAL, Fleet
from monitor.settings import Channel, Configuration, Feed, FirstSight, Level, WatchState
from monitor.store import Store, memory, outbox
from monitor.store import articles as article_memory
from monitor.store import subscriptions as subscription_memory
from monitor.types import (
    Alert,
    ArticleFailure,
    ArticleState,
    Attempted,
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
    Subscription,
    Told,
    Walk,
    WalkEnd,
)

Clock = Callable[[], datetime]

MOST_DOUBTS = 50
"""How many watches in doubt are looked at for one entry: one is enough to fetch, and each costs an explanation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The rooms that the pipeline leads through, opened for one configuration."""

    configuration: Configuration
    store: Store
    fetcher: Fetcher
    reader: Reader
    articles: Articles
    matcher: Matcher
    senders: Mapping[str, Sender]
    clock: Clock


Reading = tuple[Fetched, ParsedFeed] | NotModified | FeedFailure


async def poll(feed: Feed, state: FeedState, rooms: Rooms, fleet: Fleet) -> Polled:
    """Read `feed` once and save what that changes. Raises StorageError where the database cannot take it.

    `fleet` is what holds for all feeds now.
    """
    reading = await read(feed, state, rooms.fetcher, rooms.reader)
    walk = None
    if isinstance(reading, tuple):
        walk = await seeing.back(feed, state, reading, rooms.store, rooms.fetcher, rooms.reader, rooms.clock())
    now = rooms.clock()
    polled = judge(feed, state, reading, rooms, now, fleet, walk)
    await rooms.store.save_together(polled, now=now)
    return polled


async def absorb(
    feed: Feed, state: FeedState, push: Fetched, callback: str, rooms: Rooms, fleet: Fleet
) -> Polled | FeedFailure:
    """Read what the hub that knows `callback` pushed of `feed`, and save what that changes. Raises StorageError.

    It may be a part of the feed only, so that it says nothing of gaps, validators or what the feed holds now.
    """
    parsed = await rooms.reader.read(push, feed)
    if isinstance(parsed, FeedFailure):
        return parsed
    now = rooms.clock()
    seen = seeing.new(to_entries(feed, parsed, now), feed, rooms.store)
    hub = subscription_memory.at(rooms.store.db, callback)
    after = schedule.pushed(feed, state, seen.fresh, now, fleet=fleet)
    polled = replace(
        _found(seen, feed, state, rooms, now),
        state=after,
        how="pushed",
        subscriptions=(subscriptions.pushed(hub, now),) if hub else (),
    )
    rooms.store.save(polled, now=now)
    return polled


async def read(feed: Feed, state: FeedState | None, fetcher: Fetcher, reader: Reader) -> Reading:
    """Fetch `feed` and read what came; a failure of either is a value."""
    fetched = await fetcher.fetch(feed, state)
    if not isinstance(fetched, Fetched):
        return fetched
    parsed = await reader.read(fetched, feed)
    return parsed if isinstance(parsed, FeedFailure) else (fetched, parsed)


def judge(
    feed: Feed,
    state: FeedState,
    reading: Reading,
    rooms: Rooms,
    now: datetime,
    fleet: Fleet = USUAL,
    walk: Walk | None = None,
) -> Polled:
    """Turn what was read into all that this poll changes; asks the store, writes nothing.

    `walk` are the older pages that were read as well.
    """
    return health.examined(feed, state, _judged(feed, state, reading, rooms, now, fleet, walk), now, fleet)


def _judged(
    feed: Feed, state: FeedState, reading: Reading, rooms: Rooms, now: datetime, fleet: Fleet, walk: Walk | None
) -> Polled:
    if isinstance(reading, FeedFailure):
        return Polled(state=schedule.failed(feed, state, reading, now, fleet=fleet), failure=reading, how="failed")
    hubs = _hubs(feed, rooms)
    if isinstance(reading, NotModified):
        paced = subscriptions.paced(feed, hubs, now)
        after = schedule.succeeded(paced, state, reading, None, now, fleet=fleet)
        return Polled(state=after, how=f"unchanged ({reading.by})")
    fetched, parsed = reading
    entries = to_entries(feed, parsed, now)
    seen = seeing.new(entries, feed, rooms.store)
    gap = schedule.gap(state, seen.present, seen.fresh, now)
    if walk is not None:  # the oldest first, as it happened
        missed = seeing.missed(walk, feed, state, entries, rooms.store, now)
        seen = seeing.new((*missed, *reversed(entries)), feed, rooms.store)
    changed = _hubs_after(feed, reading, hubs, seen, rooms, now)
    paced = subscriptions.paced(feed, {one.id: one for one in (*hubs, *changed)}.values(), now)
    after = schedule.succeeded(paced, state, fetched, parsed, now, fleet=fleet, fresh=seen.fresh, gap=gap)
    return replace(
        _found(seen, feed, state, rooms, now),
        state=after,
        how="read",
        gap=None if walk is not None and walk.end is WalkEnd.OVERLAP else gap,
        walk=walk,
        subscriptions=changed,
    )


def _found(seen: novelty.News, feed: Feed, state: FeedState, rooms: Rooms, now: datetime) -> Polled:
    """Judge what was seen; the state is still the one before."""
    baseline = state.baseline is None and feed.first_sight is FirstSight.BASELINE
    return Polled(
        state=state,
        present=seen.present,
        fresh=seen.fresh,
        outcomes=decide(seen.fresh, rooms, baseline=baseline, now=now),
        articles=_wanted(seen.fresh, feed, rooms, baseline=baseline, now=now),
    )


def _hubs(feed: Feed, rooms: Rooms) -> list[Subscription]:
    if rooms.configuration.endpoint is None:
        return []
    return subscription_memory.of_feed(rooms.store.db, feed.name)


def _hubs_after(
    feed: Feed,
    page: tuple[Fetched, ParsedFeed],
    hubs: list[Subscription],
    seen: novelty.News,
    rooms: Rooms,
    now: datetime,
) -> tuple[Subscription, ...]:
    if rooms.configuration.endpoint is None:
        return ()
    new = any(item.previous is None for item in seen.fresh)
    return subscriptions.polled(feed, joined(page[0].links, page[1].links), hubs, now, new=new)


def _wanted(
    fresh: Iterable[Fresh], feed: Feed, rooms: Rooms, *, baseline: bool, now: datetime
) -> tuple[ArticleState, ...]:
    """The articles of `fresh` that are worth a request; they are due at once, and fetched by `fetch_article`."""
    watches = rooms.configuration.watches
    known = article_memory.states(rooms.store.db, (item.entry.id for item in fresh if item.previous is not None))
    states = []
    for entry in (item.entry for item in fresh):
        undecided = partial(_undecided, rooms.matcher, replace(entry, article=None))
        answer = articles.wanted(entry, feed, undecided, watches, known.get(entry.id), baseline=baseline, now=now)
        if isinstance(answer, articles.Fetch):
            states.append(articles.asked_for(entry, answer, known.get(entry.id), now))
    return tuple(states)


def _undecided(matcher: Matcher, entry: Entry) -> Iterator[Explanation]:
    return (matcher.explain(name, entry) for name in matcher.undecided(entry, limit=MOST_DOUBTS))


async def fetch_article(wanted: ArticleState, rooms: Rooms) -> Attempted | None:
    """Fetch one article and save what that changes; None where its entry was forgotten. Raises StorageError."""
    found = article_memory.known(rooms.store.db, wanted.entry)
    if found is None:
        return None
    visit = await rooms.articles.fetch(found[0].url or "")
    now = rooms.clock()
    attempted = read_article(wanted.entry, visit, rooms, now)
    if attempted is not None:
        rooms.store.save_attempted(attempted, now=now)
    return attempted


def read_article(entry_id: str, visit: Visit, rooms: Rooms, now: datetime) -> Attempted | None:
    """Turn what was fetched into all that it changes; asks the store, writes nothing.

    The entry is looked up anew: a poll may have found it edited in the meantime. A match that has its outcome keeps it.
    """
    found = article_memory.known(rooms.store.db, entry_id)
    if found is None:
        return None
    before, state = found
    settled = articles.settle(state, visit.result, now=now)
    if isinstance(visit.result, ArticleFailure):
        return Attempted(state=settled, robots=visit.robots)
    entry = replace(before, article=visit.result.text)
    decided = article_memory.decided(rooms.store.db, entry)
    matches = {match.watch: match for match in rooms.matcher.match(entry)} if decided and before.article else {}
    return Attempted(
        state=settled,
        entry=entry,
        outcomes=decide((Fresh(entry=entry),), rooms, baseline=False, now=now, decided=decided),
        moved=tuple(
            matches.get(watch) or Match(watch=watch, entry=entry.id, hits=()) for watch in decided if before.article
        ),
        robots=visit.robots,
    )


def decide(
    fresh: Iterable[Fresh], rooms: Rooms, *, baseline: bool, now: datetime, decided: Collection[str] = ()
) -> tuple[Outcome, ...]:
    """Match, group and judge `fresh` in order, so that two entries of one reading meet in one story.

    The watches in `decided` are left out.
    """
    outcomes: list[Outcome] = []
    matched = [
        (item, tuple(match for match in rooms.matcher.match(item.entry) if match.watch not in decided))
        for item in fresh
    ]
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
