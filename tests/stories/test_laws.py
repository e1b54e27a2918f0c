"""Laws of joining: batches, restarts, expiry, merges; and the window against a plain twin."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stories import STRICT, Features, Joiner, Placement, features_of
from monitor.stories.window import Window
from tests import making
from tests.stories import labelled

STREAM = [features_of(item.entry) for item in labelled.read("tuning")]


def kept(joiner: Joiner, features: Features, known: dict[str, tuple[Features, str]]) -> Placement:
    """Take an entry and keep on paper what a database would: features, story, merges."""
    placement = joiner.take(features)
    for merge in placement.merges:
        for entry, (old, story) in known.items():
            if story == merge.absorbed:
                known[entry] = old, merge.into
    known[features.entry] = features, placement.story
    return placement


def run(stream: list[Features]) -> tuple[list[Placement], dict[str, tuple[Features, str]]]:
    """Let a stream arrive in one go."""
    joiner, known = Joiner(), dict[str, tuple[Features, str]]()
    return [kept(joiner, features, known) for features in stream], known


WHOLE, WHOLE_KNOWN = run(STREAM)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, len(STREAM)), max_size=3))
def test_a_restart_anywhere_changes_nothing(cuts: list[int]) -> None:
    joiner, known = Joiner(), dict[str, tuple[Features, str]]()
    found: list[Placement] = []
    for place, features in enumerate(STREAM):
        if place in cuts:
            on_disk = [(Features.from_json(old.to_json()), story) for old, story in known.values()]
            joiner = Joiner.rebuild(on_disk)
        found.append(kept(joiner, features, known))
    assert found == WHOLE
    assert known == WHOLE_KNOWN


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=8, max_size=60))
def test_any_batching_gives_the_same_stories(sizes: list[int]) -> None:
    """A batch asks for all its entries in order; what one batch placed, the next one sees."""
    joiner, known = Joiner(), dict[str, tuple[Features, str]]()
    found: list[Placement] = []
    rest = list(STREAM)
    while rest:
        size = sizes[len(found) % len(sizes)]
        batch, rest = rest[:size], rest[size:]
        found += [kept(joiner, features, known) for features in batch]
    assert found == WHOLE


def test_placing_without_keeping_changes_nothing() -> None:
    joiner = Joiner.rebuild((features, story) for features, story in list(WHOLE_KNOWN.values())[:50])
    first = joiner.place(STREAM[50])
    assert joiner.place(STREAM[50]) == first
    assert joiner.story_of(STREAM[50].entry) is None


def test_an_entry_that_is_kept_again_is_no_second_member() -> None:
    joiner = Joiner()
    features = features_of(making.entry("EU deeply alarmed by North Korean troops in Russia"))
    joiner.take(features)
    edited = replace(features, title="EU deeply worried by North Korean troops in Russia")
    assert joiner.take(edited).story == features.entry
    assert len(joiner) == 1


def test_what_is_older_than_the_window_is_forgotten() -> None:
    joiner = Joiner(timedelta(hours=72))
    old = features_of(making.entry("EU deeply alarmed by North Korean troops in Russia"))
    joiner.take(old)
    later = replace(old, entry="later", keys=(), at=old.at + timedelta(hours=73), when=old.when + timedelta(hours=73))
    assert joiner.take(later).story == "later"
    assert len(joiner) == 1


def test_an_edition_of_the_next_day_is_another_story() -> None:
    joiner = Joiner()
    issues = [
        making.entry(
            f"Losses of the enemy as of {day} November: minus {number} soldiers",
            published=making.NOON + timedelta(days=day - 21),
            first_seen=making.NOON + timedelta(days=day - 21),
            summary=f"The General Staff counts {number} soldiers and {tanks} tanks lost in a day.",
        )
        for day, number, tanks in ((21, 1210, 9), (22, 1090, 4))
    ]
    assert len({joiner.take(features_of(issue)).story for issue in issues}) == 2


def test_the_same_headline_every_day_is_a_series() -> None:
    joiner = Joiner()
    days = [
        making.entry(
            "Weather for tomorrow: where to expect rain",
            guid=f"w{day}",
            canonical_url=f"https://gazette.example/w{day}",
            summary=f"Up to {5 + day} degrees in the north and {12 + day} in the south.",
            published=making.NOON + timedelta(days=day),
            first_seen=making.NOON + timedelta(days=day),
        )
        for day in (0, 1)
    ]
    assert len({joiner.take(features_of(entry)).story for entry in days}) == 2


def test_a_doubtful_entry_opens_a_story_and_names_the_likely_one() -> None:
    doubtful = [placement for placement in WHOLE if placement.doubtful]
    assert doubtful
    for placement in doubtful:
        assert placement.story == placement.entry != placement.likely
        assert placement.evidence


def test_strict_joins_less() -> None:
    joiner = Joiner(preset=STRICT)
    strict = {features.entry: joiner.take(features).story for features in STREAM}
    assert len(set(strict.values())) > len({story for _, story in WHOLE_KNOWN.values()})


def test_two_stories_found_to_be_one_become_the_older() -> None:
    joiner = Joiner()
    first = features_of(making.entry("Two ships collide in the strait", guid="https://a.example/1"))
    second = features_of(making.entry("Фери зіткнувся з танкером", feed="herald", guid="https://b.example/2"))
    both = features_of(
        making.entry(
            "Ferry and tanker collide",
            feed="lowland",
            guid="https://a.example/1",
            canonical_url=making.entry("Фери зіткнувся з танкером", feed="herald").canonical_url,
        )
    )
    assert joiner.take(first).story != joiner.take(second).story
    placement = joiner.take(both)
    assert placement.story == first.entry
    assert [(merge.absorbed, merge.into) for merge in placement.merges] == [(second.entry, first.entry)]
    assert joiner.story_of(second.entry) == first.entry


def test_only_entries_of_one_watch_are_compared() -> None:
    first, second = (
        features_of(
            making.entry(title, feed=feed, summary="Twelve thousand soldiers arrived in Kursk."), watches=[watch]
        )
        for title, feed, watch in (
            ("EU deeply alarmed by North Korean troops in Russia", "gazette", "one"),
            ("EU alarmed by North Korean troops in Russia's Kursk", "herald", "two"),
        )
    )
    joiner = Joiner()
    joiner.take(first)
    assert joiner.place(second).story == second.entry
    assert joiner.place(replace(second, watches=("one", "two"))).story == first.entry


@pytest.mark.parametrize("place", range(0, len(STREAM), 40))
def test_the_window_weighs_as_its_plain_twin(place: int) -> None:
    """Cosine with tf-idf, computed from scratch over the entries that are in the window."""
    window = Window()
    for features in STREAM[:place]:
        window.add(features, features.entry)
    asked = STREAM[place]
    vector = window.vector(asked.words)
    spread: dict[str, int] = {}
    for features in STREAM[:place]:
        for term, _ in features.words:
            spread[term] = spread.get(term, 0) + 1

    def weights(features: Features) -> dict[str, float]:
        size = 1.05 ** round(math.log(max(place, 1)) / math.log(1.05))
        return {
            term: (1 + math.log(count)) * math.log(1 + size / (spread.get(term, 0) + 0.5))
            for term, count in features.words
        }

    ours = weights(asked)
    for serial, held in list(window.held.items())[:60]:
        theirs = weights(STREAM[serial])
        dot = sum(ours[term] * theirs[term] for term in ours.keys() & theirs.keys())
        lengths = math.hypot(*ours.values()) * math.hypot(*theirs.values())
        assert window.compare(vector, held.words, held.word_counts).cosine == pytest.approx(dot / lengths)
