"""All watches against one entry, fast.

    entry -> ids present      each chunk of text looked up once     vocabulary, page
          -> candidates       watches whose rarest clause is there  postings
          -> survivors        all clauses, nothing forbidden        plan
          -> near enough      positions, for those that ask         page, spans
          -> hits             places and reasons, for those that fit    evident or plain, hits

The answer is that of the plain evaluator, watch by watch; only the road is shorter. The index learns which
words are common from the entries it reads and moves watches to rarer words from time to time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from types import MappingProxyType

from monitor.language import analyse
from monitor.matching.evident import evident
from monitor.matching.explain import Explainer, Explanation
from monitor.matching.fits import fits
from monitor.matching.frequencies import Frequencies
from monitor.matching.hits import Hits
from monitor.matching.leaves import Lexicon
from monitor.matching.page import Page
from monitor.matching.plain import Evaluation
from monitor.matching.plan import Plan, Planner
from monitor.matching.postings import Postings
from monitor.matching.rarity import Rarity
from monitor.matching.reading import texts
from monitor.matching.sight import Sight
from monitor.matching.verdict import Verdict, judge
from monitor.matching.vocabulary import Vocabulary
from monitor.settings import TermSet, Watch, WatchState
from monitor.types import Entry, Match

_LEARN_ALL = 400
"""The first entries are all learnt from, later ones now and then."""

_LEARN_EVERY = 64

_FIRST_SETTLING, _NEXT_SETTLING = 256, 8
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
        self._read = 0
        self._next_settling = _FIRST_SETTLING
        self._build({watch.name: watch for watch in watches if watch.state is not WatchState.OFF}.values())

    def _build(self, watches: Collection[Watch]) -> None:
        self._lexicon = Lexicon(watches, self._terms, inflect=self._inflect)
        self._explainer = Explainer(self._lexicon, self._terms)
        self._vocabulary = Vocabulary(self._lexicon)
        self._rarity = Rarity(self._vocabulary, self._frequencies)
        self._planner = Planner(self._lexicon, self._vocabulary, self._rarity)
        self._sight: Sight | None = None  # made when it is first asked for
        self._plans = {watch.name: self._plan(watch) for watch in watches}
        self.settle()

    def _watches(self) -> list[Watch]:
        return [plan.watch for plan in self._plans.values()]

    def _plan(self, watch: Watch) -> Plan:
        plan = self._planner.plan(watch)
        for clause in plan.clauses:
            self._rarity.asked(clause)
        return plan

    # --- matching ----------------------------------------------------------------------------------------

    def match(self, entry: Entry) -> tuple[Match, ...]:
        """Return a match for each watch that fits `entry`, ordered by the name of the watch."""
        if not self._plans:
            return ()
        self._learn(entry)
        page = Page(entry, self._vocabulary)
        fitting = {plan.watch.name: plan for plan in self._survivors(page)}
        if not fitting:
            return ()
        hits = Hits(page, self._lexicon)
        found = [self._fits(fitting[name], page, hits) for name in sorted(fitting)]
        return tuple([match for match in found if match is not None])

    def _fits(self, plan: Plan, page: Page, hits: Hits) -> Match | None:
        if not plan.exact:
            return fits(plan.watch, page, hits, self._lexicon)
        if plan.evidence is None:
            plan.evidence = evident(plan.watch, plan.nears, self._lexicon)
        if plan.evidence.terms:
            found = hits.of_leaves(plan.evidence.terms)
        elif plan.evidence.parts:
            found = hits.of(plan.evidence.found(page))
        else:
            return fits(plan.watch, page, hits, self._lexicon, surely=True)
        return tuple.__new__(
            Match, (plan.watch.name, page.entry.id, found, None)
        )  # its constructor takes twice as long

    def _survivors(self, page: Page) -> Iterable[Plan]:
        """Yield the plans that the entry satisfies, some of them more than once."""
        present = page.present
        absent = present.isdisjoint
        for plan in self._postings.candidates(present):
            for clause in plan.clauses[1:]:  # the first one brought it here
                if absent(clause):
                    break
            else:
                if plan.forbidden and not absent(plan.forbidden):
                    continue
                if not plan.nears or all(map(page.pairs, plan.nears)):
                    yield plan

    def undecided(self, entry: Entry, *, limit: int = 1) -> tuple[str, ...]:
        """Return the names of up to `limit` watches whose verdict is `COULD`: reasons to fetch the article.

        Nothing where the article is at hand.
        """
        if entry.article is not None:
            return ()
        page = Page(entry, self._vocabulary)
        undecided = (watch.name for watch in self._in_sight(page) if self._judge(watch, page) is Verdict.COULD)
        return tuple(islice(undecided, limit))

    def _in_sight(self, page: Page) -> Iterable[Watch]:
        """Yield the watches of which something may stand in the entry."""
        if self._sight is None:
            self._sight = Sight(self._planner, self._watches())
        return [self._plans[name].watch for name in self._sight.watches(page.present)]

    def _judge(self, watch: Watch, page: Page) -> Verdict:
        evaluation = Evaluation(page, self._lexicon, self._lexicon.languages_of(watch))
        return judge(watch.query, evaluation, article_unknown=True)

    def candidates(self, entry: Entry) -> int:
        """Count the watches that have to be looked at for `entry`: the price of matching it."""
        return len(self._postings.candidates(Page(entry, self._vocabulary).present))

    # --- changing ----------------------------------------------------------------------------------------

    def add(self, watch: Watch) -> None:
        """Add a watch, or replace the one of its name; as if the matcher had been built with it."""
        self.remove(watch.name)
        if watch.state is WatchState.OFF:
            return
        self._sight = None
        if self._lexicon.covers(watch):
            plan = self._plans[watch.name] = self._plan(watch)
            self._postings.add(plan)
        else:
            self._build([*self._watches(), watch])

    def remove(self, name: str) -> None:
        """Remove a watch; one that is not there is no mistake."""
        plan = self._plans.pop(name, None)
        if plan is not None:
            self._postings.remove(plan)
            self._sight = None

    # --- learning ----------------------------------------------------------------------------------------

    @property
    def frequencies(self) -> dict[str, float]:
        """The share of entries that have a word, for the most common words: to be stored, and handed in at
        the next start."""
        return self._frequencies.shares()

    def settle(self) -> None:
        """Let every watch wait for its rarest words, by what was learnt so far."""
        self._rarity.learn()
        self._postings = Postings((), self._rarity)  # the old ones go before the new ones come
        for plan in self._plans.values():
            self._postings.add(plan)

    def _learn(self, entry: Entry) -> None:
        self._read += 1
        if self._read > _LEARN_ALL and self._read % _LEARN_EVERY:
            return
        self._frequencies.learn(word for text in texts(entry) for word in analyse(text).words)
        if self._read >= self._next_settling:
            self._next_settling *= _NEXT_SETTLING
            self.settle()

    # --- one watch at a time -----------------------------------------------------------------------------

    def explain(self, name: str, entry: Entry) -> Explanation:
        """Say why the watch fits `entry`, or what it lacked. Raises KeyError for an unknown name."""
        return self._explainer.explain(self._plans[name].watch, entry)

    def verdict(self, name: str, entry: Entry) -> Verdict:
        """Say whether the watch fits `entry`, or could with its article. Raises KeyError for an unknown name."""
        return self._explainer.verdict(self._plans[name].watch, entry)
