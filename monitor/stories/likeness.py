"""How alike two entries are, from what they share and from what speaks against it.

    words     cosine of their words, weighed by rarity in the window, and the overlap of their names
    bridge    cosine of what is the same in every language
    meaning   across scripts, where a model is configured: how far their likeness of meaning lies above its threshold
    against   other figures, other places in the headline, the same publisher once more, time

Inside a language both count; across languages the bridge alone. The figures were chosen on the tuning half of the
labelled stream of the tests, from the middle of a plateau that also held with a third of the glossary forgotten.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from monitor.stories.features import Features
from monitor.stories.meaning import FROM
from monitor.stories.tongues import Kinship, kinship, scripts_meet
from monitor.stories.window import Held, Vector, Window

DECAY_HOURS = 36.0
"""After as many hours likeness is worth 1/e; without it a running story swallows everything."""

NAMES, NAMES_FLOOR = 0.3, 0.15
"""What shared names add, and the cosine of words below which they add nothing."""

BRIDGE, CLOSE_BRIDGE = 0.4, 0.6
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
"""No figure in common, unless the entry says that a number rose; the same of two or more figures each, half a day or
more apart; and by one publisher: that is the next day's report of a series whose headlines vary."""

OTHER_PLACE, OTHER_STATE = 0.5, 0.8
"""The headlines name different towns or regions; different states, of which one may act and the other suffer."""

SAME_PUBLISHER = 0.8
"""A newsroom seldom writes the same news twice."""

FULL, EMPTY = 10, 5
"""A window of few entries cannot tell rare from common, so that likeness in it is worth less: half beside one entry,
95% beside a hundred."""

_RISE = frozenset({"c:rise", "c:toll"})
_SHARES = {Kinship.SAME: BRIDGE, Kinship.CLOSE: CLOSE_BRIDGE, Kinship.NONE: 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two entries are: 0 nothing, 1 and above word for word; with the two cosines it came from."""

    value: float
    lexical: float
    bridge: float


class Asked:
    """An entry that asks for its place, weighed against the window as it is."""

    __slots__ = ("bridge", "features", "figures", "places", "states", "tells_a_rise", "words")

    def __init__(self, features: Features, window: Window) -> None:
        self.features = features
        self.words: Vector = window.vector(features.words, features.asked)
        self.bridge: Vector = window.vector(features.bridge, features.asked)
        self.figures = features.telling
        self.places, self.states = frozenset(features.places), frozenset(features.states)
        self.tells_a_rise = any(term in _RISE for term, _ in features.bridge)


def likeness(asked: Asked, held: Held, window: Window, meaning_from: float = FROM) -> Likeness:
    """Compare an entry with one of the window. From `meaning_from` on two texts may say the same."""
    features = asked.features
    lexical = 0.0
    kin = kinship(features.language, held.language)
    if kin:
        words = window.compare(asked.words, held.words, held.word_counts)
        lexical = words.cosine * min(1.0, _enough(words.shared, FEW_WORDS))
        if lexical >= NAMES_FLOOR:
            lexical += NAMES * window.overlap(features.names, held.names)
    found = window.compare(asked.bridge, held.bridge, held.bridge_counts)
    bridge = found.cosine * _enough(found.shared, FEW_SUBJECTS)
    if not kin and features.meaning and held.meaning and not scripts_meet(features.language, held.language):
        bridge += max(0.0, features.meaning.alike(held.meaning) - meaning_from) / (1 - meaning_from)
    hours = abs(features.clock - held.clock) / 3600
    value = _together(kin, lexical, bridge)
    value *= SCALE * _against(asked, held, hours) * math.exp(-hours / DECAY_HOURS)
    value *= (len(window) + EMPTY) / (len(window) + FULL)
    return Likeness(value=value, lexical=lexical, bridge=bridge)


def _enough(shared: float, few: float) -> float:
    return (1 + few / SEVERAL) * shared / (shared + few)


def _together(kin: Kinship, lexical: float, bridge: float) -> float:
    share = _SHARES[kin]
    return (1 - share) * lexical + share * bridge


def _against(asked: Asked, held: Held, hours: float) -> float:
    factor = 1.0
    theirs = held.figures
    if asked.figures and theirs and asked.figures.isdisjoint(theirs):
        later = hours > LATER_HOURS and min(len(asked.figures), len(theirs)) > 1
        same = asked.features.publisher == held.publisher
        if later:
            factor *= NEXT_REPORT if same else OTHER_FIGURES_LATER
        elif not asked.tells_a_rise:
            factor *= OTHER_FIGURES
    if asked.places and held.places and asked.places.isdisjoint(held.places):
        factor *= OTHER_PLACE
    elif asked.states and held.states and asked.states.isdisjoint(held.states):
        factor *= OTHER_STATE
    if asked.features.publisher == held.publisher:
        factor *= SAME_PUBLISHER
    return factor
