"""A real mail server on loopback that keeps what it gets and refuses on demand.

    with smtp_server() as server:
        server.script["RCPT"] = "550 5.1.1 No such user"
        ...
        server.mails

It runs in a thread of its own, so that synchronous tests and worker processes can use it too.
"""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from monitor.settings import Security
from tests.servers.certificates import Certificate

DROP = "drop"  # as an answer: the connection is cut
HANG = "hang"  # as an answer: none comes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as it came in. `connection` counts the connections from 1."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool
    user: str | None
    connection: int

    @property
    def message(self) -> EmailMessage:
        """The mail, read by the parser of the standard library."""
        return email.message_from_bytes(self.content, policy=email.policy.default)


@dataclass(slots=True, kw_only=True)
class SmtpServer:
    """A running server.

    `script` maps a stage (GREETING, EHLO, AUTH, MAIL, RCPT, DATA: before the text, TEXT: after it) to the answer
    that is given instead of the usual one, `once` for one time; `refused` does so for single recipients. All may be
    changed any time.
    """

    port: int = 0
    host: str = "127.0.0.1"
    script: dict[str, str] = field(default_factory=dict)
    once: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    accepted: list[tuple[float, Mail]] = field(default_factory=list)  # those that got a yes, and when
    tokens: set[str] = field(default_factory=set)  # with which anybody may log in
    shown: list[tuple[str, str, str]] = field(default_factory=list)  # every login by a token: method, user, token
    connections: int = 0
    open: list[_Connection] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None

    def drop_connections(self) -> None:
        """Cut every connection that is open, as a server does with idle ones."""

        async def cut() -> None:
            for connection in self.open:
                connection.cut()
            self.open.clear()

        assert self.loop is not None
        asyncio.run_coroutine_threadsafe(cut(), self.loop).result(5)


class _Connection(SMTP):
    """One connection; asks the script before it answers."""

    def __init__(self, server: SmtpServer, handler: _Handler, **options: Any) -> None:
        super().__init__(handler, hostname="mail.test.example", **options)
        self.test_server = server
        server.connections += 1
        self.number = server.connections
        server.open.append(self)
        self.transports: list[asyncio.BaseTransport] = []
        self.is_cut = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transports.append(transport)  # the plain one, and after STARTTLS the one in it
        if self.is_cut:
            self.cut()
        super().connection_made(transport)

    def cut(self) -> None:
        self.is_cut = True
        for transport in self.transports:
            if isinstance(transport, asyncio.WriteTransport):
                # Before Python 3.11.4 a TLS transport that the client closed already cannot be aborted.
                with suppress(AttributeError):
                    transport.abort()

    async def scripted(self, stage: str, answer: str | None = None) -> str | None:
        answer = answer or self.test_server.once.pop(stage, None) or self.test_server.script.get(stage)
        if answer == DROP:
            self.cut()
        if answer in {DROP, HANG}:
            await asyncio.sleep(60)  # cancelled when the connection is gone
        return answer

    async def push(self, status: Any) -> None:
        if isinstance(status, str) and status.startswith("220 mail"):
            status = await self.scripted("GREETING") or status
        await super().push(status)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the name is aiosmtpd's
        if answer := await self.scripted("DATA"):
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)


