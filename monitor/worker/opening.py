"""Opens the rooms for a configuration and closes them again."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from monitor import __version__
from monitor.fetch.article import Articles
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.notify import open_sender
from monitor.rooms import Clock, Rooms
from monitor.settings import Configuration
from monitor.store import Store, articles, upkeep

COLLECT_AFTER = 10_000
"""New objects after which Python looks for cycles. A reading makes thousands of objects that no cycle holds, and with
Python's own 700 the search takes a tenth of all the work."""


@asynccontextmanager
async def open_rooms(configuration: Configuration, store: Store, clock: Clock) -> AsyncIterator[Rooms]:
    """Open everything that polls and deliveries under `configuration` need; the store stays the caller's."""
    gc.set_threshold(COLLECT_AFTER)
    async with AsyncExitStack() as stack:
        senders = {channel.name: open_sender(channel) for channel in configuration.channels.values()}
        for sender in senders.values():
            stack.push_async_callback(sender.close)
        fetcher = await stack.enter_async_context(Fetcher(configuration.poll, version=__version__))
        door = Articles(
            fetcher, configuration.articles, configuration.poll, clock=clock, robots=articles.robots(store.db)
        )
        rooms = Rooms(
            configuration=configuration,
            store=store,
            fetcher=fetcher,
            reader=await stack.enter_async_context(Reader(configuration.poll)),
            articles=await stack.enter_async_context(door),
            matcher=Matcher(configuration.watches.values(), configuration.terms, frequencies=upkeep.learnt(store.db)),
            joining=Joining(store, configuration),
            senders=senders,
            clock=clock,
        )
        _set_aside()
        yield rooms


def _set_aside() -> None:
    """Take what stays as long as the configuration (watches, plans, dictionaries) out of Python's search for cycles.

    A hundred thousand watches are millions of objects, and each search would go through them all.
    """
    gc.unfreeze()  # the rooms before a reload
    gc.collect()
    gc.freeze()
