"""The endpoint on real sockets: bounded, in a hurry, and silent about itself."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Awaitable, Callable

import pytest

from monitor.endpoint import Endpoint, websub
from monitor.endpoint.server import AT_ONCE
from monitor.endpoint.websub import Delivered
from monitor.settings import EndpointSettings
from monitor.subscriptions import Intent

SETTINGS = EndpointSettings(host="127.0.0.1", port=0, public_url="http://127.0.0.1/")
MOST = 1_000


class Inbox:
    """Expects pushes at `known`, and keeps them."""

    def __init__(self) -> None:
        self.taken: list[Delivered] = []
        self.full = False

    def expects(self, name: str) -> bool:
        return name == "known"

    def confirm(self, name: str, intent: Intent) -> bool:
        return name == "known" and intent.topic == "right"

    def take(self, name: str, delivered: Delivered) -> bool:
        if not self.full:
            self.taken.append(delivered)
        return not self.full


def served(work: Callable[[Endpoint, Inbox], Awaitable[None]], *, lifetime: float = 30.0) -> Inbox:
    """Run `work` while an endpoint listens."""
    inbox = Inbox()

    async def main() -> None:
        endpoint = await Endpoint.open(SETTINGS, websub.routes(inbox, most=MOST), lifetime=lifetime)
        try:
            await work(endpoint, inbox)
        finally:
            await endpoint.close()

    asyncio.run(main())
    return inbox


async def exchange(endpoint: Endpoint, sent: bytes) -> bytes:
    """Send bytes and return all that comes back until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
    writer.write(sent)
    try:
        return await asyncio.wait_for(reader.read(), 10)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: desk.example\r\n\r\n".encode()


def post(path: str, body: bytes, *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: desk.example", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_a_challenge_goes_back_as_plain_text_and_every_connection_ends() -> None:
    async def work(endpoint: Endpoint, _inbox: Inbox) -> None:
        query = "hub.mode=subscribe&hub.topic=right&hub.challenge=%3Cscript%3E"
        answer = await exchange(endpoint, get(f"/websub/known?{query}"))
        head, _, body = answer.partition(b"\r\n\r\n")
        assert (status_of(answer), body) == (200, b"<script>")
        headers = {line.partition(b":")[0].lower(): line.partition(b":")[2].strip() for line in head.split(b"\r\n")[1:]}
        assert headers.keys() == {
            *(b"connection", b"cache-control", b"x-content-type-options", b"content-length", b"content-type"),
        }
        assert headers[b"connection"] == b"close"
        assert headers[b"content-type"] == b"text/plain; charset=utf-8"
        assert headers[b"x-content-type-options"] == b"nosniff"
        denied = await exchange(endpoint, get("/websub/known?hub.mode=denied&hub.topic=right&hub.challenge=x"))
        assert (status_of(denied), denied.partition(b"\r\n\r\n")[2]) == (200, b"")

    served(work)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (get("/"), 404),
        (get("/websub"), 404),
        (get("/websub/"), 404),
        (get("/websub/known"), 404),
        (get("/websub/known/"), 404),
        (get("/websub/unknown?hub.topic=right"), 404),
        (get("/websub/..%2fknown?hub.topic=right"), 404),
        (post("/websub/unknown", b"x"), 410),
        (post("/websub/known", b"x"), 202),
        (post("/websub/known", b"x" * MOST), 202),
        (post("/websub/known", b"x" * (MOST + 1)), 413),
        (post("/websub/known", b"x", "Content-Encoding: gzip"), 415),
        (post("/", b"x"), 404),
        (b"PUT /websub/known HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        (b"BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # without a Host
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),  # TLS
        (get("/websub/known").replace(b"\r\n\r\n", b"\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"), 404),
    ],
)
def test_what_is_asked_and_what_comes_back(sent: bytes, expected: int) -> None:
    async def work(endpoint: Endpoint, _inbox: Inbox) -> None:
        answer = await exchange(endpoint, sent)
        assert status_of(answer) == expected
        assert not {b"uvicorn", b"starlette", b"server:", b"python"} & set(answer.lower().split())
        assert len(answer.partition(b"\r\n\r\n")[2]) < 50

    served(work)


