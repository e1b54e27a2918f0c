"""Mails over a real server: every answer has its class, and protection is never downgraded."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.notify import open_sender
from monitor.notify.smtp_answers import REST, Stage, answered
from monitor.settings import Channel, EmailSettings, Secret, Security
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent, Uncertain
from tests.servers import certificates
from tests.servers.smtp import DROP, HANG, SmtpServer, smtp_server

TO = "night.desk@newsroom.example.org"
BODY = b"Subject: x\r\n\r\n.dot\r\nline\r\n..two\r\n"
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> certificates.Certificate:
    return certificates.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with smtp_server() as running:
        yield running


def settings(server: SmtpServer, **changes: object) -> EmailSettings:
    plain = EmailSettings(
        host=server.host,
        port=server.port,
        sender="Alerts <alerts@monitor.example.org>",
        security=Security.PLAIN,
        timeout=timedelta(seconds=5),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the names are those of EmailSettings


def send(*messages: Message | str, to: EmailSettings, between: object = None) -> list[SendResult]:
    """Send over one sender, calling `between` after each message, and close."""

    async def run() -> list[SendResult]:
        sender = open_sender(Channel(name="desk", title="Desk", recipients=(TO,), settings=to))
        results = []
        for number, message in enumerate(messages):
            one = Message(id=f"id{number}", recipient=message, body=BODY) if isinstance(message, str) else message
            results.append(await sender.send(one))
            if callable(between):
                await asyncio.to_thread(between)
        await sender.close()
        return results

    return asyncio.run(run())


def test_the_mail_arrives_byte_for_byte_with_its_one_recipient(server: SmtpServer) -> None:
    [result] = send(TO, to=settings(server))
    assert isinstance(result, Sent)
    assert "queued" in result.detail
    [mail] = server.mails
    assert (mail.sender, mail.recipients) == ("alerts@monitor.example.org", (TO,))
    assert mail.content == BODY


def test_consecutive_mails_share_a_connection(server: SmtpServer) -> None:
    results = send(TO, TO, TO, to=settings(server))
    assert [type(result) for result in results] == [Sent] * 3
    assert server.connections == 1


def test_an_idle_connection_that_was_cut_is_opened_again_at_once(server: SmtpServer) -> None:
    results = send(TO, TO, to=settings(server), between=server.drop_connections)
    assert [type(result) for result in results] == [Sent, Sent]
    assert server.connections == 2
    assert len(server.mails) == 2


def test_an_idle_connection_that_is_refused_politely_is_opened_again_at_once(server: SmtpServer) -> None:
    def tired() -> None:
        server.once["MAIL"] = "421 4.4.2 idle for too long"

    results = send(TO, TO, to=settings(server), between=tired)
    assert [type(result) for result in results] == [Sent, Sent]
    assert server.connections == 2


def test_one_refused_recipient_does_not_harm_the_next(server: SmtpServer) -> None:
    server.refused["gone@newsroom.example.org"] = "550 5.1.1 No such user"
    first, second = send("gone@newsroom.example.org", TO, to=settings(server))
    assert first == Rejected(fault=Fault.RECIPIENT, detail="recipient: 550 5.1.1 No such user")
    assert isinstance(second, Sent)
    assert server.connections == 1


ANSWERS = [
    ("GREETING", "421 4.3.2 shutting down", Deferred),
    ("GREETING", "554 5.3.2 no service", Fault.CHANNEL),
    ("GREETING", DROP, Deferred),
    ("EHLO", "421 4.3.2 shutting down", Deferred),
    ("EHLO", "550 5.7.1 your name is on a list", Fault.CHANNEL),
    ("EHLO", DROP, Deferred),
    ("MAIL", "451 4.3.0 later", Deferred),
    ("MAIL", "550 5.1.8 sender unknown", Fault.CHANNEL),
    ("MAIL", "530 5.7.0 authenticate first", Fault.CHANNEL),
    ("MAIL", DROP, Deferred),
    ("RCPT", "450 4.2.1 greylisted", Deferred),
    ("RCPT", "452 4.2.2 mailbox full", Deferred),
    ("RCPT", "550 5.1.1 no such user", Fault.RECIPIENT),
    ("RCPT", "552 5.2.2 mailbox full", Fault.RECIPIENT),
    ("RCPT", "553 not a mailbox", Fault.RECIPIENT),
    ("RCPT", "550 5.7.1 relaying denied", Fault.CHANNEL),
    ("RCPT", DROP, Deferred),
    ("RCPT", "550 5.1.8 bad address of the sender", Fault.CHANNEL),
    ("RCPT", "550 5.4.5 daily user sending limit exceeded", Fault.CHANNEL),
    ("RCPT", "552 5.2.2 quota exceeded", Fault.RECIPIENT),
    ("RCPT", "554 5.4.6 Too many hops", Fault.RECIPIENT),
    ("RCPT", "554 5.5.0 Too many recipients today", Fault.CHANNEL),
    ("DATA", "451 4.3.0 no room now", Deferred),
    ("DATA", "550 5.7.1 no mail from you", Fault.CHANNEL),
    ("DATA", "554 5.5.1 no valid recipients", Fault.RECIPIENT),
    ("DATA", DROP, Deferred),
    ("TEXT", "451 4.3.0 disk full", Deferred),
    ("TEXT", "421 4.3.2 shutting down", Deferred),
    ("TEXT", "552 5.3.4 too big", Fault.RECIPIENT),
    ("TEXT", "552 5.3.4 message size limit exceeded", Fault.RECIPIENT),
    ("TEXT", "554 5.7.1 looks like spam", Fault.CHANNEL),
    ("TEXT", "554 5.2.0 SubmissionQuotaExceededException", Fault.CHANNEL),
    ("TEXT", DROP, Uncertain),
    ("TEXT", "banana", Uncertain),
]


@pytest.mark.parametrize(("stage", "answer", "expected"), ANSWERS, ids=lambda value: str(value)[:24])
def test_every_answer_has_its_class(server: SmtpServer, stage: str, answer: str, expected: object) -> None:
    server.script[stage] = answer
    [result] = send(TO, to=settings(server))
    got = result.fault if isinstance(result, Rejected) else type(result)
    assert got is expected, result
    if re.match("[45]", answer):
        assert answer in result.detail


TOO_MUCH: list[tuple[str, str, float | None]] = [
    ("GREETING", "421 4.7.0 Too many connections from your address", 60),
    ("MAIL", "421 4.4.2 Message submission rate for this client has exceeded the configured limit", 60),
    ("MAIL", "454 Throttling failure: Maximum sending rate exceeded.", 60),
    ("RCPT", "450 4.7.1 Error: too much mail from 192.0.2.7", 60),
    ("RCPT", "451 4.7.1 Rate limit, try again in 300 seconds", 300),
    ("TEXT", "451 4.7.28 unusual rate of mail, wait 5 minutes", 300),
    ("RCPT", "450 4.2.1 The user is receiving mail too quickly", None),
    ("RCPT", "452 4.2.2 mailbox over quota", None),
    ("GREETING", "421 4.3.2 shutting down", None),
]


@pytest.mark.parametrize(("stage", "answer", "seconds"), TOO_MUCH)
def test_a_server_that_gets_too_much_is_left_alone_for_a_while(
    server: SmtpServer, stage: str, answer: str, seconds: float | None
) -> None:
    server.script[stage] = answer
    [result] = send(TO, to=settings(server))
    assert isinstance(result, Deferred)
    assert result.retry_after == (None if seconds is None else timedelta(seconds=seconds))


ONES_OWN = [
    "5.4.6 Too many hops",
    "5.1.1 User unknown; too many failures",
    "5.6.0 Too many header lines",
    "5.6.0 Too many headers",
    "5.6.0 Message has too many MIME parts",
    "5.6.0 Too many message parts",
    "5.6.0 Too many links in the text",
    "5.2.0 Forwarded too many times",
]
ALL_ALIKE = [
    "5.3.2 Too many connections from your address",
    "5.3.2 Too many concurrent SMTP connections; please try again later",
    "5.3.2 too many simultaneous sessions",
    "5.5.0 Too many messages in this session",
    "5.5.0 Too many emails per hour",
    "5.5.0 Too many e-mails",
    "5.5.3 Too many recipients",
    "5.5.0 Too many requests",
    "5.5.0 Too many transactions",
    "5.5.0 too much mail from 192.0.2.7",
    "5.5.0 too much traffic",
    "5.5.0 you send too fast",
    "5.5.0 Hourly rate exceeded",
]


@pytest.mark.parametrize(("text", "ours"), [(one, False) for one in ONES_OWN] + [(one, True) for one in ALL_ALIKE])
def test_too_many_of_what_decides_who_is_refused(text: str, ours: bool) -> None:
    """What one mail or one recipient has too many of must not stop the mails of all others."""
    for stage in (Stage.RECIPIENT, Stage.TEXT):
        refused = answered(stage, 554, text)
        assert isinstance(refused, Rejected)
        assert refused.fault is (Fault.CHANNEL if ours else Fault.RECIPIENT)
        later = answered(stage, 451, f"4{text[1:]}")
        assert isinstance(later, Deferred)
        assert later.retry_after == (REST if ours else None)


@pytest.mark.parametrize(
    ("stage", "expected"),
    [("GREETING", Deferred), ("EHLO", Deferred), ("DATA", Deferred), ("RCPT", Deferred), ("TEXT", Uncertain)],
)
def test_a_server_that_does_not_answer_is_left(server: SmtpServer, stage: str, expected: type) -> None:
    server.script[stage] = HANG
    [result] = send(TO, to=settings(server, timeout=timedelta(seconds=0.2)))
    assert isinstance(result, expected)


def test_after_an_uncertain_mail_the_connection_is_a_new_one(server: SmtpServer) -> None:
    server.script["TEXT"] = HANG
    first, second = send(TO, TO, to=settings(server, timeout=timedelta(seconds=0.2)), between=server.script.clear)
    assert isinstance(first, Uncertain)
    assert isinstance(second, Sent)
    assert server.connections == 2


def test_nobody_listens() -> None:
    with smtp_server() as gone:
        pass
    [result] = send(TO, to=settings(gone))
    assert isinstance(result, Deferred)


def test_an_address_that_cannot_stand_on_the_wire_is_rejected(server: SmtpServer) -> None:
    for address in ("нічна@newsroom.example.org", "a b@newsroom.example.org", "x@y.example\r\nDATA"):
        [result] = send(address, to=settings(server))
        assert isinstance(result, Rejected), address
        assert result.fault is Fault.RECIPIENT
    assert server.mails == []


# --- protection ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_the_mail_goes_encrypted_and_logged_in(security: Security, certificate: certificates.Certificate) -> None:
    with smtp_server(security, certificate=certificate, users={"desk": PASSWORD}) as server:
        [result] = send(
            TO,
            to=settings(
                server, security=security, ca_file=certificate.file, username="desk", password=Secret(PASSWORD)
            ),
        )
        assert isinstance(result, Sent), result
        [mail] = server.mails
        assert mail.encrypted
        assert mail.user == "desk"


def test_without_starttls_nothing_is_sent(server: SmtpServer, certificate: certificates.Certificate) -> None:
    [result] = send(TO, to=settings(server, security=Security.STARTTLS, ca_file=certificate.file))
    assert isinstance(result, Rejected)
    assert result.fault is Fault.CHANNEL
    assert result.detail == "connecting: SMTP STARTTLS extension not supported by server (`security: starttls`)"
    assert server.mails == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_of_an_unknown_authority_is_the_channels_fault(
    security: Security, certificate: certificates.Certificate
) -> None:
    with smtp_server(security, certificate=certificate) as server:
        [result] = send(TO, to=settings(server, security=security))
        assert isinstance(result, Rejected)
        assert result.fault is Fault.CHANNEL
        assert "certificate" in result.detail
        assert server.mails == []


def test_a_certificate_file_that_is_missing_does_not_stop_the_worker(server: SmtpServer) -> None:
    [result] = send(TO, to=settings(server, security=Security.TLS, ca_file=Path("/nowhere/ca.pem")))
    assert isinstance(result, Rejected)
    assert result.fault is Fault.CHANNEL
    assert "certificate" in result.detail


def test_plain_goes_to_this_machine_only() -> None:
    elsewhere = EmailSettings(host="mail.example.org", port=25, sender="a@example.org", security=Security.PLAIN)
    [result] = send(TO, to=elsewhere)
    assert isinstance(result, Rejected)
    assert result.fault is Fault.CHANNEL


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("535 5.7.8 no: {password}", Fault.CHANNEL),
        ("534 mechanism too weak", Fault.CHANNEL),
        ("454 4.7.0 try later", Deferred),
        ("454 4.7.0 Too many login attempts", Deferred),
        ("550 5.7.1 {password}", Fault.CHANNEL),
    ],
)
def test_a_failed_login_is_the_channels_fault_and_tells_no_password(
    certificate: certificates.Certificate, answer: str, expected: object, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="aiosmtplib")
    with smtp_server(Security.TLS, certificate=certificate, users={"desk": PASSWORD}) as server:
        server.script["AUTH"] = answer.format(password=PASSWORD)
        login = settings(
            server, security=Security.TLS, ca_file=certificate.file, username="desk", password=Secret(PASSWORD)
        )
        [result] = send(TO, to=login)
    got = result.fault if isinstance(result, Rejected) else type(result)
    assert got is expected
    assert answer[:3] in result.detail
    assert PASSWORD not in result.detail + caplog.text
