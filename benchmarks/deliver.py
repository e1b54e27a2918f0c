"""How fast alerts go out: from the outbox to an answer, with the real worker on a real file.

    python benchmarks/deliver.py [--quick]

Receivers on loopback (see `sinks`), in a process of their own, accept everything. Four measurements, each in a fresh
process: alerts per second from a full outbox through a webhook and through SMTP, each against a plain twin that posts
the same bytes in a bare loop over httpx and aiosmtplib and remembers nothing; the time from the decision of an alert
(just before its commit) to its acceptance, with the whole service polling made-up papers; and a backlog of 100,000
waiting alerts: memory, the question of what is due, and the start of a worker. The alerts of a full outbox were judged
and saved by the worker's own code, but for the joining of stories, which would take minutes. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from peers import ROOT, environment, run

SENT, QUICK_SENT = 5_000, 1_000
WAITING, QUICK_WAITING = 100_000, 20_000
PAPERS = 20
SECONDS, QUICK_SECONDS = 30, 10
SECRET = "whsec_" + "YmVuY2htYXJrLXNlY3JldC0xMjM0NTY3ODkwMTI="
ENTRIES = 2_000  # texts that the alerts of a backlog take turns with


# --- in a process of the worker's own ------------------------------------------------------------------------


def configuration(folder: Path, http: int, smtp: int, papers: int = 0, only: str = "") -> Any:
    """A watch for troops that tells a webhook and a mail channel, or `only` one of them."""
    from ipaddress import ip_network  # noqa: PLC0415

    from monitor import query  # noqa: PLC0415
    from monitor.settings import (  # noqa: PLC0415
        Channel,
        Configuration,
        EmailSettings,
        Feed,
        FirstSight,
        PollSettings,
        Secret,
        Security,
        StoreSettings,
        Watch,
        WebhookSettings,
    )

    hook = WebhookSettings(url=Secret(f"http://127.0.0.1:{http}/hook"), secrets=(Secret(SECRET),))
    mail = EmailSettings(host="127.0.0.1", port=smtp, sender="monitor@desk.example", security=Security.PLAIN)
    channels = {
        "hook": Channel(name="hook", title="Desk", recipients=("hook",), settings=hook),
        "mail": Channel(name="mail", title="Desk", recipients=("one@desk.example",), settings=mail),
    }
    if only:
        channels = {only: channels[only]}
    feeds = [
        Feed(
            name=f"paper-{number}",
            url=f"http://127.0.0.1:{http}/feed-{number}",
            title=f"Paper {number}",
            publisher=f"paper-{number}",
            every=timedelta(seconds=1),
            first_sight=FirstSight.ALERT,
        )
        for number in range(papers)
    ]
    return Configuration(
        folder=folder,
        poll=PollSettings(allow_networks=(ip_network("127.0.0.0/8"),), per_host=20, host_gap=timedelta(milliseconds=1)),
        store=StoreSettings(path=folder / "monitor.sqlite"),
        feeds={feed.name: feed for feed in feeds},
        terms={},
        watches={"troops": Watch(name="troops", title="Troops", query=query.parse("troops"), channels=tuple(channels))},
        channels=channels,
    )


def fill(configuration: Any, count: int) -> None:
    """Put `count` entries with their alerts into a new database."""
    from newsroom import Newsroom  # noqa: PLC0415

    from monitor import alerts, stories  # noqa: PLC0415
    from monitor.store import open_store  # noqa: PLC0415
    from monitor.types import FeedState, Fresh, Hit, Joined, Match, Polled, digest  # noqa: PLC0415

    now = datetime.now(UTC)
    texts = list(Newsroom(1).entries(ENTRIES))
    (watch,) = configuration.watches.values()
    state = FeedState(feed="paper", url="http://paper.example/", next_check=now, baseline=now)
    with open_store(configuration.store) as store:
        fresh, outcomes = [], []
        for number in range(count):
            text = texts[number % ENTRIES]
            entry = replace(
                text,
                id=digest("entry", str(number)),
                title=f"Troops {number} {text.title}",
                published=now,
                first_seen=now,
            )
            hit = Hit(field="title", start=0, end=6, surface="Troops", term="troops")
            match = Match(watch=watch.name, entry=entry.id, hits=(hit,))
            features = stories.features_of(
                entry, sets=set(), watches={watch.name}, hits={"Troops"}, families=configuration.families
            )
            joined = Joined(story=entry.id, features=features.to_json())
            one = Fresh(entry=entry)
            fresh.append(one)
            outcomes.append(
                alerts.decide(
                    one,
                    match,
                    joined,
                    watch,
                    channels=configuration.channels.values(),
                    told=(),
                    update=None,
                    baseline=False,
                    now=now + timedelta(microseconds=number),
                )
            )
            if len(fresh) == 1000 or number == count - 1:
                store.save(Polled(state=state, fresh=tuple(fresh), outcomes=tuple(outcomes)), now=now)
                fresh, outcomes = [], []


async def drain(configuration: Any) -> dict[str, float]:
    """Send all that is due, as the service does."""
    from monitor.store import open_store  # noqa: PLC0415
    from monitor.worker.delivering import Delivering  # noqa: PLC0415
    from monitor.worker.once import utc_now  # noqa: PLC0415
    from monitor.worker.opening import open_rooms  # noqa: PLC0415
    from monitor.worker.trouble import StorageTrouble  # noqa: PLC0415

    with open_store(configuration.store) as store:
        async with open_rooms(configuration, store, utc_now) as rooms:
            delivering = Delivering(rooms, StorageTrouble(store, utc_now))
            began, cpu = time.monotonic(), time.process_time()
            delivering.start_due()
            await delivering.finish()
            cost = {"s": time.monotonic() - began, "cpu_s": time.process_time() - cpu}
            cost["sent"] = store.db.execute("SELECT count(*) FROM alerts WHERE state = 'sent'").fetchone()[0]
    return cost


async def plain(configuration: Any, channel: str) -> dict[str, float]:
    """Send the same bytes in a bare loop: the messages are ready, and what becomes of them is not written down."""
    import aiosmtplib  # noqa: PLC0415
    import httpx  # noqa: PLC0415

    from monitor import pipeline  # noqa: PLC0415
    from monitor.notify.webhook import signed  # noqa: PLC0415
    from monitor.render import render  # noqa: PLC0415
    from monitor.store import open_store, waiting  # noqa: PLC0415
    from monitor.worker.once import utc_now  # noqa: PLC0415
    from monitor.worker.opening import open_rooms  # noqa: PLC0415

    settings = configuration.channels[channel]
    with open_store(configuration.store) as store:
        async with open_rooms(configuration, store, utc_now) as rooms:
            due = waiting.due(store.db, channel, now=utc_now(), limit=QUICK_SENT)
            messages = [
                render(pipeline.brief(one.first, one.attempts, settings, rooms), settings, now=utc_now()) for one in due
            ]
    wire = settings.settings
    if channel == "hook":
        ready = [(message.body, signed(message, wire.secrets, now=utc_now())) for message in messages]
        async with httpx.AsyncClient(trust_env=False) as client:
            began, cpu = time.monotonic(), time.process_time()
            for body, headers in ready:
                await client.post(wire.url.reveal(), content=body, headers=headers)
            return {"s": time.monotonic() - began, "cpu_s": time.process_time() - cpu, "sent": len(ready)}
    async with aiosmtplib.SMTP(hostname=wire.host, port=wire.port, start_tls=False, use_tls=False) as mail:
        began, cpu = time.monotonic(), time.process_time()
        for message in messages:
            await mail.sendmail(wire.sender, [message.recipient], message.body)
        return {"s": time.monotonic() - began, "cpu_s": time.process_time() - cpu, "sent": len(messages)}


async def serve_papers(configuration: Any, seconds: float) -> dict[str, Any]:
    """Run the whole service for a while; give when each alert was decided."""
    from monitor.store import open_store  # noqa: PLC0415
    from monitor.worker import run_service  # noqa: PLC0415

    with open_store(configuration.store) as store:
        service = asyncio.create_task(run_service(configuration, store, lambda: configuration))
        await asyncio.sleep(seconds)
        os.kill(os.getpid(), signal.SIGTERM)
        await service
        found = store.db.execute("SELECT id, created, channel FROM alerts WHERE state = 'sent'").fetchall()
        return {name: [datetime.fromisoformat(at).timestamp(), channel] for name, at, channel in found}


async def backlog(configuration: Any) -> dict[str, float]:
    """Start on a full outbox whose receiver is away, then let everything wait for its next attempt."""
    from monitor.store import open_store, waiting  # noqa: PLC0415
    from monitor.worker.delivering import Delivering  # noqa: PLC0415
    from monitor.worker.once import take_over, utc_now  # noqa: PLC0415
    from monitor.worker.opening import open_rooms  # noqa: PLC0415
    from monitor.worker.trouble import StorageTrouble  # noqa: PLC0415

    cost = {}
    began = time.process_time()
    with open_store(configuration.store) as store:
        trouble = StorageTrouble(store, utc_now)
        take_over(configuration, store, trouble)
        async with open_rooms(configuration, store, utc_now) as rooms:
            cost["start_ms"] = (time.process_time() - began) * 1000
            delivering = Delivering(rooms, trouble)
            name = next(iter(configuration.channels))
            cost["due_ms"] = _timed(lambda: waiting.due(store.db, name, now=utc_now(), limit=500))
            cost["round_ms"] = await _round(delivering)
            with store.writing() as db:
                later = (utc_now() + timedelta(hours=1)).isoformat(timespec="microseconds")[:26] + "Z"
                db.execute("UPDATE alerts SET due = ?, attempts = 5", [later])
            cost["idle_ms"] = await _round(delivering)
    cost["rss_mb"] = _rss() / 1e6
    return cost


def _timed(work: Any) -> float:
    began = time.process_time()
    for _ in range(5):
        work()
    return (time.process_time() - began) * 200


async def _round(delivering: Any) -> float:
    began = time.process_time()
    for _ in range(5):
        delivering.start_due()
        await delivering.finish()
    return (time.process_time() - began) * 200


def _rss() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) * 1024  # the most it ever was


def work(what: str, folder: Path, *, http: int, smtp: int, count: int, channel: str, seconds: float) -> Any:
    """Do one measurement."""
    from monitor.worker import logs  # noqa: PLC0415

    logs.configure()
    papers = PAPERS if what == "papers" else 0
    used = configuration(folder, http, smtp, papers, channel)
    match what:
        case "fill":
            return fill(used, count)
        case "drain":
            return asyncio.run(drain(used))
        case "plain":
            return asyncio.run(plain(used, channel))
        case "papers":
            return asyncio.run(serve_papers(used, seconds))
        case _:
            return asyncio.run(backlog(used))


# --- from outside --------------------------------------------------------------------------------------------


@contextmanager
def sinks() -> Iterator[tuple[int, int]]:
    """Start the receivers; give the ports of HTTP and SMTP."""
    process = subprocess.Popen(
        [sys.executable, Path(__file__).resolve(), "--serve"], stdout=subprocess.PIPE, text=True, env=environment()
    )
    try:
        assert process.stdout is not None
        http, smtp = map(int, process.stdout.readline().split())
        yield http, smtp
    finally:
        process.kill()
        process.wait()


def worker(what: str, folder: Path, ports: tuple[int, int], **more: Any) -> Any:
    """Do one measurement in a fresh process."""
    job = {"what": what, "http": ports[0], "smtp": ports[1], "count": 0, "channel": "", "seconds": 0.0} | more
    done = run([sys.executable, Path(__file__).resolve(), "--work"], folder, stdin=json.dumps(job))
    return json.loads(done.out.splitlines()[-1])


def rates(count: int) -> dict[str, float]:
    """Measure how fast a full outbox goes out, and print it."""
    figures: dict[str, float] = {}
    for name, channel in (("webhook", "hook"), ("smtp", "mail")):
        with sinks() as ports, tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            worker("fill", folder, ports, count=count, channel=channel)
            bare = worker("plain", folder, ports, channel=channel)
            ours = worker("drain", folder, ports, channel=channel)
        assert ours["sent"] == count, f"{ours['sent']} of {count} were sent"
        rate, bare_rate = count / ours["s"], bare["sent"] / bare["s"]
        each, bare_each = ours["cpu_s"] / count * 1000, bare["cpu_s"] / bare["sent"] * 1000
        print(
            f"{name:<8} {rate:>7,.0f} alerts a second, {each:.2f} ms of CPU each;"
            f" the bare loop {bare_rate:,.0f} a second, {bare_each:.2f} ms: {each / bare_each:.1f} times the CPU"
        )
        figures |= {
            f"{name}_per_s": round(rate),
            f"{name}_cpu_ms": round(each, 2),
            f"{name}_ratio": round(bare_rate / rate, 1),
            f"{name}_cpu_ratio": round(each / bare_each, 1),
        }
    return figures


def delays(seconds: float) -> dict[str, float]:
    """Measure how long an alert takes, and print it."""
    with sinks() as ports, tempfile.TemporaryDirectory() as place:
        made = worker("papers", Path(place), ports, seconds=seconds)
        with urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}/accepted") as answer:
            accepted = json.load(answer)
    taken = sorted((accepted[name] - at) * 1000 for name, (at, _) in made.items())
    cuts = statistics.quantiles(taken, n=100)
    print(
        f"{len(taken):,} alerts of {PAPERS} papers: accepted after {cuts[49]:.0f} ms (p50), {cuts[98]:.0f} ms (p99),"
        f" {taken[-1]:.0f} ms at most"
    )
    return {"p50_ms": round(cuts[49], 1), "p99_ms": round(cuts[98], 1)}


def waiting(count: int) -> dict[str, float]:
    """Measure a backlog, and print it."""
    with tempfile.TemporaryDirectory() as place:
        ports = (9, 9)  # where nobody listens
        worker("fill", Path(place), ports, count=count, channel="hook")
        cost = worker("backlog", Path(place), ports, channel="hook")
    print(
        f"{count:,} waiting alerts: {cost['rss_mb']:.0f} MB at most; start {cost['start_ms']:.0f} ms of CPU,"
        f" what is due {cost['due_ms']:.1f} ms, a round of three attempts {cost['round_ms']:.1f} ms,"
        f" a look when nothing is due yet {cost['idle_ms']:.2f} ms"
    )
    return {name: round(value, 2) for name, value in cost.items()}


def main() -> None:
    """Measure, and print a table and a line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="fewer alerts: under a minute")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        from sinks import serve  # noqa: PLC0415 - in the receivers' process only

        asyncio.run(serve())
        return
    if arguments.work:
        job = json.loads(sys.stdin.read())
        print(json.dumps(work(job.pop("what"), Path.cwd(), **job)))
        return
    sys.path.insert(0, str(ROOT))
    figures = rates(QUICK_SENT if arguments.quick else SENT)
    figures |= delays(QUICK_SECONDS if arguments.quick else SECONDS)
    figures |= waiting(QUICK_WAITING if arguments.quick else WAITING)
    print(json.dumps({"deliver": figures}))


if __name__ == "__main__":
    main()
