"""`monitor label`: say of entries of one's own archive which are one story."""

from __future__ import annotations

import os
import select
import sys
import tempfile
import termios
import tty
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from monitor import evaluation
from monitor.cli.options import SPAN, config_option, load
from monitor.console.labelling import label as ask
from monitor.evaluation import Labelled, Session
from monitor.settings import Configuration
from monitor.store import ledger, open_store
from monitor.store import stories as memory
from monitor.types import Entry

_LOCAL_MODES = 3  # in what `termios.tcgetattr` returns
_ESCAPE = b"\x1b"


@click.command()
@config_option
@click.option("--since", type=SPAN, default="7d", show_default=True, help="How far back: 7d, 12h.")
@click.option("--watch", "-w", help="Only what this watch matched. Default: what any watch matched.")
@click.option("--all", "everything", is_flag=True, help="What no watch matched, too.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def label(folder: Path, since: timedelta, watch: str | None, everything: bool, file: Path) -> None:
    """Label entries of your own archive by story, for `monitor eval stories`, and keep the labels in FILE.

    Entries are shown in the order in which they arrived, each with the story that the joiner would choose and those
    next to it. One key answers: Enter takes what is proposed, a number that story, n opens a new one, s skips the
    entry, u takes the last answer back, q saves and quits.

    FILE is written after every answer. Where it exists it is continued, behind the last entry in it; it is read and
    written as a whole, so that lines may be corrected in an editor in between.
    """
    configuration = load(folder)
    if watch is not None and watch not in configuration.watches:
        raise click.UsageError(f"no watch {watch!r}; there are: {', '.join(configuration.watches)}")
    if watch is not None and everything:
        raise click.UsageError("--watch and --all exclude each other")
    if not sys.stdin.isatty():
        raise click.UsageError("labelling needs a terminal")
    known = evaluation.read(file.read_text(encoding="utf-8"), str(file)) if file.exists() else ()
    entries = _entries(configuration, datetime.now(UTC) - since, watch, everything=everything)
    session = Session(entries, known, families=configuration.families, window=configuration.story_window)
    with _keys() as key:
        ask(session, Console(), key, lambda: _write(file, session.labels))


def _entries(configuration: Configuration, since: datetime, watch: str | None, *, everything: bool) -> list[Entry]:
    with open_store(configuration.store, read_only=True) as store:
        if everything:
            return sorted(ledger.entries_since(store.db, since=since), key=lambda entry: (entry.first_seen, entry.id))
        return [entry for entry, _ in memory.archive(store.db, since=since, watch=watch)]


@contextmanager
def _keys() -> Iterator[Callable[[], str]]:
    """Let a terminal give key by key, for the whole session: what is typed ahead is not lost."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSADRAIN)
    mode = termios.tcgetattr(terminal)
    mode[_LOCAL_MODES] &= ~termios.ISIG  # Ctrl-C is a key like others, whatever is under way when it is pressed
    termios.tcsetattr(terminal, termios.TCSADRAIN, mode)
    try:
        yield partial(_key, terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _key(terminal: int) -> str:
    """Wait for one key; empty where the terminal went away or the person pressed Ctrl-C."""
    try:
        pressed = os.read(terminal, 1)
        if pressed == _ESCAPE:  # an arrow or the like: several bytes, among them digits
            while select.select([terminal], [], [], 0)[0] and os.read(terminal, 1):
                pass
    except (KeyboardInterrupt, OSError):
        return ""
    return pressed.decode("ascii", "replace")


def _write(file: Path, labels: Iterable[Labelled]) -> None:
    """Write all labels beside FILE and put them in its place: it is never half written."""
    text = "".join(f"{evaluation.line_of(one)}\n" for one in labels)
    file = file.resolve()  # a link stays one
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as fresh:
        try:
            fresh.write(text)
            fresh.flush()
            os.fsync(fresh.fileno())
            if file.exists():
                Path(fresh.name).chmod(file.stat().st_mode & 0o777)
            Path(fresh.name).replace(file)
        except BaseException:
            Path(fresh.name).unlink(missing_ok=True)
            raise
