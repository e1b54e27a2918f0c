"""What the tests of fetching share: a real server, and settings under which loopback may be reached."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from monitor.fetch.fetcher import Fetcher
from monitor.settings import Feed, PollSettings
from monitor.types import FeedState, FetchResult
from tests.servers.feeds import FeedServer

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SETTINGS = PollSettings(
    contact="https://monitor.example/about",
    allow_networks=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
    host_gap=timedelta(),
    per_host=50,
    connect_timeout=timedelta(seconds=2),
    read_timeout=timedelta(seconds=2),
    deadline=timedelta(seconds=5),
    max_size=1_000_000,
)

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>The Harbour Gazette</title><link>https://gazette.example/</link>
<lastBuildDate>Sun, 01 Mar 2026 11:59:00 GMT</lastBuildDate>
<item><title>Ferry aground off the north pier</title><link>https://gazette.example/ferry</link>
<guid isPermaLink="false">g-1</guid><pubDate>Sun, 01 Mar 2026 11:50:00 GMT</pubDate></item>
</channel></rss>"""

TLS = httpx.create_ssl_context(trust_env=False)  # made once: it takes longer than most tests

Poll = Callable[..., FetchResult]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    """A feed server on loopback."""
    with FeedServer() as running:
        yield running


@pytest.fixture
def poll() -> Poll:
    """Poll one URL once, with settings changed as named."""

    def once(url: str, state: FeedState | None = None, *, tls: Any = None, **changes: Any) -> FetchResult:
        return run(lambda fetcher: fetcher.fetch(feed(url), state), tls=tls, **changes)

    return once


def feed(url: str) -> Feed:
    """A feed at `url`."""
    return Feed(name="gazette", url=url, title="The Harbour Gazette", publisher="gazette")


def state(url: str, **facts: Any) -> FeedState:
    """What is remembered of that feed."""
    return replace(FeedState(feed="gazette", url=url, next_check=NOW, body_hash="0", last_body=NOW), **facts)


def run(work: Callable[[Fetcher], Awaitable[FetchResult]], *, tls: Any = None, **changes: Any) -> FetchResult:
    """Run `work` with a fetcher."""

    async def main() -> FetchResult:
        async with Fetcher(replace(SETTINGS, **changes), version="1.2.3", clock=lambda: NOW, tls=tls or TLS) as fetcher:
            return await work(fetcher)

    return asyncio.run(main())
