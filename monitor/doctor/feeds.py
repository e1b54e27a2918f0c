"""A sample of the feeds, fetched and read as the worker does it, nothing saved; and the clock, by what they answer."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from statistics import median
from urllib.parse import urlsplit

from monitor import __version__, pipeline
from monitor.doctor.finding import Finding, fail, left_out, ok, warn
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.settings import Configuration, Feed
from monitor.types import FailureKind, FeedFailure, Fetched, ParsedFeed

CLOCK_OFF = timedelta(seconds=10)
"""From where on a difference to other clocks is worth mending: it is no longer the time that an answer takes."""

CLOCK_WRONG = timedelta(seconds=60)
"""From where on delays, quiet hours and the limits of links are wrong by what people notice."""

_ADVICE: Mapping[FailureKind, str] = {
    FailureKind.CONNECT: "look whether the server is up, and whether a firewall here lets us out",
    FailureKind.TLS: "its certificate is refused: open the URL in a browser; write to the publisher",
    FailureKind.TIMEOUT: "try it again later; where it is always slow, raise `poll.deadline`",
    FailureKind.STATUS: "open the URL in a browser; write to the publisher where people see it and we do not",
    FailureKind.GONE: "the publisher took it down: `monitor feeds find` looks for another one, or take it out",
    FailureKind.THROTTLED: "the server asks for patience: give the feed a longer `every`",
    FailureKind.REDIRECT: "open the URL in a browser and write down where it leads",
    FailureKind.FORBIDDEN_ADDRESS: "a feed inside your own network needs its network in `poll.allow_networks`",
    FailureKind.TOO_LARGE: "raise `poll.max_size` where that is right",
    FailureKind.NOT_A_FEED: "what comes is no feed: `monitor feeds find URL` finds the feeds of a page",
    FailureKind.EMPTY: "the server sends an empty document: look again later, or for another feed of the publisher",
    FailureKind.FILE: "look whether the file is there, below `poll.files`, and may be read",
}
_NOT_FOUND = "the address is wrong or has changed: `monitor feeds find URL` finds the feeds of the publisher's page"
_BLOCKED = "it may block us: write to the publisher"
_ANONYMOUS = "it may block us, as many do with those who do not say who they are: write `poll.contact`"
_OTHER = "`monitor try` with the feed's name shows more"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    feed: Feed
    found: tuple[Fetched, ParsedFeed] | FeedFailure
    at: datetime


async def examine(configuration: Configuration, unknown: Collection[str], count: int) -> list[Finding]:
    """Fetch and read `count` feeds, spread over all of them but for those at the hosts in `unknown`."""
    reachable = [feed for feed in configuration.feeds.values() if urlsplit(feed.url).hostname not in unknown]
    chosen = spread(reachable, count)
    if not chosen:
        return [left_out("feed", "there is none to look at"), left_out("clock", "no server was asked")]
    async with Fetcher(configuration.poll, version=__version__) as fetcher, Reader(configuration.poll) as reader:
        looked = await asyncio.gather(*(_look(feed, fetcher, reader) for feed in chosen))
    return [*(_finding(one, configuration.poll.contact) for one in looked), _clock(looked)]


def spread(feeds: Sequence[Feed], count: int) -> list[Feed]:
    """Choose `count` of them at equal distances, in the order of the files."""
    if count >= len(feeds):
        return list(feeds)
    return [feeds[place * len(feeds) // count] for place in range(count)]


async def _look(feed: Feed, fetcher: Fetcher, reader: Reader) -> _Looked:
    found = await pipeline.read(feed, None, fetcher, reader)
    if not isinstance(found, tuple | FeedFailure):  # cannot be: nothing was known before
        raise TypeError(found)
    return _Looked(feed=feed, found=found, at=datetime.now(UTC))


def _finding(one: _Looked, contact: str) -> Finding:
    name, found = one.feed.name, one.found
    if isinstance(found, FeedFailure):
        return fail("feed", f"{found.kind.value}: {found.detail}", _advice(found, contact), subject=name)
    return ok("feed", f"{len(found[1].entries)} entries", subject=name)


def _advice(found: FeedFailure, contact: str) -> str:
    if found.status == HTTPStatus.NOT_FOUND:
        return _NOT_FOUND
    if found.status == HTTPStatus.FORBIDDEN:
        return _BLOCKED if contact else _ANONYMOUS
    return _ADVICE.get(found.kind, _OTHER)


def _clock(looked: Sequence[_Looked]) -> Finding:
    """Compare our clock with the middle one of the servers': one that is wrong itself says nothing."""
    fetched = [(one.found[0].served, one.at) for one in looked if isinstance(one.found, tuple)]
    ahead = [(at - served).total_seconds() for served, at in fetched if served is not None]
    if not ahead:
        return left_out("clock", "no server said what time it is")
    off = timedelta(seconds=median(ahead))
    way = "ahead of" if off > timedelta(0) else "behind"
    said = f"{abs(off.total_seconds()):.0f} s {way} that of {len(ahead)} servers"
    advice = "set the clock by NTP: `timedatectl set-ntp true`, or chrony"
    if abs(off) > CLOCK_WRONG:
        return fail("clock", said, advice)
    return warn("clock", said, advice) if abs(off) > CLOCK_OFF else ok("clock", said)
