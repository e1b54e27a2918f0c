"""Why a fetch ended early, and what each fault of the network means for the operator."""

from __future__ import annotations

import ssl

import httpcore

from monitor.types import FailureKind, FeedFailure


class Refusal(Exception):  # noqa: N818 - it is an answer on its way up, not an error of the program
    """Carries a `FeedFailure` out of the layers of a fetch; it never leaves this room."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        self.failure = FeedFailure(kind=kind, detail=detail)
        super().__init__(detail)


# The most specific class that an exception belongs to counts. The guard reports what goes wrong before there is a
# connection, so that a ConnectError of the library can only come from the TLS handshake.
_KINDS: dict[type[Exception], tuple[FailureKind, str]] = {
    httpcore.ConnectTimeout: (FailureKind.TIMEOUT, "no TLS handshake in time"),
    httpcore.ReadTimeout: (FailureKind.TIMEOUT, "the server fell silent"),
    httpcore.WriteTimeout: (FailureKind.TIMEOUT, "the server does not take the request"),
    httpcore.PoolTimeout: (FailureKind.TIMEOUT, "no connection in time"),
    httpcore.TimeoutException: (FailureKind.TIMEOUT, "no answer in time"),
    httpcore.ConnectError: (FailureKind.TLS, "the TLS handshake failed"),
    httpcore.ReadError: (FailureKind.CONNECT, "the connection broke"),
    httpcore.WriteError: (FailureKind.CONNECT, "the connection broke"),
    httpcore.NetworkError: (FailureKind.CONNECT, "the connection broke"),
    httpcore.ProxyError: (FailureKind.CONNECT, "a proxy refused"),
    httpcore.ConnectionNotAvailable: (FailureKind.CONNECT, "the connection was closed"),
    httpcore.RemoteProtocolError: (FailureKind.PROTOCOL, "the server broke HTTP"),
    httpcore.LocalProtocolError: (FailureKind.PROTOCOL, "the request cannot be written as HTTP"),
    httpcore.ProtocolError: (FailureKind.PROTOCOL, "the exchange broke HTTP"),
    httpcore.UnsupportedProtocol: (FailureKind.PROTOCOL, "neither http nor https"),
    ssl.SSLError: (FailureKind.TLS, "the TLS connection failed"),
    OSError: (FailureKind.CONNECT, "the connection failed"),
}

FAULTS: tuple[type[Exception], ...] = tuple(_KINDS)
"""All that the network may raise; anything else is a bug and stays an exception."""


def failure_of(error: Exception) -> FeedFailure:
    """Translate one of `FAULTS`."""
    if isinstance(error, TimeoutError):  # an OSError since Python 3.11
        return FeedFailure(kind=FailureKind.TIMEOUT, detail="no answer in time")
    for ancestor in type(error).__mro__:
        if ancestor in _KINDS:
            kind, meaning = _KINDS[ancestor]
            reason = " ".join(str(error).split())[:300]
            return FeedFailure(kind=kind, detail=f"{meaning}: {reason}" if reason else meaning)
    raise error
