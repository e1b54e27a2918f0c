"""Which watches to look at, given the ids that are present in an entry.

Each plan waits under its *anchor*: the clause that fewest entries satisfy, under each of its ids. An anchor
that many plans share has a second level, keyed by each plan's next clause, so that of a thousand watches on a
common word only those are looked at whose other word is there as well. A plan without clauses waits for
nothing and is looked at always. What is rare is decided elsewhere (`monitor.matching.frequencies`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from typing import NamedTuple

from monitor.matching.plan import Clause, Plan
from monitor.matching.rarity import Rarity

_LIGHT = 24
"""Up to so many plans are cheaper to sweep than to look up by a second key."""

_SPLIT = 6
"""A second clause of more ids is not given a place under each of them."""

_NO_KEY = -1
"""The second key of a plan that has none; it counts as present in every entry."""


class Waiting(NamedTuple):
    """A plan under its anchor; `rest` are the clauses that the keys above it do not settle."""

    plan: Plan
    rest: tuple[Clause, ...]


class _Swept:
    """The plans of an anchor that few share, with their second keys side by side."""

    __slots__ = ("keys", "plans")

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.plans: list[Waiting] = []


_Keyed = dict[int, list[Waiting]]


class Postings:
    """The plans by anchor."""

    def __init__(self, plans: Iterable[Plan], rarity: Rarity) -> None:
        self._rarity = rarity
        self._light: dict[int, _Swept] = {}
        self._heavy: dict[int, _Keyed] = {}
        self.always: list[Waiting] = []
        for plan in plans:
            self.add(plan)

    def add(self, plan: Plan) -> None:
        """Let a plan wait. One with an empty clause can never be satisfied and waits nowhere."""
        if not all(plan.clauses):
            return
        clauses = tuple(sorted(plan.clauses, key=self._rarity.of)) if len(plan.clauses) > 1 else plan.clauses
        if not clauses:
            self.always.append(Waiting(plan, ()))
            return
        anchor, others = clauses[0], clauses[1:]
        for one in anchor:
            if one in self._heavy:
                _put(self._heavy[one], plan, others)
            else:
                self._put_light(one, plan, others)

    def remove(self, plan: Plan) -> None:
        """Let a plan wait no longer."""
        self.always = [waiting for waiting in self.always if waiting.plan is not plan]
        for one in frozenset().union(*plan.clauses):
            if one in self._light:
                swept = self._light[one]
                kept = [waiting.plan is not plan for waiting in swept.plans]
                swept.keys = list(compress(swept.keys, kept))
                swept.plans = list(compress(swept.plans, kept))
            for plans in self._heavy.get(one, {}).values():
                plans[:] = [waiting for waiting in plans if waiting.plan is not plan]

    def candidates(self, present: set[int]) -> list[Waiting]:
        """Return the plans worth a look, some of them more than once."""
        found = list(self.always)
        present.add(_NO_KEY)
        is_present = present.__contains__
        for one in self._light.keys() & present:
            swept = self._light[one]
            found += compress(swept.plans, map(is_present, swept.keys))
        for one in self._heavy.keys() & present:
            keyed = self._heavy[one]
            for key in keyed.keys() & present:
                found += keyed[key]
        return found

    def _put_light(self, one: int, plan: Plan, others: tuple[Clause, ...]) -> None:
        swept = self._light.setdefault(one, _Swept())
        if others and len(others[0]) == 1:
            (key,) = others[0]
            swept.keys.append(key)
            swept.plans.append(Waiting(plan, others[1:]))
        else:
            swept.keys.append(_NO_KEY)
            swept.plans.append(Waiting(plan, others))
        if len(swept.plans) > _LIGHT:
            self._make_heavy(one)

    def _make_heavy(self, one: int) -> None:
        swept = self._light.pop(one)
        keyed = self._heavy[one] = {}
        for key, waiting in zip(swept.keys, swept.plans, strict=True):
            if key == _NO_KEY:
                _put(keyed, waiting.plan, waiting.rest)
            else:
                keyed.setdefault(key, []).append(waiting)


def _put(keyed: _Keyed, plan: Plan, others: tuple[Clause, ...]) -> None:
    if others and len(others[0]) <= _SPLIT:
        waiting = Waiting(plan, others[1:])
        for key in others[0]:
            keyed.setdefault(key, []).append(waiting)
    else:
        keyed.setdefault(_NO_KEY, []).append(Waiting(plan, others))


def satisfied(waiting: Waiting, present: set[int]) -> bool:
    """Tell whether every clause of a candidate is satisfied, and nothing forbidden is present."""
    for clause in waiting.rest:
        if present.isdisjoint(clause):
            return False
    return present.isdisjoint(waiting.plan.forbidden)
