"""Joining labelled entries: what is measured, and which mistakes are named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.evaluation import Evaluation, Labelled, evaluate
from monitor.settings import Configuration
from monitor.stories import STRICT
from tests import making
from tests.config.folders import MONITOR, load, write
from tests.stories import labelled, test_stream


def stream(name: str) -> list[Labelled]:
    return [Labelled(entry=item.entry, story=item.story) for item in labelled.read(name)]


def measured(entries: list[Labelled], **how: object) -> Evaluation:
    found = evaluate(entries, **how)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_it_joins_as_a_plain_loop_over_the_joiner() -> None:
    found = measured(stream("twins"))
    assert found.overall == test_stream.measured("twins")
    assert found.languages["uk"] == test_stream.measured("twins", "uk")
    assert set(found.pairs) == {"en-en", "en-ru", "en-uk", "ru-ru", "ru-uk", "uk-uk"}


def test_a_preset_is_obeyed() -> None:
    assert (
        measured(stream("twins"), preset=STRICT).overall.alerts_per_story
        > measured(stream("twins")).overall.alerts_per_story
    )


def labels(*titles: tuple[str, str, str]) -> Iterator[Labelled]:
    for place, (story, title, summary) in enumerate(titles):
        at = making.NOON + timedelta(minutes=place)
        entry = making.entry(title, feed=f"paper{place}", summary=summary, id=f"e{place}", first_seen=at, published=at)
        yield Labelled(entry=entry, story=story)


SHIPS = "Ferry Halcyon and tanker Orvell collided in the Marrow Strait on Saturday."
MISTAKEN = list(
    labels(
        ("ships", "Ferry Halcyon collides with tanker Orvell in Marrow Strait", SHIPS),
        ("other", "Ferry Halcyon collides with tanker Orvell in the Marrow Strait", SHIPS),
        ("ships", "Thirty towed to safety", "Nobody drowned."),
    )
)


def test_the_worst_mistakes_are_named() -> None:
    found = measured(MISTAKEN)
    (join,) = found.joins
    assert (join.entry, join.meant, join.into) == ("e1", "other", "ships")
    assert "orvell" in join.because
    (split,) = found.splits
    assert (split.entry, split.meant, split.likely) == ("e2", "ships", False)
    assert found.overall.lost == ("other",)


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    return load(write(tmp_path, {"monitor.yaml": MONITOR + "stories: {window: 1h}\n"}))


def test_with_watches_only_what_matches_takes_part(configuration: Configuration) -> None:
    troops = making.entry("Soldiers dig in near Kursk", id="t")
    entries = [*MISTAKEN, Labelled(entry=troops, story="t")]
    found = measured(entries, configuration=configuration, watches=True)
    assert (found.overall.entries, found.left_out) == (1, 3)
    assert evaluate(MISTAKEN, configuration=configuration, watches=True) is None


def test_the_window_is_the_configured_one(configuration: Configuration) -> None:
    late = making.NOON + timedelta(hours=2)
    entries = [
        Labelled(entry=making.entry("Soldiers dig in near Kursk", feed=feed, id=feed, **at), story="t")
        for feed, at in (("gazette", {}), ("herald", {"first_seen": late, "published": late}))
    ]
    assert measured(entries).overall.alerts_per_story == 1
    assert measured(entries, configuration=configuration, watches=True).overall.alerts_per_story == 2


def test_nothing_is_nothing() -> None:
    assert evaluate([]) is None


def test_the_language_may_be_unknown() -> None:
    unnamed = [replace(one, entry=replace(one.entry, language=None)) for one in MISTAKEN]
    assert list(measured(unnamed).languages) == ["und-Latin"]
