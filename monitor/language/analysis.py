"""A text taken apart once: its words, and on demand where they stand, their case and their sentences.

Matching needs only the words of most texts, so only they are computed at once. The price is that of splitting
at whitespace and of one look-up for each chunk; what a chunk consists of is worked out once per distinct chunk.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from monitor.language.memo import Memo
from monitor.language.sentences import numbered
from monitor.language.tokens import cased, pieces

_LONGEST = 32
"""Longer chunks (a clause of Chinese, a URL) hardly ever come twice, and are not remembered."""


class Shape(NamedTuple):
    """What a chunk looks like: for each of its words the place, and whether it is capitalised."""

    spans: tuple[tuple[int, int], ...]
    capitals: tuple[bool, ...]


def _words_of(chunk: str) -> tuple[str, ...]:
    return tuple([chunk if piece.word == chunk else piece.word for piece in pieces(chunk)])


_shape = lru_cache(maxsize=4096)(Shape)  # chunks have few shapes: one object serves all of a shape


def _shape_of(chunk: str) -> Shape:
    found = pieces(chunk)
    return _shape(
        tuple([(start, end) for start, end, _ in found]),
        tuple([is_capitalised(chunk[start:end]) for start, end, _ in found]),
    )


_words = Memo(_words_of, limit=40_000, longest=_LONGEST)
_shapes = Memo(_shape_of, limit=20_000, longest=_LONGEST)


class Analysed:
    """A text and its words.

    `words[i]` is the folded form of the word with the surface `text[starts[i]:ends[i]]`. Do not change the
    lists: they are computed once and shared.
    """

    __slots__ = ("_capitals", "_caseless", "_chunks", "_ends", "_sentences", "_starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self._chunks = text.split()
        self.words: list[str] = list(chain.from_iterable(map(_words.__getitem__, self._chunks)))
        self._starts: list[int] | None = None
        self._ends: list[int] = []
        self._sentences: list[int] | None = None
        self._capitals: list[bool] | None = None
        self._caseless: bool | None = None

    def __len__(self) -> int:
        return len(self.words)

    @property
    def starts(self) -> list[int]:
        """Where each word begins in `text`, in characters."""
        return self._located()[0]

    @property
    def ends(self) -> list[int]:
        """Where each word ends in `text`, exclusive. A possessive 's lies outside of its word."""
        return self._located()[1]

    @property
    def sentences(self) -> list[int]:
        """The number of the sentence that each word is in, counted from 0."""
        if self._sentences is None:
            self._sentences = numbered(self.text, self.starts, self.ends, self.capitals)
        return self._sentences

    @property
    def caseless(self) -> bool:
        """Whether case says nothing here: the whole text is in capitals, in lower case, or in a script without."""
        if self._caseless is None:
            text = self.text
            self._caseless = text.isupper() or text.islower() or text.upper() == text.lower()
        return self._caseless

    def surface(self, index: int) -> str:
        """Return the word as it is written in the text."""
        return self.text[self.starts[index] : self.ends[index]]

    def exact(self, index: int) -> str:
        """Return the word in its own case, otherwise normalised (`^WHO` is compared with it)."""
        return cased(self.surface(index))

    def capitalised(self, index: int) -> bool:
        """Tell whether a capital in a term may meet this word.

        True where its first letter with a case is a capital, and where it has none (a script without capitals).
        """
        return self.capitals[index]

    @property
    def capitals(self) -> list[bool]:
        """`capitalised` for every word."""
        if self._capitals is None:
            self._capitals = [flag for chunk in self._chunks for flag in _shapes[chunk].capitals]
        return self._capitals

    def _located(self) -> tuple[list[int], list[int]]:
        if self._starts is None:
            self._starts, self._ends = _offsets(self.text, self._chunks)
        return self._starts, self._ends


def analyse(text: str) -> Analysed:
    """Take a text apart. It never fails: whatever cannot be read as a word is not one."""
    return Analysed(text)


def _offsets(text: str, chunks: list[str]) -> tuple[list[int], list[int]]:
    """Find each word's place: only whitespace lies before the next chunk, so that `find` cannot miss it."""
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for chunk in chunks:
        position = text.find(chunk, position)
        for start, end in _shapes[chunk].spans:
            starts.append(position + start)
            ends.append(position + end)
        position += len(chunk)
    return starts, ends


def is_capitalised(surface: str) -> bool:
    """Tell whether the first letter with a case is a capital; without one, True."""
    for character in surface:
        if character.isupper() or character.istitle():
            return True
        if character.islower():
            return False
    return True