def test_a_head_without_an_end_is_not_awaited() -> None:
    async def work(endpoint: Endpoint, _inbox: Inbox) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nX: ")
        with pytest.raises(ConnectionError):
            async with asyncio.timeout(5):
                while True:
                    writer.write(b"a" * 10_000)
                    await writer.drain()

    served(work)


def test_a_body_without_a_length_is_bounded_too() -> None:
    async def work(endpoint: Endpoint, _inbox: Inbox) -> None:
        head = b"POST /websub/known HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        small = await exchange(endpoint, head + b"3\r\nabc\r\n0\r\n\r\n")
        assert status_of(small) == 202
        reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
        writer.write(head)
        for _ in range(MOST):
            writer.write(b"a\r\n0123456789\r\n")
        assert status_of(await asyncio.wait_for(reader.readline(), 5)) == 413
        writer.close()

    inbox = served(work)
    assert [one.body for one in inbox.taken] == [b"abc"]


def test_what_was_sent_is_handed_on_as_it_came() -> None:
    async def work(endpoint: Endpoint, _inbox: Inbox) -> None:
        headers = ("Content-Type: application/atom+xml", "X-Hub-Signature: sha1=00")
        await exchange(endpoint, post("/websub/known", b"<feed/>", *headers))

    inbox = served(work)
    assert inbox.taken == [Delivered(body=b"<feed/>", content_type="application/atom+xml", signature="sha1=00")]


def test_where_there_is_no_room_a_hub_is_told_to_come_again() -> None:
    async def work(endpoint: Endpoint, inbox: Inbox) -> None:
        inbox.full = True
        answer = await exchange(endpoint, post("/websub/known", b"<feed/>"))
        assert status_of(answer) == 503
        assert b"retry-after: 60" in answer.lower()

    served(work)


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: ",
        b"POST /websub/known HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n",
    ],
    ids=["silence", "half-a-head", "half-a-body"],
)
def test_a_connection_that_goes_nowhere_ends_however_busy_it_looks(beginning: bytes) -> None:
    async def work(endpoint: Endpoint, _inbox: Inbox) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
        writer.write(beginning)

        async def trickle() -> None:
            while beginning:
                writer.write(b"a")
                await asyncio.sleep(0.05)

        busy = asyncio.create_task(trickle())
        try:
            assert await asyncio.wait_for(reader.read(), 5) == b""
        except ConnectionResetError:
            pass
        busy.cancel()
        writer.close()

    began = time.monotonic()
    inbox = served(work, lifetime=0.3)
    assert time.monotonic() - began < 2
    assert inbox.taken == []


def test_so_many_connections_at_once_and_no_more() -> None:
    async def work(endpoint: Endpoint, _inbox: Inbox) -> None:
        waiting = [await asyncio.open_connection("127.0.0.1", endpoint.port) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.1)
        assert status_of(await exchange(endpoint, get("/"))) == 503
        for _, writer in waiting:
            writer.close()
        await asyncio.sleep(0.1)
        assert status_of(await exchange(endpoint, get("/"))) == 404

    served(work)


def test_it_leaves_the_signals_to_the_worker_and_frees_its_port() -> None:
    ports: list[int] = []

    async def main() -> None:
        endpoint = await Endpoint.open(SETTINGS, websub.routes(Inbox(), most=MOST))
        before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        await exchange(endpoint, get("/"))
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
        ports.append(endpoint.port)
        await endpoint.close()
        assert endpoint.ended

    asyncio.run(main())
    with socket.create_server(("127.0.0.1", ports[0])):
        pass


def test_a_port_that_is_taken_is_said() -> None:
    async def main(port: int) -> None:
        settings = EndpointSettings(host="127.0.0.1", port=port, public_url="http://127.0.0.1/")
        with pytest.raises(OSError, match="in use"):
            await Endpoint.open(settings, [])

    with socket.create_server(("127.0.0.1", 0)) as taken:
        asyncio.run(main(taken.getsockname()[1]))
