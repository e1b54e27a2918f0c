"""`monitor label` on a real terminal: one key an answer, stopped and continued."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.evaluation import read
from monitor.types import Fresh
from tests import making
from tests.cli.calling import ROOT, call
from tests.config.folders import write
from tests.joining.desk import desk

LIMIT = 120.0
"""Seconds for one answer of the program, on the slowest machine."""

TITLES = (
    "Soldiers dig in near Kursk",
    "Troops dig in near Kursk, governor says",
    "Foreign troops near Kursk: minister denies",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration and an archive of three entries of the last hour that a watch matched, and one that none did."""
    place = tmp_path_factory.mktemp("label")
    made = write(place / "config", {})
    (made / "monitor.yaml").write_text((made / "monitor.yaml").read_text() + f"store: {{path: {place}/monitor.db}}\n")
    now = datetime.now(UTC) - timedelta(hours=1)
    with desk(place, making.watch("kursk", "Kursk")) as one:
        for minute, title in enumerate((*TITLES, "Weather for tomorrow")):
            at = now + timedelta(minutes=minute)
            entry = making.entry(title, feed=f"paper{minute}", first_seen=at, published=at)
            one.arrive(Fresh(entry=entry), now=at)
    return made


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.screen = ""

    def until(self, text: str, times: int = 1) -> None:
        """Wait until `text` stands on the screen so many times."""
        end = time.monotonic() + LIMIT
        while self.screen.count(text) < times:
            ready, _, _ = select.select([self._descriptor], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{text!r} did not come: {self.screen}"
            try:
                chunk = os.read(self._descriptor, 65536)
            except OSError:  # the other side is closed
                chunk = b""
            assert chunk, f"{text!r} did not come: {self.screen}"
            self.screen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", chunk.decode())

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._descriptor, keys.encode())


@contextmanager
def labelling(folder: Path, file: Path) -> Iterator[Terminal]:
    """Run `monitor label FILE` on a terminal; it must end well by itself."""
    pid, descriptor = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # what runs the tests in the background ignores it
        os.environ.update({"MONITOR_CONFIG": str(folder), "PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "xterm"})
        os.execv(sys.executable, [sys.executable, "-m", "monitor", "label", str(file)])
    terminal = Terminal(descriptor)
    ended = False
    try:
        yield terminal
        _, status = os.waitpid(pid, 0)
        ended = True
        assert os.waitstatus_to_exitcode(status) == 0, terminal.screen
    finally:
        if not ended:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(descriptor)


def labels(file: Path) -> dict[str, str]:
    """What was labelled, by headline: the headline of the entry that opened its story."""
    found = read(file.read_text(encoding="utf-8"), str(file))
    titles = {one.entry.id: one.entry.title for one in found}
    return {one.entry.title: titles[one.story] for one in found}


def test_it_is_answered_stopped_and_continued(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    with labelling(folder, file) as terminal:
        terminal.until("Enter =")
        assert "1 of 3" in terminal.screen
        terminal.press("\x1b[3~")  # the key Delete, which has a digit in it
        terminal.until("Enter, a number")
        terminal.press("\r")  # nothing is known: a new story
        terminal.until("Enter =", 2)
        assert TITLES[1] in terminal.screen
        terminal.press("n")
        terminal.until("Enter =", 3)
        terminal.press("u")  # and taken back
        terminal.until("Enter =", 4)
        assert labels(file) == {TITLES[0]: TITLES[0]}
        terminal.press("1")
        terminal.until("Enter =", 5)
        terminal.press("q")
        terminal.until("2 entries are labelled")
    assert labels(file) == dict.fromkeys(TITLES[:2], TITLES[0])
    with labelling(folder, file) as terminal:
        terminal.until("Enter =")
        assert "1 of 1" in terminal.screen
        terminal.press("n")
        terminal.until("nothing more to label; 3 entries")
    assert labels(file)[TITLES[2]] == TITLES[2]
    assert not [path for path in tmp_path.iterdir() if path != file]
    assert call("eval", "stories", file).returncode == 0


def test_control_c_keeps_what_was_answered(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    with labelling(folder, file) as terminal:
        terminal.until("Enter =")
        terminal.press("n")
        terminal.until("Enter =", 2)
        terminal.press("\x03")
        terminal.until("1 entries are labelled")
    assert len(labels(file)) == 1


def test_without_a_terminal_it_says_so(folder: Path, tmp_path: Path) -> None:
    done = call("label", tmp_path / "labels.jsonl", folder=folder)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "no watch 'nobody'" in call("label", "-w", "nobody", tmp_path / "x", folder=folder).stderr
