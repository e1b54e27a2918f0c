"""The calibration: against a plain count over all pairs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.evaluation import calibrate
from monitor.stories import Meaning
from monitor.types import Entry
from tests import making
from tests.stories.embedders import TinyEmbedder

LATIN = ("lighthouse keeper", "lighthouse", "baker retires", "cake", "weather")
CYRILLIC = ("доглядач маяка", "торт", "пекар йде", "маяк", "погода")


def archive(times: int) -> list[tuple[Entry, str]]:
    found = []
    for place in range(times):
        for language, titles in (("en", LATIN), ("uk", CYRILLIC)):
            title = titles[place % len(titles)]
            at = making.NOON + timedelta(hours=place * 5)
            found.append((making.entry(title, id=f"{language}{place}", language=language, first_seen=at), f"s{place}"))
    return found


def test_it_counts_as_a_plain_loop_does() -> None:
    entries, embedder = archive(60), TinyEmbedder()
    found = calibrate(entries, embedder)
    vectors = {entry.id: Meaning.of("tiny", embedder.embed([entry.title])[0]) for entry, _ in entries}
    scores = sorted(
        vectors[one.id].alike(vectors[other.id])
        for one, story in entries
        for other, other_story in entries
        if one.language == "en" and other.language == "uk" and story != other_story
        and abs(one.first_seen - other.first_seen) >= timedelta(days=2)
    )  # fmt: skip
    assert found.pairs == len(scores) > 1_000
    assert found.threshold is not None
    above = sum(score > found.threshold + 0.0005 for score in scores)
    assert above / len(scores) <= 0.005
    assert found.percentiles["50"] == pytest.approx(scores[(len(scores) + 1) // 2 - 1], abs=1e-4)


def test_too_little_proposes_nothing() -> None:
    found = calibrate(archive(12), TinyEmbedder())
    assert found.threshold is None
    assert found.percentiles
    assert calibrate([], TinyEmbedder()).percentiles == {}
