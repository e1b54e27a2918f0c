"""Figures with what they count, the same in every language: 12,000 troops is 12 тис. солдатів is 1만2천 명."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from monitor.language import Analysed, NumberSpan
from monitor.stories.glossary import Concept, is_countable

LARGE = 10
"""From here on a number without a unit says something about the event."""

REACH = 3
"""Words between a number and what it counts: "12,000 North Korean troops"."""

_SIGNS = {"$": "dollar", "€": "euro", "₴": "hryvnia", "₽": "rouble", "%": "percent"}

_HYPHENS = ("-", "\u2010", "\u2011")

_GENERIC = frozenset({"person", "child", "civilian", "body", "soldier"})
_FATES = ("killed", "wounded", "missing", "evacuate", "arrest", "rescue", "exchange")
"""What happened to those who are counted: five dead and five wounded are two figures."""

FATE_REACH = 4


class Figure(NamedTuple):
    """A number and what it counts; `unit` is empty where the text does not say."""

    value: float
    unit: str = ""

    @property
    def name(self) -> str:
        """The figure as one word, for counting and for people."""
        return f"{self.value:.15g} {self.unit}".rstrip()


def figures_of(analysed: Analysed, numbers: Sequence[NumberSpan], concepts: Sequence[Concept]) -> list[Figure]:
    """Return the figures of a text in order."""
    return [Figure(number.value, _unit(analysed, number, numbers, concepts)) for number in numbers]


def _unit(analysed: Analysed, number: NumberSpan, numbers: Sequence[NumberSpan], concepts: Sequence[Concept]) -> str:
    if (sign := _sign(analysed, number)) is not None:
        return sign
    if _is_tied(analysed, number):
        return ""
    sentences = analysed.sentences
    sentence = sentences[number.start_token]
    barrier = min((other.start_token for other in numbers if other.start_token >= number.end_token), default=10**9)
    near = [
        concept
        for concept in concepts
        if number.end_token <= concept.start < min(number.end_token + REACH + FATE_REACH, barrier)
        and sentences[concept.start] == sentence
    ]
    unit = next(
        (c.name for c in near if is_countable(c.name) and c.start < number.end_token + REACH),
        "",
    )
    if unit in {"person", ""} and (counted := _counted_before(analysed, number, concepts)) is not None:
        return counted
    if unit in _GENERIC or not unit:
        fate = _fate(number, near, concepts, sentences, barrier_before=_end_before(number, numbers))
        if fate:
            return fate
    return unit


def _counted_before(analysed: Analysed, number: NumberSpan, concepts: Sequence[Concept]) -> str | None:
    """Return what stands before a number with a Korean counter: 병력 1만2천 명 are troops."""
    end = analysed.ends[min(number.end_token, len(analysed.ends) - 1)]
    if not any("가" <= sign <= "힣" for sign in analysed.text[analysed.starts[number.start_token] : end]):
        return None
    near = (concept for concept in concepts if number.start_token - REACH <= concept.end - 1 < number.start_token)
    return next((concept.name for concept in near if is_countable(concept.name)), None)


def _end_before(number: NumberSpan, numbers: Sequence[NumberSpan]) -> int:
    return max((other.end_token for other in numbers if other.end_token <= number.start_token), default=0)


def _fate(
    number: NumberSpan,
    after: Sequence[Concept],
    concepts: Sequence[Concept],
    sentences: Sequence[int],
    *,
    barrier_before: int,
) -> str:
    """Return what happened to those who are counted: after the number first, then before it (погибли 12 человек)."""
    before = [
        concept
        for concept in concepts
        if max(number.start_token - FATE_REACH, barrier_before) <= concept.start < number.start_token
        and sentences[concept.start] == sentences[number.start_token]
    ]
    behind = [concept for concept in after if concept.name in _FATES]
    ahead = [concept for concept in reversed(before) if concept.name in _FATES]
    if behind and ahead:
        closer = ahead[0].end >= number.start_token - (behind[0].start - number.end_token)
        return ahead[0].name if closer else behind[0].name
    chosen = behind or ahead
    return chosen[0].name if chosen else ""


def _is_tied(analysed: Analysed, number: NumberSpan) -> bool:
    """Tell whether a number is the first half of a word: a 40-year-old, 68-річна, the fifty-eighth."""
    end = analysed.ends[number.end_token - 1]
    return analysed.text[end : end + 1] in _HYPHENS and analysed.text[end + 1 : end + 2].isalpha()


def _sign(analysed: Analysed, number: NumberSpan) -> str | None:
    start, end = analysed.starts[number.start_token], analysed.ends[number.end_token - 1]
    before, after = analysed.text[start - 1 : start], analysed.text[end : end + 2].strip()[:1]
    return _SIGNS.get(before) or _SIGNS.get(after)


def telling(figures: Iterable[Figure]) -> frozenset[float]:
    """Return the values that say which event is meant: with a unit, or too large to be a coincidence."""
    return frozenset(figure.value for figure in figures if figure.unit or figure.value >= LARGE)


_NO_NEWS = frozenset({"hour", "day", "year", "degree", "kilometre", "metre", "percent", "child", "party", "person"})
"""Units whose figures differ between two reports of the same thing, or belong to different things in one report."""

ROUNDING = 0.04
"""Two figures from 100 on that differ by less are one figure, rounded differently."""

LEAP = 6.0
"""A figure that is so many times the last one counts something else."""


def changed(
    before: Sequence[Iterable[Figure]], after: Iterable[Figure], *, lowered: bool = False
) -> tuple[Figure, Figure] | None:
    """Return a figure that rose above all that was known on the same unit: what was known, and what is new.

    `before` are the figures of each known text in order of arrival. A lower figure is no change: reports also give
    parts of a sum, and late ones give what was true before. With `lowered` (two versions of one text) it is one, where
    either version gives one figure only.
    """
    known: dict[str, list[float]] = {}
    for figures in before:
        for figure in figures:
            known.setdefault(figure.unit, []).append(figure.value)
    given: dict[str, list[float]] = {}
    for figure in after:
        given.setdefault(figure.unit, []).append(figure.value)
    for unit, values in given.items():
        if not unit or unit in _NO_NEWS or unit not in known:
            continue
        highest, value = max(known[unit]), max(values)
        alone = lowered and len(set(known[unit])) == len(values) == 1
        if _is_news(highest, value) and (value > highest or alone):
            return Figure(highest, unit), Figure(value, unit)
    return None


def _is_news(old: float, new: float) -> bool:
    if not old or not new or max(old, new) / min(old, new) > LEAP:
        return False
    return abs(new - old) / max(old, new) > (ROUNDING if max(old, new) >= 100 else 0)
