"""Receivers of eight channels that fail, stall, throttle and lie in turn, and remember what they accepted.

The services of HTTP are those of `tests.servers.chat`, so that every message is checked as the service would; how the
connection is treated is decided here. Ids are read from the messages alone.
"""

from __future__ import annotations

import asyncio
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.servers import chat
from tests.servers.smtp import DROP, HANG, SmtpServer, smtp_server
from tests.servers.webhooks import Answer, Received

SECRET = "whsec_" + "Y2hhb3MtdGVzdC1zZWNyZXQtMTIzNDU2Nzg5MDEy"


class Mood(StrEnum):
    """How a receiver behaves for a while."""

    GOOD = "good"
    FAILING = "failing"  # 5xx; 451
    REFUSING = "refusing"  # nobody listens; by mail the connection is cut before the greeting
    STALLING = "stalling"  # takes the message and never answers
    DRIPPING = "dripping"  # answers a byte now and then; by mail it does not even greet
    THROTTLING = "throttling"  # 429 with a time to wait, in the header or in the body; 421
    CLOSING = "closing"  # takes the message and hangs up
    LYING = "lying"  # 200 with half an answer, or one that means no


BAD = tuple(mood for mood in Mood if mood is not Mood.GOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message that came in. `accepted` says that the receiver said yes, `at` is true time in seconds.

    `id` is empty for a summary in a chat that knows no ids; then `text` is all of it.
    """

    channel: str
    id: str
    at: float
    accepted: bool
    text: str = ""


@dataclass(slots=True)
class Receivers:
    """All of them, running."""

    lines: str  # their channels, for monitor.yaml
    http: list[_Http]
    smtp: SmtpServer
    moods: dict[str, Mood] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The channels."""
        return [*(one.name for one in self.http), "mail"]

    def be(self, name: str, mood: Mood, chance: random.Random) -> None:
        """Let one of them behave differently from now on."""
        self.moods[name] = mood
        if name == "mail":
            self.smtp.script = _mail_script(mood, chance)
        else:
            next(one for one in self.http if one.name == name).be(mood)

    @property
    def wrong(self) -> list[str]:
        """Messages that a true service would refuse."""
        return [text for one in self.http for text in one.wrong]

    def arrivals(self) -> list[Arrival]:
        """What came in at all of them, in order of time."""
        found = [arrival for one in self.http for arrival in one.arrivals]
        accepted = {id(mail): at for at, mail in self.smtp.accepted}
        for mail in self.smtp.mails:
            name = str(mail.message["Message-ID"]).strip("<>").partition("@")[0]
            at = accepted.get(id(mail))
            found.append(Arrival(channel="mail", id=name, at=at or 0.0, accepted=at is not None))
        return sorted(found, key=lambda arrival: arrival.at)


def _mail_script(mood: Mood, chance: random.Random) -> dict[str, str]:
    stage = chance.choice(["RCPT", "DATA", "TEXT"])
    return {
        Mood.FAILING: {stage: "451 4.3.0 Not now"},
        Mood.REFUSING: {"GREETING": DROP},
        Mood.STALLING: {stage: HANG},
        Mood.DRIPPING: {"GREETING": HANG},
        Mood.THROTTLING: {"MAIL": "421 4.7.0 Too many mails"},
        Mood.CLOSING: {"TEXT": DROP},
        Mood.LYING: {"TEXT": HANG},
    }.get(mood, {})


# --- HTTP --------------------------------------------------------------------------------------------------


class _Http:
    """One receiver on a port of its own, in the loop that all share."""

    def __init__(self, name: str, service: Callable[[Received], Answer], loop: asyncio.AbstractEventLoop) -> None:
        self.name = name
        self.arrivals: list[Arrival] = []
        self.wrong: list[str] = []  # messages that the true service would refuse
        self.port = 0
        self._service = service
        self._loop = loop
        self._mood = Mood.GOOD
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._run(self._listen())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def be(self, mood: Mood) -> None:
        self._mood = mood
        self._run(self._hang_up() if mood is Mood.REFUSING else self._listen())

    def close(self) -> None:
        self._run(self._hang_up())

    def _run(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port, backlog=100)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while await self._serve(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass  # the worker died, or did not wait
        finally:
            self._open.discard(writer)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Take one request; return whether the connection stays."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        got = Received(path=path, headers=headers, body=body, verified=(), method=method)
        mood = self._mood
        answer = self._service(got)
        if answer.status >= 400:
            self.wrong.append(f"{self.name} would refuse this: {answer}")
        if mood in {Mood.STALLING, Mood.CLOSING}:
            self._note(got, accepted=False)
            if mood is Mood.STALLING:
                await reader.read()  # until the worker gives up
            return False
        answer = self._changed(answer, mood)
        head = f"HTTP/1.1 {answer.status} Whatever\r\nContent-Length: {answer.length or len(answer.body)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        whole = f"{head}\r\n".encode() + answer.body
        # Noted before the worker can know of it: an answer that is lost on the way was a yes all the same.
        yes = 200 <= answer.status < 300 and not answer.drip and not (self.name == "slack" and answer.body != b"ok")
        self._note(got, accepted=yes)
        for start in range(0, len(whole), 1 if answer.drip else len(whole)):
            writer.write(whole[start : start + 1] if answer.drip else whole)
            await writer.drain()
            await asyncio.sleep(answer.drip)
        return answer.length is None

    def _changed(self, answer: Answer, mood: Mood) -> Answer:
        match mood:
            case Mood.FAILING:
                return Answer(random.choice([500, 502, 503, 504]), body=b"<html>not now</html>")
            case Mood.THROTTLING:
                said = {"matrix": {"retry_after_ms": 1500}, "discord": {"retry_after": 1.5}}.get(self.name)
                return chat.said(429, said) if said else Answer(429, headers={"Retry-After": "2"})
            case Mood.DRIPPING:
                return Answer(answer.status, body=answer.body, drip=0.4)
            case Mood.LYING if self.name == "slack":
                return random.choice([Answer(200, body=b"o", length=2), Answer(200, body=b"no_text")])
            case Mood.LYING:
                return Answer(answer.status, body=b"{", length=1000)
            case _:
                return answer

    def _note(self, got: Received, *, accepted: bool) -> None:
        name = _id(got)
        text = "" if name else got.body.decode()
        self.arrivals.append(Arrival(channel=self.name, id=name, at=time.time(), accepted=accepted, text=text))


def _id(got: Received) -> str:
    """The alert or summary that a request tells, as a header, its address or its text names it."""
    if known := got.headers.get("webhook-id"):
        return known
    if got.method == "PUT":
        return got.path.rpartition("/")[2]
    found = re.findall(rb"Alert ([0-9a-f]{20})", got.body)
    return found[-1].decode() if found else ""


CHATS = ("slack", "teams", "discord", "ntfy", "matrix")


@contextmanager
def receivers(timeout: str) -> Iterator[Receivers]:
    """Run all eight. `timeout` is what their channels are configured with."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="receivers", daemon=True)
    thread.start()
    with ExitStack() as stack:
        smtp = stack.enter_context(smtp_server())
        services = {name: chat.CHATS[name].service for name in CHATS}
        plain: dict[str, Callable[[Received], Answer]] = dict.fromkeys(("hook-a", "hook-b"), lambda _: Answer())
        http = [_Http(name, service, loop) for name, service in (plain | services).items()]
        known = Receivers(lines=_lines(http, smtp, timeout), http=http, smtp=smtp)
        try:
            yield known
        finally:
            for one in http:
                one.close()
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)


def _lines(http: list[_Http], smtp: SmtpServer, timeout: str) -> str:
    by_name = {one.name: one.url for one in http}
    keys = {
        "hook-a": f"kind: webhook, url: '{by_name['hook-a']}', secret: {SECRET}",
        "hook-b": f"kind: webhook, url: '{by_name['hook-b']}', secret: {SECRET}",
        "slack": f"kind: slack, url: '{by_name['slack']}{chat.PATH}'",
        "teams": f"kind: teams, url: '{by_name['teams']}{chat.PATH}'",
        "discord": f"kind: discord, url: '{by_name['discord']}{chat.PATH}'",
        "ntfy": f"kind: ntfy, server: '{by_name['ntfy']}', topic: night-desk, token: {chat.TOKEN}",
        "matrix": f"kind: matrix, server: '{by_name['matrix']}', room: '{chat.ROOM}', token: {chat.TOKEN}",
        "mail": f"kind: email, host: 127.0.0.1, port: {smtp.port}, security: plain, from: monitor@desk.example,"
        " to: [one@desk.example]",
    }
    return "".join(f"  {name}: {{{key}, timeout: {timeout}}}\n" for name, key in keys.items())
