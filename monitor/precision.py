"""How often a watch is right: of what it told in a week, what people called relevant, and how sure that is.

Pure. People judge what they like to judge, which is no fair sample: the interval says what chance alone may do, not
what was left unjudged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import sqrt

from monitor.types import Feedback

Z = 1.959964
"""Standard deviations of a normal distribution that hold 95% of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What one watch told in the week from the Monday `week` on (UTC), and what was said of it.

    `unjudged` is None where the archive begins later than the week, so that nobody knows. `share` is how much of what
    was judged is relevant, `low` and `high` the 95% interval around it; all three are None where nothing was judged.
    """

    watch: str
    week: date
    relevant: int
    not_relevant: int
    unjudged: int | None
    share: float | None
    low: float | None
    high: float | None


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95% interval of a share by Wilson's score (1927), which stays honest where numbers are small.

    `of` is at least 1.
    """
    share, square = right / of, Z * Z
    middle = share + square / (2 * of)
    spread = Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def monday(moment: datetime) -> date:
    """Return the first day of the week of a moment, in UTC."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def by_week(
    feedback: Iterable[Feedback], told: Iterable[tuple[str, str, datetime]], *, kept_since: datetime | None
) -> tuple[Precision, ...]:
    """Sum up by watch and week, the latest week first.

    `told` are watch, entry and time of what the archive still has, `kept_since` is where the archive begins. Feedback
    on what a watch did not tell is left out: it says what was missed, not how much of what was told is right.
    """
    words = [one for one in feedback if one.told is not None]
    judged = {(one.watch, one.entry.id) for one in words}
    right: Counter[tuple[str, date]] = Counter()
    wrong: Counter[tuple[str, date]] = Counter()
    for one in words:
        if one.told is not None:
            (right if one.relevant else wrong)[one.watch, monday(one.told)] += 1
    open_: Counter[tuple[str, date]] = Counter(
        (watch, monday(at)) for watch, entry, at in told if (watch, entry) not in judged
    )
    whole_since = None if kept_since is None else kept_since.astimezone(UTC).date()
    return tuple(
        _precision(
            watch, week, right[watch, week], wrong[watch, week], _unjudged(open_[watch, week], week, whole_since)
        )
        for watch, week in sorted({*right, *wrong, *open_}, key=lambda key: (key[0], -key[1].toordinal()))
    )


def _unjudged(count: int, week: date, kept_since: date | None) -> int | None:
    """Return what was not judged, where something of the week is still in the archive."""
    return None if kept_since is None or week + timedelta(days=7) <= kept_since else count


def _precision(watch: str, week: date, right: int, wrong: int, unjudged: int | None) -> Precision:
    of = right + wrong
    low, high = wilson(right, of) if of else (None, None)
    return Precision(
        watch=watch,
        week=week,
        relevant=right,
        not_relevant=wrong,
        unjudged=unjudged,
        share=right / of if of else None,
        low=low,
        high=high,
    )
