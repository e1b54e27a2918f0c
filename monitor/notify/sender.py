"""What every kind of channel can do: send one message, and be closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.types import Message, SendResult

LONGEST_DETAIL = 200
"""Characters of a receiver's answer that are kept for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A receiver that could be sent something. `certificate_until` is the end of its certificate, None without one."""

    certificate_until: datetime | None = None


class Sender(Protocol):
    """The wire of one channel. One message at a time; used in one event loop."""

    async def send(self, message: Message) -> SendResult:
        """Send `message` once. What the receiver or the network does is in the result; an exception is a bug."""
        ...

    async def close(self) -> None:
        """Let go of connections. The sender can be used again: it opens new ones."""
        ...


def detail(text: str, *, hide: tuple[str, ...] = ()) -> str:
    """Return an answer of a receiver on one line, bounded, without controls and without the secrets in `hide`."""
    for secret in sorted(filter(None, hide), key=len, reverse=True):
        text = text.replace(secret, "…")
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", " ", text).split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"
