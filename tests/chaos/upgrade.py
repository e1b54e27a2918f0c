"""Kills whoever upgrades, copies or restores a database, at every kind of moment, and looks at what is left.

    python -m tests.chaos.upgrade [--points N] [--seed N]

A process of its own does the real work (`open_store`, `backups.make`, `restoring.restore`, `safety.secure`) on a
database of an earlier version with rows in every table, and kills itself with SIGKILL: before the K-th statement,
within a statement after so many steps of SQLite, or before the K-th time that it opens, links, renames or deletes a
file. K runs over all there are, or N chosen among them. After each kill the database must be whole, of a known version,
with all its rows; what is called a backup must be sound; the database before must still be there; and the next start
must succeed and end as if nothing had happened. At the end the real worker is started on an upgraded database of every
version. The last line is JSON; exit 1 where something is unsound.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import StoreError
from monitor.settings import StoreSettings
from monitor.store import backups, open_store, restoring, safety
from tests.chaos import versions
from tests.worker.newsroom import newsroom

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROWS = 200
STEPS = 2000
"""Steps of SQLite's machine between two moments at which it may be killed within a statement."""

_FILES = frozenset({"open", "os.link", "os.rename", "os.remove", "os.truncate", "shutil.copyfile"})
"""What of the file system counts, by the names of Python's audit events."""

Work = Callable[[], object]


# --- processes that kill themselves -----------------------------------------------------------------------


def moments(work: Work) -> int:
    """How many moments there are at which `work` can be killed."""
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        _in_child(work, 0, write)
    os.close(write)
    with os.fdopen(read) as pipe:
        counted = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) or not counted:
        message = "the work did not come to its end"
        raise RuntimeError(message)
    return int(counted)


def kill(work: Work, moment: int) -> bool:
    """Let a process do `work` and kill it at a moment (from 1); return whether it was killed before it had ended."""
    if (child := os.fork()) == 0:
        _in_child(work, moment, None)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in {0, -signal.SIGKILL}:
        message = f"the work ended with {code}"
        raise RuntimeError(message)
    return code != 0


def _in_child(work: Work, moment: int, report: int | None) -> None:
    passed, connect = 0, sqlite3.connect

    def tick(*_: object) -> int:
        nonlocal passed
        passed += 1
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def connecting(*given: object, **named: object) -> sqlite3.Connection:
        connection = connect(*given, **named)  # type: ignore[call-overload]
        connection.set_trace_callback(tick)
        connection.set_progress_handler(tick, STEPS)
        return connection  # type: ignore[no-any-return]

    status = 1
    try:
        sqlite3.connect = connecting  # type: ignore[assignment]
        sys.addaudithook(lambda event, _: tick() if event in _FILES else None)
        work()
        if report is not None:
            os.write(report, str(passed).encode())
        status = 0
    finally:
        os._exit(status)


# --- what is killed, and what must hold then ---------------------------------------------------------------


@dataclass(slots=True)
class Case:
    """One work: `prepare` sets the stage in a folder, `unsound` says what is wrong after a kill, and mends it."""

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Path], object]
    unsound: Callable[[Path], Iterator[str]]


def upgrading(version: str, template: Path) -> Case:
    """Open a database of an earlier version."""
    rows = versions.content(template)
    whole = versions.MIGRATIONS[: versions.MIGRATIONS.index(version) + 1]

    def unsound(folder: Path) -> Iterator[str]:
        path = folder / "monitor.db"
        yield from versions.faults(path)
        if versions.applied(path) not in {whole, versions.MIGRATIONS}:
            yield f"a version in between: {versions.applied(path)}"
        yield from _after_start(path, rows)

    return Case(f"upgrade {version}", lambda folder: _copy(template, folder), _open, unsound)


