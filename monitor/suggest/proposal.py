"""What is proposed: candidates for the lists of term sets, each with where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A term that somebody published. `sure`: also that it belongs to this language."""

    text: str
    origin: str
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedSet:
    """One term set: its lists by language, in the order that was asked for.

    `others` are spellings in the Latin alphabet of which nobody says the language.
    """

    name: str
    title: str
    lists: Mapping[str, tuple[Candidate, ...]]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """All that is proposed for one name. `about` says what it was taken for, `unknown` what the lists do not hold."""

    about: str
    sets: tuple[SuggestedSet, ...]
    unknown: tuple[str, ...]
