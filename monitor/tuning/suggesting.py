"""Proposals for one watch, on one screen:

    feedback       what people said, with the texts as they were        store
    archive        what nobody judged: what matches, what would         the real matcher, once over all entries
    changes        words and forms that might help                      changes, words, shapes
    chosen         one after the other, while they are worth it         choosing
    proposals      each as a whole query, run once more                 the real matcher
    replay         what all together do to the alerts                   backtest
    held out       how good that is on stories it was not made from     held_out

It only reads. Nothing is proposed that costs an entry called relevant, or that breaks an example of the watch.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.backtest import Advance, Changed, compare
from monitor.errors import MonitorError
from monitor.proof.examples import as_entry
from monitor.query import And, Node, Not, Or, Score, to_text
from monitor.settings import Configuration, Watch, WatchState
from monitor.store import Store, archive, feedback, upkeep
from monitor.tuning import changes as making
from monitor.tuning.choosing import Change, Judged, Query
from monitor.tuning.ground import Bits, Ground, bits_of, clauses_of, matcher_of
from monitor.tuning.held_out import Trial, held_out
from monitor.tuning.proposal import Kind, Proposal, Seen, Suggestions
from monitor.tuning.rewriting import changed
from monitor.tuning.words import Words
from monitor.types import Entry, Feedback

EXAMPLES = 5

MOST_UNJUDGED = 4_000
"""Matching entries that nobody judged and proposals are weighed on, the latest; the replay counts all."""


MOST_OTHERS = 1_000
"""Entries that the watch does not match and that say which words are frequent in news, the latest."""


class NothingToGoByError(MonitorError):
    """There is nothing to learn from, or the watch is of a form that nothing is proposed for."""


def suggest(
    store: Store, configuration: Configuration, name: str, *, since: datetime, until: datetime, advance: Advance
) -> Suggestions:
    """Propose changes of the query of the watch `name`. `since` and `until` bound the archive that is looked at.

    Raises NothingToGoByError.
    """
    watch = configuration.watches[name]
    if isinstance(watch.query, Score):
        raise NothingToGoByError(
            f"{name} adds up scores; its weights are tuned by hand, with `monitor backtest {name}`"
        )
    said = feedback.known(store.db, watch=name)
    if not any(not one.relevant for one in said) and not any(one.told is None for one in said):
        raise NothingToGoByError(
            f"nobody called an alert of {name} not relevant, or named an entry that it missed: "
            "use the links in the messages, or `monitor feedback ALERT not-relevant`"
        )
    work = _Work(store, configuration, watch, watch.query, said)
    work.read(since)
    return work.suggestions(since, until, advance)


@dataclass(slots=True)
class _Texts:
    """Judged entries first, then the watch's own examples, then what nobody judged; last, some other news."""

    said: list[Feedback]
    examples: list[Entry]
    unjudged: list[Entry]
    others: list[Entry]

    @property
    def entries(self) -> list[Entry]:
        return [*(one.entry for one in self.said), *self.examples, *self.unjudged, *self.others]


