"""Alerts on the standard output. On a terminal the kicker and the headline stand out."""

from __future__ import annotations

import asyncio
import sys

from rich.console import Console
from rich.text import Text

from monitor.types import Deferred, Message, SendResult, Sent

_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x0A}


class ConsoleSender:
    """Writes each message as a whole, then flushes."""

    async def send(self, message: Message) -> SendResult:
        """Write the message. A reader that has gone away (`BrokenPipeError`) defers it."""
        try:
            # A pipe that nobody empties blocks the writer: that must not hold up the event loop.
            await asyncio.to_thread(_write, message.body)
        except (OSError, ValueError) as error:  # ValueError: the stream is closed
            return Deferred(detail=f"standard output: {error}")
        return Sent(detail="written to standard output")

    async def close(self) -> None:
        """Do nothing: standard output is not ours to close."""


def _write(body: bytes) -> None:
    out = sys.stdout
    out.flush()
    # Bytes, because a terminal that calls itself ASCII must not stop a headline in Ukrainian.
    out.buffer.write(_styled(body) if out.isatty() else body)
    out.flush()


def _styled(body: bytes) -> bytes:
    """Make the first paragraph (rule, kicker, headline) bold, and leave no control that a terminal would obey."""
    first, blank, rest = body.decode().translate(_CONTROLS).partition("\n\n")
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    with console.capture() as captured:
        console.print(Text.assemble((first, "bold"), blank, rest), end="")
    return captured.get().encode()
