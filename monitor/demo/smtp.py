"""The desk's mail server: takes mail on 127.0.0.1 and keeps it in memory.

The demonstration must run from what is installed to work, and the packages that are hold no mail server; the part of
SMTP that one honest client on the same machine needs is small (RFC 5321, section 4.5.1). It knows no TLS, no
authentication and no relaying.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_PATH = re.compile(rb"(?i)(?:FROM|TO):\s*<([^>]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as it was handed over: the envelope, and the bytes between DATA and the dot."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


@dataclass(slots=True)
class Mailbox:
    """All mail that came in, oldest first."""

    mails: list[Mail] = field(default_factory=list)


@asynccontextmanager
async def receiving(mailbox: Mailbox) -> AsyncIterator[int]:
    """Take mail for `mailbox` on a free port of 127.0.0.1, which is given, until the block ends."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Session(reader, writer, mailbox).run()
        except (OSError, asyncio.IncompleteReadError, ValueError):
            pass  # the other side went away, or sent a line no mail has
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


class _Session:
    """One conversation with one client."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mailbox: Mailbox) -> None:
        self.reader = reader
        self.writer = writer
        self.mailbox = mailbox
        self.sender: str | None = None
        self.recipients: list[str] = []

    async def run(self) -> None:
        await self.say("220 desk.example ESMTP")
        while line := await self.reader.readline():
            verb, _, rest = line.strip().partition(b" ")
            if verb.upper() == b"QUIT":
                await self.say("221 Bye")
                return
            if verb.upper() == b"DATA" and self.recipients:
                await self.take()
            else:
                await self.say(self.answer(verb.upper(), rest))

    async def say(self, text: str) -> None:
        self.writer.write(f"{text}\r\n".encode("ascii"))
        await self.writer.drain()

    def answer(self, verb: bytes, rest: bytes) -> str:
        """The answer to every command that is one line."""
        match verb:
            case b"EHLO":
                self.forget()
                return "250-desk.example\r\n250-8BITMIME\r\n250 SMTPUTF8"
            case b"HELO" | b"RSET":
                self.forget()
                return "250 desk.example"
            case b"MAIL" | b"RCPT":
                return self.address(verb, rest)
            case b"NOOP":
                return "250 Ok"
            case b"DATA":
                return "503 Nobody to deliver to"
            case _:
                return "502 Not implemented"

    def address(self, verb: bytes, rest: bytes) -> str:
        """Take a sender or a recipient."""
        found = _PATH.match(rest)
        if found is None:
            return "501 No address"
        text = found.group(1).decode("utf-8")
        if verb == b"MAIL":
            self.forget()
            self.sender = text
        elif self.sender is None:
            return "503 MAIL first"
        else:
            self.recipients.append(text)
        return "250 Ok"

    async def take(self) -> None:
        """Read the mail itself; a leading dot was doubled on the way (section 4.5.2)."""
        await self.say("354 Go ahead")
        lines = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise asyncio.IncompleteReadError(b"", None)
            lines.append(line[1:] if line.startswith(b".") else line)
        mail = Mail(sender=self.sender or "", recipients=tuple(self.recipients), data=b"".join(lines))
        self.mailbox.mails.append(mail)
        self.forget()
        await self.say("250 Ok")

    def forget(self) -> None:
        self.sender = None
        self.recipients = []
