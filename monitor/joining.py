"""The stories of the window that is in force: where an entry belongs, and what was told of that story.

The judgement is in `monitor.stories`; here is its memory. It is read from the store when it is first needed, after a
write that failed, and after somebody else wrote the database; in between it goes along with what is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import embedding, stories
from monitor.errors import ConfigurationError, Problem
from monitor.settings import Configuration, ModelSettings
from monitor.store import Store
from monitor.store import stories as memory
from monitor.store.stories import Ruled
from monitor.stories import PRESETS, Embedder, Features, Joiner, Preset, features_of, strictest
from monitor.types import Entry, Joined, Match, Story

MOST_STORIES = 2_000
"""How many stories are held with the features of their members, so that a story that moves is not read each time."""

FIRST_MEMBERS, LAST_MEMBERS = 20, 40
"""Of a long story an entry is compared with so many: its beginning tells who is behind it, its end what is new."""

OVERLAP = timedelta(hours=24)
"""How much more than the window is read: it ends at the arrival of the entry that is placed, which may lie before now.
What is too old for an entry falls out as ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where an entry was placed, beside which others.

    `earlier` are the other members of the story in order of arrival; of a long one the first and the last. `before` is
    the entry itself as it was, where it is a member already.
    """

    joined: Joined
    features: Features
    earlier: tuple[Features, ...] = ()
    before: Features | None = None


def embedder_of(configuration: Configuration) -> Embedder | None:
    """Return the configured model, loaded. Raises ConfigurationError where it cannot be used."""
    if configuration.story_model is None:
        return None
    try:
        return embedding.load(configuration.story_model.folder)
    except embedding.ModelError as error:
        file = str(configuration.folder / "monitor.yaml")
        raise ConfigurationError(
            [Problem(file=file, line=1, column=1, path="stories.model", message=str(error))]
        ) from error


def meaning_from(configuration: Configuration) -> float:
    """Return from which likeness of meaning on two texts may say the same."""
    return (configuration.story_model or ModelSettings(folder=configuration.folder)).threshold


def preset_of(matches: Iterable[Match], configuration: Configuration) -> Preset:
    """Return how much an entry that these matches are of must have in common with a story."""
    return strictest(PRESETS[configuration.watches[match.watch].join] for match in matches)


def matched_features(
    entry: Entry,
    matches: Iterable[Match],
    configuration: Configuration,
    embedder: Embedder | None,
    before: Features | None = None,
) -> Features:
    """Take an entry apart that these matches are of; `before` is the same entry as it was."""
    found = [match for match in matches if match.hits]
    return features_of(
        entry,
        sets={hit.set for match in found for hit in match.hits if hit.set} | set(before.sets if before else ()),
        watches={match.watch for match in found} | set(before.watches if before else ()),
        hits={hit.surface for match in found for hit in match.hits},
        families=configuration.families,
        embedder=embedder,
    )


class Joining:
    """The window of one configuration over one store."""

    def __init__(self, store: Store, configuration: Configuration) -> None:
        """Load the model that is configured. Raises ConfigurationError where it cannot be used."""
        self._store = store
        self._configuration = configuration
        self._embedder = embedder_of(configuration)
        self._joiner: Joiner | None = None
        self._members: dict[str, list[Features]] = {}
        self._writes = -1

    def forget(self) -> None:
        """Read the stories anew when they are needed next."""
        self._joiner = None
        self._members.clear()

    @contextmanager
    def kept_if_saved(self) -> Iterator[None]:
        """Forget all that was placed where the block that decides and saves does not come to its end."""
        try:
            yield
        except BaseException:
            self.forget()
            raise

    def refresh(self, now: datetime) -> None:
        """Read the stories anew where they may no longer be what the store holds. Nothing placed may be unsaved."""
        writes = memory.outside_writes(self._store.db)
        if self._joiner is None or writes != self._writes:
            self.forget()
            self._writes = writes
            span = self._configuration.story_window
            members = memory.window(self._store.db, since=now - span - OVERLAP)
            self._joiner = Joiner.rebuild(
                ((Features.from_json(text), story) for text, story in members),
                span,
                apart=((one.story, one.other) for one in memory.rulings(self._store.db) if one.kind is Ruled.SPLIT),
                meaning_from=meaning_from(self._configuration),
            )

    def place(self, entry: Entry, matches: Sequence[Match]) -> Placed:
        """Place an entry that these matches are of, and keep it. It must be saved, or all of this be forgotten.

        Raises RuntimeError before `refresh`.
        """
        joiner = self._joiner
        if joiner is None:
            raise RuntimeError("the stories were not read")
        home = memory.home_of(self._store.db, [entry.id]).get(entry.id) or joiner.story_of(entry.id)
        if home is not None:
            return self._stay(entry, matches, home, joiner)
        features = matched_features(entry, matches, self._configuration, self._embedder)
        placement = joiner.take(features, preset_of(matches, self._configuration))
        for merge in placement.merges:
            both = [*self._of(merge.into), *self._of(merge.absorbed)]
            self._members[merge.into] = sorted(both, key=lambda member: member.at)
            self._members.pop(merge.absorbed, None)
        members = self._of(placement.story) if placement.story != entry.id else []
        self._members[placement.story] = [*members, features]
        joined = Joined(
            story=placement.story,
            evidence=placement.because,
            score=placement.score,
            likely=placement.likely,
            merges=placement.merges,
            features=features.to_json(),
        )
        return Placed(joined=joined, features=features, earlier=tuple(members))

    def _stay(self, entry: Entry, matches: Sequence[Match], home: str, joiner: Joiner) -> Placed:
        """Keep a member where it is, with the text that it has now."""
        members = self._of(home)
        before = next((member for member in members if member.entry == entry.id), None)
        features = matched_features(entry, matches, self._configuration, self._embedder, before)
        if joiner.story_of(entry.id) is not None:
            joiner.add(features, home)
        self._members[home] = [features if member.entry == entry.id else member for member in members]
        return Placed(
            joined=Joined(story=home, features=features.to_json()),
            features=features,
            earlier=tuple(member for member in members if member.entry != entry.id),
            before=before,
        )

    def _of(self, story: str) -> list[Features]:
        """Return the members of a story that count, in order of arrival."""
        found = self._members.get(story)
        if found is None:
            while len(self._members) >= MOST_STORIES:
                self._members.pop(next(iter(self._members)))
            found = self._members[story] = self._read(story)
        if len(found) > FIRST_MEMBERS + LAST_MEMBERS:
            found[:] = [*found[:FIRST_MEMBERS], *found[-LAST_MEMBERS:]]
        return found

    def _read(self, story: str) -> list[Features]:
        return [Features.from_json(text) for text in memory.features_in(self._store.db, story)]


def attributed(store: Store, story: str) -> tuple[Story, tuple[str, ...]]:
    """Return a story with whose texts its members carry, and the publishers that report it independently."""
    found = memory.story(store.db, story)
    members = (Features.from_json(text) for text in memory.features_in(store.db, found.id))
    return stories.attributed(found, members)
