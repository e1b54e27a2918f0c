"""A web of many feeds in simulated time, with the real fetcher, reader, pipeline, store and queues before it.

Only two things are not real: the clock, which a test moves on, and the network below HTTP, where a dialler hands out
streams that answer as a feed does at that time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from ipaddress import IPv4Address
from typing import Any

import httpcore

from monitor.fetch.fetcher import Fetcher
from monitor.settings import Configuration, Feed, PollSettings
from monitor.store import Store
from monitor.worker.delivering import Delivering
from monitor.worker.opening import open_rooms
from monitor.worker.polling import Polling
from monitor.worker.trouble import StorageTrouble

FIRST = IPv4Address("9.0.0.1")  # of the hosts
FAST = PollSettings(host_gap=timedelta(0), per_host=100, concurrency=100)

Script = Callable[[datetime], bytes]
"""What a feed answers at a time, as HTTP. Raises ConnectionError where its host does not answer."""


@dataclass(slots=True)
class Web:
    """Feeds by host, and the time."""

    now: datetime
    scripts: dict[str, Script] = field(default_factory=dict)
    down: Callable[[datetime], bool] = lambda _: False  # of one's own network

    def clock(self) -> datetime:
        """The simulated time."""
        return self.now

    def feed(self, name: str, script: Script, **more: Any) -> Feed:
        """Serve `script` from a host of its own."""
        host = f"{name}.example"
        self.scripts[host] = script
        values: dict[str, Any] = {"title": name, "publisher": name, "every": timedelta(minutes=30)} | more
        return Feed(name=name, url=f"http://{host}/feed", **values)

    async def resolve(self, host: str, _: int) -> Sequence[str]:
        """Give every host an address of its own; nothing is ever sent there."""
        return [str(FIRST + list(self.scripts).index(host))]

    def answer(self, address: str) -> bytes:
        """What the host at `address` answers now."""
        if self.down(self.now):
            raise httpcore.ConnectError("Network is unreachable")
        number = int(IPv4Address(address)) - int(FIRST)
        try:
            return list(self.scripts.values())[number](self.now)
        except ConnectionError as error:
            raise httpcore.ConnectError(str(error)) from error


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - the library's signature
        given, self._answer = self._answer[:max_bytes], self._answer[max_bytes:]
        return given

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the same
        pass

    async def aclose(self) -> None:
        pass

    def get_extra_info(self, info: str) -> Any:
        return None


class _Dial(httpcore.AsyncNetworkBackend):
    def __init__(self, web: Web) -> None:
        self._web = web

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        return _Stream(self._web.answer(host))


# --- what feeds answer -----------------------------------------------------------------------------------


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer of a server as bytes."""
    lines = {"Content-Type": "application/rss+xml", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} So\r\n{head}\r\n".encode() + body


def rss(name: str, published: Iterable[datetime], more: str = "") -> bytes:
    """A feed with an entry for each moment."""
    items = "".join(
        f"<item><title>{name} {more}{moment:%d %H:%M}</title><link>http://{name}.example/{moment:%d%H%M}</link>"
        f"<guid>http://{name}.example/{moment:%d%H%M}</guid><pubDate>{format_datetime(moment)}</pubDate></item>"
        for moment in sorted(published, reverse=True)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()


def steady(name: str, every: timedelta, *, holds: int = 20, more: str = "") -> Script:
    """A feed that publishes at even times and holds the last entries."""

    def script(now: datetime) -> bytes:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        last = midnight + (now - midnight) // every * every
        return answer(200, rss(name, (last - every * back for back in range(holds)), more))

    return script


def between(begin: datetime, end: datetime, then: Script, otherwise: Script) -> Script:
    """One script for a time, another before and after."""
    return lambda now: (then if begin <= now < end else otherwise)(now)


def refusing(_: datetime) -> bytes:
    """A host that does not answer."""
    raise ConnectionError("Connection refused")


# --- the worker ------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Worker:
    """The queues of a worker, in simulated time."""

    web: Web
    polling: Polling
    delivering: Delivering

    async def live(self, until: datetime, step: timedelta) -> None:
        """Work until then: at each step read what is due, then send what is due."""
        while self.web.now < until:
            self.polling.start_due()
            await self.polling.finish()
            self.delivering.start_due()
            await self.delivering.finish()
            self.web.now += step


@asynccontextmanager
async def working(configuration: Configuration, store: Store, web: Web) -> AsyncIterator[Worker]:
    """Start a worker; what another one knew, it knows from the store."""
    async with (
        open_rooms(configuration, store, web.clock) as opened,
        Fetcher(FAST, version="1", clock=web.clock, resolve=web.resolve, dial=_Dial(web)) as fetcher,
    ):
        rooms = replace(opened, fetcher=fetcher)
        trouble = StorageTrouble(store, web.clock)
        yield Worker(web=web, polling=Polling(rooms, trouble), delivering=Delivering(rooms, trouble))
