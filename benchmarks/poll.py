"""How fast feeds are polled, from the due list to the committed transaction, with the real worker on a real file.

    python benchmarks/poll.py [--quick] [--feeds N] [--watches N] [--reader PYTHON]

Made-up feeds (see `publishers`) are served on loopback by a process of its own. A fresh worker reads all of them as
new, then with one new entry in each, then where the server answers 304, then where it offers no validators and only the
body tells that nothing changed; all of it without watches and with some. CPU is that of the worker and its children,
memory the largest sum of what they hold; neither counts the server. On fewer feeds, all new and without watches, whole
processes are compared: the worker, the worker with the reference lane inline, and the `peers`: a floor, `newsboat`
where it is installed, and `reader` where the interpreter PYTHON (usually this one) can import it. A quick run compares
fewer feeds, so that the start of Python weighs more. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Self

from peers import ROOT, Run, environment, floor, newsboat, reader, run

FEEDS, QUICK_FEEDS = 2_000, 400
PEERS, QUICK_PEERS = 500, 200
WATCHES = 100
ROUNDS = ("changed", "one new entry", "unchanged (server)", "unchanged (hash)")
ASKED = {"one new entry": "renew", "unchanged (hash)": "plain"}  # what the publishers are asked for before a round


# --- the worker, in a process of its own ---------------------------------------------------------------------


def work(urls: list[str], folder: Path, *, watches: int, inline: bool, orders: str) -> dict[str, Any]:
    """Poll `urls` in all rounds, or in the first where `orders`, an address, is empty, and return what each cost."""
    from newsroom import Newsroom  # noqa: PLC0415 - this process only

    from monitor.settings import Channel, Configuration, Feed, FileSettings, PollSettings, StoreSettings  # noqa: PLC0415

    room = Newsroom() if watches else None  # making the words up takes a while
    configuration = Configuration(
        folder=folder,
        poll=PollSettings(allow_networks=(ip_network("127.0.0.0/8"),)),
        store=StoreSettings(path=folder / "monitor.sqlite"),
        feeds={
            name: Feed(name=name, url=url, title=name, publisher=name)
            for name, url in ((f"feed-{number}", url) for number, url in enumerate(urls))
        },
        terms=room.terms() if room else {},
        watches={watch.name: watch for watch in room.watches(watches)} if room else {},
        channels={
            "desk": Channel(
                name="desk", title="Desk", recipients=("desk",), settings=FileSettings(path=folder / "alerts.jsonl")
            )
        },
    )
    return asyncio.run(_rounds(configuration, inline=inline, orders=orders))


async def _rounds(configuration: Any, *, inline: bool, orders: str) -> dict[str, Any]:
    from monitor.store import open_store  # noqa: PLC0415
    from monitor.worker import logs  # noqa: PLC0415
    from monitor.worker.opening import open_rooms  # noqa: PLC0415
    from monitor.worker.polling import Polling  # noqa: PLC0415
    from monitor.worker.trouble import StorageTrouble  # noqa: PLC0415

    logs.configure()
    ahead = timedelta()

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    costs: dict[str, Any] = {}
    how: dict[str, int] = {}
    with open_store(configuration.store) as store, Memory() as memory:
        async with open_rooms(configuration, store, clock) as rooms:
            reader: Any = Inline() if inline else rooms.reader
            trouble = StorageTrouble(store, clock)
            polling = Polling(
                replace(rooms, reader=reader),
                trouble,
                report=lambda _, polled: how.update({polled.how: how.get(polled.how, 0) + 1}),
            )
            for name in ROUNDS if orders else ROUNDS[:1]:
                if orders and name in ASKED:
                    await asyncio.to_thread(_ask, f"{orders}/{ASKED[name]}")
                how.clear()
                began, cpu = time.monotonic(), cpu_s()
                while polling.start_due() or len(how) == 0:
                    await polling.finish()
                costs[name] = {"s": time.monotonic() - began, "cpu_s": cpu_s() - cpu, "how": dict(how)}
                ahead += timedelta(hours=25)
            costs["entries"] = store.db.execute("SELECT count(*) FROM entries").fetchone()[0]
            costs["matches"] = store.db.execute("SELECT count(*) FROM matches").fetchone()[0]
    costs["rss_mb"] = memory.most / 1e6
    return costs


def _ask(url: str) -> None:
    urllib.request.urlopen(url).close()


class Inline:
    """The reader as it would be with the reference lane alone, in the worker itself."""

    def __init__(self) -> None:
        from monitor.parse.document import by_reference  # noqa: PLC0415

        self._parse = by_reference

    async def read(self, fetched: Any, _: object) -> Any:
        """Parse, and hold everything up meanwhile."""
        return self._parse(fetched.body, url=fetched.url, content_type=fetched.content_type)


def cpu_s() -> float:
    """CPU seconds of this process and of its living children."""
    ticks = sum(_ticks(pid) for pid in _family())
    return ticks / os.sysconf("SC_CLK_TCK")


def _family() -> list[int]:
    children = (path.read_text().split() for path in Path(f"/proc/{os.getpid()}/task").glob("*/children"))
    return [os.getpid(), *(int(pid) for pids in children for pid in pids)]


def _ticks(pid: int) -> int:
    fields = _proc(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) if fields else 0  # its own, and of its children that have ended


def _proc(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""  # ended meanwhile


class Memory:
    """Watches the resident memory of this process and its children; `most` is the largest sum, in bytes."""

    def __init__(self) -> None:
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while not self._over.wait(0.1):
            pages = (int((_proc(pid, "statm") or "0 0").split()[1]) for pid in _family())
            self.most = max(self.most, sum(pages) * page)


# --- from outside --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The publishers, running."""

    urls: list[str]
    address: str  # where they take orders
    median: int
    bytes: int
    items: int


