"""Where things stand in an entry: spans of words, and the arithmetic of distance.

A span counts words of one field and never crosses into another; fields are therefore infinitely far apart.
This file knows nothing of terms or texts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

TITLE, SUMMARY, ARTICLE = 0, 1, 2
FIELD_NAMES = ("title", "summary", "article")
FIELD_NUMBERS = {name: number for number, name in enumerate(FIELD_NAMES)}


class Span(NamedTuple):
    """Words `start` to `end` (exclusive) of a field; the order of spans is the order of reading."""

    field: int
    start: int
    end: int


_WORDS = [[Span(field, index, index + 1) for index in range(200)] for field in range(len(FIELD_NAMES))]


def word_span(field: int, index: int) -> Span:
    """Return the span of one word; the first of each field, which are asked for most, are made once."""
    words = _WORDS[field]
    return words[index] if index < len(words) else Span(field, index, index + 1)


class Window(NamedTuple):
    """The part of a field that a node may look at: words `low` to `high` (exclusive)."""

    field: int
    low: int
    high: int

    def holds(self, span: Span) -> bool:
        """Tell whether `span` lies wholly inside."""
        return self.field == span.field and self.low <= span.start and span.end <= self.high


def between(left: Span, right: Span) -> int | None:
    """Count the words between two spans; None where they overlap or stand in two fields."""
    if left.field != right.field:
        return None
    gap = right.start - left.end if left.start <= right.start else left.start - right.end
    return gap if gap >= 0 else None


class Neighbours:
    """Spans among which the ones near another are found; asking costs what is found, not all there is."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans  # in the order of reading
        self._widest = max((span.end - span.start for span in spans), default=0)

    def near(self, one: Span, distance: int, *, before: bool = True, after: bool = True) -> Iterator[Span]:
        """Yield the spans with at most `distance` words between them and `one`, which do not overlap it."""
        low = one.start - distance - self._widest if before else one.end
        high = one.end + distance if after else one.start
        first = bisect_left(self._spans, Span(one.field, low, 0))
        last = bisect_right(self._spans, (one.field, high, float("inf")))
        for span in self._spans[first:last]:
            gap = between(one, span)
            if gap is not None and gap <= distance and (after if span.start >= one.end else before):
                yield span


_FEW_PAIRS = 60
"""So many pairs of places are compared sooner than they are put in order."""


def pairs(lefts: Sequence[Span], rights: Sequence[Span], distance: int, *, ordered: bool) -> list[tuple[Span, Span]]:
    """Return each two spans with at most `distance` words between them, in the order of reading on both sides."""
    before = not ordered
    if len(lefts) * len(rights) > _FEW_PAIRS:
        neighbours = Neighbours(rights)
        return [(left, right) for left in lefts for right in neighbours.near(left, distance, before=before)]
    found: list[tuple[Span, Span]] = []
    for left in lefts:
        field, start, end = left
        for right in rights:
            other, first, last = right
            if field == other and (0 <= first - end <= distance or (before and 0 <= start - last <= distance)):
                found.append((left, right))
    return found


def nearest(lefts: Sequence[Span], rights: Sequence[Span], *, ordered: bool) -> int | None:
    """Return the fewest words between any two that could be a pair; None where no two could."""
    gaps = _gaps(lefts, rights)
    if not ordered:
        gaps += _gaps(rights, lefts)
    return min(gaps, default=None)


def _gaps(firsts: Sequence[Span], seconds: Sequence[Span]) -> list[int]:
    """Return the distance of each span to the next of `seconds` behind it."""
    gaps = []
    for first in firsts:
        at = bisect_left(seconds, Span(first.field, first.end, 0))
        if at < len(seconds) and seconds[at].field == first.field:
            gaps.append(seconds[at].start - first.end)
    return gaps


def inside(windows: Sequence[Window]) -> Callable[[Span], bool]:
    """Return what tells whether a span lies wholly in one of `windows`, which do not overlap."""
    if len(windows) <= len(FIELD_NAMES):
        return lambda span: any(window.holds(span) for window in windows)
    ordered = sorted(windows)

    def lies_inside(span: Span) -> bool:
        at = bisect_right(ordered, (span.field, span.start, float("inf"))) - 1
        return at >= 0 and ordered[at].holds(span)

    return lies_inside


def covered(spans: Iterable[Span]) -> Callable[[Span], bool]:
    """Return what tells whether a span lies wholly in one of `spans`, which may overlap."""
    ordered = sorted(spans)
    reach: list[tuple[int, int]] = []  # how far the spans up to each one reach
    for span in ordered:
        reach.append(max(reach[-1], (span.field, span.end)) if reach else (span.field, span.end))

    def is_covered(span: Span) -> bool:
        at = bisect_right(ordered, (span.field, span.start, float("inf"))) - 1
        return at >= 0 and reach[at] >= (span.field, span.end)

    return is_covered


def cover(left: Span, right: Span) -> Span:
    """Return the span from the first word of the two to the last."""
    return Span(left.field, min(left.start, right.start), max(left.end, right.end))


def apart(spans: Iterable[Span]) -> list[Span]:
    """Choose as many spans as possible of which no two overlap, in the order of reading.

    `North Korea` and `Korea` in the same place are one mention.
    """
    chosen: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span.field, span.end, span.start)):
        if not chosen or chosen[-1].field != span.field or chosen[-1].end <= span.start:
            chosen.append(span)
    return chosen
