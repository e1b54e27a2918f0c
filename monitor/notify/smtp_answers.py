"""What the answer of a mail server means for the alert (RFC 5321, RFC 3463).

A 4xx is for later. A 5xx is final: it speaks of the recipient, unless it speaks of us (who we are, what we may
do), in which case every mail of the channel would be refused alike.
"""

from __future__ import annotations

import re
from enum import StrEnum

from aiosmtplib.errors import (
    SMTPConnectError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from monitor.notify import certificates
from monitor.notify.sender import detail
from monitor.types import Deferred, Fault, Rejected, SendResult, Uncertain

_STATUS = re.compile(r"\b[245]\.[0-9]{1,3}\.[0-9]{1,3}\b")
_POLICY = re.compile(r"\b5\.7\.[0-9]{1,3}\b")
_UNAUTHENTICATED = frozenset({530, 534, 535, 538})  # RFC 4954, section 6


class Stage(StrEnum):
    """How far a mail had come."""

    CONNECT = "connecting"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    TEXT = "text"


def failed(stage: Stage, error: Exception, *, text_sent: bool) -> SendResult:
    """Turn what stopped a mail into a result. `text_sent` says that the server may have all of the text."""
    if reason := certificates.refused(error):
        return Rejected(fault=Fault.CHANNEL, detail=detail(f"the certificate of the mail server: {reason}"))
    if isinstance(error, SMTPResponseException) and 400 <= error.code < 600:
        return answered(stage, error.code, error.message)
    if text_sent:
        return Uncertain(detail=detail(f"the text was sent, then: {error}"))
    if isinstance(error, ValueError):  # an address that may not stand on the wire
        return _refused(stage, f"{stage}: {error}")
    if isinstance(error, SMTPException) and not isinstance(
        error, SMTPConnectError | SMTPServerDisconnected | SMTPTimeoutError | SMTPResponseException
    ):
        # No STARTTLS, no AUTH, or no method that both sides know.
        return Rejected(fault=Fault.CHANNEL, detail=detail(f"{stage}: {error}"))
    return Deferred(detail=detail(f"{stage}: {str(error) or type(error).__name__}"))


def answered(stage: Stage, code: int, text: str) -> SendResult:
    """Turn a refusal (4xx or 5xx) into a result. `text` is the server's answer after the code."""
    if stage is Stage.LOGIN:
        # Servers repeat what they did not like, and that was the password: only the status is kept.
        text = "".join(_STATUS.findall(text)[:1])
    shown = detail(f"{stage}: {code} {text}")
    if code < 500:
        return Deferred(detail=shown)
    if code in _UNAUTHENTICATED or _POLICY.search(text):
        return Rejected(fault=Fault.CHANNEL, detail=shown)
    return _refused(stage, shown)


def _refused(stage: Stage, shown: str) -> Rejected:
    ours = stage in {Stage.CONNECT, Stage.LOGIN, Stage.SENDER}
    return Rejected(fault=Fault.CHANNEL if ours else Fault.RECIPIENT, detail=detail(shown))
