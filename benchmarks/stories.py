"""How fast an entry finds its story, from raw text to the decision, and what the window costs, on one core.

    python benchmarks/stories.py [--quick] [--window N]

For each size of the window a fresh process fills it, lets it roll a while, and measures: taking the entry apart,
placing it and keeping it, with as many entries falling out as come in. Beside it datasketch (MinHash and LSH, 5-word
shingles, 128 permutations, threshold .5) does the same with the same texts, where it is installed (`uv sync --group
bench`; 0 where not). Times are CPU time of this process, so that neighbours do not count. The last line is JSON.
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
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module, util
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from newsroom import NOW, Newsroom

from monitor.stories import Joiner, features_of
from monitor.types import Entry

SIZES = (1_000, 10_000, 100_000)
MEASURED, QUICK_MEASURED = 2_000, 400
SPAN = timedelta(hours=72)
ECHO = 3  # every third entry tells an earlier one again, in part in the same words
SHINGLE, PERMUTATIONS, THRESHOLD = 5, 128, 0.5
QUICK_TEXTS = 10_000
LSH_FILL = 10_000  # LSH of 100,000 takes minutes to fill; its time per entry does not depend on the size


def stream(size: int, count: int, skipped: int = 0) -> Iterator[Entry]:
    """Return `size + count` entries that arrive evenly, so that a window of three days holds `size` of them.

    The first `skipped` of them are left out.
    """
    apart = SPAN / size
    recent: deque[Entry] = deque(maxlen=50)
    for place, entry in enumerate(Newsroom().entries(size + count - skipped), skipped):
        told = entry
        if recent and place % ECHO == 0:
            before = recent[place * 7 % len(recent)]
            words = before.summary.split()
            told = replace(
                entry, title=before.title, summary=" ".join([*words[: len(words) // 2], *entry.summary.split()[:20]])
            )
            told = replace(
                told, title=" ".join([*before.title.split()[2:], *entry.title.split()[:2]]), language=before.language
            )
        at = NOW + apart * place
        told = replace(told, id=f"e{place}", first_seen=at, published=at)
        recent.append(told)
        yield told


def measure(size: int, *, quick: bool) -> dict[str, float]:
    """Fill, roll, measure; see the module."""
    count = QUICK_MEASURED if quick else MEASURED
    before = rss_mb()
    joiner = Joiner(SPAN)
    taking, placing = [], []
    joined = 0
    skipped = 0
    if quick and size > QUICK_TEXTS:
        skipped = fill(joiner, size)
    gc.freeze()
    for place, entry in enumerate(stream(size, count, skipped), skipped):
        started = time.process_time_ns()
        features = features_of(entry)
        between = time.process_time_ns()
        placement = joiner.take(features)
        ended = time.process_time_ns()
        if place >= size:
            taking.append((between - started) / 1e6)
            placing.append((ended - between) / 1e6)
            joined += placement.story != entry.id
    total = [sum(pair) for pair in zip(taking, placing, strict=True)]
    return {
        "ms": round(mean(total), 3),
        "p99_ms": round(quantiles(total, n=100)[98], 3),
        "take_apart_ms": round(mean(taking), 3),
        "place_ms": round(mean(placing), 3),
        "rss_mb": round(rss_mb()),
        "rss_window_mb": round(rss_mb() - before),
        "in_window": len(joiner),
        "joined": round(joined / count, 2),
        "lsh_ms": lsh(size, count),
    }


def fill(joiner: Joiner, size: int) -> int:
    """Fill a window from the terms of fewer texts, halves of two joined to one that was never written; return how many.

    For a quick run: taking 100,000 texts apart alone takes longer than a minute.
    """
    known = [features_of(entry) for entry in stream(QUICK_TEXTS, 0)]
    for place in range(size):
        one, other = known[place % len(known)], known[(place * 7919 + place // len(known)) % len(known)]
        at = NOW + SPAN / size * place
        made = replace(one, entry=f"e{place}", keys=(), at=at, when=at, words=halves(one.words, other.words))
        joiner.add(replace(made, bridge=halves(one.bridge, other.bridge)), made.entry)
    return size


def halves(one: tuple[tuple[str, int], ...], other: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Return every second term of both."""
    return tuple(sorted(dict([*one[::2], *other[1::2]]).items()))


def lsh(size: int, count: int) -> float:
    """Return the milliseconds per entry of MinHash and LSH: hash, ask, insert. Not installed: 0."""
    if util.find_spec("datasketch") is None:
        return 0.0
    datasketch: Any = import_module("datasketch")
    index = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    times = []
    filled = min(size, LSH_FILL)
    for place, entry in enumerate(stream(filled, min(count, 400))):
        started = time.process_time_ns()
        words = f"{entry.title} {entry.summary}".lower().split()
        sketch = datasketch.MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch(
            [" ".join(words[at : at + SHINGLE]).encode() for at in range(max(1, len(words) - SHINGLE + 1))]
        )
        index.query(sketch)
        index.insert(entry.id, sketch)
        if place >= filled:
            times.append((time.process_time_ns() - started) / 1e6)
    return round(mean(times), 3)


def rss_mb() -> float:
    """Return the resident memory of this process."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # not Linux: the peak is the best there is
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def in_a_fresh_process(size: int, *, quick: bool) -> dict[str, float]:
    """Measure one size where no other has left anything behind."""
    command = [sys.executable, __file__, "--one", str(size)]
    answer = subprocess.run(command + ["--quick"] * quick, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def main() -> None:
    """Measure all sizes, or one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--window", type=int, help="measure a window of so many entries only")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="fewer entries, and the largest window filled from fewer texts: about a minute",
    )
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, quick=options.quick)))
        return
    sizes = (options.window,) if options.window else SIZES
    results = {}
    for size in sizes:
        result = in_a_fresh_process(size, quick=options.quick)
        print(f"{size:7} entries: " + "  ".join(f"{key} {value:g}" for key, value in result.items()))
        results[str(size)] = {key: result[key] for key in ("ms", "rss_mb", "lsh_ms")}
    print(json.dumps({"stories": results}))


if __name__ == "__main__":
    main()
