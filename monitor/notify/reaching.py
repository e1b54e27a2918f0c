"""Whether a channel could be told something, found out without telling it anything.

A mail server is logged in to. Of what is reached over HTTP only the connection is made, with TLS where it has it: there
are receivers that take any request for a message, whatever its method.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from monitor.notify import certificates, wire_of
from monitor.notify.post import Answer, Post, PostSender, Wire
from monitor.notify.sender import Reached, detail
from monitor.notify.smtp import SmtpSender
from monitor.settings import AppriseSettings, Channel, EmailSettings, PostedSettings
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent

_EMPTY = Message(id="0" * 20, recipient="", body=b"{}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A server that a channel goes through."""

    host: str
    port: int
    encrypted: bool


def place(channel: Channel) -> Place | None:
    """Return the server of a channel; None where it has none, or where it cannot be told from its settings."""
    match channel.settings:
        case EmailSettings() as mail:
            return Place(host=mail.host, port=mail.port, encrypted=True)
        case PostedSettings() as posted:
            try:
                parts = urlsplit(wire_of(posted).post(_EMPTY).url)
                port = parts.port
            except ValueError:
                return None
            secure = parts.scheme == "https"
            return Place(host=parts.hostname or "", port=port or (443 if secure else 80), encrypted=secure)
        case _:
            return None


async def reach(channel: Channel) -> Reached | SendResult:
    """Reach the server of a channel and send nothing; what stands in the way is what a message would have met."""
    match channel.settings:
        case EmailSettings() as mail:
            return await _log_in(mail)
        case PostedSettings() as posted:
            where = place(channel)
            if where is None:
                return Rejected(fault=Fault.CHANNEL, detail="the URL of the channel cannot be used")
            return await _connect(where, posted.ca_file, posted.timeout)
        case AppriseSettings() if find_spec("apprise") is None:
            return Rejected(fault=Fault.CHANNEL, detail="the package apprise is not installed: news-monitor[apprise]")
        case _:
            return Reached()


async def _log_in(settings: EmailSettings) -> Reached | SendResult:
    sender = SmtpSender(settings)
    try:
        return await sender.reach()
    finally:
        await sender.close()


async def _connect(where: Place, ca_file: Path | None, within: timedelta) -> Reached | SendResult:
    try:
        trust = certificates.context(ca_file) if where.encrypted else None
    except OSError as error:
        return Rejected(fault=Fault.CHANNEL, detail=detail(f"the certificates of the authority: {error}"))
    try:
        async with asyncio.timeout(within.total_seconds()):
            _, writer = await asyncio.open_connection(where.host, where.port, ssl=trust)
    except (OSError, TimeoutError) as error:
        if reason := certificates.refused(error):
            return Rejected(fault=Fault.CHANNEL, detail=detail(f"the certificate of the receiver: {reason}"))
        return Deferred(detail=detail(f"no connection: {str(error) or 'no answer in time'}"))
    until = certificates.until(writer.get_extra_info("ssl_object"))
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return Reached(certificate_until=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a GET brought: the text where `ok`, else why not."""

    ok: bool
    text: str


async def get(url: str, *, within: timedelta = timedelta(seconds=15)) -> Page:
    """Ask for an address of our own. Redirects are not followed."""
    answers: list[Answer] = []

    def keep(answer: Answer) -> SendResult:
        answers.append(answer)
        return Sent()

    asked = Wire(post=lambda _: Post(url=url, body=b"", method="GET"), judge=keep)
    sender = PostSender(PostedSettings(timeout=within), asked)
    try:
        result = await sender.send(_EMPTY)
    finally:
        await sender.close()
    if not answers:
        return Page(ok=False, text=result.detail)
    return Page(ok=answers[0].status == 200, text=answers[0].text if answers[0].status == 200 else answers[0].shown)
