"""From where on the likeness of meaning that a model finds means something, on one's own archive.

Entries days apart that the worker put into different stories are taken to be about different things: what the model
says of such pairs is what it says of nothing in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from monitor.stories import Embedder, Meaning
from monitor.stories.meaning import meaning_of
from monitor.stories.tongues import scripts_meet, tongue_of
from monitor.types import Entry

APART = timedelta(days=2)
FALSE_RATE = 0.005
PERCENTILES = (50.0, 90.0, 95.0, 99.0, 99.5, 99.9)
MOST_ENTRIES = 1_000
"""Entries that are compared, evenly chosen: half a million pairs, some seconds."""

LEAST_PAIRS = 1_000
"""Below so many pairs half a percent of them is no figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was found: likeness by percentile of the false pairs, and the threshold that 0.5% of them exceed.

    `threshold` is None where the pairs are too few to say.
    """

    model: str
    entries: int
    pairs: int
    percentiles: dict[str, float]
    threshold: float | None


def calibrate(archive: Sequence[tuple[Entry, str]], embedder: Embedder) -> Calibration:
    """Measure `embedder` on the entries of an archive, each with its story."""
    chosen = archive[:: ceil(len(archive) / MOST_ENTRIES) or 1]
    taken = [
        (entry, story, tongue_of(entry.language, f"{entry.title} {entry.summary}"), _meaning(embedder, entry))
        for entry, story in chosen
    ]
    scores = sorted(_false_scores(taken))
    return Calibration(
        model=embedder.name,
        entries=len(taken),
        pairs=len(scores),
        percentiles={f"{one:g}": round(_at(scores, one), 4) for one in PERCENTILES} if scores else {},
        threshold=round(_at(scores, 100 * (1 - FALSE_RATE)), 3) if len(scores) >= LEAST_PAIRS else None,
    )


def _meaning(embedder: Embedder, entry: Entry) -> Meaning:
    return meaning_of(embedder, entry.title, entry.summary or (entry.article or "")[:1000])


def _false_scores(taken: Sequence[tuple[Entry, str, str, Meaning]]) -> Iterable[float]:
    for place, (entry, story, tongue, meaning) in enumerate(taken):
        for other, other_story, other_tongue, other_meaning in taken[:place]:
            apart = story != other_story and abs(entry.first_seen - other.first_seen) >= APART
            if apart and not scripts_meet(tongue, other_tongue):
                yield meaning.alike(other_meaning)


def _at(scores: Sequence[float], percent: float) -> float:
    """Return the score that `percent` of a hundred do not exceed (nearest rank)."""
    return scores[max(0, ceil(percent / 100 * len(scores)) - 1)]
