"""From places in words to places in the original text, with the reason for each.

Two terms of one set in the same place are one hit: the one with the plainest reason.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.language.confusables import repair
from monitor.matching.leaves import Kind, Leaf, Leaves, Lexicon, Word
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
            best = self._placed_at(several[0])
            if len(several) > 1:
                best = dict(best)
                for leaves in several[1:]:
                    for key, hit in self._placed_at(leaves).items():
                        _keep_plainest(best, key, hit)
            told = self._told[several] = _in_order(best)
        return told

    def _placed_at(self, leaves: Leaves) -> dict[Key, Hit]:
        of = self._placed.get(leaves)
        if of is None:
            of = self._placed[leaves] = self._best(self._reading.occurrences(leaves))
        return of

    def _best(self, found: Iterable[Found]) -> dict[Key, Hit]:
        best: dict[Key, Hit] = {}
        for one in found:
            hit = self._made.get(one)
            if hit is None:
                hit = self._made[one] = self._make(one)
            _keep_plainest(best, (one.span.field, hit.start, hit.end, hit.set or ""), hit)
        return best

    def _make(self, one: Found) -> Hit:
        span, source, chars = one
        words = [self._reading.word(span.field, index) for index in range(span.start, span.end)]
        start, end = chars or (words[0].start, words[-1].end)
        if isinstance(source, Number):
            term, of, language, why = to_text(source), None, None, "number"
        else:
            term, of = source.term, source.set
            why, language = reason(source, words, self._reading, self._lexicon)
        return Hit(
            field=FIELD_NAMES[span.field],
            start=start,
            end=end,
            surface=self._texts[span.field][start:end],
            term=term,
            set=of,
            language=language,
            why=why,
        )


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
    reasons = [_of_word(word, seen, reading, lexicon) for word, seen in zip(leaf.words, words, strict=True)]
    why, language = reasons[0] if len(reasons) == 1 else max(reasons, key=lambda one: _RANKS[one[0]])
    return why, leaf.language or language


def _of_word(word: Word, seen: Seen, reading: Reading, lexicon: Lexicon) -> tuple[str, str | None]:
    if word.kind is Kind.CASE:
        return "case", None
    if word.kind is Kind.PREFIX:
        return "prefix", None
    if seen.word == word.text:
        return ("exact" if repair(seen.surface) == seen.surface else "confusable"), None
    by_lemma = reading.may_have_lemma(seen.word)
    return lexicon.why(seen.word, word.text, word.languages, by_lemma=by_lemma)
