"""What a reading of a feed shows against what is known: `new`, and after a gap what older pages still hold.

It asks the store and writes nothing; what follows from what is seen is the pipeline's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor import novelty, schedule
from monitor.fetch import pages
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.parse.identity import to_entries
from monitor.parse.relations import joined
from monitor.settings import Feed
from monitor.store import Store, memory
from monitor.types import Entry, FeedState, ParsedFeed, Walk


def new(entries: Sequence[Entry], feed: Feed, store: Store) -> novelty.News:
    """Sort out which of `entries` must be looked at."""
    known = memory.known_entries(store.db, (entry.id for entry in entries))
    unknown = (entry.canonical_url for entry in entries if entry.id not in known)
    same_page = memory.entries_of_feed_at(store.db, feed.name, (url for url in unknown if url))
    return novelty.news(entries, known, same_page)


async def back(
    feed: Feed, state: FeedState, page: pages.Page, store: Store, fetcher: Fetcher, reader: Reader, now: datetime
) -> Walk | None:
    """Read the pages of older entries that a feed names, where its reading shows a gap; else None."""
    fetched, parsed = page
    if joined(fetched.links, parsed.links).older is None:
        return None
    seen = new(to_entries(feed, parsed, now), feed, store)
    if schedule.gap(state, seen.present, seen.fresh, now) is None:
        return None

    def known(older: ParsedFeed) -> bool:
        news = new(to_entries(feed, older, now), feed, store)
        return sum(item.previous is None for item in news.fresh) < len(news.present)

    return await pages.older(feed, page, known, fetcher, reader)


def missed(
    walk: Walk, feed: Feed, state: FeedState, present: Iterable[Entry], store: Store, now: datetime
) -> tuple[Entry, ...]:
    """Return what the older pages hold that may have been missed and is not `present`, the oldest first."""
    since = (state.last_ok or now) - schedule.PATIENCE
    seen = {entry.id for entry in present}
    found: dict[str, Entry] = {}
    for page in walk.pages:
        entries = [entry for entry in to_entries(feed, page, now) if entry.id not in seen]
        known = memory.known_entries(store.db, (entry.id for entry in entries))
        for entry in novelty.missed(entries, known, since):
            found.setdefault(entry.id, entry)
    return tuple(reversed(found.values()))
