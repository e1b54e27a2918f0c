"""Which watches have something in sight, so that an article could decide them.

Unlike the postings this goes by every term of a watch, not by the rarest: a near fit is wanted. It is made
only where somebody asks, because it costs as much memory as the index itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.matching.plan import Planner
from monitor.settings import Watch


class Sight:
    """The names of watches by the ids that speak for them."""

    def __init__(self, planner: Planner, watches: Iterable[Watch]) -> None:
        self._by_id: dict[int, list[str]] = {}
        self._always: list[str] = []
        for watch in watches:
            ids = planner.positive(watch)
            if ids is None:
                self._always.append(watch.name)
            for one in ids or ():
                self._by_id.setdefault(one, []).append(watch.name)

    def watches(self, present: set[int]) -> list[str]:
        """Return the watches of which one id at least is present, or that no id can speak for; sorted."""
        found = set(self._always)
        for one in self._by_id.keys() & present:
            found.update(self._by_id[one])
        return sorted(found)
