"""How alike two entries are, from what they share and from what speaks against it.

    words     cosine of their words, weighed by rarity in the window, and the overlap of their names
    bridge    cosine of what is the same in every language
    against   other figures, other places in the headline, the same publisher once more, time

Inside a language both count; across languages the bridge alone. The figures were chosen on the tuning half of the
labelled stream of the tests, from the middle of a plateau that also held with a third of the glossary forgotten.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from monitor.stories.features import Features
from monitor.stories.window import Held, Vector, Window

DECAY_HOURS = 36.0
"""After as many hours likeness is worth 1/e; without it a running story swallows everything."""

NAMES, NAMES_FLOOR = 0.3, 0.15
"""What shared names add, and the cosine of words below which they add nothing."""

BRIDGE, CLOSE_BRIDGE = 0.35, 0.6
"""The share of the bridge inside one language, and between two that share many words."""

FEW_WORDS, FEW_SUBJECTS, SEVERAL = 1.5, 3.0, 6
"""Terms that two entries share by chance, and how many say as much as their cosine: one word in common is no news.
More than several say more than it across languages, where no two words are the same by copying."""

SCALE = 1.57
"""Brings likeness to the scale on which .30 joins."""

OTHER_FIGURES = 0.85
OTHER_FIGURES_LATER = 0.6
NEXT_REPORT = 0.4
LATER_HOURS = 14.0
"""No figure in common; the same of two or more figures each, half a day or more apart; and by one publisher: that is
the next day's report of a series whose headlines vary."""

OTHER_PLACE = 0.5
"""The headlines name different towns or regions."""

SAME_PUBLISHER = 0.9
"""A newsroom seldom writes the same news twice."""

FULL, EMPTY = 10, 5
"""A window of few entries cannot tell rare from common, so that likeness in it is worth less: half beside one entry,
95% beside a hundred."""

_CLOSE = frozenset({"uk", "ru"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two entries are: 0 nothing, 1 and above word for word; with the two cosines it came from."""

    value: float
    lexical: float
    bridge: float


class Asked:
    """An entry that asks for its place, weighed against the window as it is."""

    __slots__ = ("bridge", "features", "figures", "places", "words")

    def __init__(self, features: Features, window: Window) -> None:
        self.features = features
        self.words: Vector = window.vector(features.words)
        self.bridge: Vector = window.vector(features.bridge)
        self.figures = features.telling
        self.places = frozenset(features.places)


def likeness(asked: Asked, held: Held, window: Window) -> Likeness:
    """Compare an entry with one of the window."""
    features = asked.features
    lexical = 0.0
    if shares_words(features.language, held.language):
        words = window.compare(asked.words, held.words, held.word_counts)
        lexical = words.cosine * min(1.0, _enough(words.shared, FEW_WORDS))
        if lexical >= NAMES_FLOOR:
            lexical += NAMES * window.overlap(features.names, held.names)
    found = window.compare(asked.bridge, held.bridge, held.bridge_counts)
    bridge = found.cosine * _enough(found.shared, FEW_SUBJECTS)
    hours = abs(features.clock - held.clock) / 3600
    value = _together(features.language, held.language, lexical, bridge)
    value *= SCALE * _against(asked, held, hours) * math.exp(-hours / DECAY_HOURS)
    value *= (len(window) + EMPTY) / (len(window) + FULL)
    return Likeness(value=value, lexical=lexical, bridge=bridge)


def _enough(shared: int, few: float) -> float:
    return (1 + few / SEVERAL) * shared / (shared + few)


def shares_words(first: str, second: str) -> bool:
    """Tell whether two languages are close enough for their words to meet."""
    return first == second or {first, second} == _CLOSE


def _together(first: str, second: str, lexical: float, bridge: float) -> float:
    share = BRIDGE if first == second else CLOSE_BRIDGE if {first, second} == _CLOSE else 1.0
    return (1 - share) * lexical + share * bridge


def _against(asked: Asked, held: Held, hours: float) -> float:
    factor = 1.0
    theirs = held.figures
    if asked.figures and theirs and asked.figures.isdisjoint(theirs):
        later = hours > LATER_HOURS and min(len(asked.figures), len(theirs)) > 1
        same = asked.features.publisher == held.publisher
        factor *= (NEXT_REPORT if same else OTHER_FIGURES_LATER) if later else OTHER_FIGURES
    if asked.places and held.places and asked.places.isdisjoint(held.places):
        factor *= OTHER_PLACE
    if asked.features.publisher == held.publisher:
        factor *= SAME_PUBLISHER
    return factor
