"""One request over one connection, and redirects step by step.

No cookies, no Referer, no proxy from the environment. A connection serves one request: a cancelled
fetch cannot leave a slot of a pool behind, and a new connection costs little over some minutes.
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlencode

import httpcore
import httpx

from monitor.fetch.body import encoding_of, read_body, too_large
from monitor.fetch.guard import Guard
from monitor.fetch.headers import Headers, collect
from monitor.fetch.refusal import Refusal
from monitor.settings import PollSettings
from monitor.types import FailureKind

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_SAME_METHOD = frozenset({307, 308})
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back at last. `moved_to` is where permanent redirects alone led."""

    url: str
    status: int
    headers: Headers
    body: bytes
    moved_to: str | None = None


class Requests:
    """Sends requests under `settings`; `new_guard` makes the guard of each connection."""

    def __init__(
        self, *, settings: PollSettings, agent: str, tls: ssl.SSLContext, new_guard: Callable[[], Guard]
    ) -> None:
        self._settings = settings
        self._agent = agent
        tls.set_alpn_protocols(["http/1.1"])
        self._tls = tls
        self._new_guard = new_guard

    async def get(self, address: str, *, etag: str | None = None, last_modified: str | None = None) -> Answer:
        """Fetch a feed at `address`, following redirects; raises `Refusal` and the faults of the network."""
        start = url = web_url(address)
        conditions = _conditions(etag, last_modified)
        seen = {url}
        permanent = True
        moved_to: str | None = None
        for _ in range(MOST_REDIRECTS + 1):
            credentials = start.userinfo if _same_place(start, url) else b""
            status, headers, body = await self._one(url, conditions, credentials, limit=self._settings.max_size)
            if status not in REDIRECTS:
                return Answer(url=str(_bare(url)), status=status, headers=headers, body=body, moved_to=moved_to)
            url = _next(url, headers)
            if url in seen:
                raise Refusal(FailureKind.REDIRECT, f"the redirects go in a circle at {_bare(url)}")
            seen.add(url)
            permanent = permanent and status in _PERMANENT
            moved_to = str(url) if permanent else moved_to
        raise Refusal(FailureKind.REDIRECT, f"more than {MOST_REDIRECTS} redirects")

    async def step(self, address: str, *, accept: str, limit: int, check: Callable[[Headers], None]) -> Answer:
        """Fetch `address` without following where it redirects to; raises `Refusal` and the faults of the network.

        A body of at most `limit` bytes is read where `check` does not refuse its headers.
        """
        url = _bare(web_url(address)).copy_with(fragment=None)
        status, headers, body = await self._one(url, {"Accept": accept}, b"", limit=limit, check=check)
        return Answer(url=str(url), status=status, headers=headers, body=body)

    async def post(self, address: str, form: Mapping[str, str]) -> Answer:
        """Send `form` to `address`, and to where that redirects with 307 or 308; raises as `get` does.

        What the answer says besides its status is not read.
        """
        url, content = _bare(web_url(address)).copy_with(fragment=None), urlencode(form).encode("ascii")
        own = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(content))}
        for _ in range(MOST_REDIRECTS + 1):
            status, headers, _ = await self._one(url, own, b"", limit=0, content=content)
            if status not in _SAME_METHOD:
                return Answer(url=str(url), status=status, headers=headers, body=b"")
            url = _next(url, headers)
        raise Refusal(FailureKind.REDIRECT, f"more than {MOST_REDIRECTS} redirects")

    async def _one(
        self,
        url: httpx.URL,
        own: Headers,
        credentials: bytes,
        *,
        limit: int,
        check: Callable[[Headers], None] | None = None,
        content: bytes | None = None,
    ) -> tuple[int, Headers, bytes]:
        origin = httpcore.Origin(url.raw_scheme, url.raw_host, url.port or (443 if url.scheme == "https" else 80))
        guard = self._new_guard()
        host = {"Host": url.netloc.decode("ascii")}
        headers = {**host, **self._headers(), **own, **_authorization(credentials)}
        try:
            connection = httpcore.AsyncHTTP11Connection(origin=origin, stream=await self._connect(origin, guard))
            async with connection.stream(
                "GET" if content is None else "POST",
                httpcore.URL(scheme=origin.scheme, host=origin.host, port=url.port, target=url.raw_path),
                headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()],
                content=content,
                extensions={"timeout": self._timeouts()},
            ) as response:
                answered = collect(response.headers)
                if response.status != 200 or content is not None:  # what a server says besides is of no interest
                    return response.status, answered, b""
                if check is not None:
                    check(answered)
                return response.status, answered, await _body(response, answered, limit)
        finally:
            await guard.aclose()

    async def _connect(self, origin: httpcore.Origin, guard: Guard) -> httpcore.AsyncNetworkStream:
        host, timeout = origin.host.decode("ascii"), self._settings.connect_timeout.total_seconds()
        stream = await guard.connect_tcp(host, origin.port, timeout)
        if origin.scheme == b"https":
            return await stream.start_tls(self._tls, host, timeout)
        return stream

    def _headers(self) -> Headers:
        return {"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip", "Connection": "close"}

    def _timeouts(self) -> dict[str, float]:
        read = self._settings.read_timeout.total_seconds()
        connect = self._settings.connect_timeout.total_seconds()
        return {"connect": connect, "read": read, "write": read, "pool": connect}


