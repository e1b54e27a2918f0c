"""What the answer of a mail server means for the alert (RFC 5321, RFC 3463).

A 4xx is for later. A 5xx is final: it speaks of the recipient, unless it speaks of us (who we are, what we may
do, how much we sent), in which case every mail of the channel would be refused alike. Where a server finds that it
gets too much, the whole channel rests.
"""

from __future__ import annotations

import re
from datetime import timedelta
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
from monitor.notify.smtp_login import RefusedTokenError
from monitor.types import Deferred, Fault, Rejected, SendResult, Uncertain

REST = timedelta(minutes=1)
"""How long a channel rests whose server gets too much and does not say until when: most limits are by the minute."""

_STATUS = re.compile(r"\b[245]\.[0-9]{1,3}\.[0-9]{1,3}\b")
# What we may do (7), and of other classes: our own address (1.7, 1.8), how much we sent (4.5; Microsoft: 1.90).
_OF_US = re.compile(r"\b5\.(?:7\.[0-9]{1,3}|1\.[78]|1\.90|4\.5)\b")
_OF_ONE = re.compile(r"\b[45]\.(?:2\.[12]|3\.4)\b|mailbox|over quota|message size", re.IGNORECASE)
"""Full mailboxes, large mails, people who get too much: other mails go through."""

_UNAUTHENTICATED = frozenset({530, 534, 535, 538})  # RFC 4954, section 6
_TOO_MUCH = re.compile(
    # Not of hops, links, headers or unknown users: that is one mail's own fault, and would block all others for ever.
    r"too (?:many|much) (?:(?:concurrent|simultaneous|new|open|SMTP|failed|incorrect) )*"
    r"(?:e?-?mails?|messages?|connections?|sessions?|requests?|recipients|logins?|log[io]n attempts|transactions|"
    r"traffic)\b(?! parts)|too (?:fast|quickly|frequent)|throttl|rate.?limit|sending limit|\bunusual rate\b"
    r"|(?:rate|limit|quota)\b.{0,30}\bexceeded|exceeded\b.{0,60}\b(?:rate|limit|quota)|QuotaExceeded",
    re.IGNORECASE,
)
_WAIT = re.compile(r"\b(?:in|after|for|wait) (\d{1,4}) ?(s|m)(?:ec|in)?(?:ond|ute)?s?\b", re.IGNORECASE)


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
        said = f" (the token: {error.status})" if isinstance(error, RefusedTokenError) and error.status else ""
        return answered(stage, error.code, error.message, said)
    if text_sent:
        return Uncertain(detail=detail(f"the text was sent, then: {error}"))
    if isinstance(error, ValueError):  # an address that may not stand on the wire
        return _refused(stage, f"{stage}: {error}")
    if isinstance(error, SMTPException) and not isinstance(
        error, SMTPConnectError | SMTPServerDisconnected | SMTPTimeoutError | SMTPResponseException
    ):
        # No STARTTLS, no AUTH, or no method that both sides know.
        key = " (`security: starttls`)" if "STARTTLS" in str(error) else ""
        return Rejected(fault=Fault.CHANNEL, detail=detail(f"{stage}: {str(error).rstrip('.')}{key}"))
    return Deferred(detail=detail(f"{stage}: {str(error) or type(error).__name__}"))


def answered(stage: Stage, code: int, text: str, said: str = "") -> SendResult:
    """Turn a refusal (4xx or 5xx) into a result. `text` is the server's answer after the code, `said` what we add."""
    too_much = bool(_TOO_MUCH.search(text)) and not _OF_ONE.search(text)
    rest = _rest(text) if too_much else None
    if stage is Stage.LOGIN:
        # Servers repeat what they did not like, and that was the password: only the status is kept.
        text = "".join(_STATUS.findall(text)[:1])
    shown = detail(f"{stage}: {code} {text}{said}")
    if code < 500:
        return Deferred(detail=shown, retry_after=rest)
    if code in _UNAUTHENTICATED or too_much or _OF_US.search(text):
        return Rejected(fault=Fault.CHANNEL, detail=shown)
    return _refused(stage, shown)


def _rest(text: str) -> timedelta:
    found = _WAIT.search(text)
    return timedelta(seconds=int(found[1]) * (60 if found[2] in "mM" else 1)) if found else REST


def _refused(stage: Stage, shown: str) -> Rejected:
    ours = stage in {Stage.CONNECT, Stage.LOGIN, Stage.SENDER}
    return Rejected(fault=Fault.CHANNEL if ours else Fault.RECIPIENT, detail=detail(shown))
