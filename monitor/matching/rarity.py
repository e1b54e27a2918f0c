"""How many entries a clause lets through, as far as anybody knows.

Shares of words become shares of ids. A word never seen is taken for rare, and for rarer the fewer watches
ask for it; a prefix and a label are taken for common until the stream says otherwise.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from monitor.matching.frequencies import Frequencies
from monitor.matching.leaves import Kind
from monitor.matching.vocabulary import Vocabulary

_UNSEEN = 1e-4
_PREFIX = 0.02
_LABEL = 0.5
_PER_WATCH = 1e-6
_UNKNOWN = -1.0


class Rarity:
    """The share of entries in which an id is present."""

    def __init__(self, vocabulary: Vocabulary, frequencies: Frequencies) -> None:
        self._vocabulary = vocabulary
        self._frequencies = frequencies
        self._shares: dict[int, float] = {}
        self._asked = array("I")  # by id
        self._known = array("d")  # by id; _UNKNOWN where it was not asked for since the last learning

    def asked(self, ids: Iterable[int]) -> None:
        """Take note that a watch asks for `ids`: what many desks ask for is seldom rare."""
        more = len(self._vocabulary) - len(self._asked)
        if more > 0:
            self._asked.extend([0] * more)
            self._known.extend([_UNKNOWN] * more)
        for one in ids:
            self._asked[one] += 1
            self._known[one] = _UNKNOWN

    def learn(self) -> None:
        """Work the shares of ids out anew from the words seen."""
        shares: dict[int, float] = {}
        for word, share in self._frequencies.shares().items():
            for one in self._vocabulary.ids_of(word):
                shares[one] = shares.get(one, 0.0) + share
        self._shares = shares
        self._known = array("d", [_UNKNOWN]) * len(self._asked)

    def of(self, clause: Iterable[int]) -> float:
        """Return the share of entries that satisfy a clause, or a little more."""
        return sum([self._of_one(one) for one in clause])

    def _of_one(self, one: int) -> float:
        if one >= len(self._known):  # of a watch that is still in the making
            return self._learnt(one)
        known = self._known[one]
        if known == _UNKNOWN:
            known = self._known[one] = self._learnt(one) + _PER_WATCH * self._asked[one]
        return known

    def _learnt(self, one: int) -> float:
        share = self._shares.get(one)
        return self._guess(one) if share is None else share

    def _guess(self, one: int) -> float:
        limit = self._vocabulary.limits.get(one)
        if limit is not None:
            return self._of_one(limit[1])
        atoms = self._vocabulary.atoms_of(one)
        if atoms:
            return min(map(self._of_one, atoms))
        word = self._vocabulary.word(one)
        if word is None:
            return _LABEL if self._vocabulary.is_label(one) else _UNSEEN
        return max(_PREFIX if word.kind is Kind.PREFIX else _UNSEEN, self._frequencies.share(word.text))
