"""Servers that do not want to be read: everything ends, in time and in size, and nothing stays behind."""

from __future__ import annotations

import asyncio
import gc
import gzip
import resource
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.fetch.fetcher import Fetcher
from monitor.types import FailureKind, FeedFailure, Fetched
from tests.fetch.conftest import NOW, RSS, SETTINGS, Poll, feed
from tests.servers.feeds import FeedServer, Reply, after, document, endless, gzip_bomb, raw, silence, trickle

_CHUNK = b"400\r\n" + b"<" * 1024 + b"\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(trickle(RSS, every=0.05), id="byte by byte"),
        pytest.param(endless(b"<!-- -->", pause=0.05), id="without end"),
        pytest.param(endless(b"5\r\n     \r\n", pause=0.05, transfer_encoding="chunked"), id="chunks without end"),
        pytest.param(endless(b"", pause=0.05), id="head only"),
        pytest.param(silence(), id="silence"),
    ],
)
@pytest.mark.checklist(15)
def test_the_deadline_is_for_the_whole_fetch(server: FeedServer, poll: Poll, reply: Reply) -> None:
    server["/f"] = reply
    started = time.monotonic()
    result = poll(server.url("/f"), deadline=timedelta(seconds=0.6), read_timeout=timedelta(seconds=10))
    assert time.monotonic() - started < 20  # none of these servers is done by then
    assert isinstance(result, FeedFailure)
    assert (result.kind, result.detail) == (FailureKind.TIMEOUT, "no complete answer within 0.6 s")


@pytest.mark.checklist(15)
def test_redirects_share_one_deadline(server: FeedServer, poll: Poll) -> None:
    for step in range(5):
        server[f"/{step}"] = after(0.3, raw(f"HTTP/1.1 302 x\r\nlocation: /{step + 1}\r\n\r\n".encode()))
    result = poll(server.url("/0"), deadline=timedelta(seconds=0.8))
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.TIMEOUT
    assert not server.asked("/4")


def test_a_server_that_falls_silent(server: FeedServer, poll: Poll) -> None:
    server["/f"] = silence()
    result = poll(server.url("/f"), read_timeout=timedelta(seconds=0.3))
    assert isinstance(result, FeedFailure)
    assert (result.kind, result.detail) == (FailureKind.TIMEOUT, "the server fell silent")


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(gzip_bomb(300), id="300 MB of gzip"),
        pytest.param(endless(b" " * 65536), id="without length"),
        pytest.param(endless(_CHUNK, transfer_encoding="chunked"), id="chunks"),
    ],
)
@pytest.mark.checklist(16)
def test_the_size_is_bounded(server: FeedServer, poll: Poll, reply: Reply) -> None:
    server["/f"] = reply
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = poll(server.url("/f"))
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.TOO_LARGE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB


@pytest.mark.checklist(16)
def test_a_brotli_bomb_is_not_opened(server: FeedServer, poll: Poll) -> None:
    server["/f"] = document(b"\x5b" * 632, headers={"content-encoding": "br"})
    result = poll(server.url("/f"))
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.ENCODING


@pytest.mark.checklist(16)
def test_gzip_that_never_yields_a_byte(server: FeedServer, poll: Poll) -> None:
    """Empty members cost input without making output."""
    server["/f"] = endless(gzip.compress(b"") * 500, content_encoding="gzip")
    result = poll(server.url("/f"))
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.TOO_LARGE


@pytest.mark.checklist(17)
def test_cancelled_fetches_leave_nothing_behind(server: FeedServer) -> None:
    """Thirty fetches are cancelled at all stages; afterwards every slot is free and every connection closed."""
    server["/slow"] = trickle(RSS, every=0.01)
    server["/f"] = document(RSS)
    settings = replace(SETTINGS, concurrency=3, per_host=3)

    async def main() -> list[object]:
        async with Fetcher(settings, version="1", clock=lambda: NOW) as fetcher:
            for attempt in range(30):
                task = asyncio.create_task(fetcher.fetch(feed(server.url("/slow")), None))
                await asyncio.sleep(attempt * 0.001)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            return list(await asyncio.gather(*(fetcher.fetch(feed(server.url("/f")), None) for _ in range(6))))

    results = asyncio.run(main())
    assert all(isinstance(result, Fetched) for result in results)
    gc.collect()  # an unclosed transport would warn here, and warnings are errors


@pytest.mark.checklist(6)
def test_the_limits_hold(server: FeedServer) -> None:
    server["/f"] = after(0.05, document(RSS))
    settings = replace(SETTINGS, concurrency=4, per_host=2, host_gap=timedelta(milliseconds=100))

    async def main() -> None:
        async with Fetcher(settings, version="1", clock=lambda: NOW) as fetcher:
            urls = [server.url("/f", host=host) for host in ("127.0.0.1", "localhost") for _ in range(6)]
            await asyncio.gather(*(fetcher.fetch(feed(url), None) for url in urls))

    asyncio.run(main())
    assert len(server.requests) == 12
    assert server.at_once <= 4
    starts = sorted(request.at for request in server.requests if request.headers["host"].startswith("127."))
    assert starts[-1] - starts[0] > 0.3  # five gaps; a busy server may see two that were apart at the same time


def test_a_slow_host_does_not_hold_up_the_others(server: FeedServer) -> None:
    server["/slow"] = silence()
    server["/f"] = document(RSS)
    patient = timedelta(seconds=40)
    settings = replace(SETTINGS, concurrency=3, per_host=2, deadline=patient, read_timeout=patient)

    async def main() -> float:
        async with Fetcher(settings, version="1", clock=lambda: NOW) as fetcher:
            slow = [asyncio.create_task(fetcher.fetch(feed(server.url("/slow")), None)) for _ in range(6)]
            await asyncio.sleep(0.1)
            started = time.monotonic()
            await fetcher.fetch(feed(server.url("/f", host="localhost")), None)
            took = time.monotonic() - started
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
            return took

    assert asyncio.run(main()) < 20
