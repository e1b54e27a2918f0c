"""What is shown of backups, and of one that was put in place of the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from monitor.store.backups import Backup
from monitor.types import Restoration


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A backup, and what is wrong with it; `faults` is None where it was not read through."""

    backup: Backup
    faults: tuple[str, ...] | None


def show_backups(listed: Iterable[Listed], console: Console) -> None:
    """Print one line for each."""
    for one in listed:
        backup = one.backup
        state = "" if one.faults is None else ", ".join(one.faults) or "sound"
        line = f"{backup.at:%Y-%m-%d %H:%M:%S} UTC  {backup.size / 1e6:9.1f} MB  {backup.path}  {state}"
        console.print(line.rstrip(), markup=False, highlight=False, soft_wrap=True)


def show_restoration(done: Restoration, database: Path, console: Console) -> None:
    """Print what was put where, and what follows from it."""
    lines = [f"{database} is now {done.backup}" + (f" as of {done.made:%Y-%m-%d %H:%M} UTC" if done.made else "")]
    if done.aside:
        lines.append(f"the database before is kept as {database.with_name(done.aside)}")
    lines.append(
        f"what was published before {done.until:%Y-%m-%d %H:%M} UTC and is new to it will not be told to desks; "
        "the operator gets a list"
    )
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
