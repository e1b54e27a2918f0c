"""Whole processes that `poll.py` is compared with: reader, newsboat, and a floor. All read made-up feeds as new.

The floor is what nobody can leave out who polls with httpx, expat and SQLite: a GET with one client, a parse, and each
item stored as it stands, a feed a transaction. It reads no dates, cleans no texts, and knows no failure.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A process that has ended: CPU and wall seconds with its children, and what it printed."""

    cpu_s: float
    wall_s: float
    out: str


def environment() -> dict[str, str]:
    """Our environment, with the checkout importable and with compiled modules, as where the worker is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": _compiled().name, **kept, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'benchmarks'}"}


@cache
def _compiled() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()  # gone with this process


def run(command: list[str | Path], folder: Path, *, stdin: str = "", env: Mapping[str, str] | None = None) -> Run:
    """Run `command` to its end."""
    began = time.monotonic()
    before = os.times()
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, cwd=folder, env=env or environment()
    )
    after = os.times()
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(cpu_s=cpu, wall_s=time.monotonic() - began, out=done.stdout)


def _script(python: str, script: str, urls: list[str]) -> Run:
    with tempfile.TemporaryDirectory() as name:
        return run([python, "-c", script], Path(name), stdin="\n".join(urls))


def reader(urls: list[str], python: str) -> Run | None:
    """The library `reader` of the interpreter `python`; None where it is not installed there."""
    found = subprocess.run([python, "-c", "import reader"], capture_output=True, check=False)
    return None if found.returncode else _script(python, _READER, urls)


_READER = """
import sys
from reader import make_reader
reader = make_reader("reader.sqlite")
for url in sys.stdin.read().split():
    reader.add_feed(url)
reader.update_feeds(workers=10)
print(reader.get_entry_counts().total)
"""


def floor(urls: list[str]) -> Run:
    """A GET by httpx, a parse by expat and a row in SQLite for each item, and nothing else."""
    return _script(sys.executable, _FLOOR, urls)


_FLOOR = """
import asyncio, sqlite3, sys
from xml.etree import ElementTree
import httpx
db = sqlite3.connect("floor.sqlite", isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("CREATE TABLE items (feed TEXT, title TEXT, link TEXT, guid TEXT, date TEXT, text TEXT)")
def rows(feed, body):
    for item in ElementTree.fromstring(body).iter():
        if item.tag.endswith(("item", "entry")):
            found = {child.tag.rpartition("}")[2]: child.text or child.get("href") for child in item}
            link, text = found.get("link"), found.get("description") or found.get("summary")
            guid, date = found.get("guid") or found.get("id"), found.get("pubDate") or found.get("updated")
            yield feed, found.get("title"), link, guid, date, text
async def poll(url, client, slots):
    async with slots:
        body = (await client.get(url)).content
    db.execute("BEGIN")
    db.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)", rows(url, body))
    db.execute("COMMIT")
async def main():
    slots = asyncio.Semaphore(10)
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.TaskGroup() as group:
        for url in sys.stdin.read().split():
            group.create_task(poll(url, client, slots))
asyncio.run(main())
print(db.execute("SELECT count(*) FROM items").fetchone()[0])
"""


def newsboat(urls: list[str]) -> Run | None:
    """newsboat; None where it is not installed."""
    if shutil.which("newsboat") is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "urls").write_text("\n".join(urls) + "\n")
        (folder / "config").write_text("reload-threads 10\n")
        command: list[str | Path] = ["newsboat", "-q", "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload"]
        ended = run(command, folder, env={**os.environ, "HOME": name, "LC_ALL": "C.UTF-8"})
        with sqlite3.connect(folder / "cache.db") as db:
            return replace(ended, out=str(db.execute("SELECT count(*) FROM rss_item").fetchone()[0]))
