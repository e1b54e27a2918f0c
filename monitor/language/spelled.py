"""Numbers in words: twelve thousand, дванадцять тисяч, zwölftausend, and 12 тис. after a figure.

Reads forward from one word as far as the words still make one number. It does not judge what the number means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

from monitor.language.analysis import Analysed
from monitor.language.numerals import Meaning, meanings


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read: the word after it, its value, and what the figure at its start was multiplied with."""

    end: int
    value: float
    factor: float = 1.0


def gap(analysed: Analysed, place: int) -> str:
    """Return what stands between a word and the one before it."""
    return analysed.text[analysed.ends[place - 1] : analysed.starts[place]] if place else " "


HUNDRED = 100


@dataclass(slots=True)
class _Sum:
    """A number in the making: `total` of what is scaled already, and the group that still waits for a scale."""

    total: float = 0.0
    group: float | None = None
    figure: bool = False  # the group is a figure: only a scale can follow
    last: float = inf  # the smallest scale so far
    factor: float = 1.0

    def take(self, meaning: Meaning) -> bool:
        """Go on with a word; False where it does not belong to this number any more."""
        if meaning.value == 0:
            return self.total > 0 or self.group is not None
        return self._scale(meaning) if meaning.scale else self._unit(meaning.value)

    def rest(self, word: str) -> Meaning | None:
        """Read three figures after a scale as what is left of the number: 12 тысяч 500."""
        fits = self.group is None and HUNDRED < self.last < inf and len(word) == 3 and word.isdecimal()
        return Meaning(language="", value=float(word)) if fits else None

    def _unit(self, value: float) -> bool:
        """Add a unit; False where it begins another number (five six)."""
        if self.group is None:
            self.group = value
        elif self.figure or not self._takes(value):
            return False
        elif self.group == 4 and value == 20:
            self.group = 80.0  # quatre-vingt
        else:
            self.group += value
        return True

    def _takes(self, value: float) -> bool:
        group = self.group or 0.0
        tens = group % 100
        return (
            (value < 10 and tens >= 20 and tens % 10 == 0)
            or (value < 100 and tens == 0)
            or (10 <= value < 20 and tens in {60, 80})  # soixante-dix
            or (value == 20 and group == 4)
        )

    def _scale(self, meaning: Meaning) -> bool:
        """Multiply by a scale; False where it cannot follow."""
        value = meaning.value
        if self.group is None:
            if self.total and value > self.last:  # mil millones
                self.total *= value
                return True
            if self.total or not meaning.alone:
                return False
            self.group = 1.0
        if value == HUNDRED:
            return self._hundred()
        if value >= self.last:
            return False
        if self.figure:
            self.factor *= value
        self.total += self.group * value
        self.group, self.figure, self.last = None, False, value
        return True

    def _hundred(self) -> bool:
        if self.group is None or self.figure or not 0 < self.group < HUNDRED:
            return False
        self.group *= HUNDRED
        return True

    @property
    def value(self) -> float:
        return self.total + (self.group or 0.0)


def read_words(analysed: Analysed, place: int, figure: Read | None) -> Read | None:
    """Read number words of one language, or a figure with the scales after it; the longest reading wins."""
    start = place if figure is None else figure.end
    if start >= len(analysed.words):
        return None
    languages = dict.fromkeys(meaning.language for meaning in meanings(analysed.words[start]))
    reads = [_read_language(analysed, place, figure, language) for language in languages]
    return max((read for read in reads if read is not None), key=lambda read: read.end, default=None)


def _read_language(analysed: Analysed, place: int, figure: Read | None, language: str) -> Read | None:
    start = place if figure is None else figure.end
    number = _Sum() if figure is None else _Sum(group=figure.value, figure=True)
    end, weak, value = start, figure is None, 0.0
    for index in range(start, len(analysed.words)):
        if index > place and _CONTINUES.fullmatch(gap(analysed, index)) is None:
            break
        meaning = _meaning(analysed.words[index], language) or number.rest(analysed.words[index])
        if meaning is None or not number.take(meaning):
            break
        if meaning.value:  # "and" counts only if a number follows
            end, weak, value = index + 1, weak and meaning.weak, number.value
    return None if end == start or weak else Read(end=end, value=value, factor=number.factor)


def _meaning(word: str, language: str) -> Meaning | None:
    return next((meaning for meaning in meanings(word) if meaning.language == language), None)


_CONTINUES = re.compile(r"\s?|[-‐‑]|\.\s")
"""What may stand inside of a number: a space, a hyphen, the full stop of тис."""