def backing_up(template: Path) -> Case:
    """Copy a database whose folder holds a backup already, and delete the oldest."""

    def prepare(folder: Path) -> None:
        _copy(template, folder)
        _open(folder)
        _backup(folder, NOW.replace(hour=1))

    def unsound(folder: Path) -> Iterator[str]:
        path = folder / "monitor.db"
        yield from versions.faults(path)
        found = backups.listed(path, folder / "backups")
        if not found:
            yield "no backup is left"
        yield from (f"{one.path.name}: {fault}" for one in found for fault in backups.faults(one.path))
        _backup(folder, NOW.replace(hour=13))
        if len(backups.listed(path, folder / "backups")) != 1:
            yield "the next backup did not rotate"

    return Case("backup", prepare, lambda folder: _backup(folder, NOW), unsound)


def restoring_from(template: Path) -> Case:
    """Put a backup in place of a database that has more in it, some of it not folded into its file yet."""
    rows = versions.content(template)

    def prepare(folder: Path) -> None:
        _copy(template, folder)
        _open(folder)
        _backup(folder, NOW)
        _write_more(folder)

    def unsound(folder: Path) -> Iterator[str]:
        path = folder / "monitor.db"
        yield from versions.faults(path)
        if safety.secure(path, folder / "backups", now=NOW) is not None:
            yield "taken for damaged"
        found = versions.content(path)
        kept = [one for one in folder.glob("monitor.db.replaced-*") if not one.name.endswith(("-wal", "-shm"))]
        if found["restorations"] > rows.get("restorations", 0):
            if found["words"] != rows["words"]:
                yield "not the backup"
            if not kept or any(versions.faults(one) or versions.content(one)["words"] != _MORE for one in kept):
                yield "the database before is not there as it was"
        elif found["words"] != _MORE:
            yield "the database before lost something"
        yield from _after_start(path, {"entries": rows["entries"]})
        before = versions.content(path)["restorations"]
        _restore(folder)
        if versions.content(path)["restorations"] <= min(before, rows.get("restorations", 0)):
            yield "the next one did not restore"

    return Case("restore", prepare, _restore, unsound)


def securing(template: Path) -> Case:
    """Replace a damaged database by a backup."""
    rows = versions.content(template)

    def prepare(folder: Path) -> None:
        _copy(template, folder)
        _open(folder)
        _backup(folder, NOW)
        damage(folder / "monitor.db")

    def unsound(folder: Path) -> Iterator[str]:
        path = folder / "monitor.db"
        bytes_before = {one.read_bytes() for one in (path, *folder.glob("monitor.db.corrupt-*"))}
        _secure(folder)
        yield from versions.faults(path)
        if versions.content(path)["restorations"] <= rows["restorations"]:
            yield "not from the backup"
        if not bytes_before & {one.read_bytes() for one in folder.glob("monitor.db.corrupt-*")}:
            yield "the damaged file was not kept"
        yield from _after_start(path, {"entries": rows["entries"]})

    return Case("safe mode", prepare, _secure, unsound)


