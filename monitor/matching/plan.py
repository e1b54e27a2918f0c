"""What must stand in an entry before a watch is worth a closer look.

A watch becomes a plan: clauses, each a set of ids of which one must be present; ids of which none may be;
and what is left to verify by place. The plan never refuses an entry that the query accepts. Where it is
*exact* it accepts no other entry either; else the plain evaluator has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.matching.evident import Evident
from monitor.matching.leaves import Lexicon
from monitor.matching.meanings import Ids
from monitor.matching.page import NearBy
from monitor.matching.rarity import Rarity
from monitor.matching.spans import FIELD_NUMBERS
from monitor.matching.vocabulary import FEW_VALUES, Vocabulary
from monitor.query import parts
from monitor.query.nodes import (
    And,
    AtLeast,
    Count,
    Field,
    First,
    Near,
    Node,
    Not,
    Number,
    Or,
    Prefix,
    Query,
    Regex,
    Score,
    Sentence,
    SetRef,
    Term,
)
from monitor.settings import Watch

Clause = Ids
"""Ids of which at least one must be present, each once and in order."""


@dataclass(slots=True, kw_only=True, eq=False)
class Plan:
    """A watch in ids. `exact`: clauses, `forbidden` and `nears` say all that the query says.

    The order of the clauses says nothing; the index puts the rarest first.
    """

    watch: Watch
    clauses: tuple[Clause, ...]
    forbidden: Clause
    nears: tuple[NearBy, ...]  # in the order of the query
    exact: bool
    evidence: Evident | None = None  # worked out when the watch matches for the first time


class Planner:
    """Makes plans. Of several true clauses it takes the rarest."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary, rarity: Rarity) -> None:
        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self._rarity = rarity
        self._groups: dict[tuple[int, int | None], Clause] = {}

    def plan(self, watch: Watch) -> Plan:
        """Return the plan of `watch`."""
        draft = self._draft_of(watch.query, self._lexicon.languages_of(watch))
        if not draft.exact:
            self._make_known(watch.query, self._lexicon.languages_of(watch))
        return Plan(
            watch=watch,
            clauses=tuple(dict.fromkeys(draft.clauses)),
            forbidden=tuple(draft.forbidden),
            nears=tuple(draft.nears),
            exact=draft.exact,
        )

    def _make_known(self, query: Query, languages: tuple[str, ...]) -> None:
        """Give ids to the terms that no clause has, because the evaluator will ask where they stand."""
        if isinstance(query, Term | Prefix | SetRef):
            self.alternatives(query, languages, None)
        elif not isinstance(query, Field) or query.name in FIELD_NUMBERS:
            for part in parts(query):
                self._make_known(part, languages)

    def _draft_of(self, query: Query, languages: tuple[str, ...]) -> _Draft:
        draft = _Draft(self, languages)
        if isinstance(query, Score):
            draft.score(query)
        else:
            draft.add(query, None)
        return draft

    def positive(self, watch: Watch) -> Clause | None:
        """Return every id that speaks for `watch`; None where something else may speak for it, such as a
        pattern or a number."""
        found: set[int] = set()
        languages = self._lexicon.languages_of(watch)
        waiting = list(parts(watch.query)) if isinstance(watch.query, Score) else [watch.query]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Term | Prefix | SetRef):
                ids = self.alternatives(node, languages, None)
                if ids is None:
                    return None
                found.update(ids)
            elif isinstance(node, Regex | Number):
                return None
            elif not isinstance(node, Not):
                waiting += parts(node)
        return tuple(found)

    def sub_draft(self, node: Node, languages: tuple[str, ...], field: int | None) -> _Draft:
        """Return what `node` alone requires."""
        draft = _Draft(self, languages)
        draft.add(node, field)
        return draft

    def alternatives(self, node: Node, languages: tuple[str, ...], field: int | None) -> Clause | None:
        """Return the ids of which one is present exactly where `node` holds; None where no such ids exist."""
        match node:
            case Term() | Prefix():
                return self._of_term(node, languages, field)
            case SetRef(name=name):
                group = self._vocabulary.group(name, self._lexicon.leaves(node, ()).items)
                return None if group is None else self._of_group(group, field)
            case Or(items=items):
                return self._of_all(items, languages, field)
            case Field(name=name, item=item) if name in FIELD_NUMBERS:
                inner = FIELD_NUMBERS[name]
                return self.alternatives(item, languages, inner) if field in {None, inner} else ()
            case Field(name=name) if name in FEW_VALUES:
                return (self._vocabulary.label(node),)
        return None

    def _of_term(self, node: Term | Prefix, languages: tuple[str, ...], field: int | None) -> Clause:
        one = self._vocabulary.term(node, languages)
        return () if one is None else self._in_field((one,), field)

    def _of_group(self, group: int, field: int | None) -> Clause:
        key = (group, field)
        if key not in self._groups:  # thousands of watches name the same set
            self._groups[key] = self._in_field((group,), field)
        return self._groups[key]

    def _of_all(self, items: Iterable[Node], languages: tuple[str, ...], field: int | None) -> Clause | None:
        found: set[int] = set()
        for item in items:
            ids = self.alternatives(item, languages, field)
            if ids is None:
                return None
            found.update(ids)
        return tuple(sorted(found))

    def _in_field(self, ids: tuple[int, ...], field: int | None) -> Clause:
        return ids if field is None else tuple([self._vocabulary.limited(field, one) for one in ids])

    def rarest(self, clauses: Iterable[Clause]) -> Clause | None:
        """Return the clause that fewest entries satisfy; None where there is none."""
        return min(clauses, key=self._rarity.of, default=None)

    def commonness(self, clause: Clause | None) -> float:
        """Return how many entries satisfy a clause; no clause is satisfied by all."""
        return float("inf") if clause is None else self._rarity.of(clause)


