"""The numbers of a text, however they are written: 12,000 · 12 000 · 12 тис. · twelve thousand · 1.2万 · 1만2천.

What is a name and no number is left out: dates and versions (24.11.2024), figures that are part of a name
(Су-35, 5G, 2nd), and bare years (four figures from 1900 to 2099 that do not end in 00). Worked out on demand: only
queries with NUM ask.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from monitor.language.analysis import Analysed
from monitor.language.east_asian import read_east_asian
from monitor.language.figures import split_figure
from monitor.language.numerals import meanings
from monitor.language.spelled import Read, gap, read_words


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSpan:
    """A number in a text: the words from `start_token` up to, not including, `end_token`, and its value."""

    start_token: int
    end_token: int
    value: float


def numbers(analysed: Analysed) -> tuple[NumberSpan, ...]:
    """Return the numbers of a text, in order and without overlap."""
    found: list[NumberSpan] = []
    place = 0
    while place < len(analysed.words):
        read = None if _begins_none(analysed.words[place]) else _read(analysed, place)
        if read is None:
            place += 1
            continue
        if read.factor > 1 and found and _is_range(analysed, found[-1], place, read):
            found[-1] = replace(found[-1], value=found[-1].value * read.factor)  # 10-12 thousand
        found.append(NumberSpan(start_token=place, end_token=read.end, value=read.value))
        place = read.end
    return tuple(found)


@lru_cache(maxsize=20_000)
def _begins_none(word: str) -> bool:
    """Tell whether no number begins with a word: letters of an alphabet that spell no numeral. Nine words of ten."""
    return word.isalpha() and max(word) < "\u0590" and not meanings(word)


def _read(analysed: Analysed, place: int) -> Read | None:
    """Read the longest number that begins with a word."""
    if _is_part_of_a_name(analysed, place):
        return None
    figure = _figure(analysed, place)
    if figure is None and analysed.words[place][0].isdecimal():
        return None
    for read in (read_east_asian(analysed, place), read_words(analysed, place, figure)):
        if read is not None:
            return read
    return None if figure is None or _is_year(analysed, place, figure) else figure


_DASHES = frozenset("-‐‑‒–—−")


def _is_range(analysed: Analysed, low: NumberSpan, place: int, read: Read) -> bool:
    between = gap(analysed, place).strip()
    return low.end_token == place and between in _DASHES and low.value < read.value / read.factor


def _is_part_of_a_name(analysed: Analysed, place: int) -> bool:
    """Tell whether a figure is tied to letters before it: Су-35, COVID-19, v1.2.3."""
    if not place or not analysed.words[place][0].isdecimal():
        return False
    before, between = analysed.words[place - 1], gap(analysed, place)
    if between == ".":
        return True
    return between in _DASHES and before[-1].isalpha() and not meanings(before)


def _is_year(analysed: Analysed, place: int, figure: Read) -> bool:
    return (
        len(analysed.words[place]) == 4
        and figure.end == place + 1
        and figure.value % 100 != 0
        and 1900 <= figure.value <= 2099
    )


_SPACES = frozenset(" \u00a0\u202f\u2009")


def _figure(analysed: Analysed, place: int) -> Read | None:
    """Read a figure, with the thousands that spaces set apart, and a scale glued to it: 12 000, 12k."""
    if (parts := split_figure(analysed.words[place])) is None:
        return None
    value, letters = parts
    if letters:
        scale = next((meaning.value for meaning in meanings(letters) if meaning.scale), None)
        return None if scale is None else Read(end=place + 1, value=value * scale, factor=scale)
    end = place + 1
    if len(analysed.words[place]) <= 3:
        while end < len(analysed.words) and _is_group(analysed, end):
            value = value * 1000 + float(analysed.words[end])
            end += 1
    return Read(end=end, value=value)


def _is_group(analysed: Analysed, place: int) -> bool:
    word = analysed.words[place]
    return len(word) == 3 and word.isdecimal() and gap(analysed, place) in _SPACES
