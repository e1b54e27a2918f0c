"""Sends 10,000 alerts through everything that can go wrong between a decision and a reader, and counts what arrived.

    python -m tests.chaos.deliver [--quick] [--seed N]

The unmodified worker (`monitor run`) reads made-up papers: every headline goes to eight channels of seven kinds, and
some are corrected later, so that their story has two messages in an order. Then, all at once:

- the receivers fail, refuse connections, stall, drip, throttle, hang up and lie, each in its own time;
- the worker and its children are killed with SIGKILL at random moments;
- the wall clock that the worker sees (see `clock`) is set an hour forward and back, running or not;
- in some of its lives the database may not grow by a page, as with a full disk.

Before that two calm stretches compare how long a working channel takes while all work and while the others do not. At
the end all is well again, and the clock is set forward now and then because nobody wants to watch retries of an hour.
Asked is: did every headline reach every channel, or does it stand in the database with a reason; was each repeat under
the same id; did a correction ever overtake what it corrects; is the database whole and the log without a traceback. The
last line is JSON; exit 1 where something is unsound.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.chaos.clock import SettableClock
from tests.chaos.press import PAPERS, Paper, Press, served
from tests.chaos.receivers import BAD, Mood, Receivers, receivers
from tests.servers.feeds import FeedServer
from tests.worker.newsroom import Newsroom, newsroom, until

TIMEOUT = "2s"
HOUR = 3600
MOST_DELAY_S = 10.0
"""What a working channel may take in the slowest hundredth while the others stall: their deadlines are 2 and 4 s and
their queues hold dozens, so that waiting for them would take minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of it. `headlines` counts the first versions."""

    headlines: int = 900
    corrections: int = 350
    kills: int = 120
    at_work: int = 100  # so many of them must hit a worker that is up
    calm: int = 40  # headlines in each of the two calm stretches
    life: tuple[float, float] = (0.8, 5.5)  # seconds from start to kill; a worker is up after one or two


QUICK = Size(headlines=70, corrections=20, kills=12, at_work=5, calm=10)


@dataclass(slots=True)
class Chaos:
    """What all of it needs."""

    size: Size
    chance: random.Random
    room: Newsroom
    press: Press
    receivers: Receivers
    clock: SettableClock
    bad: dict[str, float] = field(default_factory=lambda: defaultdict(float))  # seconds in each mood
    full: int = 0

    def configure(self, *, full: bool = False) -> None:
        """Write monitor.yaml; with a `full` database it may not grow by a page once a worker opens it."""
        text = f"{POLL}channels:\n{self.receivers.lines}"
        self.room.write("monitor.yaml", text + ("store: {max_size: 100KB}\n" if full else ""))


# --- two calm stretches ------------------------------------------------------------------------------------


def calm(chaos: Chaos, moods: dict[str, Mood]) -> dict[str, float]:
    """Publish a while under `moods`; return the p50 and p99 in ms from decision to acceptance on the other channels."""
    for name in chaos.receivers.names:
        chaos.receivers.be(name, moods.get(name, Mood.GOOD), chaos.chance)
    worker = chaos.room.start("run")
    until(lambda: chaos.room.log().count("worker.started") > chaos.room.log().count("worker.stopped"), seconds=120)
    before = len(chaos.press.first)
    for _ in range(chaos.size.calm):
        chaos.press.publish()
        time.sleep(0.25)
    titles = set(chaos.press.first[before:])
    working = [name for name in chaos.receivers.names if name not in moods]
    until(lambda: _told(chaos, titles, working) == len(titles) * len(working), seconds=180)
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)
    return _delays(chaos, titles, working)


def _told(chaos: Chaos, titles: set[str], channels: list[str]) -> int:
    found = chaos.room.rows("SELECT title, channel FROM alerts WHERE state = 'sent'")
    return sum(title in titles and channel in channels for title, channel in found)


def _delays(chaos: Chaos, titles: set[str], channels: list[str]) -> dict[str, float]:
    made = {
        name: datetime.fromisoformat(created).timestamp()
        for name, title, channel, created in chaos.room.rows("SELECT id, title, channel, created FROM alerts")
        if title in titles and channel in channels
    }
    delays = [one.at - made[one.id] for one in chaos.receivers.arrivals() if one.accepted and one.id in made]
    cuts = statistics.quantiles(delays, n=100)
    return {"p50_ms": round(cuts[49] * 1000), "p99_ms": round(cuts[98] * 1000)}


STALLED = {
    "hook-b": Mood.REFUSING,
    "slack": Mood.STALLING,
    "teams": Mood.STALLING,
    "discord": Mood.DRIPPING,
    "ntfy": Mood.THROTTLING,
    "matrix": Mood.FAILING,
}


# --- the storm ---------------------------------------------------------------------------------------------


@contextmanager
def running(work: Iterator[float]) -> Iterator[None]:
    """Go through `work`, which yields the seconds until its next step, beside the block."""
    stop = threading.Event()

    def go() -> None:
        for pause in work:
            if stop.wait(pause):
                return

    thread = threading.Thread(target=go, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def publishing(chaos: Chaos, seconds: float) -> Iterator[float]:
    """Publish what is left, evenly over about `seconds`, with corrections between."""
    size, press, chance = chaos.size, chaos.press, chaos.chance
    left = size.headlines - len(press.first) + size.corrections
    while len(press.first) < size.headlines or len(press.corrected) < size.corrections:
        yield chance.uniform(0, 2) * seconds / left
        more = size.headlines - len(press.first)
        if chance.random() * (more + size.corrections - len(press.corrected)) < more:
            press.publish()
        else:
            press.correct(chance)


def misbehaving(chaos: Chaos, name: str) -> Iterator[float]:
    """Let one receiver be good and bad in turn."""
    chance = random.Random(f"{name} {chaos.chance.random()}")
    while True:
        chaos.receivers.be(name, Mood.GOOD, chance)
        yield chance.uniform(4, 16)
        mood = chance.choice(BAD)
        chaos.receivers.be(name, mood, chance)
        pause = chance.uniform(2, 8)
        chaos.bad[mood.value] += pause
        yield pause


def stepping(chaos: Chaos) -> Iterator[float]:
    """Set the clock an hour forward or back, now and then."""
    while True:
        yield chaos.chance.uniform(4, 15)
        chaos.clock.set(chaos.chance.choice([ahead for ahead in (-HOUR, 0, HOUR) if ahead != chaos.clock.ahead]))


def kill_often(chaos: Chaos) -> None:
    """Start a worker and kill it and all its children, again and again."""
    for number in range(chaos.size.kills):
        full = number % 10 in {4, 5}  # two lives in a row, with a kill between
        chaos.full += full
        chaos.configure(full=full)
        worker = chaos.room.start("run")
        time.sleep(chaos.chance.uniform(*chaos.size.life))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        print(f"\rkilled {number + 1} of {chaos.size.kills}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def storm(chaos: Chaos) -> None:
    """All at once."""
    seconds = chaos.size.kills * sum(chaos.size.life) / 2
    with running(publishing(chaos, seconds * 0.9)), running(stepping(chaos)):
        threads = [running(misbehaving(chaos, name)) for name in chaos.receivers.names]
        for thread in threads:
            thread.__enter__()
        kill_often(chaos)
        for thread in threads:
            thread.__exit__(None, None, None)


def settle(chaos: Chaos) -> None:
    """Let all be well and a last worker finish what is left."""
    chaos.configure()
    chaos.clock.set(0)
    for name in chaos.receivers.names:
        chaos.receivers.be(name, Mood.GOOD, chaos.chance)
    for _ in publishing(chaos, 0.0):
        time.sleep(0.05)
    worker = chaos.room.start("run")
    for hours in range(1, 6):
        end = time.monotonic() + 60
        while not (over := _is_over(chaos)) and time.monotonic() < end:
            time.sleep(0.5)
        if over:
            break
        chaos.clock.set(hours * HOUR)
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)


def _is_over(chaos: Chaos) -> bool:
    """Whether all was read and nothing waits."""
    read = chaos.room.rows("SELECT count(*) FROM matches") == [(len(chaos.press.headlines),)]
    return read and chaos.room.rows("SELECT count(*) FROM alerts WHERE state = 'pending'") == [(0,)]


# --- the judgement -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Ledger:
    """What the database says of every alert, and what the receivers say of every message."""

    alerts: dict[tuple[str, str], tuple[str, str, str]]  # by channel and headline: message, state, detail
    accepted: dict[str, list[float]]  # by message: when
    summaries: dict[str, list[tuple[float, str]]]  # by channel: those without an id, with their text

    def told(self, channel: str, title: str) -> float | None:
        """When a receiver first accepted a message that tells this; None where none did."""
        if (channel, title) not in self.alerts:
            return None
        times = list(self.accepted.get(self.alerts[channel, title][0], ()))
        story = " ".join(title.split()[1:7])
        times += [at for at, text in self.summaries[channel] if not times and story in text]
        return min(times, default=None)

    def is_lost(self, channel: str, title: str) -> bool:
        """Neither accepted nor standing there with a reason."""
        if self.told(channel, title) is not None:
            return False
        _, state, detail = self.alerts.get((channel, title), ("", "sent", ""))
        return state == "sent" or not detail


def opened_ledger(chaos: Chaos) -> Ledger:
    """Read it, once all is over."""
    accepted: dict[str, list[float]] = defaultdict(list)
    summaries: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for one in chaos.receivers.arrivals():
        if one.accepted and one.id:
            accepted[one.id].append(one.at)
        elif one.accepted:
            summaries[one.channel].append((one.at, one.text.replace("*", "")))
    found = chaos.room.rows("SELECT coalesce(told_in, id), channel, title, state, detail FROM alerts")
    return Ledger(
        alerts={(channel, title): (name, state, detail) for name, channel, title, state, detail in found},
        accepted=accepted,
        summaries=summaries,
    )


def judge(chaos: Chaos) -> dict[str, object]:
    """Compare what was published with what was accepted."""
    room, names = chaos.room, chaos.receivers.names
    ledger, arrivals = opened_ledger(chaos), chaos.receivers.arrivals()
    wanted = [(channel, title) for channel in names for title in chaos.press.headlines]
    lost = [key for key in wanted if ledger.is_lost(*key)]
    (count,) = room.rows("SELECT count(*) FROM alerts")[0]
    known = {name for (name,) in room.rows("SELECT id FROM alerts UNION SELECT id FROM digests")}
    matched, alerted = room.rows("SELECT count(*), sum(suppressed IS NULL) FROM matches")[0]
    return {
        "headlines": len(chaos.press.headlines),
        "alerts": count,
        "unknown_alerts": count - len(wanted),
        "told": sum(ledger.told(*key) is not None for key in wanted),
        "told_with_others": room.rows("SELECT count(*) FROM alerts WHERE told_in IS NOT NULL")[0][0],
        "lost": len(lost),
        "waiting_or_rejected": sum(state != "sent" for _, state, _ in ledger.alerts.values()),
        "messages": len(arrivals),
        "repeats_accepted": sum(len(times) - 1 for times in ledger.accepted.values()),
        "most_repeats_of_one": max((len(times) - 1 for times in ledger.accepted.values()), default=0),
        "under_another_id": len({one.id for one in arrivals if one.id} - known),
        "overtaken": _overtaken(chaos, ledger),
        "refused_by_form": len(chaos.receivers.wrong),
        "matched": matched,
        "alerted": alerted,
        "integrity": room.rows("PRAGMA integrity_check")[0][0],
        "foreign_keys": len(room.rows("PRAGMA foreign_key_check")),
        "tracebacks": room.log().count("Traceback"),
        # Less the three that were stopped in order; the others died on the way up, which counts for nothing here.
        "killed_at_work": room.log().count('"worker.started"') - 3,
        "storage_failures": room.log().count('"storage.failed"'),
        "bad_s": {mood: round(seconds) for mood, seconds in sorted(chaos.bad.items())},
    }


def _overtaken(chaos: Chaos, ledger: Ledger) -> int:
    """How often a correction was accepted before what it corrects; both in one message is well."""
    found = 0
    for before, after in chaos.press.corrected.items():
        for channel in chaos.receivers.names:
            one, other = ledger.told(channel, before), ledger.told(channel, after)
            found += other is not None and (one is None or other < one)
    return found


def sound(figures: dict[str, object], size: Size) -> bool:
    """Whether nothing was lost, nothing broke and nobody waited for another."""
    none = ("lost", "unknown_alerts", "under_another_id", "overtaken", "refused_by_form", "foreign_keys", "tracebacks")
    stalled, killed, full = (figures[key] for key in ("while_others_stall", "killed_at_work", "storage_failures"))
    assert isinstance(stalled, dict)
    assert isinstance(killed, int)
    return (
        all(figures[key] == 0 for key in none)
        and figures["headlines"] == size.headlines + size.corrections == figures["matched"] == figures["alerted"]
        and figures["integrity"] == "ok"
        and killed >= size.at_work
        and full != 0  # else the disk was never full, and nothing is shown of that
        and stalled["p99_ms"] <= MOST_DELAY_S * 1000
    )


# --- from the command line ---------------------------------------------------------------------------------


@contextmanager
def opened(place: Path, size: Size, seed: int) -> Iterator[Chaos]:
    """Start all that is not the worker."""
    chance = random.Random(seed)
    clock = SettableClock.made(place)
    with newsroom(place) as room, receivers(TIMEOUT) as known, FeedServer() as server:
        room.environment = clock.environment
        press = Press(room, [Paper(f"paper-{number}") for number in range(PAPERS)])
        for paper in press.papers:
            server[f"/{paper.name}"] = served(paper)
        lines = "".join(f"  {paper.name}: {{url: '{server.url(f'/{paper.name}')}'}}\n" for paper in press.papers)
        room.write("feeds.yaml", f"defaults: {{every: 1s, first_sight: alert}}\nfeeds:\n{lines}")
        room.write("watches/troops.yaml", WATCH.format(channels=", ".join(known.names)))
        chaos = Chaos(size, chance, room, press, known, clock)
        chaos.configure()
        yield chaos


POLL = "poll: {allow_networks: [127.0.0.0/8], per_host: 10, host_gap: 1ms, deadline: 5s}\n"
WATCH = "watches:\n  troops: {{title: Troops, query: troops, join: strict, channels: [{channels}]}}\n"


def run(size: Size, seed: int, place: Path) -> dict[str, object]:
    """Do all of it and return the figures."""
    began = time.monotonic()
    with opened(place, size, seed) as chaos:
        quiet = calm(chaos, {})
        stalled = calm(chaos, STALLED)
        storm(chaos)
        settle(chaos)
        return {
            "kills": size.kills,
            "seed": seed,
            "clock_steps": chaos.clock.steps,
            "full_lives": chaos.full,
            "all_work": quiet,
            "while_others_stall": stalled,
            **judge(chaos),
            "seconds": round(time.monotonic() - began),
        }


def main() -> None:
    """Run from the command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--quick", action="store_true", help="a tenth of it, in about two minutes")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, help="a folder for configuration, database and log that stays")
    given = options.parse_args()
    size = QUICK if given.quick else Size()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        figures = run(size, given.seed, given.keep)
    else:
        with tempfile.TemporaryDirectory() as place:
            figures = run(size, given.seed, Path(place))
    print(json.dumps({"chaos_deliver": figures}))
    sys.exit(0 if sound(figures, size) else 1)


if __name__ == "__main__":
    main()
