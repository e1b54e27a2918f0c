"""The links in a message by which its recipient mutes, acknowledges or judges: what they are signed with, and what is a
lie.

Pure. A link is bound to what it does, to the alert and to whom that was sent, and ends after a week. Whoever has the
message has the link: it does no more than its recipient may ask for without a password.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import get_args

from monitor.settings import Secret
from monitor.types import Actions, Alert, LinkAction

LIFETIME = timedelta(days=7)
"""After the alert was decided: long enough for a desk that comes back from a long weekend."""

KEY_BYTES = 32

ACTIONS: tuple[LinkAction, ...] = get_args(LinkAction)

_TOKEN = re.compile(r"([0-9a-f]{20})\.([0-9]{10,11})\.([A-Za-z0-9_-]{43})", re.ASCII)


class Refused(StrEnum):
    """Why a link does nothing."""

    WRONG = "wrong"  # cut off, changed, or signed with another key
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """The last part of a link, taken apart and not trusted yet."""

    alert: str
    expires: int  # seconds since 1970
    signature: str


def actions(alert: Alert, public_url: str, key: Secret, *, since: datetime | None = None) -> Actions:
    """Return the links of a message. `public_url` ends with a slash.

    `since` is when it was decided to tell the alert, where that was later than the alert.
    """
    expires = int(((since or alert.created) + LIFETIME).timestamp())
    signed = {action: _signature(action, alert.id, alert.recipient, expires, key) for action in ACTIONS}
    found = {action: f"{public_url}{action}/{alert.id}.{expires}.{signature}" for action, signature in signed.items()}
    return Actions(
        mute=found["mute"],
        acknowledge=found["acknowledge"],
        unsubscribe=found["unsubscribe"],
        relevant=found["relevant"],
        not_relevant=found["not-relevant"],
    )


def read(text: str) -> Token | None:
    """Take the last part of a link apart; None where it cannot be one."""
    found = _TOKEN.fullmatch(text)
    return Token(alert=found[1], expires=int(found[2]), signature=found[3]) if found else None


def checked(action: str, token: Token, recipient: str, key: Secret, now: datetime) -> Refused | None:
    """Say why the link does nothing, None where it may do what it says. The time it takes tells nothing."""
    right = _signature(action, token.alert, recipient, token.expires, key)
    if not hmac.compare_digest(right, token.signature):
        return Refused.WRONG
    return Refused.EXPIRED if datetime.fromtimestamp(token.expires, UTC) <= now else None


def feed_token(channel: str, key: Secret) -> str:
    """Return the part of a feed's address that nobody can guess."""
    return _signed(("feed", channel), key)[:32]


def reached(nonce: str, key: Secret) -> str:
    """Return what only this worker answers to somebody who asks whether an address leads to it."""
    return _signed(("reached", nonce), key)


def _signature(action: str, alert: str, recipient: str, expires: int, key: Secret) -> str:
    return _signed((action, alert, recipient, str(expires)), key)


def _signed(parts: tuple[str, ...], key: Secret) -> str:
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    found = hmac.new(bytes.fromhex(key.reveal()), text, hashlib.sha256).digest()
    return urlsafe_b64encode(found).decode().rstrip("=")
