"""The dictionaries of simplemma, read once for all.

simplemma keeps a dictionary as a sorted stream of records, each written as what differs from the one before. That is
small (Russian: 1.4 million forms in 9 MB), and a look-up that decodes some 25 records takes some 8 microseconds. Its
own reader is not used because it cannot hand out words with their lemmas in a row, which `sieve` needs, and because
its index of the stream takes three times the memory of this one. The decoding itself is simplemma's.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache

from simplemma.strategies.dictionaries.dictionary_factory import _read_decompressed
from simplemma.strategies.dictionaries.frontcode import _iter_records, _read_header

_BLOCK = 48
"""Records between two entries of the index, at least: a block begins where the lemma is not that of the record before,
which would have to be kept as well."""


class Dictionary:
    """The lemmas of one language, under the code that simplemma has for it."""

    __slots__ = ("_backwards", "_count", "_data", "_firsts", "_places", "_start")

    def __init__(self, code: str) -> None:
        self._data = _read_decompressed(code)
        self._backwards, self._count, self._start = _read_header(self._data)
        self._firsts: list[bytes] = []  # the first word of each block
        self._places = array("Q")  # where its record begins
        before, due = None, 0
        for number, (place, word, lemma) in enumerate(_iter_records(self._data, self._start)):
            if number >= due and lemma != before:
                self._firsts.append(word)
                self._places.append(place)
                due = number + _BLOCK
            before = lemma

    def get(self, word: str) -> str | None:
        """Return the lemma of a word, None where the dictionary does not hold it."""
        wanted = word.encode()
        if self._backwards:
            wanted = wanted[::-1]
        block = bisect_right(self._firsts, wanted) - 1
        if block < 0:
            return None
        # The first word shares with itself what it shares with the word before it, which is not kept.
        for _, stored, lemma in _iter_records(self._data, self._places[block], self._firsts[block]):
            if stored >= wanted:
                return self._text(lemma) if stored == wanted else None
        return None

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        """Yield every word, in the order of the stream."""
        for _, word, _ in _iter_records(self._data, self._start):
            yield self._text(word)

    def forms(self, wanted: Callable[[str], bool], *, at_once: int) -> Iterator[list[str]]:
        """Yield the words whose lemma is `wanted`, in lists: one for each `at_once` records, so that the caller can
        pause; a record takes some 0.4 microseconds."""
        found: list[str] = []
        last, taken = b"", False
        for number, (_, word, lemma) in enumerate(_iter_records(self._data, self._start), 1):
            if lemma is not last:  # the forms of a lemma often stand side by side
                last, taken = lemma, wanted(self._text(lemma))
            if taken:
                found.append(self._text(word))
            if number % at_once == 0:
                yield found
                found = []
        yield found

    def _text(self, stored: bytes) -> str:
        return (stored[::-1] if self._backwards else stored).decode()


@cache
def dictionary(code: str) -> Dictionary:
    """Return the dictionary that simplemma has under `code`; it stays in memory for the life of the process."""
    return Dictionary(code)
