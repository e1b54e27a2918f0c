"""From places in words to places in the original text, with the reason for each.

Two terms of one set in the same place are one hit: the one with the plainest reason.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.matching.leaves import Leaf, Leaves, Lexicon
from monitor.matching.plain import Found, Reading, Seen
from monitor.matching.spans import FIELD_NAMES
from monitor.query import to_text
from monitor.query.nodes import Number
from monitor.types import Hit

PLAINEST_FIRST = (
    "exact",
    "case",
    "confusable",
    "prefix",
    "particle",
    "clitic",
    "suffix",
    "lemma",
    "stem",
    "number",
    "regex",
)
"""The reasons of hits, from the one that needs no explanation to the ones that need most."""


_RANKS = {why: rank for rank, why in enumerate(PLAINEST_FIRST)}

Key = tuple[int, int, int, str]
"""A field, the first and the last character in it, and the set that a hit there speaks for."""


class Hits:
    """The hits of one entry; what several watches found in the same place is made once."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        self._reading = reading
        self._lexicon = lexicon
        self._made: dict[Found, Hit] = {}
        self._placed: dict[Leaves, dict[Key, Hit]] = {}
        self._told: dict[tuple[Leaves, ...], tuple[Hit, ...]] = {}
        texts = (reading.entry.title, reading.entry.summary, reading.entry.article or "")
        self._texts = texts

    def of(self, found: Iterable[Found]) -> tuple[Hit, ...]:
        """Return the hits in the order of reading, each place once for each set that it speaks for."""
        return _in_order(self._best(found))

    def of_leaves(self, several: tuple[Leaves, ...]) -> tuple[Hit, ...]:
        """Return the hits of every place of some terms and sets, as `of` would."""
        told = self._told.get(several)
        if told is None:
            if len(several) > 1:
                best = dict(self._placed_at(several[0]))
                for leaves in several[1:]:
                    for key, hit in self._placed_at(leaves).items():
                        _keep_plainest(best, key, hit)
                told = _in_order(best)
            elif len(several[0].items) > 1:
                told = _in_order(self._placed_at(several[0]))
            else:  # one term stands nowhere twice
                told = tuple(map(self._hit, self._reading.occurrences(several[0])))
            self._told[several] = told
        return told

    def _placed_at(self, leaves: Leaves) -> dict[Key, Hit]:
        of = self._placed.get(leaves)
        if of is None:
            of = self._placed[leaves] = self._best(self._reading.occurrences(leaves))
        return of

    def _best(self, found: Iterable[Found]) -> dict[Key, Hit]:
        best: dict[Key, Hit] = {}
        for one in found:
            hit = self._hit(one)
            _keep_plainest(best, (one[0][0], hit[1], hit[2], hit[5] or ""), hit)
        return best

    def _hit(self, one: Found) -> Hit:
        hit = self._made.get(one)
        if hit is None:
            hit = self._made[one] = self._make(one)
        return hit

    def _make(self, one: Found) -> Hit:
        (field, first, behind), source, chars = one
        reading = self._reading
        if chars is None and behind - first == 1 and isinstance(source, Leaf):  # one word: most hits
            start, end, folded, surface = reading.word(field, first)
            why, language = self._lexicon.why(source.words[0], folded, surface, reading.may_have_lemma)
        else:
            words = [reading.word(field, index) for index in range(first, behind)]
            start, end = chars or (words[0].start, words[-1].end)
            surface = self._texts[field][start:end]
            if isinstance(source, Number):
                return Hit(FIELD_NAMES[field], start, end, surface, to_text(source), why="number")
            why, language = reason(source, words, reading, self._lexicon)
        term, of, language = source.term, source.set, source.language or language
        made = (FIELD_NAMES[field], start, end, surface, term, of, language, why)
        return tuple.__new__(Hit, made)  # its constructor would take twice as long


def _keep_plainest(best: dict[Key, Hit], key: Key, hit: Hit) -> None:
    other = best.get(key)
    if other is None or _RANKS[hit.why] < _RANKS[other.why]:
        best[key] = hit


def _in_order(best: dict[Key, Hit]) -> tuple[Hit, ...]:
    return tuple([best[key] for key in sorted(best)] if len(best) > 1 else best.values())


def reason(leaf: Leaf, words: Iterable[Seen], reading: Reading, lexicon: Lexicon) -> tuple[str, str | None]:
    """Say why a term equals `words`, and in which language; the weakest word decides."""
    if leaf.pattern:
        return "regex", leaf.language
    asked = reading.may_have_lemma
    reasons = [lexicon.why(word, seen[2], seen[3], asked) for word, seen in zip(leaf.words, words, strict=True)]
    return max(reasons, key=lambda one: _RANKS[one[0]])
