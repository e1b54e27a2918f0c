"""The door to feeds: one call polls one feed and says what came of it.

 fetch(feed, state)
   | file:       inside the one folder
   | wait        for a slot of the host, then for one of all
   | get         guarded, bounded, under one deadline
   | status      304, 410, 429 … become their results
   | compare     the same body as last time is no news
 -> Fetched | NotModified | FeedFailure

It does not parse, does not decide when to come back, and remembers nothing but which hosts asked for patience.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpcore
import httpx

from monitor import schedule
from monitor.fetch.guard import Guard, Resolve, addresses_of, is_address
from monitor.fetch.headers import Headers, fresh_for, links, retry_after, served, validator
from monitor.fetch.hosts import Hosts
from monitor.fetch.local import is_local, read_local
from monitor.fetch.refusal import FAULTS, Refusal, failure_of
from monitor.fetch.request import REDIRECTS, Answer, Requests, web_url
from monitor.parse.fingerprint import body_hash
from monitor.settings import Feed, PollSettings
from monitor.types import FailureKind, FeedFailure, FeedState, Fetched, FetchResult, NotModified

PRODUCT = "news-monitor"
"""The name in the User-Agent, and the one that a robots.txt addresses."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Fetches feeds under `settings`. Use it as an asynchronous context manager, one for the worker's life.

    `version` goes into the User-Agent. The other arguments are seams: the clock, the resolver, the dialler, and the
    certificates to trust (default: those that httpx brings along; the environment is not asked).
    """

    def __init__(
        self,
        settings: PollSettings,
        *,
        version: str,
        clock: Callable[[], datetime] = _utc_now,
        resolve: Resolve | None = None,
        dial: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._resolve = resolve or self._look_up
        self._dial = dial
        self._hosts = Hosts(at_once=settings.concurrency, per_host=settings.per_host, gap=settings.host_gap)
        # Threads of its own: a slow name server must not hold up what else runs in threads.
        self._resolvers = ThreadPoolExecutor(max_workers=settings.concurrency, thread_name_prefix="resolve")
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._requests = Requests(
            settings=settings,
            agent=f"{PRODUCT}/{version}{contact}",
            tls=tls or httpx.create_ssl_context(trust_env=False),
            new_guard=self._new_guard,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._resolvers.shutdown(wait=False, cancel_futures=True)

    async def fetch(self, feed: Feed, state: FeedState | None) -> FetchResult:
        """Poll `feed` once, conditionally where `state` allows. Raises nothing that a server can cause."""
        address = schedule.address(feed, state)
        etag, last_modified = schedule.validators(feed, state, self._clock())
        try:
            if is_local(address):
                result: FetchResult = await asyncio.to_thread(
                    read_local, address, folder=self._settings.files, etag=etag, limit=self._settings.max_size
                )
            else:
                result = await self._from_web(address, etag, last_modified)
        except Refusal as refusal:
            return refusal.failure
        return _compared(result, state)

    async def page(
        self, address: str, *, accept: str, limit: int, deadline: timedelta, check: Callable[[Headers], None]
    ) -> Answer | FeedFailure:
        """Get `address` once, as politely and guarded as a feed, for an answer with a body or a redirect.

        A body has at most `limit` bytes and passed `check`, which sees the headers and may raise `Refusal`.
        """
        get = partial(self._requests.step, address, accept=accept, limit=limit, check=check)
        try:
            answer = await self._in_turn(address, get, deadline)
        except Refusal as refusal:
            return refusal.failure
        if isinstance(answer, FeedFailure) or answer.status in {200, *REDIRECTS}:
            return answer
        return self._heeded(address, _failed(answer, self._clock()))

    async def post(self, address: str, form: Mapping[str, str]) -> FeedFailure | None:
        """Send `form` to a hub at `address`, as politely and guarded as a feed is fetched; None where it accepts.

        A hub may point to another one (307, 308), under the same guard.
        """
        try:
            answer = await self._in_turn(address, partial(self._requests.post, address, form), self._settings.deadline)
        except Refusal as refusal:
            return refusal.failure
        if isinstance(answer, FeedFailure):
            return answer
        accepted = 200 <= answer.status < 300
        return None if accepted else self._heeded(address, _failed(answer, self._clock()))

    async def _from_web(self, address: str, etag: str | None, last_modified: str | None) -> FetchResult:
        get = partial(self._requests.get, address, etag=etag, last_modified=last_modified)
        answer = await self._in_turn(address, get, self._settings.deadline)
        if isinstance(answer, FeedFailure):
            return answer
        result = _result(answer, conditional=bool(etag or last_modified), now=self._clock())
        return self._heeded(address, result) if isinstance(result, FeedFailure) else result

    def _heeded(self, address: str, failure: FeedFailure) -> FeedFailure:
        """Leave a host alone that asks for it."""
        if failure.retry_after:
            self._hosts.close(web_url(address).host, failure.retry_after)
        return failure

    async def _in_turn(
        self, address: str, get: Callable[[], Awaitable[Answer]], within: timedelta
    ) -> Answer | FeedFailure:
        """Do `get` when it is the turn of its host, under one deadline; a failure is of the network."""
        host = web_url(address).host
        async with self._hosts.turn(host):
            wait = self._hosts.closed_for(host)
            if wait:
                detail = f"{host} asked to be left alone for {wait.total_seconds():.0f} s more"
                return FeedFailure(kind=FailureKind.THROTTLED, detail=detail, retry_after=wait)
            seconds = within.total_seconds()
            try:
                async with asyncio.timeout(seconds):
                    return await get()
            except TimeoutError:
                return FeedFailure(kind=FailureKind.TIMEOUT, detail=f"no complete answer within {seconds:g} s")
            except FAULTS as error:
                return failure_of(error)

    def _new_guard(self) -> Guard:
        return Guard(allowed=self._settings.allow_networks, resolve=self._resolve, dial=self._dial)

    async def _look_up(self, host: str, port: int) -> Sequence[str]:
        if is_address(host):
            return [host]
        loop = asyncio.get_running_loop()
        info = await loop.run_in_executor(
            self._resolvers, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return addresses_of(info)


def _result(answer: Answer, *, conditional: bool, now: datetime) -> FetchResult:
    """Say what an answer is worth by its status."""
    headers = answer.headers
    etag, last_modified = validator(headers, "etag"), validator(headers, "last-modified")
    fresh = fresh_for(headers, now)
    if answer.status == 304 and conditional:
        return NotModified(
            by="server", moved_to=answer.moved_to, etag=etag, last_modified=last_modified, fresh_for=fresh
        )
    if answer.status == 204 or (answer.status == 200 and not answer.body.strip()):
        return FeedFailure(kind=FailureKind.EMPTY, detail="the body is empty", status=answer.status)
    if answer.status != 200:
        return _failed(answer, now)
    return Fetched(
        url=answer.url,
        body=answer.body,
        body_hash=body_hash(answer.body),
        moved_to=answer.moved_to,
        content_type=headers.get("content-type"),
        etag=etag,
        last_modified=last_modified,
        fresh_for=fresh,
        served=served(headers),
        links=links(headers, answer.url),
    )


def _failed(answer: Answer, now: datetime) -> FeedFailure:
    kinds = {410: FailureKind.GONE, 429: FailureKind.THROTTLED, 503: FailureKind.THROTTLED}
    try:
        phrase = f" {HTTPStatus(answer.status).phrase}"
    except ValueError:
        phrase = ""
    return FeedFailure(
        kind=kinds.get(answer.status, FailureKind.STATUS),
        detail=f"the server answered {answer.status}{phrase}",
        retry_after=retry_after(answer.headers, now) if answer.status in {429, 503} else None,
        status=answer.status,
    )


def _compared(result: FetchResult, state: FeedState | None) -> FetchResult:
    """Turn a body that says what the last one said into `NotModified`."""
    if isinstance(result, Fetched) and state is not None and result.body_hash == state.body_hash:
        return NotModified(
            by="hash",
            moved_to=result.moved_to,
            etag=result.etag,
            last_modified=result.last_modified,
            fresh_for=result.fresh_for,
        )
    return result
