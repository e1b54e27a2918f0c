"""Progress of a round on a terminal; nothing at all where stderr is not one."""

from __future__ import annotations

import sys
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from monitor.settings import Feed
from monitor.types import Polled


class Progress:
    """Counts feeds as they are read."""

    def __init__(self, *, total: int) -> None:
        console = Console(stderr=True)
        self._failed = 0
        self._fresh = 0
        self._bar = Bar(
            TextColumn("reading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            console=console,
            disable=not sys.stderr.isatty(),
            transient=True,
        )
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def read(self, feed: Feed, polled: Polled) -> None:
        """Count one feed that was read."""
        self._failed += polled.failure is not None
        self._fresh += len(polled.fresh)
        text = f"{self._fresh} new entries, {self._failed} feeds failed · {feed.name}"
        self._bar.update(self._task, advance=1, description=text)
