"""Which watches to look at, given the ids that are present in an entry.

Each plan waits under its *anchor*: the clause that fewest entries satisfy, under each of its ids. An anchor
that many plans share has a second level, keyed by each plan's next clause, so that of a thousand watches on a
common word only those are looked at whose other word is there as well. A plan without clauses waits for
nothing and is looked at always. What is rare is decided elsewhere (`monitor.matching.rarity`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import compress

from monitor.matching.plan import Plan
from monitor.matching.rarity import Rarity

_LIGHT = 24
"""Up to so many plans are cheaper to sweep than to look up by a second key."""

_SPLIT = 6
"""A second clause of more ids is not given a place under each of them."""

_NO_KEY = sys.maxsize
"""The second key of a plan that has none; it counts as present in every entry. No id is as great."""


_Swept = tuple[tuple[int, ...], tuple[Plan, ...]]
"""The plans of an anchor that few share, and their second keys. No lists: most are of two or three, and a list has room
for more."""

_Keyed = dict[int, list[Plan]]
"""The plans of an anchor that many share, by their second keys."""

_Waiting = Plan | _Swept | _Keyed | None
"""What waits under one id; a plan that waits alone is not wrapped."""


class Postings:
    """The plans by anchor."""

    def __init__(self, plans: Iterable[Plan], rarity: Rarity) -> None:
        self._rarity = rarity
        self._waiting: list[_Waiting] = []  # by id
        self.always: list[Plan] = []
        for plan in plans:
            self.add(plan)

    def add(self, plan: Plan) -> None:
        """Let a plan wait. One with an empty clause can never be satisfied and waits nowhere."""
        if not all(plan.clauses):
            return
        if len(plan.clauses) > 1:
            plan.clauses = tuple(sorted(plan.clauses, key=self._rarity.of))
        if not plan.clauses:
            self.always.append(plan)
            return
        missing = max(plan.clauses[0]) + 1 - len(self._waiting)
        if missing > 0:
            self._waiting += [None] * missing
        for one in plan.clauses[0]:
            self._waiting[one] = _with(self._waiting[one], plan)

    def remove(self, plan: Plan) -> None:
        """Let a plan wait no longer."""
        if not plan.clauses:
            self.always.remove(plan)
        elif all(plan.clauses):
            for one in plan.clauses[0]:
                self._waiting[one] = _without(self._waiting[one], plan)

    def candidates(self, present: set[int]) -> list[Plan]:
        """Return the plans worth a look, some of them more than once."""
        found = list(self.always)
        waiting, size = self._waiting, len(self._waiting)
        present.add(_NO_KEY)
        for one in present:
            here = waiting[one] if one < size else None
            if here is None:
                continue
            if isinstance(here, tuple):
                keys, plans = here
                for place, key in enumerate(keys):
                    if key in present:
                        found.append(plans[place])
            elif isinstance(here, dict):
                for key in here.keys() & present:
                    found += here[key]
            else:
                found.append(here)
        return found


def _with(here: _Waiting, plan: Plan) -> _Waiting:
    """Return what waits in a place that `plan` joins."""
    if here is None:
        return plan
    if isinstance(here, dict):
        _put_keyed(here, plan)
        return here
    keys, plans = _swept(here)
    keys, plans = (*keys, _second_key(plan)), (*plans, plan)
    if len(plans) <= _LIGHT:
        return keys, plans
    keyed: _Keyed = {}
    for each in plans:
        _put_keyed(keyed, each)
    return keyed


def _without(here: _Waiting, plan: Plan) -> _Waiting:
    """Return what waits in a place that `plan` leaves."""
    if isinstance(here, dict):
        return {key: [other for other in plans if other is not plan] for key, plans in here.items()}
    if isinstance(here, tuple):
        keys, plans = here
        kept = [other is not plan for other in plans]
        return tuple(compress(keys, kept)), tuple(compress(plans, kept))
    return None if here is plan else here


def _swept(here: Plan | _Swept) -> _Swept:
    return here if isinstance(here, tuple) else ((_second_key(here),), (here,))


def _second_key(plan: Plan) -> int:
    second = plan.clauses[1] if len(plan.clauses) > 1 else ()
    return second[0] if len(second) == 1 else _NO_KEY


def _put_keyed(keyed: _Keyed, plan: Plan) -> None:
    second = plan.clauses[1] if len(plan.clauses) > 1 else ()
    for key in second if 0 < len(second) <= _SPLIT else (_NO_KEY,):
        keyed.setdefault(key, []).append(plan)
