"""Near misses: entries that fit all clauses of a watch but one.

For each clause a watch is made that asks for all the others; the real matcher finds what fits these. Entries are taken
as they stand at the end, with their articles. What a NOT keeps out counts as a clause as well: it says what the NOT
costs.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from monitor.backtest.report import NearMiss, Shown
from monitor.backtest.tally import shown
from monitor.matching import Matcher
from monitor.query import Node, to_text
from monitor.query.nodes import And, Not
from monitor.settings import TermSet, Watch, WatchState
from monitor.types import Entry

EXAMPLES = 3

MOST_ENTRIES, MOST_PAIRS = 25_000, 3_000_000
"""So many entries, and pairs of a made watch and an entry, are looked at in full; with more of them only every second
entry is looked at, every third, and so on. A made watch has fewer clauses than the one it stands for and fits far more,
and the words of the stream are learnt anew. Of one watch by name nearly every entry is looked at."""


class Nearly:
    """Counts the near misses of some watches among `entries` entries. Of these every `sampled`th should be added."""

    def __init__(self, watches: Iterable[Watch], terms: Mapping[str, TermSet], entries: int) -> None:
        self._clauses: dict[str, tuple[str, str]] = {}
        made: list[Watch] = []
        for watch in watches:
            relaxed = _relaxed(watch)
            for number, (clause, rest) in enumerate(relaxed):
                name = f"{watch.name}/{number}"
                self._clauses[name] = (watch.name, to_text(clause))
                made.append(replace(watch, name=name, query=rest, state=WatchState.LIVE))
            if relaxed:
                made.append(replace(watch, state=WatchState.LIVE))  # what it fits itself is no near miss
        self._matcher = Matcher(made, terms)
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, list[Shown]] = {}
        self.sampled = max(1, math.ceil(entries / MOST_ENTRIES), math.ceil(entries * len(made) / MOST_PAIRS))

    def add(self, entry: Entry) -> None:
        """Look for near misses in one entry."""
        matches = self._matcher.match(entry)
        fitting = {match.watch for match in matches}
        for match in matches:
            watch, clause = self._clauses.get(match.watch, ("", ""))
            if not watch or watch in fitting:
                continue
            self._counts[match.watch] += 1
            examples = self._examples.setdefault(match.watch, [])
            if len(examples) < EXAMPLES:
                examples.append(shown(entry.first_seen, entry, "near miss", f"lacks {clause}", match.hits))

    def found(self) -> dict[str, tuple[NearMiss, ...]]:
        """Return the near misses of each watch, the most frequent first."""
        by_watch: dict[str, list[NearMiss]] = {}
        for name, times in self._counts.most_common():
            watch, clause = self._clauses[name]
            miss = NearMiss(clause=clause, entries=times, examples=tuple(self._examples[name]))
            by_watch.setdefault(watch, []).append(miss)
        return {watch: tuple(misses) for watch, misses in by_watch.items()}


def _relaxed(watch: Watch) -> list[tuple[Node, And | Node]]:
    """Return each clause of a watch, with what is left of the query without it.

    Nothing where no word would be left to ask for: then every entry would be a near miss.
    """
    if not isinstance(watch.query, And):
        return []
    clauses = watch.query.items
    found: list[tuple[Node, And | Node]] = []
    for number, clause in enumerate(clauses):
        rest = (*clauses[:number], *clauses[number + 1 :])
        if not all(isinstance(one, Not) for one in rest):
            found.append((clause, rest[0] if len(rest) == 1 else And(items=rest)))
    return found