def damage(path: Path) -> None:
    """Overwrite a part of a database in its middle."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 3 // 4096 * 4096)
        file.write(b"\xa5" * (size // 3))


_MORE = 7  # words in the database that is newer than its backup


def _write_more(folder: Path) -> None:
    """Change the database as a worker that was killed: what it wrote last lies in the journal beside the file."""

    def work() -> None:
        with open_store(StoreSettings(path=folder / "monitor.db")) as store:
            with store.writing() as db:
                db.execute("DELETE FROM words")
                db.conn.executemany(
                    "INSERT INTO words VALUES (?, 0.5)", [(f"more {number}",) for number in range(_MORE)]
                )
            os.kill(os.getpid(), signal.SIGKILL)

    kill(work, 0)


def _after_start(path: Path, rows: dict[str, int]) -> Iterator[str]:
    open_store(StoreSettings(path=path)).close()
    if versions.applied(path) != versions.MIGRATIONS:
        yield "not of this version after the next start"
    yield from versions.faults(path)
    found = versions.content(path)
    yield from (f"{name} has lost rows" for name, count in rows.items() if name in found and found[name] < count)


def _copy(template: Path, folder: Path) -> None:
    shutil.copyfile(template, folder / "monitor.db")


def _open(folder: Path) -> None:
    open_store(StoreSettings(path=folder / "monitor.db")).close()


def _backup(folder: Path, now: datetime) -> None:
    path = folder / "monitor.db"
    backups.make(path, folder / "backups", now=now)
    backups.rotate(path, folder / "backups", keep=1)


def _restore(folder: Path) -> None:
    path = folder / "monitor.db"
    restoring.restore(backups.listed(path, folder / "backups")[0].path, path, now=NOW)


def _secure(folder: Path) -> None:
    safety.secure(folder / "monitor.db", folder / "backups", now=NOW)


# --- all of it -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Figures:
    """What was done, and what was found."""

    kills: Counter[str] = field(default_factory=Counter)
    ended_first: int = 0
    unsound: list[str] = field(default_factory=list)


@contextmanager
def cases(place: Path, rows: int = ROWS) -> Iterator[list[Case]]:
    """Yield everything that is killed, with databases of every version in `place`."""
    made = []
    for version in versions.MIGRATIONS:
        template = place / f"{version}.db"
        versions.make(template, version, rows)
        made.append((version, template))
    first, last = made[0][1], made[-1][1]
    upgrades = [upgrading(version, template) for version, template in made[:-1]]
    yield [*upgrades, backing_up(last), restoring_from(last), restoring_from(first), securing(last)]


def try_at(case: Case, moment: int, place: Path, figures: Figures) -> None:
    """Kill one work at one moment."""
    folder = place / "room"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    case.prepare(folder)
    if kill(lambda: case.work(folder), moment):
        figures.kills[case.name.partition(" m")[0]] += 1
    else:
        figures.ended_first += 1
    try:
        figures.unsound += [f"{case.name}, moment {moment}: {fault}" for fault in case.unsound(folder)]
    except (sqlite3.Error, StoreError, OSError) as error:
        figures.unsound.append(f"{case.name}, moment {moment}: {error!r}")


def chosen(case: Case, place: Path, points: int | None, chance: random.Random) -> list[int]:
    """Return the moments at which `case` is killed: all of them, or `points`, the last of all among these."""
    folder = place / "room"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    case.prepare(folder)
    count = moments(lambda: case.work(folder))
    if points is None or points >= count:
        return list(range(1, count + 1))
    return sorted({count, *chance.sample(range(1, count + 1), points - 1)})


def start_workers(place: Path, figures: Figures) -> int:
    """Let the real worker do a round on a database of every version; return how many did it."""
    done = 0
    for version in versions.MIGRATIONS:
        folder = place / f"worker-{version}"
        with newsroom(folder, feeds=1) as room:
            room.database.parent.mkdir(parents=True)
            shutil.copyfile(place / f"{version}.db", room.database)
            room.publish("paper-0", "Troops near Sudzha")
            ended = room.run("run", "--once")
            figures.unsound += [f"worker on {version}: {fault}" for fault in versions.faults(room.database)]
            if ended.returncode or len(room.webhook.received) != 1:
                figures.unsound.append(f"worker on {version}: {ended.returncode}, {ended.stderr[-300:]}")
            done += 1
    return done


def run(points: int | None, seed: int) -> dict[str, object]:
    """Do all of it and return the figures."""
    figures, chance, began = Figures(), random.Random(seed), time.monotonic()
    with tempfile.TemporaryDirectory() as name, cases(Path(name)) as found:
        place = Path(name)
        for case in found:
            for moment in chosen(case, place, points, chance):
                try_at(case, moment, place, figures)
            print(f"{case.name}: {sum(figures.kills.values())} kills so far", file=sys.stderr)
        workers = start_workers(place, figures)
    return {
        "kills": dict(figures.kills),
        "ended_first": figures.ended_first,
        "versions": len(versions.MIGRATIONS),
        "workers_started": workers,
        "unsound": figures.unsound,
        "seconds": round(time.monotonic() - began),
    }


def main() -> None:
    """Run from the command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--points", type=int, default=None, help="moments of each work; all where it is left out")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with suppress(KeyboardInterrupt):
        figures = run(given.points, given.seed)
        print(json.dumps({"upgrade": figures}))
        sys.exit(1 if figures["unsound"] else 0)


if __name__ == "__main__":
    main()
