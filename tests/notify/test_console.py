"""Standard output: whole messages, and what a feed says never commands the terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = textwrap.dedent("""
    import asyncio, sys
    from monitor.notify import open_sender
    from monitor.settings import Channel, ConsoleSettings
    from monitor.types import Message
    async def main():
        sender = open_sender(Channel(name="c", title="C", recipients=("c",), settings=ConsoleSettings()))
        for body in ("─\\nNew · 14:05\\nКурськ [bold]x[/bold]\\n\\nrest :smile: \\x1b[31mred\\n", "two\\n"):
            print(type(await sender.send(Message(id="i", recipient="c", body=body.encode()))).__name__, file=sys.stderr)
        await sender.close()
    asyncio.run(main())
""")


def run(stdout: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "ascii"}
    environment.pop("NO_COLOR", None)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, stdout=stdout, stderr=subprocess.PIPE
    )


def test_a_pipe_gets_the_bytes_as_they_are() -> None:
    with run(stdout=subprocess.PIPE) as process:
        out, err = process.communicate(timeout=20)
    assert err.split() == [b"Sent", b"Sent"]
    assert out.decode() == "─\nNew · 14:05\nКурськ [bold]x[/bold]\n\nrest :smile: \x1b[31mred\ntwo\n"


def test_a_terminal_shows_the_head_in_bold_and_obeys_no_feed() -> None:
    ours, theirs = pty.openpty()
    with run(stdout=theirs) as process:
        os.close(theirs)
        out = b""
        try:
            while piece := os.read(ours, 65536):
                out += piece
        except OSError:
            pass  # the other end has gone
        assert process.stderr is not None
        assert process.stderr.read().split() == [b"Sent", b"Sent"]
    os.close(ours)
    text = out.decode().replace("\r\n", "\n")
    assert "\x1b[1m" in text
    assert "[bold]x[/bold]" in text
    assert ":smile:" in text
    assert "\x1b[31m" not in text


def test_a_reader_that_has_gone_defers() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with run(stdout=writing) as process:
        os.close(writing)
        assert process.stderr is not None
        assert process.stderr.read().split()[:2] == [b"Deferred", b"Deferred"]
