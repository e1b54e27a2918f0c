"""Which watches to look at, given the ids that are present in an entry.

Each plan waits under its *anchor*: the clause that fewest entries satisfy, under each of its ids. An anchor
that many plans share has a second level, keyed by each plan's next clause, so that of a thousand watches on a
common word only those are looked at whose other word is there as well. A plan without clauses waits for
nothing and is looked at always. What is rare is decided elsewhere (`monitor.matching.rarity`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress

from monitor.matching.plan import Plan
from monitor.matching.rarity import Rarity

_LIGHT = 24
"""Up to so many plans are cheaper to sweep than to look up by a second key."""

_SPLIT = 6
"""A second clause of more ids is not given a place under each of them."""

_NO_KEY = -1
"""The second key of a plan that has none; it counts as present in every entry."""


class _Swept:
    """The plans of an anchor that few share, with their second keys side by side."""

    __slots__ = ("keys", "plans")

    def __init__(self) -> None:
        self.keys: tuple[int, ...] = ()  # no lists: most are of two or three, and a list has room for more
        self.plans: tuple[Plan, ...] = ()

    def add(self, plan: Plan) -> None:
        second = plan.clauses[1] if len(plan.clauses) > 1 else ()
        self.keys += (second[0] if len(second) == 1 else _NO_KEY,)
        self.plans += (plan,)


_Keyed = dict[int, list[Plan]]


class Postings:
    """The plans by anchor."""

    def __init__(self, plans: Iterable[Plan], rarity: Rarity) -> None:
        self._rarity = rarity
        self._single: dict[int, Plan] = {}
        self._light: dict[int, _Swept] = {}
        self._heavy: dict[int, _Keyed] = {}
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
        for one in plan.clauses[0]:
            self._put(one, plan)

    def _put(self, one: int, plan: Plan) -> None:
        if one in self._heavy:
            _put_keyed(self._heavy[one], plan)
        elif one in self._light:
            swept = self._light[one]
            swept.add(plan)
            if len(swept.plans) > _LIGHT:
                self._make_heavy(one)
        elif one in self._single:
            swept = self._light[one] = _Swept()
            swept.add(self._single.pop(one))
            swept.add(plan)
        else:
            self._single[one] = plan

    def _make_heavy(self, one: int) -> None:
        keyed = self._heavy[one] = {}
        for plan in self._light.pop(one).plans:
            _put_keyed(keyed, plan)

    def remove(self, plan: Plan) -> None:
        """Let a plan wait no longer."""
        if not plan.clauses:
            self.always.remove(plan)
        for one in plan.clauses[0] if plan.clauses else ():
            if self._single.get(one) is plan:
                del self._single[one]
            if one in self._light:
                swept = self._light[one]
                kept = [other is not plan for other in swept.plans]
                swept.keys, swept.plans = tuple(compress(swept.keys, kept)), tuple(compress(swept.plans, kept))
            for plans in self._heavy.get(one, {}).values():
                plans[:] = [other for other in plans if other is not plan]

    def candidates(self, present: set[int]) -> list[Plan]:
        """Return the plans worth a look, some of them more than once."""
        found = list(self.always)
        present.add(_NO_KEY)
        found += map(self._single.__getitem__, self._single.keys() & present)
        is_present = present.__contains__
        for one in self._light.keys() & present:
            swept = self._light[one]
            found += compress(swept.plans, map(is_present, swept.keys))
        for one in self._heavy.keys() & present:
            keyed = self._heavy[one]
            for key in keyed.keys() & present:
                found += keyed[key]
        return found


def _put_keyed(keyed: _Keyed, plan: Plan) -> None:
    second = plan.clauses[1] if len(plan.clauses) > 1 else ()
    for key in second if 0 < len(second) <= _SPLIT else (_NO_KEY,):
        keyed.setdefault(key, []).append(plan)
