"""The door to articles: one call fetches the page behind a link and says what came of it.

 fetch(url)
   | robots     may we? asked again wherever a redirect leads
   | pace       one page of a host at a time, as slowly as its robots.txt asks
   | get        guarded, bounded, in turn with the feeds of the host
   | barrier    consent page, login: not the article
   | extract    in a child process that can be killed
 -> Article | ArticleFailure

It does not decide which pages are worth it nor when to try again (`monitor.articles`), and sends no cookie: what a site
shows to a stranger is what is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from monitor.fetch.fetcher import Fetcher
from monitor.fetch.headers import Headers
from monitor.fetch.reader import Reader
from monitor.fetch.refusal import Refusal
from monitor.fetch.request import MOST_REDIRECTS, Answer, redirect, web_url
from monitor.fetch.robots import Robots
from monitor.parse.barriers import barrier_at
from monitor.settings import ArticleSettings, PollSettings
from monitor.types import Article, ArticleFailure, FailureKind, FeedFailure, RobotsFile

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_ACCEPT = "text/html, application/xhtml+xml;q=0.9"
PATIENCE = 5.0  # seconds that a fetch waits for its turn by Crawl-delay; else it comes back later
LONGEST_DELAY = 300.0  # seconds of a Crawl-delay that are kept to

ArticleResult = Article | ArticleFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of one fetch. `robots` are the files that were read for it, to be remembered."""

    result: ArticleResult
    robots: tuple[RobotsFile, ...] = ()


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0.0  # on the clock of the event loop


class Articles:
    """Fetches the pages of articles. Use it as an asynchronous context manager, beside its `fetcher`.

    It has a child process of its own, so that a page that takes long keeps no feed waiting.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        settings: ArticleSettings,
        poll: PollSettings,
        *,
        clock: Callable[[], datetime],
        robots: Mapping[str, RobotsFile],
    ) -> None:
        self._fetcher = fetcher
        self._settings = settings
        self._clock = clock
        self._reader = Reader(replace(poll, parsers=1, parse_deadline=settings.extract_deadline))
        self._robots = Robots(fetcher, self._reader, clock=clock, kept=robots)
        self._hosts: dict[str, _Host] = {}

    async def __aenter__(self) -> Self:
        await self._reader.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._reader.__aexit__(kind, error, trace)

    async def fetch(self, url: str) -> Visit:
        """Fetch and read the page at `url`. Raises nothing that a server can cause."""
        asked: list[RobotsFile] = []
        try:
            found = await self._follow(url, asked)
        except Refusal as refusal:
            found = _failure(refusal.failure)
        result = found if isinstance(found, ArticleFailure) else await self._extract(url, found)
        return Visit(result=result, robots=tuple(asked))

    async def _follow(self, link: str, asked: list[RobotsFile]) -> Answer | ArticleFailure:
        """Fetch `link` and what it redirects to, each with the permission of its site; raises `Refusal`."""
        start = url = str(web_url(link))
        seen = {start}
        left = self._settings.deadline.total_seconds()
        for _ in range(MOST_REDIRECTS + 1):
            if barrier := barrier_at(start, url):
                return barrier
            delay = await self._permitted(url, asked)
            if isinstance(delay, ArticleFailure):
                return delay
            async with self._turn(web_url(url).host, delay) as wait:
                if wait:
                    return _later(url, wait)
                began = asyncio.get_running_loop().time()
                answer = await self._fetcher.page(
                    url,
                    accept=_ACCEPT,
                    limit=self._settings.max_size,
                    deadline=timedelta(seconds=left),
                    check=_check_html,
                )
                left = max(0.001, left - (asyncio.get_running_loop().time() - began))
            if isinstance(answer, FeedFailure):
                return _failure(answer)
            target = redirect(answer)
            if target is None:
                return answer
            if target in seen:
                return ArticleFailure(kind=FailureKind.REDIRECT, detail=f"the redirects go in a circle at {target}")
            url = target
            seen.add(url)
        return ArticleFailure(kind=FailureKind.REDIRECT, detail=f"more than {MOST_REDIRECTS} redirects")

    async def _permitted(self, url: str, asked: list[RobotsFile]) -> float | ArticleFailure:
        """Seconds that the site wants between two fetches, or its refusal."""
        began = self._clock()
        permission = await self._robots.ask(url)
        file = await self._robots.file(url)
        if file.read >= began:
            asked.append(file)
        if isinstance(permission, ArticleFailure):
            return permission
        if not permission.allowed:
            return ArticleFailure(kind=FailureKind.ROBOTS, detail=f"robots.txt of {web_url(url).host} forbids it")
        return min(permission.delay, LONGEST_DELAY)

    @asynccontextmanager
    async def _turn(self, name: str, delay: float) -> AsyncIterator[float]:
        """Hold the one place of a host; yields the seconds by which one has to come back later, mostly none."""
        host = self._hosts.setdefault(name, _Host())
        async with host.turn:
            wait = host.next_start - asyncio.get_running_loop().time()
            if wait > PATIENCE:
                yield wait
                return
            await asyncio.sleep(wait)
            host.next_start = asyncio.get_running_loop().time() + delay
            yield 0.0

    async def _extract(self, asked: str, answer: Answer) -> ArticleResult:
        arguments = {
            "body": answer.body,
            "asked": asked,
            "url": answer.url,
            "content_type": answer.headers.get("content-type"),
        }
        result = await self._reader.ask(("article", arguments), of=answer.url)
        if isinstance(result, FeedFailure):
            return _failure(result)
        assert isinstance(result, Article | ArticleFailure)  # noqa: S101 - `extract` returns nothing else
        return result


def _check_html(headers: Headers) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in _HTML:
        raise Refusal(FailureKind.NOT_HTML, f"the link leads to {kind[:100]}, not to a page")


def _failure(failure: FeedFailure) -> ArticleFailure:
    return ArticleFailure(
        kind=failure.kind, detail=failure.detail, retry_after=failure.retry_after, status=failure.status
    )


def _later(url: str, wait: float) -> ArticleFailure:
    host = web_url(url).host
    return ArticleFailure(
        kind=FailureKind.THROTTLED,
        detail=f"robots.txt of {host} asks for more time between two pages",
        retry_after=timedelta(seconds=wait),
    )
