"""All watches against one entry, fast.

    entry -> ids present      each chunk of text looked up once     vocabulary, page
          -> candidates       watches whose rarest clause is there  postings
          -> survivors        all clauses, nothing forbidden        plan
          -> near enough      positions, for those that ask         page, spans
          -> hits             places and reasons, for those that fit    plain, hits

The answer is that of the plain evaluator, watch by watch; only the road is shorter. The index learns which
words are common from the entries it reads and moves watches to rarer words from time to time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from monitor.language import analyse
from monitor.matching.explain import Explainer, Explanation
from monitor.matching.fits import fits
from monitor.matching.frequencies import Frequencies
from monitor.matching.hits import Hits
from monitor.matching.leaves import Lexicon
from monitor.matching.page import Page
from monitor.matching.plan import NearBy, Plan, Planner
from monitor.matching.postings import Postings, satisfied
from monitor.matching.rarity import Rarity
from monitor.matching.reading import texts
from monitor.matching.spans import pairs
from monitor.matching.verdict import Verdict
from monitor.matching.vocabulary import Vocabulary
from monitor.settings import TermSet, Watch, WatchState
from monitor.types import Entry, Match

_LEARN_ALL = 400
"""The first entries are all learnt from, later ones now and then."""

_LEARN_EVERY = 16

_SETTLE = 8
"""The index settles after so many entries, then after that many times as many, and so on."""


class Matcher:
    """The watches, compiled and indexed. Watches that are off are left out.

    `frequencies` are what an earlier matcher learnt (see the property of that name); without them the first
    few thousand entries are slower. `inflect=False` compares every term exactly.
    """

    def __init__(
        self,
        watches: Iterable[Watch],
        terms: Mapping[str, TermSet],
        *,
        inflect: bool = True,
        frequencies: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        self._terms = terms
        self._inflect = inflect
        self._frequencies = Frequencies(frequencies)
        self._watches = {watch.name: watch for watch in watches if watch.state is not WatchState.OFF}
        self._read = 0
        self._next_settling = _SETTLE * 32
        self._build()

    def _build(self) -> None:
        watches = self._watches.values()
        self._lexicon = Lexicon(watches, self._terms, inflect=self._inflect)
        self._explainer = Explainer(self._lexicon, self._terms)
        self._vocabulary = Vocabulary(self._lexicon)
        self._rarity = Rarity(self._vocabulary, self._frequencies)
        self._planner = Planner(self._lexicon, self._vocabulary, self._rarity)
        self._plans = {watch.name: self._plan(watch) for watch in watches}
        self.settle()

    def _plan(self, watch: Watch) -> Plan:
        plan = self._planner.plan(watch)
        for clause in plan.clauses:
            self._rarity.asked(clause)
        return plan

    # --- matching ----------------------------------------------------------------------------------------

    def match(self, entry: Entry) -> tuple[Match, ...]:
        """Return a match for each watch that fits `entry`, ordered by the name of the watch."""
        self._learn(entry)
        page = Page(entry, self._vocabulary)
        fitting = {plan.watch.name: plan for plan in self._survivors(page)}
        hits = Hits(page, self._lexicon)
        found = [
            fits(fitting[name].watch, page, hits, self._lexicon, surely=fitting[name].exact) for name in sorted(fitting)
        ]
        return tuple([match for match in found if match is not None])

    def _survivors(self, page: Page) -> Iterable[Plan]:
        """Yield the plans that the entry satisfies, some of them more than once."""
        present = page.present
        for waiting in self._postings.candidates(present):
            if satisfied(waiting, present) and all(near_enough(near, page) for near in waiting.plan.nears):
                yield waiting.plan

    def candidates(self, entry: Entry) -> int:
        """Count the watches that have to be looked at for `entry`: the price of matching it."""
        return len(self._postings.candidates(Page(entry, self._vocabulary).present))

    # --- changing ----------------------------------------------------------------------------------------

    def add(self, watch: Watch) -> None:
        """Add a watch, or replace the one of its name; as if the matcher had been built with it."""
        self.remove(watch.name)
        if watch.state is WatchState.OFF:
            return
        self._watches[watch.name] = watch
        if self._lexicon.covers(watch):
            plan = self._plans[watch.name] = self._plan(watch)
            self._postings.add(plan)
        else:
            self._build()

    def remove(self, name: str) -> None:
        """Remove a watch; one that is not there is no mistake."""
        if self._watches.pop(name, None) is not None:
            self._postings.remove(self._plans.pop(name))

    # --- learning ----------------------------------------------------------------------------------------

    @property
    def frequencies(self) -> dict[str, float]:
        """The share of entries that have a word, for the most common words: to be stored, and handed in at
        the next start."""
        return self._frequencies.shares()

    def settle(self) -> None:
        """Let every watch wait for its rarest words, by what was learnt so far."""
        self._rarity.learn()
        self._postings = Postings(self._plans.values(), self._rarity)

    def _learn(self, entry: Entry) -> None:
        self._read += 1
        if self._read > _LEARN_ALL and self._read % _LEARN_EVERY:
            return
        self._frequencies.learn(word for text in texts(entry) for word in analyse(text).words)
        if self._read >= self._next_settling:
            self._next_settling *= _SETTLE
            self.settle()

    # --- one watch at a time -----------------------------------------------------------------------------

    def explain(self, name: str, entry: Entry) -> Explanation:
        """Say why the watch fits `entry`, or what it lacked. Raises KeyError for an unknown name."""
        return self._explainer.explain(self._watches[name], entry)

    def verdict(self, name: str, entry: Entry) -> Verdict:
        """Say whether the watch fits `entry`, or could with its article. Raises KeyError for an unknown name."""
        return self._explainer.verdict(self._watches[name], entry)


def near_enough(near: NearBy, page: Page) -> bool:
    """Tell whether the two sides stand near each other somewhere."""
    lefts, rights = page.spans_of_any(near.left), page.spans_of_any(near.right)
    return any(True for _ in pairs(lefts, rights, near.distance, ordered=near.ordered))
