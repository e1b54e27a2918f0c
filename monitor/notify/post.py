"""One request over HTTP for one message, and what its answer means; what is asked of whom is in a `Wire`.

URLs and headers hold secrets, so requests go through the transport of httpx: its client logs every URL, follows what
it finds in the environment, and knows redirects and cookies, none of which belongs here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx

from monitor import __version__
from monitor.notify import certificates
from monitor.notify.sender import detail
from monitor.retry import wished
from monitor.settings import PostedSettings
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent, Uncertain

MOST_READ = 16 * 1024
"""Bytes of an answer that are read. For people the first line is enough; reading on keeps the connection usable."""

READ_FOR = 5.0
"""Seconds that the text of an answer may take: its status is known by then."""

_LATER = frozenset({408, 425, 429})
_OURS = frozenset({401, 403, 404})


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A request."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: `text` is the beginning of the body, `shown` what people are told of it all."""

    status: int
    text: str
    shown: str
    retry_after: timedelta | None = None

    @property
    def data(self) -> Mapping[str, object]:
        """The body where it is a JSON object, otherwise nothing."""
        try:
            data = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}


def judge(answer: Answer) -> SendResult:
    """Turn an answer into a result by its status alone, as most receivers mean it."""
    status, shown = answer.status, answer.shown
    if 200 <= status < 300:
        return Sent(detail=shown)
    if status in _LATER or status >= 500:
        return Deferred(detail=shown, retry_after=answer.retry_after)
    if status == 410:
        return Rejected(fault=Fault.GONE, detail=shown)
    if status in _OURS or status < 400:
        return Rejected(fault=Fault.CHANNEL, detail=shown)
    return Rejected(fault=Fault.RECIPIENT, detail=shown)


def refused(answer: Answer, faults: Mapping[str, Fault], *names: str) -> SendResult:
    """Like `judge`, but where an error (4xx) has one of `names` in `faults`, that says whose fault it is."""
    known = next((faults[name] for name in names if name in faults), None)
    if known is not None and 400 <= answer.status < 500 and answer.status not in _LATER:
        return Rejected(fault=known, detail=answer.shown)
    return judge(answer)


def waiting(answer: Answer, wish: object, *, unit: timedelta = timedelta(seconds=1)) -> SendResult:
    """Like `judge`, but `wish` (of the body) is how long to wait, where it is a number of `unit`."""
    if isinstance(wish, int | float) and not isinstance(wish, bool) and 0 <= wish < 1e9:
        return judge(Answer(status=answer.status, text="", shown=answer.shown, retry_after=unit * wish))
    return judge(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What one kind of receiver is asked, and how it answers.

    `post` raises ValueError where settings cannot be used. `hide` are the secrets that no detail may show.
    """

    post: Callable[[Message], Post]
    judge: Callable[[Answer], SendResult] = judge
    hide: tuple[str, ...] = ()


class PostSender:
    """One receiver. Connections are kept and reused."""

    def __init__(self, settings: PostedSettings, wire: Wire) -> None:
        self._settings = settings
        self._wire = wire
        self._transport: httpx.AsyncHTTPTransport | None = None

    async def send(self, message: Message) -> SendResult:
        """Send the message once. Redirects are not followed: they are a failure of the channel."""
        sent = asyncio.Event()
        try:
            request = self._request(self._wire.post(message), sent)
        except (ValueError, httpx.InvalidURL):
            return Rejected(fault=Fault.CHANNEL, detail="the URL or a secret of the channel cannot be used")
        try:
            transport = self._opened()
        except OSError as error:
            return Rejected(fault=Fault.CHANNEL, detail=detail(f"the certificates of the authority: {error}"))
        try:
            return self._wire.judge(await self._ask(transport, request))
        except (httpx.TransportError, TimeoutError, OSError) as error:
            return self._failed(error, sent=sent.is_set())

    async def close(self) -> None:
        """Close the connections."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    def _request(self, post: Post, sent: asyncio.Event) -> httpx.Request:
        timeout = httpx.Timeout(self._settings.timeout.total_seconds())
        return httpx.Request(
            post.method,
            post.url,
            content=post.body,
            headers={"Content-Type": "application/json", "User-Agent": f"news-monitor/{__version__}", **post.headers},
            extensions={"timeout": timeout.as_dict(), "trace": _watch(sent)},
        )

    def _opened(self) -> httpx.AsyncHTTPTransport:
        if self._transport is None:
            trust = certificates.context(self._settings.ca_file)
            self._transport = httpx.AsyncHTTPTransport(verify=trust, trust_env=False, retries=0)
        return self._transport

    async def _ask(self, transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> Answer:
        # The timeouts of httpx count from byte to byte; a receiver that drips is ended by this one.
        async with asyncio.timeout(self._settings.timeout.total_seconds() * 2):
            response = await transport.handle_async_request(request)
        try:
            text = await _read(response)
        finally:
            await response.aclose()
        said = f"HTTP {response.status_code} {response.reason_phrase} {text[:1000]}"
        return Answer(
            status=response.status_code,
            text=text,
            shown=detail(said, hide=self._wire.hide),
            retry_after=wished(response.headers.get("Retry-After"), now=datetime.now(UTC)),
        )

    def _failed(self, error: Exception, *, sent: bool) -> SendResult:
        if isinstance(error, httpx.UnsupportedProtocol):
            return Rejected(fault=Fault.CHANNEL, detail="the URL of the channel is not http or https")
        if reason := certificates.refused(error):
            return Rejected(fault=Fault.CHANNEL, detail=detail(f"the certificate of the receiver: {reason}"))
        shown = detail(f"{type(error).__name__}: {error}", hide=self._wire.hide)
        return Uncertain(detail=f"sent, but no answer: {shown}") if sent else Deferred(detail=shown)


def addressed(body: bytes, **fields: object) -> bytes:
    """Add to a body where it goes: what is said was written elsewhere."""
    return json.dumps(json.loads(body) | fields, ensure_ascii=False).encode()


def telling(url: str) -> tuple[str, ...]:
    """Return the parts of a URL that must not be shown; short ones are words that say nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return (url,)
    pieces = [*parts.path.split("/"), *(value for _, value in parse_qsl(parts.query)), parts.password or ""]
    return (url, parts.netloc, parts.path * (len(parts.path) > 1), *(piece for piece in pieces if len(piece) > 5))


async def _read(response: httpx.Response) -> str:
    """Read the beginning of an answer. Whatever happens meanwhile, its status stands."""
    read = b""
    try:
        async with asyncio.timeout(READ_FOR):
            async for piece in response.aiter_raw():
                read += piece
                if len(read) > MOST_READ:
                    break
    except (httpx.HTTPError, httpx.StreamError, TimeoutError, OSError):
        pass
    return read[:MOST_READ].decode("utf-8", "replace")


def _watch(sent: asyncio.Event) -> Callable[[str, object], Awaitable[None]]:
    """Return a trace of httpcore that sets `sent` once the whole request has been handed to the network."""

    async def trace(name: str, _: object) -> None:
        if name == "http11.send_request_body.complete":
            sent.set()

    return trace
