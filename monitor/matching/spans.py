"""Where things stand in an entry: spans of words, and the arithmetic of distance.

A span counts words of one field and never crosses into another; fields are therefore infinitely far apart.
This file knows nothing of terms or texts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

TITLE, SUMMARY, ARTICLE = 0, 1, 2
FIELD_NAMES = ("title", "summary", "article")
FIELD_NUMBERS = {name: number for number, name in enumerate(FIELD_NAMES)}


class Span(NamedTuple):
    """Words `start` to `end` (exclusive) of a field; the order of spans is the order of reading."""

    field: int
    start: int
    end: int


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


def pairs(
    lefts: Sequence[Span], rights: Sequence[Span], distance: int, *, ordered: bool
) -> Iterator[tuple[Span, Span]]:
    """Yield each pair with at most `distance` words between the two, which do not overlap.

    `rights` must be in the order of reading. Only neighbours are looked at, so that a long article with many
    mentions costs no more than its length.
    """
    if not lefts or not rights:
        return
    widest = max(span.end - span.start for span in rights)
    for left in lefts:
        after = Span(left.field, left.end + distance, len(rights))
        before = left.end if ordered else left.start - distance - widest
        first = bisect_left(rights, Span(left.field, before, 0))
        last = bisect_right(rights, (after.field, after.start, float("inf")))
        for right in rights[first:last]:
            gap = between(left, right)
            if gap is not None and gap <= distance and (not ordered or right.start >= left.end):
                yield left, right


def nearest(lefts: Sequence[Span], rights: Sequence[Span], *, ordered: bool) -> int | None:
    """Return the fewest words between any two that could be a pair; None where no two could."""
    best: int | None = None
    for left in lefts:
        for right in rights:
            gap = between(left, right)
            if gap is None or (ordered and right.start < left.end):
                continue
            best = gap if best is None else min(best, gap)
    return best


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
