"""Tells for most words at once that no dictionary makes them a form of a word that terms ask for.

Words that a stream shows for the first time are many, and few of them are asked for. So the dictionaries of a script
are read through once, and a table of hashes keeps the forms of the lemmas asked for. Reading through takes up to half
a second a language; it is spread over the first words, and who asks for a few words only never pays for all of it.
"Perhaps" can be wrong, "no" cannot.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from monitor.language.dictionary import dictionary
from monitor.language.folding import fold

OWN = 128
"""The bit of a word that is asked for itself."""

ALL = 255
"""What is said of every word until the dictionaries are read."""

TURNED = frozenset("ıΐΰὒὔῒῢ")
"""First letters whose capital folds to another: a name that a dictionary has under the capital folds otherwise too."""

_LANGUAGES = 7
"""Bits that languages have; where a script has more of them, some share a bit."""

_AT_ONCE = 256
"""Records read for one word: some 0.1 milliseconds."""

_ROOM = 16
"""Slots of the table for each word, at least: with two looks, one no in a hundred or less is missed."""

_SHIFT = 24
"""Where in a hash of 64 bits the second slot of a word is read."""


class Source(NamedTuple):
    """The dictionary of a language, under the code that simplemma has for it, and the lemmas asked for."""

    code: str
    lemmas: Collection[str]


def bit(number: int) -> int:
    """Return the bit of the language that is so many-th of its script."""
    return 1 << number % _LANGUAGES


class Sieve:
    """The words of one script. `sources` are its languages (None: one without a dictionary) and `own` gives the words
    asked for themselves; both may grow, `changed` and `add` say so."""

    __slots__ = ("_mask", "_own", "_reading", "_sources", "_table")

    def __init__(self, sources: Sequence[Source | None], own: Callable[[], Iterator[str]]) -> None:
        self._sources = sources
        self._own = own
        self.changed()

    def changed(self) -> None:
        """Say nothing until the dictionaries are read anew, because a lemma or a language was added."""
        self._table: bytearray | None = None
        self._mask = 0
        self._reading: Iterator[None] | None = None

    def add(self, word: str) -> None:
        """Take a word that is asked for itself."""
        if self._table is not None:
            self._put(self._table, hash(word), OWN)

    def bits(self, word: str) -> int:
        """Return the bits of the languages in which a folded word may have a lemma that is asked for, and `OWN` where
        it may be asked for itself."""
        table = self._table
        if table is None:
            if self._reading is None:
                self._reading = self._read()
            next(self._reading, None)
            return ALL
        if word[:1] in TURNED:
            return ALL
        one = hash(word)
        return table[one & self._mask] & table[one >> _SHIFT & self._mask]

    def _read(self) -> Iterator[None]:
        """Read the dictionaries through, with a pause after each part."""
        hashes = [array("q") for _ in self._sources]
        for source, found in zip(self._sources, hashes, strict=True):
            if source is not None and source.lemmas:
                for forms in dictionary(source.code).forms(_asked_for(source.lemmas), at_once=_AT_ONCE):
                    found.extend([hash(fold(form)) for form in forms])
                    yield
        own = array("q", map(hash, self._own()))
        size = 1 << (_ROOM * (sum(map(len, hashes)) + len(own))).bit_length()
        table, self._mask = bytearray(size), size - 1
        for number, found in enumerate([*hashes, own]):
            of = OWN if number == len(hashes) else bit(number)
            for one in found:
                self._put(table, one, of)
        self._table = table

    def _put(self, table: bytearray, one: int, bits: int) -> None:
        table[one & self._mask] |= bits
        table[one >> _SHIFT & self._mask] |= bits


def _asked_for(lemmas: Collection[str]) -> Callable[[str], bool]:
    return lambda lemma: fold(lemma) in lemmas
