"""Webhooks over a real receiver: signed, not redirected, every answer in its class, no secret told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from email.utils import formatdate
from pathlib import Path
from time import time

import pytest

from monitor.notify import open_sender
from monitor.notify.post import MOST_READ
from monitor.settings import Channel, Secret, WebhookSettings
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent, Uncertain
from tests.servers import certificates
from tests.servers.webhooks import Answer, WebhookServer, webhook_server

OLD, NEW = "whsec_b2xkIHNlY3JldCBvZiB0aGUgZGVzaw==", "whsec_bmV3IHNlY3JldCBvZiB0aGUgZGVzaw=="
PATH = "/hooks/T0PS3CRET/path?token=s3same0pen"
BODY = '{"type":"alert.new","data":{"headline":"Військові КНДР на Курщині"}}'.encode()


@pytest.fixture
def server() -> Iterator[WebhookServer]:
    with webhook_server(OLD, NEW) as running:
        yield running


def send(
    server: WebhookServer,
    *,
    times: int = 1,
    secrets: tuple[str, ...] = (NEW,),
    timeout: float = 5,
    url: str = "",
    ca_file: Path | None = None,
) -> list[SendResult]:
    settings = WebhookSettings(
        url=Secret(url or server.url + PATH),
        secrets=tuple(Secret(secret) for secret in secrets),
        timeout=timedelta(seconds=timeout),
        ca_file=ca_file,
    )

    async def run() -> list[SendResult]:
        sender = open_sender(Channel(name="hook", title="Hook", recipients=("hook",), settings=settings))
        message = Message(id="9f2b6a", recipient="hook", body=BODY)
        try:
            return [await sender.send(message) for _ in range(times)]
        finally:
            await sender.close()

    return asyncio.run(run())


def test_the_message_arrives_signed(server: WebhookServer) -> None:
    [result] = send(server)
    assert isinstance(result, Sent)
    [got] = server.received
    assert got.path == PATH
    assert got.body == BODY
    assert got.verified == (NEW,)
    assert got.headers["webhook-id"] == "9f2b6a"
    assert abs(int(got.headers["webhook-timestamp"]) - time()) < 60
    assert got.headers["content-type"] == "application/json"
    assert got.headers["user-agent"].startswith("news-monitor/")


def test_while_a_secret_is_exchanged_both_sign(server: WebhookServer) -> None:
    send(server, secrets=(NEW, OLD))
    [got] = server.received
    assert got.verified == (OLD, NEW)
    assert len(got.headers["webhook-signature"].split(" ")) == 2


def test_a_signature_fits_neither_another_body_nor_another_id(server: WebhookServer) -> None:
    send(server)
    [got] = server.received
    assert server.verified(got.body, got.headers) == (NEW,)
    assert server.verified(got.body + b" ", got.headers) == ()
    assert server.verified(got.body, {**got.headers, "webhook-id": "other"}) == ()


def test_a_message_sent_again_has_the_same_id_and_the_connection_is_kept(server: WebhookServer) -> None:
    assert [type(result) for result in send(server, times=3)] == [Sent] * 3
    assert {got.headers["webhook-id"] for got in server.received} == {"9f2b6a"}
    assert server.connections == 1


ANSWERS: list[tuple[int, object]] = [
    *((status, Sent) for status in (200, 201, 202, 204, 299)),
    *((status, Fault.CHANNEL) for status in (301, 302, 303, 304, 307, 308, 401, 403, 404)),
    *((status, Fault.RECIPIENT) for status in (400, 402, 405, 406, 409, 413, 415, 418, 422, 451)),
    (410, Fault.GONE),
    *((status, Deferred) for status in (408, 425, 429, 500, 501, 502, 503, 504, 599)),
]


@pytest.mark.parametrize(("status", "expected"), ANSWERS)
def test_every_answer_has_its_class(server: WebhookServer, status: int, expected: object) -> None:
    server.otherwise = Answer(
        status, headers={"Location": server.url + "/elsewhere"}, body=b"" if status in {204, 304} else b"so"
    )
    [result] = send(server)
    got = result.fault if isinstance(result, Rejected) else type(result)
    assert got is expected
    assert str(status) in result.detail
    assert len(server.received) == 1, "followed, or sent twice"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0", 0), ("7200", 7200), (None, None), ("soon", None), ("-1", None), ("1e3", None), ("", None)],
)
def test_the_wish_of_a_receiver_is_handed_on(server: WebhookServer, header: str | None, seconds: int | None) -> None:
    server.otherwise = Answer(429, headers={} if header is None else {"Retry-After": header})
    [result] = send(server)
    assert isinstance(result, Deferred)
    assert result.retry_after == (None if seconds is None else timedelta(seconds=seconds))


def test_a_wish_may_be_a_date(server: WebhookServer) -> None:
    server.otherwise = Answer(503, headers={"Retry-After": formatdate(time() + 90, usegmt=True)})
    [result] = send(server)
    assert isinstance(result, Deferred)
    assert result.retry_after is not None
    assert timedelta(seconds=80) < result.retry_after <= timedelta(seconds=90)


def test_nobody_listens() -> None:
    with webhook_server() as gone:
        pass
    [result] = send(gone)
    assert isinstance(result, Deferred)


def test_a_connection_that_is_cut_before_the_body_was_read_is_not_a_refusal(server: WebhookServer) -> None:
    server.otherwise = Answer(unread=True)
    [result] = send(server)
    # The body was handed to the network; nobody knows how much of it was read.
    assert isinstance(result, Uncertain | Deferred)


def test_a_connection_that_is_lost_after_the_body_is_uncertain(server: WebhookServer) -> None:
    server.answers = [Answer(close=True)]
    first, second = send(server, times=2)
    assert isinstance(first, Uncertain)
    assert isinstance(second, Sent)


def test_a_receiver_that_does_not_answer_is_uncertain(server: WebhookServer) -> None:
    server.otherwise = Answer(delay=0.6)
    [result] = send(server, timeout=0.2)
    assert isinstance(result, Uncertain)


def test_a_receiver_that_drips_is_ended(server: WebhookServer) -> None:
    server.otherwise = Answer(drip=0.15, headers={"X-Long": "x" * 200})
    started = time()
    [result] = send(server, timeout=0.2)
    assert isinstance(result, Uncertain)
    assert time() - started < 3


def test_an_answer_that_breaks_off_keeps_its_status(server: WebhookServer) -> None:
    server.otherwise = Answer(200, body=b"o", length=1000)
    [result] = send(server)
    assert isinstance(result, Sent)


def test_an_endless_answer_is_not_read_to_its_end(server: WebhookServer) -> None:
    server.otherwise = Answer(200, body=b"x" * MOST_READ * 100)
    [result] = send(server)
    assert isinstance(result, Sent)
    assert len(result.detail) <= 200


def test_an_answer_is_shown_on_one_line_without_controls(server: WebhookServer) -> None:
    server.otherwise = Answer(400, body=b"\x1b[31mbad\r\n\xff field\x00")
    [result] = send(server)
    assert result.detail.startswith("HTTP 400 Bad Request [31mbad")
    assert result.detail.replace("�", "?").isprintable()


@pytest.mark.parametrize(
    "url", ["", "no url", "ftp://hooks.example.org/x", "http://[::1", "http://hooks.example.org:0x50/"]
)
def test_a_url_that_is_none_is_the_channels_fault(server: WebhookServer, url: str) -> None:
    [result] = send(server, url=url or "hooks.example.org")
    assert isinstance(result, Rejected)
    assert result.fault is Fault.CHANNEL


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_a"])
def test_a_secret_that_is_none_is_the_channels_fault(server: WebhookServer, secret: str) -> None:
    [result] = send(server, secrets=(secret,))
    assert isinstance(result, Rejected)
    assert result.fault is Fault.CHANNEL
    assert server.received == []


def test_an_unknown_authority_is_the_channels_fault(tmp_path: Path) -> None:
    with webhook_server(certificate=certificates.make(tmp_path)) as server:
        [result] = send(server)
        assert isinstance(result, Rejected)
        assert result.fault is Fault.CHANNEL
        assert "certificate" in result.detail
        assert server.received == []


def test_an_authority_of_ones_own_is_trusted_where_it_is_named(tmp_path: Path) -> None:
    certificate = certificates.make(tmp_path)
    with webhook_server(NEW, certificate=certificate) as server:
        [result] = send(server, ca_file=certificate.file)
        assert isinstance(result, Sent)
        assert [got.verified for got in server.received] == [(NEW,)]


def test_no_secret_is_told(server: WebhookServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    echo = f"no such hook: {server.url}{PATH} T0PS3CRET s3same0pen {NEW} {NEW[6:]}".encode()
    results = []
    for answer in (Answer(200), Answer(404, body=echo), Answer(500, body=echo), Answer(close=True)):
        server.otherwise = answer
        results += send(server)
    told = caplog.text + " ".join(repr(result) for result in results)
    for secret in ("T0PS3CRET", "s3same0pen", NEW, NEW.removeprefix("whsec_")):
        assert secret not in told


def test_the_environment_has_no_say(server: WebhookServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    [result] = send(server)
    assert isinstance(result, Sent)