class _Work:
    """What is known while proposals are made for one watch."""

    def __init__(
        self, store: Store, configuration: Configuration, watch: Watch, query: Node, said: list[Feedback]
    ) -> None:
        self._store = store
        self._configuration = configuration
        self._watch = watch
        self._query = query
        self._clauses = clauses_of(query)
        self._words = Words(watch, configuration.terms, upkeep.learnt(store.db))
        self._told = {entry for _, entry, _ in feedback.told(store.db, watch=watch.name)}
        self._texts = _Texts(
            said=said,
            examples=[as_entry(one) for one in (*watch.must_match, *watch.must_not_match)],
            unjudged=[],
            others=[],
        )
        self._wide: list[Change] = []

    # --- gather ------------------------------------------------------------------------------------------

    def _ground(self) -> Ground:
        return Ground(self._texts.entries, self._watch, self._configuration.terms)

    def read(self, since: datetime) -> None:
        """Find what might let in what is missed, and what in the archive nobody judged that this or the watch finds."""
        ground = self._ground()
        holding = ground.holds(self._clauses)
        standing = Query(holding, ground.all).standing
        judged = self._judged(standing)
        self._wide = making.letting_in(self._clauses, holding, ground, judged, self._words, standing)
        queries = [self._query, *(changed(self._query, [change]) for change in self._wide), *self._widest()]
        matcher = matcher_of(queries, self._watch, self._configuration.terms)
        known = {one.entry.id for one in self._texts.said}
        found: deque[Entry] = deque(maxlen=MOST_UNJUDGED)
        others: deque[Entry] = deque(maxlen=MOST_OTHERS)
        for entry in archive.entries(self._store.db, since=since):
            if entry.feed in self._configuration.feeds and entry.id not in known:
                (found if matcher.match(entry) else others).append(entry)
        self._texts.unjudged, self._texts.others = list(found), list(others)

    def _widest(self) -> Iterator[Node]:
        """Yield a query that holds wherever some of the changes together do, where there may be more than one."""
        wide: list[Node] = []
        for number, clause in enumerate(self._clauses):
            nodes = [change.node for change in self._wide if number in change.replaces]
            if not nodes:
                wide.append(clause)
            elif not isinstance(clause, Not):  # of a NOT that lets something in nothing need hold
                wide.append(Or(items=(clause, *(node for node in nodes if node is not None))))
        if wide and len({number for change in self._wide for number in change.replaces}) > 1:
            yield wide[0] if len(wide) == 1 else And(items=tuple(wide))

    def _judged(self, standing: Bits) -> Judged:
        """Say what is known of the texts, of which `standing` match now."""
        said, examples = self._texts.said, len(self._texts.examples)
        first = len(said)
        positive = len(self._watch.must_match)
        must = bits_of(range(first, first + positive))
        must_not = bits_of(range(first + positive, first + examples))
        behind = first + examples + len(self._texts.unjudged)
        return Judged(
            true=bits_of(number for number, one in enumerate(said) if one.relevant),
            false=bits_of(number for number, one in enumerate(said) if not one.relevant),
            unjudged=bits_of(range(first + examples, behind)),
            others=bits_of(range(behind, behind + len(self._texts.others))),
            stories={number: one.event for number, one in enumerate(said)},
            kept=must & standing,
            out=must_not & ~standing,
        )

    # --- decide ------------------------------------------------------------------------------------------

    def suggestions(self, since: datetime, until: datetime, advance: Advance) -> Suggestions:
        """Choose, and say what comes of it."""
        ground = self._ground()
        holding = ground.holds(self._clauses)
        query = Query(holding, ground.all)
        judged = self._judged(query.standing)
        company = self._words.company(ground.entries)
        trial = Trial(query=query, wide=making.on(ground, self._wide, self._clauses), narrow=(), company=company)
        opened = trial.chosen(judged)
        taken = {number for change in opened.changes for number in change.replaces}
        narrow = making.keeping_out(self._clauses, taken, ground, judged, self._words, opened.standing)
        trial = replace(trial, narrow=narrow)
        final = trial.chosen(judged)
        proposals, after = self._proposals(final.changes, ground, judged, query.standing)
        new = proposals[-1].query if proposals else self._query
        lost, gained = self._replayed(new, since, until, advance) if proposals else ((), ())
        words = {one.entry.id: one.relevant for one in self._texts.said}
        standing = query.standing
        return Suggestions(
            watch=self._watch.name,
            true=(judged.true & standing).bit_count(),
            false=(judged.false & standing).bit_count(),
            missed=(judged.true & ~standing).bit_count(),
            past=(judged.false & ~standing).bit_count(),
            unjudged=(judged.unjudged & standing).bit_count(),
            proposals=proposals,
            remaining_false=(judged.false & after).bit_count(),
            remaining_missed=(judged.true & ~after).bit_count(),
            lost=tuple(one for one in lost if words.get(one.entry, True)),
            lost_false=sum(not words.get(one.entry, True) for one in lost),
            gained=tuple(one for one in gained if not words.get(one.entry, False)),
            held_out=held_out(trial, judged),
            query=new,
        )

    def _proposals(
        self, changes: Sequence[Change], ground: Ground, judged: Judged, standing: Bits
    ) -> tuple[tuple[Proposal, ...], Bits]:
        """Run each step as a whole query through the matcher; one that is no better than it was taken for goes."""
        queries = [changed(self._query, changes[: number + 1]) for number in range(len(changes))]
        found: list[Proposal] = []
        for number, (change, query, after) in enumerate(zip(changes, queries, ground.holds(queries), strict=True)):
            gone, new = standing & ~after, after & ~standing
            if gone & (judged.true | judged.kept) or new & (judged.false | judged.out):
                rest = [*changes[:number], *changes[number + 1 :]]
                return self._proposals(rest, ground, judged, ground.holds([self._query])[0])
            found.append(self._proposal(change, query, gone, new, ground, judged))
            standing = after
        return tuple(found), standing

    def _proposal(self, change: Change, query: Node, gone: Bits, new: Bits, ground: Ground, judged: Judged) -> Proposal:
        saved, caught = gone & judged.false, new & judged.true
        drops, brings = gone & judged.unjudged, new & judged.unjudged
        dropped = self._seen(ground, drops)
        return Proposal(
            kind=change.kind,
            says=_says(change, self._clauses),
            query=query,
            saves=self._seen(ground, saved),
            catches=self._seen(ground, caught),
            stories=judged.events(saved | caught),
            drops=len(dropped),
            drops_told=sum(one.told for one in dropped),
            drop_examples=tuple(sorted(dropped, key=lambda one: not one.told))[:EXAMPLES],
            brings=brings.bit_count(),
            bring_examples=self._seen(ground, brings)[:EXAMPLES],
        )

    def _seen(self, ground: Ground, bits: Bits) -> tuple[Seen, ...]:
        """Return a set as examples, the latest first."""
        entries = sorted(ground.members(bits), key=lambda entry: entry.first_seen, reverse=True)
        return tuple(
            Seen(
                entry=entry.id,
                at=entry.first_seen,
                publisher=entry.publisher,
                title=entry.title,
                told=entry.id in self._told,
            )
            for entry in entries
        )

    def _replayed(
        self, query: Node, since: datetime, until: datetime, advance: Advance
    ) -> tuple[tuple[Changed, ...], tuple[Changed, ...]]:
        """Replay the archive with the watch as it is and as it would be, both live."""
        before, after = (
            replace(
                self._configuration,
                watches={
                    **self._configuration.watches,
                    self._watch.name: replace(self._watch, query=one, state=WatchState.LIVE),
                },
            )
            for one in (self._query, query)
        )
        difference = compare(self._store, before, after, since=since, until=until, advance=advance)
        mine = next(one for one in difference.watches if one.watch == self._watch.name)
        return mine.lost, mine.gained


def _says(change: Change, clauses: Sequence[Node]) -> str:
    """Say what a change does, for people."""
    match change.kind:
        case Kind.NOT | Kind.NOT_PHRASE | Kind.NOT_TITLE:
            return f"AND NOT {change.text}"
        case Kind.TERM:
            return f"OR {change.text}, beside {_short(clauses[change.replaces[0]])}"
        case _:
            old = " AND ".join(_short(clauses[number]) for number in change.replaces)
            return f"{change.text} instead of {old}" if change.node is not None else change.text


def _short(node: Node, most: int = 60) -> str:
    text = to_text(node)
    return text if len(text) <= most else f"{text[: most - 1]}…"
