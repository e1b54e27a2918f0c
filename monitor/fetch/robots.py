"""May a page be fetched? What the robots.txt of its site says (RFC 9309), asked once a day.

 no such file (4xx)             all is allowed
 cannot be read (5xx, no answer) nothing is, until it can be read
 longer than 500 KiB            the beginning counts

It is the articles' own concern: a feed is published to be fetched by programs, its entries' pages are not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urljoin

from monitor.fetch.fetcher import PRODUCT, Fetcher
from monitor.fetch.headers import Headers
from monitor.fetch.reader import Reader
from monitor.fetch.refusal import Refusal
from monitor.fetch.request import MOST_REDIRECTS, redirect, web_url
from monitor.parse.robots import Permission
from monitor.types import ArticleFailure, FailureKind, FeedFailure, RobotsFile

KEPT_FOR = timedelta(days=1)  # RFC 9309, 2.4: no longer than 24 hours
UNREADABLE_FOR = timedelta(minutes=30)  # then it is asked for again
READ = 500 * 1024  # bytes that count (RFC 9309, 2.5)
_LARGEST = 4 * 1024 * 1024  # bytes that are accepted
_DEADLINE = timedelta(seconds=15)


class Robots:
    """The rules of every site that was asked. `kept` are those that an earlier worker read."""

    def __init__(
        self, fetcher: Fetcher, reader: Reader, *, clock: Callable[[], datetime], kept: Mapping[str, RobotsFile]
    ) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._clock = clock
        self._files = dict(kept)
        self._asking: dict[str, asyncio.Lock] = {}

    async def ask(self, url: str) -> Permission | ArticleFailure:
        """Ask whether `url`, a web address, may be fetched. A failure is ROBOTS, as the file cannot be read."""
        file = await self.file(url)
        if file.rules is None:
            return _unreadable(file, file.detail, again=file.read + UNREADABLE_FOR - self._clock())
        if not file.rules:
            return Permission(allowed=True)
        arguments = {"rules": file.rules, "url": url, "agent": PRODUCT}
        answer = await self._reader.ask(("robots", arguments), of=f"robots.txt of {file.origin}")
        if isinstance(answer, Permission):
            return answer
        assert isinstance(answer, FeedFailure)  # noqa: S101 - a child answers or is killed
        return _unreadable(file, answer.detail)

    async def file(self, url: str) -> RobotsFile:
        """The robots.txt that governs `url`, read anew where what is known is too old."""
        origin = origin_of(url)
        async with self._asking.setdefault(origin, asyncio.Lock()):
            file = self._files.get(origin)
            if file is None or not self._holds(file):
                file = self._files[origin] = await self._read(origin)
            return file

    def _holds(self, file: RobotsFile) -> bool:
        age = self._clock() - file.read  # below zero where the clock was set back: then nobody knows how old it is
        return timedelta() <= age < (KEPT_FOR if file.rules is not None else UNREADABLE_FOR)

    async def _read(self, origin: str) -> RobotsFile:
        url = urljoin(origin, "/robots.txt")
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._fetcher.page(
                url, accept="text/plain, */*;q=0.8", limit=_LARGEST, deadline=_DEADLINE, check=_anything
            )
            now = self._clock()
            if isinstance(answer, FeedFailure):
                if answer.status is not None and 400 <= answer.status < 500 and answer.status != 429:
                    return RobotsFile(origin=origin, read=now, rules="", detail=answer.detail)
                return RobotsFile(origin=origin, read=now, rules=None, detail=answer.detail)
            if answer.status == 200:
                return RobotsFile(origin=origin, read=now, rules=answer.body[:READ].decode("utf-8", "replace"))
            try:
                url = redirect(answer) or url
            except Refusal as refusal:
                return RobotsFile(origin=origin, read=now, rules=None, detail=refusal.failure.detail)
        # RFC 9309, 2.3.1.2: more redirects than five may count as no file
        return RobotsFile(origin=origin, read=self._clock(), rules="", detail="too many redirects")


def origin_of(url: str) -> str:
    """Scheme, host and port of a web address; raises `Refusal` for any other."""
    address = web_url(url)
    return f"{address.scheme}://{address.netloc.decode('ascii')}"


def _anything(headers: Headers) -> None:
    """Robots files come as any content type."""


def _unreadable(file: RobotsFile, why: str, again: timedelta | None = None) -> ArticleFailure:
    return ArticleFailure(
        kind=FailureKind.ROBOTS,
        detail=f"{file.origin}/robots.txt cannot be read ({why}), which counts as forbidding",
        retry_after=again,
    )
