"""The dictionaries of simplemma, read once for all, with a quick no.

A look-up in simplemma's compact form decodes a dozen records, some 10 microseconds. Most words that a stream shows for
the first time stand in no dictionary (names, slips, words of the language next door), so after some look-ups a table
of hashes is made, one byte for each of its slots, that answers "not here" at once. It costs as long as reading the
dictionary did and 4 to 8 bytes a word; a caller who asks for a few words only never pays for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

_WORTH_IT = 4_000
"""Look-ups after which the table is made: they cost about as much as making it."""


_SHIFT = 24
"""Where in a hash of 64 bits the second slot of a word is read."""


class Dictionary:
    """The lemmas of one language."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        self._asked = 0
        self._table: bytearray | None = None
        self._mask = 0

    def get(self, word: str) -> str | None:
        """Return the lemma of a word, None where the dictionary does not hold it."""
        table = self._table
        if table is not None:
            found = hash(word)
            return self._words.get(word) if table[found & self._mask] and table[found >> _SHIFT & self._mask] else None
        self._asked += 1
        if self._asked >= _WORTH_IT:
            self._tabulate()
        return self._words.get(word)

    def _tabulate(self) -> None:
        size = 1 << (4 * len(self._words)).bit_length()
        table, mask = bytearray(size), size - 1
        for word in self._words:
            found = hash(word)
            table[found & mask] = table[found >> _SHIFT & mask] = 1
        self._table, self._mask = table, mask


@cache
def dictionary(code: str) -> Dictionary:
    """Return the dictionary that simplemma has under `code`; it stays in memory for the life of the process."""
    return Dictionary(StreamDictionaryFactory(cache_max_size=1).get_dictionary(code))
