"""Counts what a replay shows, watch by watch. Nothing is kept of an entry but a few examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from monitor.backtest.report import NearMiss, Shown, TermUse, WatchReport
from monitor.backtest.stage import Played
from monitor.backtest.words import Written, words_of, written_of
from monitor.settings import TermSet, Watch, WatchState
from monitor.types import Alert, Entry, Hit, Outcome

EXAMPLES = 5
"""Alerts that are shown of each watch: the latest."""

HITS_SHOWN = 6

_DAY = timedelta(days=1)


def days_of(since: datetime, until: datetime) -> tuple[date, ...]:
    """Return every day of a time in UTC."""
    first = since.date()
    return tuple(first + _DAY * number for number in range((until.date() - first).days + 1))


def shown(at: datetime, entry: Entry, reason: str, detail: str, hits: Iterable[Hit] = ()) -> Shown:
    """Return an entry as an example."""
    return Shown(
        at=at,
        entry=entry.id,
        publisher=entry.publisher,
        title=entry.title,
        reason=reason,
        detail=detail,
        hits=tuple(dict.fromkeys(hit.surface for hit in hits))[:HITS_SHOWN],
    )


@dataclass(slots=True)
class _Count:
    matched: int = 0
    withdrawn: int = 0
    by_day: Counter[date] = field(default_factory=Counter)
    stories: set[str] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)
    suppressed: Counter[str] = field(default_factory=Counter)
    terms: Counter[Written] = field(default_factory=Counter)
    examples: list[Shown] = field(default_factory=list)


class Tally:
    """The sums for the watches named `names`."""

    def __init__(self, names: Iterable[str]) -> None:
        self._counts = {name: _Count() for name in names}

    def add(self, played: Played) -> None:
        """Count what became of one entry."""
        for outcome in played.outcomes:
            count = self._counts.get(outcome.match.watch)
            if count is not None:
                _add(count, outcome, played)
        for watch, alert in {alert.watch: alert for alert in played.alerts}.items():
            if watch in self._counts:
                self._counts[watch].withdrawn += 1
                self._counts[watch].stories.add(alert.story)

    def reports(
        self,
        watches: Mapping[str, Watch],
        terms: Mapping[str, TermSet],
        days: Sequence[date],
        span: timedelta,
        near: Mapping[str, tuple[NearMiss, ...]],
        states: Mapping[str, WatchState],
    ) -> tuple[WatchReport, ...]:
        """Return the sums. `states` are those that the files say, `watches` those that were played."""
        return tuple(
            _report(watches[name], count, words_of(watches[name], terms), days, span, near.get(name, ()), states[name])
            for name, count in self._counts.items()
        )


def _add(count: _Count, outcome: Outcome, played: Played) -> None:
    count.matched += 1
    count.terms.update({written_of(hit) for hit in outcome.match.hits})
    if outcome.suppressed is not None:
        count.suppressed[outcome.suppressed.value] += 1
        return
    reason = _reason(outcome.alerts)
    count.reasons[reason] += 1
    count.by_day[played.at.date()] += 1
    count.stories.add(outcome.story.story)
    count.examples.append(shown(played.at, played.entry, reason, outcome.detail, outcome.match.hits))
    del count.examples[:-EXAMPLES]


def _reason(alerts: Sequence[Alert]) -> str:
    return alerts[0].reason.value if alerts else "nobody"  # a watch without channels tells nobody


def _report(
    watch: Watch,
    count: _Count,
    words: Iterable[Written],
    days: Sequence[date],
    span: timedelta,
    near: tuple[NearMiss, ...],
    state: WatchState,
) -> WatchReport:
    alerts = sum(count.reasons.values())
    return WatchReport(
        watch=watch.name,
        state=state,
        matched=count.matched,
        alerts=alerts,
        alerts_a_day=round(alerts / max(span / _DAY, 1.0), 2),
        by_day=tuple(count.by_day[day] for day in days),
        stories=len(count.stories),
        reasons=dict(count.reasons.most_common()),
        suppressed=dict(count.suppressed.most_common()),
        withdrawn=count.withdrawn,
        examples=tuple(reversed(count.examples)),
        terms=tuple(TermUse(term=term, set=of, matches=times) for (of, term), times in _most_first(count.terms)),
        never_hit=tuple(TermUse(term=term, set=of, matches=0) for of, term in words if (of, term) not in count.terms),
        near_misses=near,
    )


def _most_first(terms: Counter[Written]) -> list[tuple[Written, int]]:
    """Return terms that hit equally often in the order of the alphabet, so that a report is the same every time."""
    return sorted(terms.items(), key=lambda item: (-item[1], item[0][1], item[0][0] or ""))
