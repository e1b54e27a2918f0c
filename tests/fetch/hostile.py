"""What a worker makes of servers and bodies that are meant to hurt it, and what that costs.

    python -m tests.fetch.hostile [--deadline SECONDS]

A server in this process misbehaves; a worker in a process of its own polls one feed after the other, the way it always
does: guarded fetch, the fast lane or a child that parses, entries saved. It says for each what came of it, how long the
fetch held its slot, the most memory that the worker has held until then, and that of the largest child.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import cast

from monitor import pipeline, schedule
from monitor.fetch.fetcher import Fetcher
from monitor.schedule import USUAL
from monitor.settings import Configuration, Feed, PollSettings, StoreSettings
from monitor.store import open_store
from monitor.types import FeedState, FetchResult
from monitor.worker.opening import open_rooms
from tests.fetch.conftest import RSS
from tests.parse.test_hostile import _READ, _REFUSED
from tests.servers.feeds import FeedServer, Reply, document, endless, gzip_bomb, raw, redirect, silence, trickle

ROOT = Path(__file__).resolve().parents[2]
_AUTHOR = RSS.replace(b"</item>", b"<author>" + b"a" * 400_000 + b"@</author></item>")
_CHUNK = b"10000\r\n" + b"<" * 65536 + b"\r\n"

SERVERS: dict[str, Reply] = {
    "byte by byte": trickle(RSS, every=0.05),
    "a head without end": endless(b"x: y\r\n", pause=0.05),
    "a body without end, slowly": endless(b"<!-- -->", pause=0.05),
    "chunks without end, slowly": endless(b"5\r\n     \r\n", pause=0.05, transfer_encoding="chunked"),
    "silence": silence(),
    "a body without end": endless(b" " * 65536),
    "chunks without end": endless(_CHUNK, transfer_encoding="chunked"),
    "300 MB in 300 kB of gzip": gzip_bomb(300),
    "gzip in gzip": document(gzip.compress(gzip.compress(RSS)), headers={"content-encoding": "gzip, gzip"}),
    "brotli": document(b"\x5b" * 632, headers={"content-encoding": "br"}),
    "empty members of gzip": endless(gzip.compress(b"") * 500, content_encoding="gzip"),
    "a length of terabytes": raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9999999999999\r\n\r\n<rss>"),
    "a redirect to itself": redirect("/a-redirect-to-itself"),
    "a redirect to a private network": redirect("http://10.0.0.1/feed"),
    "a redirect to a metadata service": redirect("http://169.254.169.254/latest/"),
    "a redirect to a file": redirect("file:///etc/hostname"),
    "no HTTP": raw(b"220 mail.example ESMTP\r\n"),
}
BODIES: dict[str, Reply] = {
    "an author of 400,000 letters": document(_AUTHOR.replace(b"<rss", b"<!DOCTYPE rss>\n<rss", 1)),
    **{name: document(body) for name, (body, _) in _REFUSED.items()},
    **{name: document(body) for name, body in _READ.items()},
}
REPLIES = {**SERVERS, **BODIES, "an ordinary feed at last": document(RSS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What came of one feed. Memory is in bytes, and `held_s` how long the fetch held its slot."""

    name: str
    came: str  # the kind of the failure, or how many entries
    held_s: float
    worker: int
    child: int


@contextmanager
def hostile_server() -> Iterator[dict[str, str]]:
    """Serve all of `REPLIES`; gives their addresses by name."""
    with FeedServer() as server:
        paths = {name: f"/{name.replace(' ', '-').replace(',', '')}" for name in REPLIES}
        for name, path in paths.items():
            server[path] = REPLIES[name]
        yield {name: server.url(path) for name, path in paths.items()}


def measure(deadline: float) -> list[Line]:
    """Have a worker of its own poll everything, with `deadline` seconds for each fetch and for each parse."""
    with hostile_server() as urls, tempfile.TemporaryDirectory() as folder:
        job = json.dumps({"urls": urls, "folder": folder, "deadline": deadline})
        command = [sys.executable, "-m", "tests.fetch.hostile", "--work"]
        done = subprocess.run(command, input=job, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return [Line(**line) for line in json.loads(done.stdout)]


# --- the worker --------------------------------------------------------------------------------------------


class Timed:
    """A fetcher that remembers how long its last fetch took."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.last_s = 0.0

    async def fetch(self, feed: Feed, state: FeedState | None) -> FetchResult:
        """Fetch as the fetcher does."""
        began = time.monotonic()
        try:
            return await self._fetcher.fetch(feed, state)
        finally:
            self.last_s = time.monotonic() - began


@contextmanager
def largest_child() -> Iterator[Callable[[], int]]:
    """Give a function that says how many bytes the largest child held since it was last asked."""
    most, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            folders = Path(f"/proc/{os.getpid()}/task").glob("*/children")
            most.extend(_most(int(pid)) for folder in folders for pid in folder.read_text().split())

    def asked() -> int:
        found = max(most)
        most[:] = [0]
        return found

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        over.set()
        thread.join()


def _most(pid: int) -> int:
    """The most memory that a process ever held, in bytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0  # it has ended
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


async def work(urls: dict[str, str], folder: Path, deadline: float) -> list[Line]:
    """Poll each of `urls` as the worker does, one after the other."""
    settings = PollSettings(
        allow_networks=(ip_network("127.0.0.0/8"),),
        host_gap=timedelta(),
        deadline=timedelta(seconds=deadline),
        parse_deadline=timedelta(seconds=deadline),
    )
    feeds = {name: Feed(name=name, url=url, title=name, publisher=name) for name, url in urls.items()}
    configuration = Configuration(
        folder=folder,
        poll=settings,
        store=StoreSettings(path=folder / "monitor.sqlite"),
        feeds=feeds,
        terms={},
        watches={},
        channels={},
    )
    lines = []
    with open_store(configuration.store) as store, largest_child() as child:
        async with open_rooms(configuration, store, lambda: datetime.now(UTC)) as rooms:
            timed = Timed(rooms.fetcher)
            for feed in feeds.values():
                state = schedule.current(feed, None, datetime.now(UTC))
                polled = await pipeline.poll(feed, state, replace(rooms, fetcher=cast("Fetcher", timed)), USUAL)
                came = polled.failure.kind.value if polled.failure else f"{len(polled.present)} entries"
                line = Line(name=feed.name, came=came, held_s=timed.last_s, worker=_most(os.getpid()), child=child())
                lines.append(line)
    return lines


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--deadline", type=float, default=3.0)
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        job = json.loads(sys.stdin.read())
        lines = asyncio.run(work(job["urls"], Path(job["folder"]), job["deadline"]))
        print(json.dumps([asdict(line) for line in lines]))
        return
    print(f"{'':<36} {'came to':<18} {'slot held':>9}  {'worker':>7}  {'child':>7}")
    for line in measure(arguments.deadline):
        worker, child = (f"{size / 1e6:4.0f} MB" if size else "" for size in (line.worker, line.child))
        print(f"{line.name:<36} {line.came:<18} {line.held_s:>7.2f} s  {worker:>7}  {child:>7}")


if __name__ == "__main__":
    main()
