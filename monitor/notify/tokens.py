"""Access tokens for logging in to a mail server by OAuth 2, in place of a password.

A token is read from a file that somebody else keeps fresh, or asked of a server (RFC 6749): by a refresh token
(section 6), or by the client's own credentials (section 4.4). What a server gave is used until shortly before its end.
A refresh token that it exchanged for a newer one is remembered as long as the worker runs.
"""

from __future__ import annotations

import re
import time
from typing import Protocol
from urllib.parse import urlencode

from monitor.notify.post import Answer, Post, PostSender, Wire
from monitor.notify.sender import detail
from monitor.settings import TokenFile, TokenServer
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent

SPARE_S = 60.0
"""A token counts as ended so many seconds before it does: it must last until the mail server has looked at it."""

UNSAID_S = 300.0
"""How long a token is used whose end the server does not say (RFC 6749, 5.1, only recommends it), in seconds."""

_TOKEN = re.compile(r"[!-~]{1,16384}")


class NoTokenError(Exception):
    """There is no token; `result` is what becomes of the mail that needed it."""

    def __init__(self, result: Deferred | Rejected) -> None:
        super().__init__(result.detail)
        self.result = result


class Tokens(Protocol):
    """Where tokens come from."""

    async def token(self, *, refused: str = "") -> str:
        """Return a token, if possible another one than that which was `refused`. Raises NoTokenError."""
        ...

    async def close(self) -> None:
        """Let go of connections. It can be used again."""
        ...


def open_tokens(settings: TokenFile | TokenServer) -> Tokens:
    """Return where the tokens come from. Nothing is asked before the first login."""
    return _FromFile(settings) if isinstance(settings, TokenFile) else _FromServer(settings)


class _FromFile:
    def __init__(self, settings: TokenFile) -> None:
        self._path = settings.path

    async def token(self, *, refused: str = "") -> str:
        del refused  # whoever writes the file may have written a newer one meanwhile
        try:
            with self._path.open(encoding="utf-8") as file:
                text = file.read(20_000).strip()
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not text"
            raise NoTokenError(_ours(f"the file of the token cannot be read: {why}")) from None
        if not _TOKEN.fullmatch(text):
            raise NoTokenError(_ours("the file holds no token: one line of visible characters"))
        return text

    async def close(self) -> None:
        pass


class _FromServer:
    def __init__(self, settings: TokenServer) -> None:
        self._settings = settings
        self._refresh = settings.refresh_token.reveal() if settings.refresh_token else ""
        self._token, self._ends = "", 0.0
        self._server = PostSender(settings, Wire(post=self._post, judge=self._judge))

    async def token(self, *, refused: str = "") -> str:
        if not self._token or self._token == refused or time.monotonic() >= self._ends:
            self._token = ""
            result = await self._server.send(Message(id="", recipient="", body=self._asked().encode()))
            if not self._token:
                raise NoTokenError(_failed(result))
        return self._token

    async def close(self) -> None:
        await self._server.close()

    def _asked(self) -> str:
        settings = self._settings
        secret = settings.client_secret.reveal() if settings.client_secret else ""
        fields = {
            "grant_type": "refresh_token" if self._refresh else "client_credentials",
            "client_id": settings.client_id,
            "client_secret": secret,
            "refresh_token": self._refresh,
            "scope": settings.scope,
        }
        return urlencode({name: value for name, value in fields.items() if value})

    def _post(self, message: Message) -> Post:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        return Post(url=self._settings.url, body=message.body, headers=headers)

    def _judge(self, answer: Answer) -> SendResult:
        """Keep the token (RFC 6749, 5.1), or say why there is none (5.2). Only errors are quoted."""
        if answer.status == 429 or answer.status >= 500:
            return Deferred(detail=f"HTTP {answer.status}", retry_after=answer.retry_after)
        token, newer = answer.data.get("access_token"), answer.data.get("refresh_token")
        if answer.status == 200 and isinstance(token, str) and _TOKEN.fullmatch(token):
            self._token, self._ends = token, time.monotonic() + _lasting(answer.data.get("expires_in"))
            self._refresh = newer if self._refresh and isinstance(newer, str) and newer else self._refresh
            return Sent()
        hide = tuple(one.reveal() for one in (self._settings.client_secret, self._settings.refresh_token) if one)
        said = [str(answer.data[name]) for name in ("error", "error_description") if answer.data.get(name)]
        shown = ": ".join([f"HTTP {answer.status}", *(said if answer.status != 200 else ["no token in the answer"])])
        return _ours(detail(shown, hide=(*hide, self._refresh)))


def _lasting(said: object) -> float:
    """Return for how many seconds a token is used. Some servers write the number as a text."""
    seconds = float(said) if isinstance(said, int | str) and re.fullmatch(r"[0-9]{1,9}", str(said)) else UNSAID_S
    return max(0.0, seconds - SPARE_S)


def _failed(result: SendResult) -> Deferred | Rejected:
    """Turn what stopped the asking into what becomes of the mail: it was not sent, whatever the server got."""
    shown = detail(f"the server of tokens: {result.detail}")
    if isinstance(result, Rejected):
        return Rejected(fault=Fault.CHANNEL, detail=shown)
    return Deferred(detail=shown, retry_after=result.retry_after if isinstance(result, Deferred) else None)


def _ours(shown: str) -> Rejected:
    return Rejected(fault=Fault.CHANNEL, detail=shown)
