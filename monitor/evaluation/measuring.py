"""Joins labelled entries as the worker would, and says how good that was, by language and with the worst mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from monitor.evaluation.labelled import Labelled
from monitor.joining import embedder_of, matched_features, meaning_from, preset_of
from monitor.matching import Matcher
from monitor.settings import Configuration, WatchState
from monitor.stories import BALANCED, Features, Joiner, Placement, Preset, features_of
from monitor.stories.measure import Measures, Score, measure, pairs_between

MOST_SHOWN = 20
"""Mistakes of one kind that are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """An entry that was put into the story of another: hidden from the desk. `because` are the terms that did it."""

    entry: str
    title: str
    meant: str
    into: str
    into_title: str
    score: float
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An entry that was told as new though its story was known. `likely`: it was threaded to that story."""

    entry: str
    title: str
    meant: str
    score: float
    likely: bool
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that was measured.

    `left_out` entries matched no watch. `languages` are measured by themselves, as if nothing else had come; `pairs`
    are pairs of entries of two languages among all. `joins` and `splits` are the worst mistakes, worst first.
    """

    overall: Measures
    left_out: int
    languages: Mapping[str, Measures]
    pairs: Mapping[str, Score]
    joins: tuple[Join, ...]
    splits: tuple[Split, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """A labelled entry, taken apart, and how much it must have in common with a story."""

    labelled: Labelled
    features: Features
    preset: Preset


@dataclass(frozen=True, slots=True)
class _Joined:
    """Where each entry ended, and how it was placed when it came."""

    stories: dict[str, str]
    placements: dict[str, Placement]


def evaluate(
    stream: Sequence[Labelled],
    *,
    preset: Preset | None = None,
    configuration: Configuration | None = None,
    watches: bool = False,
) -> Evaluation | None:
    """Join `stream`, which is in order of arrival, and measure; None where nothing is left to measure.

    With a `configuration` its window, families and model are used, and with `watches` only what a watch matches takes
    part, with its hits and the join of the watch. A `preset` goes before that. Raises ConfigurationError where the
    model cannot be used.
    """
    items = list(_items(stream, preset, configuration, watches=watches))
    if not items:
        return None
    joined = _join(items, configuration)
    meant = _meant(items)
    languages = sorted({item.features.language for item in items})
    return Evaluation(
        overall=measure(joined.stories, meant),
        left_out=len(stream) - len(items),
        languages={
            language: _alone([item for item in items if item.features.language == language], configuration)
            for language in languages
        },
        pairs=_pairs(items, joined.stories, languages),
        joins=_false_joins(items, joined),
        splits=_splits(items, joined),
    )


def _items(
    stream: Iterable[Labelled], preset: Preset | None, configuration: Configuration | None, *, watches: bool
) -> Iterable[_Item]:
    if configuration is None:
        for one in stream:
            yield _Item(one, features_of(one.entry), preset or BALANCED)
        return
    embedder = embedder_of(configuration)
    in_force = [watch for watch in configuration.watches.values() if watch.state is not WatchState.OFF]
    matcher = Matcher(in_force, configuration.terms)
    for one in stream:
        matches = matcher.match(one.entry) if watches else ()
        if watches and not matches:
            continue
        features = matched_features(one.entry, matches, configuration, embedder)
        yield _Item(one, features, preset or preset_of(matches, configuration))


def _join(items: Iterable[_Item], configuration: Configuration | None) -> _Joined:
    joiner = Joiner()
    if configuration is not None:
        joiner = Joiner(configuration.story_window, meaning_from=meaning_from(configuration))
    stories: dict[str, str] = {}
    placements: dict[str, Placement] = {}
    for item in items:
        placement = joiner.take(item.features, item.preset)
        for merge in placement.merges:
            stories = {entry: merge.into if story == merge.absorbed else story for entry, story in stories.items()}
        stories[item.features.entry] = placement.story
        placements[item.features.entry] = placement
    return _Joined(stories, placements)


def _alone(items: Sequence[_Item], configuration: Configuration | None) -> Measures:
    return measure(_join(items, configuration).stories, _meant(items))


def _meant(items: Iterable[_Item]) -> dict[str, str]:
    return {item.features.entry: item.labelled.story for item in items}


def _pairs(items: Sequence[_Item], found: Mapping[str, str], languages: Sequence[str]) -> dict[str, Score]:
    spoken = {item.features.entry: item.features.language for item in items}
    return {
        f"{one}-{other}": pairs_between(found, _meant(items), spoken, one, other)
        for one, other in combinations_with_replacement(languages, 2)
    }


def _false_joins(items: Sequence[_Item], joined: _Joined) -> tuple[Join, ...]:
    openers: dict[str, Labelled] = {}
    found = []
    for item in items:
        entry, placement = item.labelled.entry, joined.placements[item.features.entry]
        opener = openers.setdefault(joined.stories[entry.id], item.labelled)
        if opener.story != item.labelled.story:
            found.append(
                Join(
                    entry=entry.id,
                    title=entry.title,
                    meant=item.labelled.story,
                    into=opener.story,
                    into_title=opener.entry.title,
                    score=placement.score,
                    because=placement.because,
                )
            )
    return tuple(sorted(found, key=lambda join: -join.score)[:MOST_SHOWN])


def _splits(items: Sequence[_Item], joined: _Joined) -> tuple[Split, ...]:
    known: dict[str, set[str]] = {}
    found = []
    for item in items:
        entry, placement = item.labelled.entry, joined.placements[item.features.entry]
        homes = known.setdefault(item.labelled.story, set())
        home = joined.stories[entry.id]
        if homes and home not in homes and placement.story == entry.id:
            found.append(
                Split(
                    entry=entry.id,
                    title=entry.title,
                    meant=item.labelled.story,
                    score=placement.score,
                    likely=placement.likely is not None and joined.stories.get(placement.likely) in homes,
                    because=placement.because,
                )
            )
        homes.add(home)
    return tuple(sorted(found, key=lambda split: split.score)[:MOST_SHOWN])
