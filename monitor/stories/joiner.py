"""Joining: places an entry in a story of the rolling window, or opens one, and says what joined it.

    exact     same guid, same page, same headline
    series    another issue of a series is never the same story
    likeness  words, and what is the same in every language
    doubt     between two thresholds: a story of its own, threaded to the likely one

Deterministic: the placement follows from the entry and the entries that the window holds. The window lives on arrival
times that are handed in. It remembers nothing on disk; what must survive are `Features` and the story of each entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.stories.features import Features
from monitor.stories.likeness import Asked, likeness
from monitor.stories.meaning import FROM
from monitor.stories.presets import BALANCED, Preset
from monitor.stories.series import is_another_issue, is_other_day
from monitor.stories.tongues import kinship, scripts_meet
from monitor.stories.window import Held, Window, series_key
from monitor.types import Merge

WINDOW = timedelta(hours=72)

PROMISING = 4
"""Stories that are looked at in full: those with the member most like the entry."""

COMPARED = 12
"""Latest members of a story that an entry is compared with beside those that share its rare terms."""

MERGES = 1.2
"""How far above the threshold an entry must lie with two stories to make them one."""

TERMS_SHOWN = 6

_EXACT = {"guid": "same guid", "url": "same page", "title": "same headline"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One named reason for a join, with the terms behind it."""

    reason: str
    terms: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.reason}: {', '.join(self.terms)}" if self.terms else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an entry belongs.

    `story` is the entry's own id where it opens a story. `score` is the likeness to the best story, 1 for exact
    evidence. A doubtful entry opens a story and names the `likely` one.
    """

    entry: str
    story: str
    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    doubtful: bool = False
    likely: str | None = None
    merges: tuple[Merge, ...] = ()

    @property
    def because(self) -> str:
        """The evidence in one line, for people; empty where the entry stands alone."""
        return "; ".join(map(str, self.evidence))


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A story that an entry may belong to, how like it the entry is, and why."""

    story: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A story, how like it the entry is, and the member most like it."""

    story: str
    score: float
    nearest: int


class Joiner:
    """The judgement of joining over one rolling window."""

    def __init__(
        self,
        window: timedelta = WINDOW,
        preset: Preset = BALANCED,
        apart: Iterable[tuple[str, str]] = (),
        meaning_from: float = FROM,
    ) -> None:
        self._span = window
        self._preset = preset
        self._meaning_from = meaning_from
        self._apart = frozenset(frozenset(pair) for pair in apart)
        self._window = Window()
        self._clock: datetime | None = None

    @classmethod
    def rebuild(
        cls,
        members: Iterable[tuple[Features, str]],
        window: timedelta = WINDOW,
        preset: Preset = BALANCED,
        apart: Iterable[tuple[str, str]] = (),
        meaning_from: float = FROM,
    ) -> Joiner:
        """Fill a window from what was kept: the features of each entry and its story, in the order they came.

        `apart` are pairs of stories that are never made one; for `meaning_from` see `likeness`.
        """
        joiner = cls(window, preset, apart, meaning_from)
        for features, story in members:
            joiner.add(features, story)
        return joiner

    def __len__(self) -> int:
        return len(self._window)

    def take(self, features: Features, preset: Preset | None = None) -> Placement:
        """Place an entry and keep it: what a stream of arrivals does with each."""
        placement = self.place(features, preset)
        self.keep(features, placement)
        return placement

    def story_of(self, entry: str) -> str | None:
        """Return the story of an entry that is in the window."""
        return self._window.story_of(entry)

    def place(self, features: Features, preset: Preset | None = None) -> Placement:
        """Say where an entry belongs, without keeping it."""
        self._advance(features.at)
        vetoed = self._vetoed(features)
        if exact := self._exactly(features, vetoed):
            home = self._eldest(exact)
            return Placement(
                entry=features.entry,
                story=home,
                score=1.0,
                evidence=(Evidence(reason=exact[home]),),
                merges=self._merges(home, exact),
            )
        return self._by_likeness(Asked(features, self._window), vetoed, preset or self._preset)

    def _by_likeness(self, asked: Asked, vetoed: frozenset[str], preset: Preset) -> Placement:
        entry, alike = asked.features.entry, self._alike(asked, vetoed)
        best = max(alike, key=lambda found: (found.score, self._seniority(found.story)), default=None)
        if best is None or best.score < preset.doubtful:
            return Placement(entry=entry, story=entry, score=best.score if best else 0.0)
        evidence = self._evidence(asked, self._window.held[best.nearest])
        if best.score < preset.joins:
            return Placement(
                entry=entry, story=entry, score=best.score, evidence=evidence, doubtful=True, likely=best.story
            )
        clear = MERGES * preset.joins
        also = [found.story for found in alike if min(found.score, best.score) >= clear]
        one = [best.story, *(story for story in also if story != best.story and self._may_merge(story, best.story))]
        home = self._eldest(one)
        return Placement(entry=entry, story=home, score=best.score, evidence=evidence, merges=self._merges(home, one))

    def _may_merge(self, first: str, second: str) -> bool:
        """Tell whether nothing stands between two stories: no two issues of a series, no two days, no shared desk."""
        if frozenset((first, second)) in self._apart:
            return False
        ours, theirs = list(self._window.members(first)), list(self._window.members(second))
        return not any(one.publisher == other.publisher or is_other_day(one, other) for one in ours for other in theirs)

    def nearest(self, features: Features, limit: int) -> tuple[Near, ...]:
        """Return the stories most like an entry, for a person to choose from; exact evidence first."""
        self._advance(features.at)
        vetoed = self._vetoed(features)
        exact = self._exactly(features, vetoed)
        asked = Asked(features, self._window)
        alike = {found.story: found for found in self._alike(asked, vetoed)}
        near = [Near(story=story, score=1.0, evidence=(Evidence(reason=exact[story]),)) for story in exact]
        near += [
            Near(story=story, score=found.score, evidence=self._evidence(asked, self._window.held[found.nearest]))
            for story, found in alike.items()
            if story not in exact
        ]
        return tuple(sorted(near, key=lambda one: (-one.score, one.story))[:limit])

    def keep(self, features: Features, placement: Placement) -> None:
        """Take an entry into the window as it was placed, and carry out the merges that came with it."""
        for merge in placement.merges:
            self.merge(merge.absorbed, merge.into)
        self.add(features, placement.story)

    def add(self, features: Features, story: str) -> None:
        """Take an entry into the window as a member of `story`."""
        self._advance(features.at)
        self._window.add(features, story)

    def merge(self, absorbed: str, into: str) -> None:
        """Make every member of one story a member of another."""
        for serial in list(self._window.stories.get(absorbed, ())):
            self._window.move(serial, into)

    def _advance(self, at: datetime) -> None:
        if self._clock is None or at > self._clock:
            self._clock = at
        self._window.expire(self._clock - self._span)

    # --- evidence ---

    def _vetoed(self, features: Features) -> frozenset[str]:
        """Return the stories that hold another issue of the series that `features` is an issue of."""
        alike = list(self._window.with_key(series_key(features))) if features.series else []
        for key in features.keys:
            alike += self._window.with_key(key) if key.startswith("title:") else ()
        held = (self._window.held[serial] for serial in alike)
        return frozenset(
            member.story
            for member in held
            if member.publisher == features.publisher
            and is_another_issue(features, member, same_figures=features.telling == member.figures)
        )

    def _exactly(self, features: Features, vetoed: frozenset[str]) -> dict[str, str]:
        """Return the stories that share an exact key, with the name of the strongest."""
        found: dict[str, str] = {}
        for key in features.keys:
            kind = key.split(":", 1)[0]
            for serial in self._window.with_key(key):
                held = self._window.held[serial]
                apart = kind == "title" and (held.story in vetoed or is_other_day(features, held))
                if not apart:
                    found.setdefault(held.story, _EXACT[kind])
        return found

    def _alike(self, asked: Asked, vetoed: frozenset[str]) -> list[_Found]:
        """Return the stories most like an entry. Those that could win are compared with more of their members."""
        window, features = self._window, asked.features
        scores: dict[str, dict[int, float]] = {}
        for serial in dict.fromkeys((*window.candidates(asked.words), *window.candidates(asked.bridge))):
            held = window.held[serial]
            if held.story not in vetoed and _shares_watch(features, held):
                scores.setdefault(held.story, {})[serial] = self._likeness(asked, serial)
        promising = sorted(scores, key=lambda story: (-max(scores[story].values()), story))[:PROMISING]
        return [self._story(asked, story, scores[story]) for story in promising]

    def _story(self, asked: Asked, story: str, scores: dict[int, float]) -> _Found:
        """Return how like a story an entry is: the mean of the two members most like it."""
        for serial in self._window.stories[story][-COMPARED:]:
            if serial not in scores and _shares_watch(asked.features, self._window.held[serial]):
                scores[serial] = self._likeness(asked, serial)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:2]
        return _Found(story, sum(value for _, value in ranked) / len(ranked), ranked[0][0])

    def _likeness(self, asked: Asked, serial: int) -> float:
        """Return how alike two entries are; nothing where their headlines name different days."""
        held = self._window.held[serial]
        if is_other_day(asked.features, held):
            return 0.0
        return likeness(asked, held, self._window, self._meaning_from).value

    def _evidence(self, asked: Asked, held: Held) -> tuple[Evidence, ...]:
        window = self._window
        by_reason: dict[str, list[str]] = {}
        if kinship(asked.features.language, held.language):
            by_reason["words"] = [term for _, term in window.common(asked.words, held.words)]
        for _, term in window.common(asked.bridge, held.bridge):
            by_reason.setdefault(_REASONS[term[0]], []).append(term[2:])
        if meaning := self._same_meaning(asked.features, held):
            by_reason["meaning"] = [f"{meaning:.2f}"]
        return tuple(
            Evidence(reason=reason, terms=tuple(terms[:TERMS_SHOWN])) for reason, terms in by_reason.items() if terms
        )

    def _same_meaning(self, features: Features, held: Held) -> float:
        """Return how alike two entries are in meaning, where that counted; else 0."""
        if not features.meaning or not held.meaning or scripts_meet(features.language, held.language):
            return 0.0
        alike = features.meaning.alike(held.meaning)
        return alike if alike > self._meaning_from else 0.0

    # --- seniority ---

    def _seniority(self, story: str) -> int:
        """Return the more, the earlier the first member of a story came that is still in the window."""
        return -self._window.stories[story][0]

    def _eldest(self, stories: Iterable[str]) -> str:
        return max(stories, key=self._seniority)

    def _merges(self, home: str, stories: Iterable[str]) -> tuple[Merge, ...]:
        found = sorted(story for story in set(stories) if story != home and frozenset((story, home)) not in self._apart)
        return tuple(Merge(absorbed=story, into=home) for story in found)


_REASONS = {
    "c": "subjects",
    "g": "subjects",
    "p": "subjects",
    "k": "names",
    "n": "numbers",
    "f": "figures",
    "d": "days",
    "q": "quotes",
    "s": "term sets",
}


def _shares_watch(features: Features, held: Held) -> bool:
    """Tell whether one watch matched both; entries without watches are compared with all."""
    return not features.watches or not held.watches or not set(features.watches).isdisjoint(held.watches)
