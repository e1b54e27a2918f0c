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

from dataclasses import replace
from datetime import datetime

from monitor import health, judging, novelty, schedule, seeing, subscriptions, telling
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.joining import attributed
from monitor.parse.identity import to_entries
from monitor.parse.relations import joined
from monitor.render import digest as digests
from monitor.render import render
from monitor.rooms import Office, Rooms
from monitor.schedule import USUAL, Fleet
from monitor.settings import Channel, Feed
from monitor.store import acknowledgements, clocks, outbox, waiting
from monitor.store import articles as article_memory
from monitor.store import stories as story_memory
from monitor.store import subscriptions as subscription_memory
from monitor.types import (
    Alert,
    ArticleState,
    Attempted,
    Briefing,
    ChannelState,
    Delivery,
    Digest,
    DigestBriefing,
    FeedFailure,
    FeedState,
    Fetched,
    NotModified,
    ParsedFeed,
    Polled,
    Settlement,
    Subscription,
    Walk,
    WalkEnd,
)

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
    with rooms.joining.kept_if_saved():
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
    with rooms.joining.kept_if_saved():
        return _absorb(feed, state, parsed, callback, rooms, fleet, rooms.clock())


def _absorb(
    feed: Feed, state: FeedState, parsed: ParsedFeed, callback: str, rooms: Rooms, fleet: Fleet, now: datetime
) -> Polled:
    seen = seeing.new(to_entries(feed, parsed, now), feed, rooms.store)
    hub = subscription_memory.at(rooms.store.db, callback)
    after = schedule.pushed(feed, state, seen.fresh, now, fleet=fleet)
    polled = replace(
        judging.found(seen, feed, state, rooms, now),
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
        judging.found(seen, feed, state, rooms, now),
        state=after,
        how="read",
        gap=None if walk is not None and walk.end is WalkEnd.OVERLAP else gap,
        walk=walk,
        subscriptions=changed,
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


async def fetch_article(wanted: ArticleState, rooms: Rooms) -> Attempted | None:
    """Fetch one article and save what that changes; None where its entry was forgotten. Raises StorageError."""
    found = article_memory.known(rooms.store.db, wanted.entry)
    if found is None:
        return None
    visit = await rooms.articles.fetch(found[0].url or "")
    now = rooms.clock()
    with rooms.joining.kept_if_saved():
        attempted = judging.read_article(wanted.entry, visit, rooms, now)
        if attempted is not None:
            rooms.store.save_attempted(attempted, now=now)
    return attempted


async def deliver(alert: Alert, attempts: int, state: ChannelState, rooms: Rooms) -> tuple[Delivery, Settlement]:
    """Send one alert and record how it went. Raises StorageError where that cannot be recorded.

    Send first, mark after: a worker killed in between sends again, under the same id, and loses nothing.
    """
    channel = rooms.configuration.channels[alert.channel]
    briefing, templates = brief(alert, attempts, channel, rooms), rooms.configuration.templates
    message = render(briefing, channel, now=rooms.clock(), templates=templates)
    delivery, settlement = await telling.attempt(alert, message, attempts, state, rooms)
    await rooms.store.record_together(delivery, settlement)
    return delivery, settlement


async def deliver_digest(
    digest: Digest, attempts: int, state: ChannelState, rooms: Rooms
) -> tuple[Delivery, Settlement]:
    """Send several alerts in one message and record how it went. Raises StorageError where that cannot be recorded."""
    channel = rooms.configuration.channels[digest.channel]
    briefing, templates = brief_digest(digest, channel, rooms), rooms.configuration.templates
    message = digests.render(briefing, channel, now=rooms.clock(), templates=templates)
    delivery, settlement = await telling.attempt(digest, message, attempts, state, rooms)
    rooms.store.record_digest(delivery, settlement)
    return delivery, settlement


def brief_digest(digest: Digest, channel: Channel, rooms: Office) -> DigestBriefing:
    """Gather all that a digest may say, as it stands now: by the order of the watches, a story once."""
    order = {name: place for place, name in enumerate(rooms.configuration.watches)}
    stories: dict[str, list[Alert]] = {}
    for alert in digest.alerts:
        stories.setdefault(alert.story, []).append(alert)
    ranked = sorted(stories.values(), key=lambda told: min(order.get(alert.watch, len(order)) for alert in told))
    return DigestBriefing(
        digest=digest,
        stories=tuple(tuple(_brief(alert, 0, channel, rooms) for alert in told) for told in ranked),
    )


def brief(alert: Alert, attempts: int, channel: Channel, rooms: Office) -> Briefing:
    """Gather all that the message of `alert` may say, as it stands now, with what is told in it."""
    since = waiting.told_with(rooms.store.db, alert.id)
    return replace(
        _brief(alert, attempts, channel, rooms), since=tuple(_brief(one, 0, channel, rooms) for one in since)
    )


def _brief(alert: Alert, attempts: int, channel: Channel, rooms: Office) -> Briefing:
    db = rooms.store.db
    entry, hits = outbox.matched_entry(db, alert)
    watch = rooms.configuration.watches.get(alert.watch)
    before = outbox.told_before(db, alert)
    story, independent = attributed(rooms.store, alert.story)
    return Briefing(
        alert=alert,
        watch_title=watch.title if watch else alert.watch,
        level=alert.level,
        thread_level=outbox.thread_level(db, alert),
        desk=channel.title,
        timezone=channel.timezone,
        entry=entry,
        hits=hits,
        story=story,
        likely=story_memory.story(db, alert.likely) if alert.likely else None,
        independent=independent,
        previous_title=before[0] if before else None,
        previous_summary=before[1] if before else None,
        attempts=attempts,
        acknowledged=next(reversed(acknowledgements.of(db, alert.story)), None),
        actions=telling.actions(alert, rooms),
        clock=clocks.of_alerts(db, [alert.id]).get(alert.id),
    )