def redirect(answer: Answer) -> str | None:
    """Where `answer` redirects to, None where it does not; raises `Refusal` where one must not follow."""
    return str(_next(httpx.URL(answer.url), answer.headers)) if answer.status in REDIRECTS else None


async def _body(response: httpcore.Response, headers: Headers, limit: int) -> bytes:
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limit:
        raise too_large(limit)
    encoding = encoding_of(headers.get("content-encoding"))
    return await read_body(response.aiter_stream(), encoding=encoding, limit=limit)


@lru_cache(maxsize=200)  # one fetch asks several times, and many are under way
def web_url(address: str) -> httpx.URL:
    """Read an http or https address; raises `Refusal`."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise Refusal(FailureKind.REDIRECT, f"not a URL: {error}") from error
    if url.scheme not in {"http", "https"} or not url.host or (url.port or 80) > 65535:
        raise Refusal(FailureKind.REDIRECT, f"not a web address: {str(_bare(url))[:200]}")
    return url


def _next(url: httpx.URL, headers: Headers) -> httpx.URL:
    """Where a redirect leads; raises `Refusal` where one must not follow."""
    location = headers.get("location", "").strip()
    if not location:
        raise Refusal(FailureKind.REDIRECT, "a redirect without a Location")
    try:
        text = location.encode("latin-1").decode("utf-8")  # some write their letters raw
    except UnicodeDecodeError:
        text = location
    try:
        joined = str(url.join(text))
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise Refusal(FailureKind.REDIRECT, f"a redirect to what is no URL: {error}") from error
    target = _bare(web_url(joined)).copy_with(fragment=None)
    if url.scheme == "https" and target.scheme == "http":
        raise Refusal(FailureKind.REDIRECT, f"a redirect from https to http, {target}")
    return target


def _bare(url: httpx.URL) -> httpx.URL:
    """Return `url` without user name and password."""
    return url.copy_with(userinfo=b"") if url.userinfo else url


def _same_place(first: httpx.URL, second: httpx.URL) -> bool:
    """Say whether credentials for `first` may go to `second`: the same host and port, or its https twin."""
    if first.host != second.host:
        return False
    return first.port == second.port and (first.scheme == second.scheme or first.port is None)


def _authorization(userinfo: bytes) -> Headers:
    if not userinfo:
        return {}
    user, _, password = userinfo.decode("ascii").partition(":")
    pair = f"{unquote(user)}:{unquote(password)}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}


def _conditions(etag: str | None, last_modified: str | None) -> Headers:
    conditions: Headers = {}
    if etag:
        conditions["If-None-Match"] = etag
    if last_modified:
        conditions["If-Modified-Since"] = last_modified
    return conditions
