"""Labelling one's own archive: which entry comes next, which stories it may belong to, and what was answered.

A session is moved by answers and can take each back. It knows neither the terminal nor the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.evaluation.labelled import Labelled
from monitor.stories import Features, Joiner, Near, features_of
from monitor.types import Entry

MOST_STORIES = 8
"""Stories that are offered: one digit chooses one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An entry to be labelled.

    `stories` are the likeliest, with the title of the entry that opened each and how many were labelled so. The joiner
    would choose the first where `joins`, else a new story.
    """

    entry: Entry
    number: int
    count: int
    stories: tuple[tuple[Near, str, int], ...]
    joins: bool


class Session:
    """Entries in order of arrival, those that were labelled before, and where we are."""

    def __init__(
        self,
        entries: Sequence[Entry],
        labelled: Iterable[Labelled],
        *,
        families: Mapping[str, tuple[str, ...]] | None = None,
        window: timedelta,
    ) -> None:
        self._families = families
        self._window = window
        self._labels: list[Labelled] = list(labelled)
        known = {one.entry.id for one in self._labels}
        latest = max((one.entry.first_seen for one in self._labels), default=None)
        # What lies before the last label and has none was skipped.
        self._entries = [
            entry for entry in entries if entry.id not in known and (latest is None or entry.first_seen >= latest)
        ]
        self._done: list[bool] = []  # of each entry that was answered, whether it got a label
        self._features: dict[str, Features] = {}
        self._joiner = self._rebuilt()

    @property
    def labels(self) -> tuple[Labelled, ...]:
        """All labels, those of earlier sessions first."""
        return tuple(self._labels)

    def next(self) -> Proposal | None:
        """Return the entry to be labelled now; None where all are."""
        if len(self._done) == len(self._entries):
            return None
        entry = self._entries[len(self._done)]
        features = self._of(entry)
        placement = self._joiner.place(features)
        near = sorted(
            self._joiner.nearest(features, MOST_STORIES), key=lambda one: (one.story != placement.story, -one.score)
        )
        return Proposal(
            entry=entry,
            number=len(self._done) + 1,
            count=len(self._entries),
            stories=tuple((one, *self._told(one.story)) for one in near),
            joins=placement.story != entry.id,
        )

    def label(self, story: str | None) -> None:
        """Make the entry that is shown a member of `story`, or open one with None."""
        entry = self._entries[len(self._done)]
        self._labels.append(Labelled(entry=entry, story=story or entry.id))
        self._joiner.add(self._of(entry), story or entry.id)
        self._done.append(True)

    def skip(self) -> None:
        """Leave the entry that is shown without a label."""
        self._done.append(False)

    def undo(self) -> bool:
        """Take the last answer of this session back; False where there is none."""
        if not self._done:
            return False
        if self._done.pop():
            self._labels.pop()
            self._joiner = self._rebuilt()
        return True

    def _rebuilt(self) -> Joiner:
        arrived = sorted(self._labels, key=lambda one: one.entry.first_seen)
        return Joiner.rebuild(((self._of(one.entry), one.story) for one in arrived), self._window)

    def _of(self, entry: Entry) -> Features:
        if entry.id not in self._features:
            self._features[entry.id] = features_of(entry, families=self._families)
        return self._features[entry.id]

    def _told(self, story: str) -> tuple[str, int]:
        members = [one.entry.title for one in self._labels if one.story == story]
        return members[0], len(members)
