"""The way back through the pages with older entries that a feed names (RFC 5005), after a gap.

 older(feed, first, known)
   | next       where the last page read points to, on the same host
   | fetch      as politely and guarded as the feed itself
   | read
   | known?     until a page holds what was known
 -> Walk        the pages, and what ended the way

Whether there is a gap, and what is known, others say (`monitor.schedule`, the store).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.parse.relations import joined
from monitor.settings import Feed
from monitor.types import FeedFailure, Fetched, ParsedFeed, Walk, WalkEnd

MOST_PAGES = 5
DEADLINE = timedelta(seconds=60)  # for all of them

Page = tuple[Fetched, ParsedFeed]


async def older(
    feed: Feed,
    first: Page,
    known: Callable[[ParsedFeed], bool],
    fetcher: Fetcher,
    reader: Reader,
    *,
    deadline: timedelta = DEADLINE,
) -> Walk:
    """Read the pages before `first`, the newest first, until `known` says of one that it reaches back far enough."""
    pages: list[ParsedFeed] = []
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            end, detail = await _walk(feed, first, known, fetcher, reader, pages)
    except TimeoutError:
        end, detail = WalkEnd.DEADLINE, f"{deadline.total_seconds():g} s"
    return Walk(pages=tuple(pages), end=end, detail=detail)


async def _walk(
    feed: Feed,
    page: Page,
    known: Callable[[ParsedFeed], bool],
    fetcher: Fetcher,
    reader: Reader,
    pages: list[ParsedFeed],
) -> tuple[WalkEnd, str]:
    seen = {feed.url, page[0].url}
    while len(pages) < MOST_PAGES:
        url = _next(page)
        if url is None:
            return WalkEnd.NO_MORE, ""
        if url in seen:
            return WalkEnd.CIRCLE, url
        if not _same_host(url, page[0].url):
            return WalkEnd.ELSEWHERE, url
        seen.add(url)
        found = await _read(feed, url, fetcher, reader)
        if isinstance(found, FeedFailure):
            return WalkEnd.FAILED, f"{url}: {found.kind.value}: {found.detail}"
        if not _same_host(found[0].url, page[0].url):
            return WalkEnd.ELSEWHERE, found[0].url
        page = found
        pages.append(page[1])
        if known(page[1]):
            return WalkEnd.OVERLAP, ""
    return WalkEnd.PAGES, f"{MOST_PAGES} pages"


async def _read(feed: Feed, url: str, fetcher: Fetcher, reader: Reader) -> Page | FeedFailure:
    fetched = await fetcher.fetch(replace(feed, url=url), None)
    if isinstance(fetched, FeedFailure):
        return fetched
    assert isinstance(fetched, Fetched)  # noqa: S101 - nothing was remembered that could be unchanged
    parsed = await reader.read(fetched, feed)
    return parsed if isinstance(parsed, FeedFailure) else (fetched, parsed)


def _next(page: Page) -> str | None:
    """Where a page points to. A feed behind https is not left for http: some write the old scheme into their links."""
    fetched, parsed = page
    url = joined(fetched.links, parsed.links).older
    if url is not None and fetched.url.startswith("https://") and url.startswith("http://"):
        return f"https://{url.removeprefix('http://')}"
    return url


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).hostname == urlsplit(other).hostname
