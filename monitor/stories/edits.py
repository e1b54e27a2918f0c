"""Which edits of a headline or a lead matter: not a date, not an hour, not a comma."""

from __future__ import annotations

import re

from monitor.language import analyse, fold
from monitor.stories.dates import dated, without_moments

LEAD_KEPT = 0.6
"""Share of the words of two leads that must be the same for the edit to be nothing."""

_MARKS_WORDS = """
updated update live breaking оновлено оновлюється доповнено обновлено обновляется дополнено терміново срочно
"""
_MARKS = frozenset(_MARKS_WORDS.split())
"""Words that newsrooms put beside a headline when they touch an article."""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-zа-яіїєґ])")


def plain_headline(title: str) -> tuple[str, ...]:
    """Return what of a headline an edit must change to be one: its words and numbers, no dates, hours or marks."""
    words = analyse(without_moments(fold(title))).words
    days = {place for place, _ in dated(words)}
    return tuple(word for place, word in enumerate(words) if place not in days and word not in _MARKS)


def lead_changed(before: str, after: str) -> bool:
    """Tell whether the first sentence of a text says something else than before."""
    ours, theirs = set(plain_headline(_lead(before))), set(plain_headline(_lead(after)))
    if not ours or not theirs:
        return False
    return len(ours & theirs) / len(ours | theirs) < LEAD_KEPT


def _lead(text: str) -> str:
    return _SENTENCE.split(text.strip(), maxsplit=1)[0]
