"""Logging in by OAuth 2: real mail servers that know tokens, and a real server that gives them out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from monitor.notify import open_sender
from monitor.settings import Channel, EmailSettings, Secret, Security, TokenFile, TokenServer
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent
from tests.servers import certificates
from tests.servers.chat import said
from tests.servers.smtp import SmtpServer, smtp_server
from tests.servers.webhooks import Answer, WebhookServer, webhook_server

TO = "night.desk@newsroom.example.org"
BODY = b"Subject: x\r\n\r\nline\r\n"
USER = "alerts@monitor.example.org"
SECRET, REFRESH = "c1ient-s3cret", "r3fresh-tok3n"


def mail(server: SmtpServer, oauth: TokenFile | TokenServer, **changes: Any) -> EmailSettings:
    plain = EmailSettings(
        host=server.host,
        port=server.port,
        sender=USER,
        security=Security.PLAIN,
        username=USER,
        oauth=oauth,
        timeout=timedelta(seconds=5),
    )
    return replace(plain, **changes)


def send(to: EmailSettings, *between: Callable[[], object]) -> list[SendResult]:
    """Send a mail, and one more after each of `between`."""

    async def run() -> list[SendResult]:
        sender = open_sender(Channel(name="desk", title="Desk", recipients=(TO,), settings=to))
        try:
            results = [await sender.send(Message(id="id0", recipient=TO, body=BODY))]
            for number, happens in enumerate(between, start=1):
                await asyncio.to_thread(happens)
                results.append(await sender.send(Message(id=f"id{number}", recipient=TO, body=BODY)))
            return results
        finally:
            await sender.close()

    return asyncio.run(run())


def gives(token: str, **more: object) -> Answer:
    return said(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600, **more})


@contextmanager
def both(*answers: Answer, by_token: str = "XOAUTH2") -> Iterator[tuple[SmtpServer, WebhookServer, TokenServer]]:
    """A mail server, and a server of tokens that gives `answers`, with what a worker is told of it."""
    with smtp_server(by_token=by_token) as server, webhook_server() as tokens:
        tokens.answers, tokens.otherwise = list(answers), Answer(500)
        yield server, tokens, TokenServer(
            url=f"{tokens.url}/token",
            client_id="desk-1",
            client_secret=Secret(SECRET),
            refresh_token=Secret(REFRESH),
            timeout=timedelta(seconds=5),
        )  # fmt: skip


def asked(tokens: WebhookServer) -> list[dict[str, str]]:
    return [dict(parse_qsl(got.body.decode())) for got in tokens.received]


# --- a file that somebody else keeps fresh ---------------------------------------------------------------


@pytest.mark.parametrize("method", ["XOAUTH2", "OAUTHBEARER"])
def test_the_token_of_a_file_logs_in_and_is_read_anew_for_every_login(tmp_path: Path, method: str) -> None:
    file = tmp_path / "token"
    file.write_text("first\n")

    def renewed() -> None:
        file.write_text("second")
        server.tokens = {"second"}
        server.drop_connections()

    with smtp_server(by_token=method) as server:
        server.tokens = {"first"}
        results = send(mail(server, TokenFile(path=file)), lambda: None, renewed)
        assert [type(result) for result in results] == [Sent] * 3
        assert server.shown == [(method, USER, "first"), (method, USER, "second")]
        assert {one.user for one in server.mails} == {USER}


@pytest.mark.parametrize(("method", "word"), [("XOAUTH2", "401"), ("OAUTHBEARER", "invalid_token")])
def test_a_token_that_is_refused_is_the_channels_fault_and_is_not_told(
    tmp_path: Path, method: str, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="aiosmtplib")
    file = tmp_path / "token"
    file.write_text("sp0iled")
    with smtp_server(by_token=method) as server:
        [result] = send(mail(server, TokenFile(path=file)))
        assert result == Rejected(fault=Fault.CHANNEL, detail=f"login: 535 5.7.8 (the token: {word})")
        assert len(server.shown) == 1, "the same token is not shown twice"
    assert "sp0iled" not in caplog.text


@pytest.mark.parametrize("content", [None, b"", b"two lines\nof text", b"\xff\xfe", b"x" * 30_000])
def test_a_file_without_a_token_is_the_channels_fault(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with smtp_server(by_token="XOAUTH2") as server:
        [result] = send(mail(server, TokenFile(path=file)))
        assert server.connections == 0
    assert isinstance(result, Rejected)
    assert result.fault is Fault.CHANNEL
    assert "file" in result.detail


def test_over_starttls(tmp_path: Path) -> None:
    certificate = certificates.make(tmp_path)
    (tmp_path / "token").write_text("t")
    with smtp_server(Security.STARTTLS, certificate=certificate, by_token="XOAUTH2") as server:
        server.tokens = {"t"}
        to = mail(server, TokenFile(path=tmp_path / "token"), security=Security.STARTTLS, ca_file=certificate.file)
        [result] = send(to)
        assert isinstance(result, Sent), result
        assert server.mails[0].encrypted


def test_a_server_that_knows_no_tokens_is_the_channels_fault(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("t")
    with smtp_server(users={USER: "x"}) as server:
        [result] = send(mail(server, TokenFile(path=tmp_path / "token")))
    assert result == Rejected(
        fault=Fault.CHANNEL, detail="login: the server offers neither XOAUTH2 nor OAUTHBEARER"
    )  # fmt: skip


# --- a server that gives out tokens ----------------------------------------------------------------------


def test_a_token_is_used_until_it_ends_and_a_newer_refresh_token_is_kept() -> None:
    answers = gives("one", refresh_token="r-2"), gives("two", expires_in="20"), gives("three")
    with both(*answers) as (server, tokens, oauth):
        server.tokens = {"one", "two", "three"}

        def ended() -> None:
            server.tokens = {"two", "three"}
            server.drop_connections()

        results = send(mail(server, oauth), server.drop_connections, ended, server.drop_connections)
        assert [type(result) for result in results] == [Sent] * 4
        # The first is refused once its time is over, and refreshed at once; the second lasts too short to be kept.
        assert [token for _, _, token in server.shown] == ["one", "one", "one", "two", "three"]
        assert asked(tokens)[0] == {
            "grant_type": "refresh_token",
            "client_id": "desk-1",
            "client_secret": SECRET,
            "refresh_token": REFRESH,
        }
        assert [form["refresh_token"] for form in asked(tokens)] == [REFRESH, "r-2", "r-2"]


def test_a_client_can_ask_in_its_own_name() -> None:
    with both(gives("one")) as (server, tokens, oauth):
        server.tokens = {"one"}
        [result] = send(mail(server, replace(oauth, refresh_token=None, scope="mail send")))
        assert isinstance(result, Sent)
        [form] = asked(tokens)
    assert form == {
        "grant_type": "client_credentials", "client_id": "desk-1", "client_secret": SECRET, "scope": "mail send",
    }  # fmt: skip


def test_a_token_that_is_refused_is_refreshed_once_and_no_more() -> None:
    with both(gives("one"), gives("two"), gives("three")) as (server, tokens, oauth):
        [result] = send(mail(server, oauth))
        assert result == Rejected(fault=Fault.CHANNEL, detail="login: 535 5.7.8 (the token: 401)")
        assert [token for _, _, token in server.shown] == ["one", "two"]
        assert len(tokens.received) == 2


def test_a_server_that_cannot_log_in_anybody_now_costs_no_token() -> None:
    with both(gives("one")) as (server, tokens, oauth):
        server.script["AUTH"] = "454 4.7.0 Temporary authentication failure"
        [result] = send(mail(server, oauth))
        assert result == Deferred(detail="login: 454 4.7.0")
        assert len(tokens.received) == 1


ECHO = {"error": "invalid_grant", "error_description": f"{REFRESH} of {SECRET} was revoked"}
REFUSALS: list[tuple[Answer, object, str]] = [
    (said(400, ECHO), Fault.CHANNEL, "HTTP 400: invalid_grant: … of … was revoked"),
    (said(401, {"error": "invalid_client"}), Fault.CHANNEL, "HTTP 401: invalid_client"),
    (Answer(410), Fault.CHANNEL, "HTTP 410"),
    (Answer(302, headers={"Location": "/elsewhere"}), Fault.CHANNEL, "HTTP 302"),
    (Answer(200, body=b"<html>log in</html>"), Fault.CHANNEL, "no token in the answer"),
    (said(200, {"access_token": "a\r\nb"}), Fault.CHANNEL, "no token in the answer"),
    (said(200, {"access_token": 7}), Fault.CHANNEL, "no token in the answer"),
    (Answer(503, headers={"Retry-After": "9"}), Deferred, "HTTP 503"),
    (Answer(429), Deferred, "HTTP 429"),
    (Answer(close=True), Deferred, "no answer"),
    (Answer(unread=True), Deferred, ""),
]


@pytest.mark.parametrize(("answer", "expected", "text"), REFUSALS, ids=lambda value: str(value)[:30])
def test_without_a_token_nothing_is_sent(answer: Answer, expected: object, text: str) -> None:
    with both(answer) as (server, _, oauth):
        [result] = send(mail(server, oauth))
        assert server.connections == 0
    assert (result.fault if isinstance(result, Rejected) else type(result)) is expected
    assert "the server of tokens" in result.detail
    assert text in result.detail
    assert SECRET not in result.detail
    assert REFRESH not in result.detail
    if "Retry-After" in answer.headers:
        assert isinstance(result, Deferred)
        assert result.retry_after == timedelta(seconds=9)


def test_nobody_gives_out_tokens() -> None:
    with both() as (server, _, oauth):
        with webhook_server() as gone:
            pass
        [result] = send(mail(server, replace(oauth, url=gone.url)))
    assert isinstance(result, Deferred)


def test_a_changed_secret_opens_the_channel_again() -> None:
    def marked(secret: str) -> str:
        oauth = TokenServer(url="https://tokens.example", client_id="x", client_secret=Secret(secret))
        to = EmailSettings(host="mail.example.org", port=587, sender=USER, username=USER, oauth=oauth)
        return Channel(name="desk", title="Desk", recipients=(TO,), settings=to).fingerprint

    assert marked("one") == marked("one") != marked("two")
