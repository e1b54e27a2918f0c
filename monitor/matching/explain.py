"""Why a watch fits an entry, or what it lacked: clause by clause, in words for people.

A clause is one part of the outermost AND; a query without one is a single clause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.matching.because import Because
from monitor.matching.hits import Hits
from monitor.matching.leaves import Lexicon
from monitor.matching.missing import Missing
from monitor.matching.plain import Evaluation
from monitor.matching.reading import PlainReading
from monitor.matching.score import evidence, reaches, shares, total
from monitor.matching.verdict import Verdict, could_hold, judge
from monitor.query import Node, Score, to_text
from monitor.query.nodes import And, Not
from monitor.settings import TermSet, Watch
from monitor.types import Entry, Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of a watch: as written, whether it holds, and why or why not in words."""

    text: str
    holds: bool
    says: str
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What became of one watch on one entry. `score` is the total of a `score:` watch, held or not."""

    watch: str
    entry: str
    verdict: Verdict
    clauses: tuple[Clause, ...]
    score: float | None = None

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All hits of the clauses that hold."""
        return tuple(hit for clause in self.clauses for hit in clause.hits)

    def sentences(self) -> tuple[str, ...]:
        """Say it for people: of a match all that made it, of a miss each clause that failed."""
        if self.verdict is Verdict.MATCHES:
            return (", ".join(clause.says for clause in self.clauses),)
        return tuple(clause.says for clause in self.clauses if not clause.holds)


class Explainer:
    """Explains and judges one watch at a time; what it learns of the terms is kept for the next."""

    def __init__(self, lexicon: Lexicon, terms: Mapping[str, TermSet]) -> None:
        self._lexicon = lexicon
        self._terms = terms

    def explain(self, watch: Watch, entry: Entry) -> Explanation:
        """Say why `watch` fits `entry`, or what it lacked."""
        speaker = _Speaker(watch, entry, self._lexicon, self._terms)
        if isinstance(watch.query, Score):
            score: float | None = total(watch.query, speaker.evaluation)
            clauses: tuple[Clause, ...] = (speaker.of_score(watch.query),)
        else:
            score = None
            nodes = watch.query.items if isinstance(watch.query, And) else (watch.query,)
            clauses = tuple(map(speaker.clause, nodes))
        verdict = judge(watch.query, speaker.evaluation, article_unknown=entry.article is None)
        return Explanation(watch=watch.name, entry=entry.id, verdict=verdict, clauses=clauses, score=score)

    def verdict(self, watch: Watch, entry: Entry) -> Verdict:
        """Say whether `watch` fits `entry`, or could with its article."""
        reading = PlainReading(entry, self._lexicon)
        evaluation = Evaluation(reading, self._lexicon, self._lexicon.languages_of(watch))
        return judge(watch.query, evaluation, article_unknown=entry.article is None)


class _Speaker:
    """Puts one watch and one entry into words."""

    def __init__(self, watch: Watch, entry: Entry, lexicon: Lexicon, terms: Mapping[str, TermSet]) -> None:
        reading = PlainReading(entry, lexicon)
        self.evaluation = Evaluation(reading, lexicon, lexicon.languages_of(watch))
        self._hits = Hits(reading, lexicon)
        self._because = Because(self.evaluation, self._hits, terms)
        self._missing = Missing(self.evaluation)
        self._article_unknown = entry.article is None

    def clause(self, node: Node) -> Clause:
        """Explain one clause."""
        evaluation = self.evaluation
        if evaluation.holds(node):
            said = self._because.says(node, evaluation.scope)
            return Clause(text=to_text(node), holds=True, says=said, hits=self._hits.of(evaluation.evidence(node)))
        said = self._missing.says(node, evaluation.scope)
        if self._article_unknown and not isinstance(node, Not) and could_hold(node, evaluation):
            said += "; the article was not fetched"
        return Clause(text=to_text(node), holds=False, says=said)

    def of_score(self, score: Score) -> Clause:
        """Explain a sum."""
        evaluation = self.evaluation
        name = f"score >= {score.threshold:g}"
        points = reaches(score, evaluation)
        if points is None:
            return Clause(text=name, holds=False, says=self._missing.score(score))
        counted = [share for share in shares(score, evaluation) if share.mentions]
        listed = [f"{self._because.says(share.line.item, evaluation.scope)} {share.points:+g}" for share in counted]
        said = f"score {points:g} of {score.threshold:g}: {', '.join(listed)}"
        return Clause(text=name, holds=True, says=said, hits=self._hits.of(evidence(score, evaluation)))


def explain(watch: Watch, terms: Mapping[str, TermSet], entry: Entry) -> Explanation:
    """Say why `watch` fits `entry`, or what it lacked."""
    return Explainer(Lexicon((watch,), terms), terms).explain(watch, entry)


def verdict(watch: Watch, terms: Mapping[str, TermSet], entry: Entry) -> Verdict:
    """Say whether `watch` fits `entry`, or could with its article."""
    return Explainer(Lexicon((watch,), terms), terms).verdict(watch, entry)
