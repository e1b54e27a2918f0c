"""Alerts to a webhook, signed after Standard Webhooks 1.0.0.

The URL is a secret, so requests go through the transport of httpx: its client logs every URL, follows what it
finds in the environment, and knows redirects and cookies, none of which belongs here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from monitor import __version__
from monitor.notify import certificates
from monitor.notify.sender import detail
from monitor.retry import wished
from monitor.settings import Secret, WebhookSettings
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent, Uncertain

MOST_READ = 16 * 1024
"""Bytes of an answer that are read. For people the first line is enough; reading on keeps the connection usable."""

READ_FOR = 5.0
"""Seconds that the text of an answer may take: its status is known by then."""

_LATER = frozenset({408, 425, 429})
_OURS = frozenset({401, 403, 404})


class WebhookSender:
    """One receiver. Connections are kept and reused."""

    def __init__(self, settings: WebhookSettings) -> None:
        self._settings = settings
        self._transport: httpx.AsyncHTTPTransport | None = None
        url = settings.url.reveal()
        # Whatever would let a reader of an error message post here, or sign what we did not write.
        secrets = [secret.reveal() for secret in settings.secrets]
        self._hide = (*_telling(url), *secrets, *(secret.removeprefix("whsec_") for secret in secrets))

    async def send(self, message: Message) -> SendResult:
        """Post the message once. Redirects are not followed: they are a failure of the channel."""
        try:
            request = self._request(message)
        except (ValueError, httpx.InvalidURL, EmptyWebhookSecretError):
            return Rejected(fault=Fault.CHANNEL, detail="the URL or a secret of the webhook cannot be used")
        sent = asyncio.Event()
        request.extensions["trace"] = _watch(sent)
        try:
            return await self._post(request)
        except (httpx.TransportError, TimeoutError, OSError) as error:
            return self._failed(error, sent=sent.is_set())

    async def close(self) -> None:
        """Close the connections."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    def _request(self, message: Message) -> httpx.Request:
        seconds = self._settings.timeout.total_seconds()
        return httpx.Request(
            "POST",
            self._settings.url.reveal(),
            content=message.body,
            headers=signed(message, self._settings.secrets, now=datetime.now(UTC)),
            extensions={"timeout": httpx.Timeout(seconds).as_dict()},
        )

    async def _post(self, request: httpx.Request) -> SendResult:
        if self._transport is None:
            self._transport = httpx.AsyncHTTPTransport(verify=certificates.context(), trust_env=False, retries=0)
        # The timeouts of httpx count from byte to byte; a receiver that drips is ended by this one.
        async with asyncio.timeout(self._settings.timeout.total_seconds() * 2):
            response = await self._transport.handle_async_request(request)
        try:
            said = await _read(response)
        finally:
            await response.aclose()
        return judge(
            response.status_code,
            detail(f"HTTP {response.status_code} {response.reason_phrase} {said}", hide=self._hide),
            retry_after=wished(response.headers.get("Retry-After"), now=datetime.now(UTC)),
        )

    def _failed(self, error: Exception, *, sent: bool) -> SendResult:
        if isinstance(error, httpx.UnsupportedProtocol):
            return Rejected(fault=Fault.CHANNEL, detail="the URL of the webhook is not http or https")
        if reason := certificates.refused(error):
            return Rejected(fault=Fault.CHANNEL, detail=detail(f"the certificate of the receiver: {reason}"))
        shown = detail(f"{type(error).__name__}: {error}", hide=self._hide)
        return Uncertain(detail=f"sent, but no answer: {shown}") if sent else Deferred(detail=shown)


def signed(message: Message, secrets: tuple[Secret, ...], *, now: datetime) -> dict[str, str]:
    """Return the headers: the id stays when a message is sent again, time and signatures are new.

    Raises ValueError or EmptyWebhookSecretError for a secret that is not base64 (`whsec_` may stand before it).
    """
    signatures = [Webhook(secret.reveal()).sign(message.id, now, message.body.decode()) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": f"news-monitor/{__version__}",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def judge(status: int, shown: str, *, retry_after: timedelta | None = None) -> SendResult:
    """Turn the status of an answer into a result; `shown` is what people are told of it."""
    if 200 <= status < 300:
        return Sent(detail=shown)
    if status in _LATER or status >= 500:
        return Deferred(detail=shown, retry_after=retry_after)
    if status == 410:
        return Rejected(fault=Fault.GONE, detail=shown)
    if status in _OURS or status < 400:
        return Rejected(fault=Fault.CHANNEL, detail=shown)
    return Rejected(fault=Fault.RECIPIENT, detail=shown)


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
    return read[:1000].decode("utf-8", "replace")


def _watch(sent: asyncio.Event) -> Callable[[str, object], Awaitable[None]]:
    """Return a trace of httpcore that sets `sent` once the whole request has been handed to the network."""

    async def trace(name: str, _: object) -> None:
        if name == "http11.send_request_body.complete":
            sent.set()

    return trace


def _telling(url: str) -> tuple[str, ...]:
    """Return the parts of a URL that must not be shown; short ones are words that say nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return (url,)
    pieces = [*parts.path.split("/"), *(value for _, value in parse_qsl(parts.query)), parts.password or ""]
    return (url, parts.netloc, parts.path * (len(parts.path) > 1), *(piece for piece in pieces if len(piece) > 5))
