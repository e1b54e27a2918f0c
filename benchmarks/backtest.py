"""How long it takes to replay an archive: 100,000 entries, 1,000 watches, on one core.

    python benchmarks/backtest.py [--quick] [--entries N] [--watches N]

One process writes the archive: two weeks of forty feeds, every third entry telling an earlier one again. A fresh one
replays it as `monitor backtest` does, with stories, alerts, the sums of every watch and near misses; told are its CPU
time, building the matcher included, and its peak of memory. Beside it the plain evaluator, which tries every watch on
every entry and does no more than match, works on a sample, and its time for all is extrapolated. The last line is JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from match import plain_rate
from newsroom import Newsroom
from stories import SPAN, stream

from monitor.backtest import Report, backtest
from monitor.settings import Channel, Configuration, ConsoleSettings, Feed, PollSettings, StoreSettings
from monitor.store import archive, memory, open_store
from monitor.types import Entry, FeedState, Fresh, Polled
from monitor.worker.opening import COLLECT_AFTER

ENTRIES, WATCHES = 100_000, 1_000
QUICK_ENTRIES = 10_000
WEEKS = timedelta(days=14)
READING = 20  # entries that one reading of a feed brings
PLAIN_PAIRS = 100_000  # of a watch and an entry


def news(count: int) -> Iterator[Entry]:
    """Return so many entries, spread over two weeks."""
    window = max(1, round(count * (SPAN / WEEKS)))
    return stream(window, count - window)


def configuration(place: Path, watches: int) -> Configuration:
    """A desk with so many watches over the feeds of the stream."""
    room = Newsroom()
    feeds = {f"feed-{number}" for number in range(40)}
    return Configuration(
        folder=place,
        poll=PollSettings(),
        store=StoreSettings(path=place / "monitor.db"),
        feeds={name: Feed(name=name, url="https://x.example", title=name, publisher=name) for name in feeds},
        terms=room.terms(),
        watches={watch.name: watch for watch in room.watches(watches)},
        channels={"desk": Channel(name="desk", title="Desk", recipients=("desk",), settings=ConsoleSettings())},
    )


def write(place: Path, count: int) -> None:
    """Write the archive, as readings of several entries each."""
    waiting = news(count)
    with open_store(StoreSettings(path=place / "monitor.db")) as store, store.writing() as db:
        while reading := list(islice(waiting, READING)):
            now = reading[-1].first_seen
            state = FeedState(feed=reading[0].feed, url="https://x.example", next_check=now, baseline=now)
            memory.save_polled(db, Polled(state=state, fresh=tuple(Fresh(entry=one) for one in reading)), now=now)


def measure(place: Path, watches: int, plain: int) -> dict[str, float]:
    """Replay the archive, then let the plain evaluator try some of it."""
    settings = configuration(place, watches)
    gc.set_threshold(COLLECT_AFTER)  # as the command does
    with open_store(settings.store, read_only=True) as store:
        span = archive.span(store.db)
        assert span is not None
        started = time.process_time()
        report = backtest(store, settings, since=span[0], until=span[1])
        seconds = time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sample = list(islice(archive.entries(store.db, since=span[0]), plain))
    rate = plain_rate(list(settings.watches.values()), dict(settings.terms), sample)
    return {
        "entries_per_s": round(report.entries / seconds),
        "seconds": round(seconds, 1),
        "rss_mb": round(peak),
        "ratio_to_plain": round(report.entries / seconds / rate, 1),
        **sums(report),
        "plain_seconds": round(report.entries / rate),
    }


def sums(report: Report) -> dict[str, float]:
    """Return what the replay found."""
    return {
        "entries": report.entries,
        "matches": sum(one.matched for one in report.watches),
        "alerts": sum(one.alerts for one in report.watches),
        "near_misses": sum(miss.entries for one in report.watches for miss in one.near_misses),
        "near_misses_sampled": report.sampled,
    }


def in_a_fresh_process(place: Path, watches: int) -> dict[str, float]:
    """Measure where the writing has left nothing behind."""
    command = [sys.executable, __file__, "--in", str(place), "--watches", str(watches)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def main() -> None:
    """Write an archive and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, help="replay so many entries")
    parser.add_argument("--watches", type=int, default=WATCHES, help="under so many watches")
    parser.add_argument("--quick", action="store_true", help="a tenth of the entries: under a minute")
    parser.add_argument("--in", dest="place", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.place:
        print(json.dumps(measure(options.place, options.watches, max(10, PLAIN_PAIRS // options.watches))))
        return
    entries = options.entries or (QUICK_ENTRIES if options.quick else ENTRIES)
    with TemporaryDirectory() as place:
        write(Path(place), entries)
        result = in_a_fresh_process(Path(place), options.watches)
    print("  ".join(f"{key} {value:g}" for key, value in result.items()))
    named = ("entries_per_s", "seconds", "rss_mb", "ratio_to_plain")
    print(json.dumps({"backtest": {key: result[key] for key in named}}))


if __name__ == "__main__":
    main()
