"""The trust of a connection: which certificates are accepted, and whether a failure was about one."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path


def context(ca_file: Path | None = None) -> ssl.SSLContext:
    """Return a context that checks certificate and name, against `ca_file` or the system's authorities.

    Raises OSError (ssl.SSLError is one) where the file cannot be read.
    """
    return ssl.create_default_context(cafile=str(ca_file)) if ca_file else _system()


@lru_cache(maxsize=1)
def _system() -> ssl.SSLContext:
    """Read the system's authorities once for all channels: that takes longer than a delivery."""
    return ssl.create_default_context()


def until(connection: object) -> datetime | None:
    """Return when the certificate ends that the other end of an encrypted connection showed; None for a plain one."""
    shown = connection.getpeercert() if isinstance(connection, ssl.SSLObject | ssl.SSLSocket) else None
    end = shown.get("notAfter") if shown else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(end), UTC) if isinstance(end, str) else None


def refused(error: BaseException) -> str | None:
    """Return why a certificate was refused, where that is at the bottom of `error`: no waiting mends it."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return seen.verify_message or "certificate verify failed"
        seen = seen.__cause__ or seen.__context__
    return None
