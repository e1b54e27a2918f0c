"""Two configurations over one archive: which alerts a change gains and loses, and what made the difference.

Both are replayed side by side, event by event. An alert is the same where the same watch tells the same recipient of
the same revision of an entry for the same reason, at whatever time: one that comes with the article instead of the
headline is not lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.backtest.replay import Advance, happened, nobody
from monitor.backtest.report import Changed, Difference, WatchDifference
from monitor.backtest.stage import Played, Stage, staged
from monitor.backtest.words import words_of, written_of
from monitor.settings import Configuration, WatchState
from monitor.store import Store, upkeep
from monitor.store.archive import Read
from monitor.types import Alert, Entry, Outcome

Telling = tuple[str, str, int, str, str, str]
"""What makes an alert the same in both: watch, entry, revision, reason, channel, recipient."""


def telling(alert: Alert) -> Telling:
    """Return what an alert is compared by."""
    return alert.watch, alert.entry, alert.revision, alert.reason.value, alert.channel, alert.recipient


@dataclass(frozen=True, slots=True)
class _Told:
    """What one side told at one moment: everything of it, and the outcome of each watch and entry."""

    alerts: Mapping[Telling, Alert]
    outcomes: Mapping[tuple[str, str], Outcome]
    entries: Mapping[str, Entry]


def compare(
    store: Store,
    old: Configuration,
    new: Configuration,
    *,
    since: datetime,
    until: datetime,
    advance: Advance = nobody,
) -> Difference:
    """Replay the archive under both configurations and return what differs from `since` to `until`."""
    learnt = upkeep.learnt(store.db)
    sums = _Sums(tuple(dict.fromkeys((*new.watches, *old.watches))))
    entries = 0
    with staged(old, learnt) as before, staged(new, learnt) as after:
        for event in happened(store, advance):
            was, now = _told(before.play(event)), _told(after.play(event))
            if since <= event.at <= until:
                entries += sum(item.previous is None for item in event.fresh) if isinstance(event, Read) else 0
                sums.unchanged(was.alerts.keys() & now.alerts.keys())
                sums.gained(_changed(event.at, now, was, before))
                sums.lost(_changed(event.at, was, now, after))
    return Difference(since=since, until=until, entries=entries, watches=sums.differences())


def _told(played: Iterable[Played]) -> _Told:
    alerts: dict[Telling, Alert] = {}
    outcomes: dict[tuple[str, str], Outcome] = {}
    entries: dict[str, Entry] = {}
    for one in played:
        entries[one.entry.id] = one.entry
        for outcome in one.outcomes:
            outcomes[outcome.match.watch, one.entry.id] = outcome
            alerts.update((telling(alert), alert) for alert in outcome.alerts)
        alerts.update((telling(alert), alert) for alert in one.alerts)
    return _Told(alerts, outcomes, entries)


def _changed(at: datetime, here: _Told, there: _Told, other: Stage) -> Iterator[tuple[Telling, Changed]]:
    """Yield what one side tells and the other does not, with what the other made of it."""
    said: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for name in here.alerts.keys() - there.alerts.keys():
        watch, entry, revision, reason, _, recipient = name
        outcome = here.outcomes.get((watch, entry))
        item = here.entries[entry]
        if (watch, entry, reason) not in said:
            said[watch, entry, reason] = tuple(_why(watch, item, outcome, there, other))
        yield (
            name,
            Changed(
                at=at,
                watch=watch,
                entry=entry,
                revision=revision,
                reason=reason,
                recipients=(recipient,),
                publisher=item.publisher,
                title=item.title,
                detail=outcome.detail if outcome is not None else "its page is gone",
                why=said[watch, entry, reason],
            ),
        )


def _why(name: str, entry: Entry, outcome: Outcome | None, there: _Told, other: Stage) -> Iterator[str]:
    """Say what became of it on the other side, and which terms only this side has."""
    watch = other.configuration.watches.get(name)
    if watch is None:
        yield "there is no such watch"
        return
    if watch.state is not WatchState.LIVE:
        yield f"the watch is {watch.state}"
        return
    if entry.feed not in other.configuration.feeds:
        yield f"the feed {entry.feed} is not read"
        return
    found = there.outcomes.get((name, entry.id))
    if found is None:
        yield from _unmatched(name, entry, outcome, other)
    elif found.suppressed is not None:
        yield f"{found.suppressed}: {found.detail}"
    elif not found.alerts:
        yield "it tells no channel"
    elif outcome is not None and found.alerts[0].reason is not (outcome.alerts[0].reason if outcome.alerts else None):
        yield f"told as {found.alerts[0].reason}: {found.detail}"
    else:
        yield "told to other recipients"


def _unmatched(name: str, entry: Entry, outcome: Outcome | None, other: Stage) -> Iterator[str]:
    explained = other.matcher.explain(name, entry)
    yield from explained.sentences()
    known = set(words_of(other.configuration.watches[name], other.configuration.terms))
    hits = outcome.match.hits if outcome is not None else ()
    fresh = dict.fromkeys(hit.term for hit in hits if written_of(hit) not in known)
    if fresh:
        yield f"terms that only one of the two has: {', '.join(fresh)}"


class _Sums:
    """What differs so far. What one side tells later than the other is unchanged after all."""

    def __init__(self, watches: tuple[str, ...]) -> None:
        self._gained: dict[Telling, Changed] = {}
        self._lost: dict[Telling, Changed] = {}
        self._both: set[Telling] = set()
        self._watches = watches

    def unchanged(self, both: Iterable[Telling]) -> None:
        """Take what both sides tell."""
        for name in both:
            self._gained.pop(name, None)
            self._lost.pop(name, None)
            self._both.add(name)

    def gained(self, changed: Iterable[tuple[Telling, Changed]]) -> None:
        """Take what only the new side tells at this moment."""
        self._take(changed, self._gained, self._lost)

    def lost(self, changed: Iterable[tuple[Telling, Changed]]) -> None:
        """Take what only the old side tells at this moment."""
        self._take(changed, self._lost, self._gained)

    def _take(
        self, changed: Iterable[tuple[Telling, Changed]], mine: dict[Telling, Changed], others: dict[Telling, Changed]
    ) -> None:
        for name, one in changed:
            if name in others:
                self.unchanged([name])
            elif name not in self._both:
                mine.setdefault(name, one)

    def differences(self) -> tuple[WatchDifference, ...]:
        """Return what came of it, watch by watch; what several recipients are told counts once."""
        unchanged = Counter(watch for watch, *_ in {name[:4] for name in self._both})
        return tuple(
            WatchDifference(
                watch=watch,
                gained=_together(self._gained, watch),
                lost=_together(self._lost, watch),
                unchanged=unchanged[watch],
            )
            for watch in self._watches
        )


def _together(changed: Mapping[Telling, Changed], watch: str) -> tuple[Changed, ...]:
    """Put the recipients of one decision together."""
    found: dict[tuple[str, int, str], Changed] = {}
    for one in changed.values():
        if one.watch == watch:
            before = found.get((one.entry, one.revision, one.reason))
            told = (*(before.recipients if before else ()), *one.recipients)
            found[one.entry, one.revision, one.reason] = replace(one, recipients=tuple(sorted(told)))
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.entry, one.revision)))