@contextmanager
def publishers(count: int) -> Iterator[Served]:
    """Start the publishers of `count` feeds."""
    from publishers import HOSTS, hosts  # noqa: PLC0415 - it imports what only a worker needs

    process = subprocess.Popen(
        [sys.executable, Path(__file__).resolve(), "--serve", str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    try:
        assert process.stdout is not None
        port, median, size, items = map(int, process.stdout.readline().split())
        addresses = hosts(HOSTS)
        urls = [f"http://{addresses[number % HOSTS]}:{port}/{number}" for number in range(count)]
        yield Served(urls=urls, address=f"http://{addresses[0]}:{port}", median=median, bytes=size, items=items)
    finally:
        process.kill()
        process.wait()


def worker(urls: list[str], *, watches: int = 0, inline: bool = False, orders: str = "") -> tuple[Run, dict[str, Any]]:
    """Run a worker of its own on `urls`."""
    with tempfile.TemporaryDirectory() as name:
        job = json.dumps({"urls": urls, "watches": watches, "inline": inline, "orders": orders})
        ended = run([sys.executable, Path(__file__).resolve(), "--work"], Path(name), stdin=job)
        return ended, json.loads(ended.out.splitlines()[-1])


def rounds(count: int, watches: int) -> dict[str, float]:
    """Measure the rounds and print them."""
    with publishers(count) as served:
        megabytes = served.bytes / 1e6
        print(
            f"{count} feeds, median {served.median:,} bytes, {megabytes:.0f} MB, {served.items:,} items;"
            f" {watches} watches"
        )
        _, costs = worker(served.urls, watches=watches, orders=served.address)
    for name in ROUNDS:
        cost = costs[name]
        per_minute, each = count / cost["s"] * 60, cost["cpu_s"] / count * 1000
        print(f"  {name:<20} {per_minute:>9,.0f} feeds a minute  {each:>6.2f} ms of CPU each  {cost['how']}")
    print(f"  {costs['entries']:,} entries stored, {costs['matches']:,} matches, {costs['rss_mb']:.0f} MB at most")
    changed = costs["changed"]
    return {
        "changed_per_min": round(count / changed["s"] * 60),
        "one_new_per_min": round(count / costs["one new entry"]["s"] * 60),
        "cpu_ms_per_feed": round(changed["cpu_s"] / count * 1000, 2),
        "rss_mb": round(costs["rss_mb"]),
    }


def compare(count: int, python: str) -> dict[str, float | None]:
    """Compare whole processes and print what they cost."""
    with publishers(count) as served:
        print(f"{count} feeds, all new, whole processes without watches; {served.items:,} items")
        ours, costs = worker(served.urls)
        others = {
            "reference lane inline": worker(served.urls, inline=True)[0],
            "reader": reader(served.urls, python),
            "newsboat": newsboat(served.urls),
            "floor": floor(served.urls),
        }
    print(f"  {'the worker':<22} {ours.cpu_s:>6.2f} s of CPU, {ours.wall_s:>6.2f} s; {costs['entries']:,} entries")
    for name, ended in others.items():
        if ended is None:
            print(f"  {name:<22} skipped: it is not installed")
            continue
        stored = f"; {int(ended.out):,} entries" if ended.out.strip().isdecimal() else ""
        ratio = ended.cpu_s / ours.cpu_s
        print(f"  {name:<22} {ended.cpu_s:>6.2f} s of CPU, {ended.wall_s:>6.2f} s, {ratio:.1f} times the CPU{stored}")
    boat = others["newsboat"]
    return {f"cpu_s_{count}": round(ours.cpu_s, 2), f"newsboat_cpu_s_{count}": round(boat.cpu_s, 2) if boat else None}


def main() -> None:
    """Measure, and print a table and a line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="fewer feeds: under a minute")
    parser.add_argument("--feeds", type=int, default=0)
    parser.add_argument("--watches", type=int, default=WATCHES)
    parser.add_argument("--reader", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--serve", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        from publishers import serve  # noqa: PLC0415 - in the server's process only

        asyncio.run(serve(arguments.serve))
        return
    if arguments.work:
        job = json.loads(sys.stdin.read())
        print(json.dumps(work(job.pop("urls"), Path.cwd(), **job)))
        return
    sys.path.insert(0, str(ROOT))
    count = arguments.feeds or (QUICK_FEEDS if arguments.quick else FEEDS)
    measured = rounds(count, 0)
    matching = rounds(count, arguments.watches)
    compared = compare(QUICK_PEERS if arguments.quick else PEERS, arguments.reader)
    with_watches = {f"{name}_matching": value for name, value in matching.items()}
    print(json.dumps({"poll": measured | compared | with_watches}))


if __name__ == "__main__":
    main()
