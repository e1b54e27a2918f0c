"""How fast entries are matched, from raw text to hits, with inflection, on one core.

    python benchmarks/match.py [--quick] [--watches N]

For each number of watches a fresh process builds the matcher, lets it read 20,000 entries (a busy worker's day, 1.2
million words), and measures. What the first entries cost, when most words are new and the dictionaries are still being
read, is told apart (`fresh_entries_per_s`). Times are CPU time of this process. The last line is JSON.

What a word costs depends on whether it was seen before, so the stream must bring as many new words as the news does.
Of the English entries of captured news feeds (337 entries, 20,000 words) the first 5,000, 10,000 and 20,000 words hold
1,946, 3,160 and 4,980 different ones; of the English entries made here 1,845, 3,071 and 5,014. Of all captured feeds in
English 40,000 words hold 7,850, here 8,024. German, Ukrainian and Russian entries bring more (9,072, 11,035 and 11,048
of 40,000), as inflected languages do. After the warm-up an entry of 58 words brings 4 that were never seen, one that
was forgotten and 2 that are met for the second time. That the words are made up spares the matcher a look-up (some 15
microseconds, once a word) for each new form of a term that a dictionary holds; it spares nothing for other words.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import quantiles

from newsroom import Newsroom

from monitor.matching import Matcher
from monitor.matching.fits import fits
from monitor.matching.hits import Hits
from monitor.matching.leaves import Lexicon
from monitor.matching.reading import PlainReading
from monitor.settings import TermSet, Watch
from monitor.types import Entry

SIZES = (100, 1_000, 10_000, 100_000)
FRESH, QUICK_FRESH = 1_000, 300
WARM_UP, MEASURED = 20_000, 4_000
QUICK_MEASURED = 1_200
PLAIN_PAIRS, QUICK_PLAIN_PAIRS = 100_000, 20_000  # of a watch and an entry: 15 seconds, or 3
COLLECT_AFTER = 10_000  # new objects; the worker sets it so before it builds (`monitor.worker.opening`)
SHAPES = {"usual": 2.0, "common words": 5.0, "rare words": 1.0}
"""How much the watches prefer common words (see `Newsroom.watches`): the more, the more matches."""


def measure(size: int, *, quick: bool, skew: float) -> dict[str, float]:
    """Build, warm up, measure; see the module."""
    room = Newsroom()
    terms = room.terms()
    watches = list(room.watches(size, skew=skew))
    gc.set_threshold(COLLECT_AFTER)
    before = rss_mb()
    started = time.process_time()
    matcher = Matcher(watches, terms)
    built = time.process_time() - started
    gc.freeze()  # the worker does so, too: what stays need not be searched
    fresh, _ = clock(matcher, room.entries(QUICK_FRESH if quick else FRESH))
    for entry in room.entries(WARM_UP):
        matcher.match(entry)
    own = rss_mb()
    entries = list(room.entries(QUICK_MEASURED if quick else MEASURED))
    own = rss_mb() - own  # no worker holds thousands of entries at once
    times, found = clock(matcher, entries)
    memory = rss_mb() - own
    cuts = quantiles(times, n=100)
    pairs = QUICK_PLAIN_PAIRS if quick else PLAIN_PAIRS
    plain = plain_rate(watches, terms, entries[: max(1, min(60, pairs // size))])
    rate = len(times) / sum(times)
    return {
        "entries_per_s": round(rate),
        "p50_ms": round(cuts[49] * 1000, 3),
        "p99_ms": round(cuts[98] * 1000, 3),
        "build_s": round(built, 2),
        "rss_mb": round(memory),
        "rss_matcher_mb": round(memory - before),
        "candidates": round(sum(map(matcher.candidates, entries[:500])) / len(entries[:500]), 1),
        "fresh_entries_per_s": round(len(fresh) / sum(fresh)),
        "matches": round(found / len(entries), 2),
        "ratio_to_plain": round(rate / plain, 1),
    }


def clock(matcher: Matcher, entries: Iterable[Entry]) -> tuple[list[float], int]:
    """Return the CPU seconds of each entry, and how many matches there were."""
    times: list[float] = []
    found = 0
    for entry in entries:
        started = time.process_time_ns()
        matches = matcher.match(entry)
        times.append((time.process_time_ns() - started) / 1e9)
        found += len(matches)
    return times, found


def plain_rate(watches: list[Watch], terms: dict[str, TermSet], entries: list[Entry]) -> float:
    """Return the entries per second of the plain evaluator, which tries every watch."""
    lexicon = Lexicon(watches, terms)
    try_every(watches, entries[0], lexicon)  # the words of the terms are worked out once
    started = time.process_time()
    for entry in entries:
        try_every(watches, entry, lexicon)
    return len(entries) / (time.process_time() - started)


def try_every(watches: list[Watch], entry: Entry, lexicon: Lexicon) -> None:
    """Match one entry without an index."""
    reading = PlainReading(entry, lexicon)
    hits = Hits(reading, lexicon)
    for watch in watches:
        fits(watch, reading, hits, lexicon)


def rss_mb() -> float:
    """Return the resident memory of this process."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # not Linux: the peak is the best there is
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def in_a_fresh_process(size: int, *, quick: bool, skew: float) -> dict[str, float]:
    """Measure one size where no other has left anything behind."""
    command = [sys.executable, __file__, "--one", str(size), "--skew", str(skew)]
    answer = subprocess.run(command + ["--quick"] * quick, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(answer.stdout)
    return measured


def main() -> None:
    """Measure all sizes, or one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--watches", type=int, help="measure this number of watches only")
    parser.add_argument("--quick", action="store_true", help="fewer entries measured, and one shape: under a minute")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--skew", type=float, default=SHAPES["usual"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, quick=options.quick, skew=options.skew)))
        return
    sizes = (options.watches,) if options.watches else SIZES
    results = {}
    for name, skew in list(SHAPES.items())[: 1 if options.quick else None]:
        for size in sizes:
            result = in_a_fresh_process(size, quick=options.quick, skew=skew)
            print(f"{name:13} {size:7} watches: " + "  ".join(f"{key} {value:g}" for key, value in result.items()))
            if name == "usual":
                results[str(size)] = result
    print(json.dumps({"match": results}))


if __name__ == "__main__":
    main()
