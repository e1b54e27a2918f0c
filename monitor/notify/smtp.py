"""Alerts by mail, over a connection that is kept between consecutive mails.

The text of the mail is ready (see `monitor.render.email`); here are only the envelope and the wire. Protection is
never downgraded: without the STARTTLS or TLS that was asked for, nothing is sent.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import ssl
from email.utils import parseaddr

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPDataError, SMTPException, SMTPResponseException, SMTPServerDisconnected

from monitor.notify import certificates
from monitor.notify.sender import Reached, detail
from monitor.notify.smtp_answers import Stage, failed
from monitor.notify.smtp_login import RefusedTokenError, authenticate
from monitor.notify.tokens import NoTokenError, Tokens, open_tokens
from monitor.settings import EmailSettings, Security
from monitor.types import Fault, Message, Rejected, SendResult, Sent

_FAILURES = (SMTPException, OSError, ValueError)
_START_INPUT, _COMPLETED, _CLOSING = 354, 250, 421  # RFC 5321, section 4.2.3


class SmtpSender:
    """One mail server. Mails go one after the other."""

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings
        self._sender = parseaddr(settings.sender)[1] or settings.sender
        self._client: SMTP | None = None
        self._tokens = open_tokens(settings.oauth) if settings.oauth else None
        self._context: ssl.SSLContext | None = None
        self._one_at_a_time = asyncio.Lock()
        self._stage = Stage.CONNECT
        self._text_sent = False

    async def send(self, message: Message) -> SendResult:
        """Send the mail to its one recipient."""
        if refusal := self._impossible(message.recipient):
            return refusal
        async with self._one_at_a_time:
            reused = self._client is not None and self._client.is_connected
            result, stale = await self._attempt(message)
            if reused and stale:
                # The server had closed the idle connection, and had nothing of the mail yet.
                result, _ = await self._attempt(message)
            return result

    async def reach(self) -> Reached | SendResult:
        """Connect, log in and take leave; no mail is sent. Return what was reached, or what a mail would have met."""
        if refusal := self._impossible(self._sender):
            return refusal
        async with self._one_at_a_time:
            self._stage, self._text_sent = Stage.CONNECT, False
            try:
                client = await self._connected()
            except NoTokenError as error:
                return error.result
            except _FAILURES as error:
                return failed(self._stage, error, text_sent=False)
            return Reached(certificate_until=certificates.until(client.get_transport_info("ssl_object")))

    def _impossible(self, recipient: str) -> Rejected | None:
        """Say why the mail cannot be sent, where that is known without asking the server."""
        if not re.fullmatch(r"[!-~]+", recipient):
            return Rejected(fault=Fault.RECIPIENT, detail="an address has no spaces and no letters beyond ASCII")
        if self._settings.security is Security.PLAIN and not _is_loopback(self._settings.host):
            return Rejected(fault=Fault.CHANNEL, detail="without TLS only a server on this machine is used")
        try:
            self._trust()
        except OSError as error:
            return Rejected(fault=Fault.CHANNEL, detail=detail(f"the certificates of the authority: {error}"))
        return None

    async def close(self) -> None:
        """Take leave of the server, as far as it still listens."""
        async with self._one_at_a_time:
            transport = self._client.transport if self._client is not None else None
            try:
                if self._client is not None:
                    await self._client.quit(timeout=2)
            except _FAILURES:
                pass  # the mails are delivered; how the server says goodbye changes nothing
            finally:
                self._drop()
                _abort(transport)  # after its goodbye the library forgets it, and TLS would wait for the server's own
                if self._tokens is not None:
                    await self._tokens.close()

    async def _attempt(self, message: Message) -> tuple[SendResult, bool]:
        """Try once. The second value says that the connection broke, or was given up, before the recipient."""
        self._stage, self._text_sent = Stage.CONNECT, False
        try:
            client = await self._connected()
            answer = await self._transact(client, message)
        except NoTokenError as error:
            self._drop()
            return error.result, False
        except _FAILURES as error:
            stale = self._stage is Stage.SENDER and (
                isinstance(error, SMTPServerDisconnected | ConnectionError)
                or (isinstance(error, SMTPResponseException) and error.code == _CLOSING)
            )
            result = failed(self._stage, error, text_sent=self._text_sent)
            await self._recover(error)
            return result, stale
        except BaseException:
            self._drop()  # cancelled in the middle: nobody knows what the server answers next
            raise
        return Sent(detail=detail(answer)), False

    async def _connected(self) -> SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        user, password = self._settings.username, self._settings.password
        if user is not None and self._tokens is not None:
            return await self._by_token(user, self._tokens)
        client = await self._opened()
        if user is not None:
            self._stage = Stage.LOGIN
            await client.login(user, password.reveal() if password else "")
        return client

    async def _opened(self) -> SMTP:
        self._drop()  # the server may have gone without closing it
        settings = self._settings
        self._stage = Stage.CONNECT
        client = SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout.total_seconds(),
            use_tls=settings.security is Security.TLS,
            start_tls=settings.security is Security.STARTTLS,
            tls_context=self._trust(),
        )
        await client.connect()
        self._client = client
        return client

    async def _by_token(self, user: str, tokens: Tokens) -> SMTP:
        """Log in by a token. One that is refused may have ended early: with a newer one it is tried once more."""
        token = await tokens.token()
        try:
            return await self._shown(user, token)
        except RefusedTokenError as refused:
            newer = await tokens.token(refused=token) if refused.code >= 500 else token
            if newer == token:
                raise
        self._drop()
        return await self._shown(user, newer)

    async def _shown(self, user: str, token: str) -> SMTP:
        client = await self._opened()
        self._stage = Stage.LOGIN
        await authenticate(client, user, token)
        return client

    def _trust(self) -> ssl.SSLContext | None:
        if self._context is None and self._settings.security is not Security.PLAIN:
            self._context = certificates.context(self._settings.ca_file)
        return self._context

    async def _transact(self, client: SMTP, message: Message) -> str:
        self._stage = Stage.SENDER
        await client.mail(self._sender)
        self._stage = Stage.RECIPIENT
        await client.rcpt(message.recipient)
        self._stage = Stage.TEXT
        begin = await client.execute_command(b"DATA")
        if begin.code != _START_INPUT:
            raise SMTPDataError(begin.code, begin.message)
        # Written here and not by `SMTP.data`, which does not tell a connection that was lost before the server
        # asked for the text from one that was lost after.
        if client.protocol is None:
            raise SMTPServerDisconnected("the connection was lost")
        self._text_sent = True
        client.protocol.write(_dotted(message.body))
        end = await client.protocol.read_response(timeout=self._settings.timeout.total_seconds())
        if end.code != _COMPLETED:
            raise SMTPDataError(end.code, end.message)
        return end.message

    async def _recover(self, error: Exception) -> None:
        """Keep the connection after a plain refusal of one mail, drop it after anything else."""
        keep = self._stage in {Stage.RECIPIENT, Stage.TEXT} and isinstance(error, SMTPResponseException)
        if not keep or self._client is None or not self._client.is_connected:
            self._drop()
            return
        try:
            await self._client.rset()
        except _FAILURES:
            self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        # A TLS connection that is only closed stays until the server says goodbye too. Abort comes first: the transport
        # of Python before 3.11.4 cannot be aborted once it was closed.
        _abort(client.transport)
        client.close()


def _abort(transport: asyncio.BaseTransport | None) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


def _dotted(body: bytes) -> bytes:
    """Add the dots that RFC 5321, section 4.5.2, asks for, and the end of the text."""
    return re.sub(rb"(?m)^\.", b"..", body) + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