class _Handler:
    """The hooks of aiosmtpd."""

    def __init__(self, server: SmtpServer, *, closed: bool) -> None:
        self.server = server
        self.closed = closed  # only who has logged in may send; aiosmtpd itself knows TLS by STARTTLS only

    async def handle_EHLO(  # noqa: N802 - the name is aiosmtpd's
        self, server: _Connection, session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        answer = await server.scripted("EHLO")
        return [answer] if answer else lines

    async def handle_HELO(  # noqa: N802 - the name is aiosmtpd's
        self, server: _Connection, session: Session, envelope: Envelope, name: str
    ) -> str:
        session.host_name = name
        return await server.scripted("EHLO") or "250 mail.test.example"

    async def handle_MAIL(  # noqa: N802 - the name is aiosmtpd's
        self, server: _Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await server.scripted("MAIL"):
            return answer
        if self.closed and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: _Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await server.scripted("RCPT", self.server.refused.get(address)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, server: _Connection, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        user = session.auth_data
        mail = Mail(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            content=envelope.content,
            encrypted=server.transport is not None and bool(server.transport.get_extra_info("sslcontext")),
            user=user.login.decode() if isinstance(user, LoginPassword) else None,
            connection=server.number,
        )
        self.server.mails.append(mail)
        if answer := await server.scripted("TEXT"):
            return answer
        self.server.accepted.append((time.time(), mail))
        return "250 2.0.0 queued"


class _TokenHandler(_Handler):
    """Logs in by tokens: what is refused is told by a challenge in JSON, and only then by the answer."""

    async def _by_token(self, server: _Connection, method: str, said: bytes) -> AuthResult:
        user, token = re.search(rb"(?:user|a)=([^,\x01]*)", said), re.search(rb"auth=Bearer ([^\x01]*)", said)
        assert user is not None
        assert token is not None
        login, shown = user[1].decode(), token[1].decode()
        self.server.shown.append((method, login, shown))
        if answer := self.server.script.get("AUTH"):
            return AuthResult(success=False, handled=False, message=answer)
        if shown in self.server.tokens:
            return AuthResult(success=True, auth_data=LoginPassword(user[1], b""))
        status = "401" if method == "XOAUTH2" else "invalid_token"
        got = await server.challenge_auth(json.dumps({"status": status, "schemes": "Bearer", "echo": shown}))
        assert got == (b"" if method == "XOAUTH2" else b"\x01"), "the challenge must be answered, with nothing"
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 {shown} is not accepted")


class _Xoauth2(_TokenHandler):
    async def auth_XOAUTH2(self, server: _Connection, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        return await self._by_token(server, "XOAUTH2", base64.b64decode(args[1]))


class _Bearer(_TokenHandler):
    async def auth_OAUTHBEARER(self, server: _Connection, args: list[str]) -> AuthResult:  # noqa: N802 - the same
        return await self._by_token(server, "OAUTHBEARER", base64.b64decode(args[1]))


_METHODS = {"": _Handler, "XOAUTH2": _Xoauth2, "OAUTHBEARER": _Bearer}


@contextmanager
def smtp_server(
    security: Security = Security.PLAIN,
    *,
    certificate: Certificate | None = None,
    users: Mapping[str, str] | None = None,
    by_token: str = "",
) -> Iterator[SmtpServer]:
    """Run a server. With `users` (names to passwords) only they may send; `by_token` is how tokens log in."""
    server = SmtpServer()
    handler = _METHODS[by_token](server, closed=users is not None or bool(by_token))
    context = certificate.context() if certificate else None

    def authenticate(_: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
        if answer := server.script.get("AUTH"):
            return AuthResult(success=False, handled=False, message=answer)
        known = users is not None and users.get(given.login.decode()) == given.password.decode()
        return AuthResult(success=known, handled=False, auth_data=given)

    def connection() -> _Connection:
        return _Connection(
            server,
            handler,
            tls_context=context if security is Security.STARTTLS else None,
            require_starttls=security is Security.STARTTLS,
            auth_require_tls=security is Security.STARTTLS,
            authenticator=authenticate if users is not None else None,
            auth_exclude_mechanism=["PLAIN", "LOGIN"] if by_token else None,
            loop=server.loop,
        )

    loop = server.loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="smtp server", daemon=True)
    thread.start()

    async def listen() -> asyncio.Server:
        return await loop.create_server(connection, server.host, 0, ssl=context if security is Security.TLS else None)

    listening = asyncio.run_coroutine_threadsafe(listen(), loop).result(5)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server, listening), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _stop(server: SmtpServer, listening: asyncio.Server) -> None:
    listening.close()
    for connection in server.open:
        connection.cut()
    await asyncio.sleep(0.01)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)