class _Draft:
    """A plan in the making."""

    def __init__(self, planner: Planner, languages: tuple[str, ...]) -> None:
        self._planner = planner
        self._languages = languages
        self.clauses: list[Clause] = []
        self.forbidden: set[int] = set()
        self.nears: list[NearBy] = []
        self.exact = True

    def add(self, node: Node, field: int | None) -> None:
        """Add what `node`, looking at `field` only (None: at all), requires."""
        ids = self._planner.alternatives(node, self._languages, field)
        if ids is not None:
            self.clauses.append(ids)
            return
        match node:
            case And(items=items):
                for item in items:
                    self.add(item, field)
            case Not(item=item):
                self._forbid(item, field)
            case Near():
                self._near(node, field)
            case Or(items=items):
                self._some(items, 1, field)
            case AtLeast(count=count, items=items):
                self._some(items, count, field)
            case Field(name=name, item=item) if name in FIELD_NUMBERS:
                self.add(item, FIELD_NUMBERS[name])
            case Sentence() | Count() | First():
                self._parts(node, field)
            case _:
                self.exact = False  # a pattern, a number, a label with many values: nothing to look up

    def _parts(self, node: Node, field: int | None) -> None:
        """Require the parts of a node that asks for more than their presence."""
        self.exact = False
        for part in parts(node):
            self.add(part, field)

    def _forbid(self, item: Node, field: int | None) -> None:
        ids = self._planner.alternatives(item, self._languages, field)
        if ids is None:
            self.exact = False
        else:
            self.forbidden.update(ids)

    def _near(self, node: Near, field: int | None) -> None:
        left = self._planner.alternatives(node.left, self._languages, field)
        right = self._planner.alternatives(node.right, self._languages, field)
        if left is None or right is None:
            self.exact = False
            self.add(node.left, field)
            self.add(node.right, field)
        else:
            self.clauses += [left, right]
            self.nears.append(NearBy(left, right, node.distance, node.ordered))

    def _some(self, items: tuple[Node, ...], count: int, field: int | None) -> None:
        """Require one of any `len - count + 1` items: where all of them fail, too few are left."""
        self.exact = False
        drafts = [self._planner.sub_draft(item, self._languages, field) for item in items]
        self.any_of([self._planner.rarest(draft.clauses) for draft in drafts], len(items) - count + 1)

    def any_of(self, clauses: Iterable[Clause | None], size: int) -> None:
        """Require one of the `size` rarest of `clauses`; None stands for what cannot be required."""
        rarest = sorted(clauses, key=self._planner.commonness)[:size]
        if all(clause is not None for clause in rarest):
            self.clauses.append(tuple(sorted({one for clause in rarest for one in clause or ()})))

    def score(self, score: Score) -> None:
        """Require what no total can reach the threshold without.

        Lines are left out, the most common first, as long as those left out cannot reach it together; one of
        the others must then hold.
        """
        self.exact = False
        if score.require is not None:
            self.add(score.require, None)
        if score.threshold <= 0:
            return
        weighed = []
        for line in score.items:
            if line.weight > 0:
                draft = self._planner.sub_draft(line.item, self._languages, None)
                most = line.weight * line.cap * max(1.0, score.title_boost)
                weighed.append((self._planner.rarest(draft.clauses), most))
        weighed.sort(key=lambda one: self._planner.commonness(one[0]), reverse=True)
        left_out = 0.0
        while weighed and left_out + weighed[0][1] < score.threshold:
            left_out += weighed.pop(0)[1]
        self.any_of([clause for clause, _ in weighed], len(weighed))
