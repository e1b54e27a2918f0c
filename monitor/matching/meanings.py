"""What a chunk of text means to the terms of all watches, and a text made ready for being looked up by chunks.

A chunk is what whitespace separates. Which meaning it has is worked out elsewhere (`monitor.matching.vocabulary`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import NamedTuple, cast

Ids = tuple[int, ...]


class Phrase(NamedTuple):
    """A phrase is looked for where two adjacent words of it stand, the rarest; `at` is the place of the first."""

    id: int
    atoms: Ids
    at: int


class Token(NamedTuple):
    """What a word of a text means: `ids` are the terms and sets it fits alone.

    `atoms` has the words of phrases as well. `firsts` maps the second words of bigrams that begin here to
    their phrases, `seconds` are the second words that this word is. A chunk that is not one word has its `words`.
    Whatever begins a phrase, has words or may be limited to a field is `special`. Where every word of an entry is
    looked at, the parts are taken by number, which is faster than by name.
    """

    ids: Ids
    atoms: Ids
    firsts: tuple[Mapping[int, tuple[Phrase, ...]], ...]
    seconds: Ids
    words: tuple[Meaning, ...] | None = None
    special: bool = False


Meaning = Token | tuple[()] | None
"""What a chunk means; of most there is nothing to say: no watch asks for their word (`UNASKED`), or only in another
case (None)."""

UNASKED: tuple[()] = ()


def apart(text: str) -> str:
    """Return a text with its compounds split: no word goes beyond a hyphen, and their parts are old acquaintances.
    Every place stays where it is."""
    return text.replace("-", " ")


def bare(text: str) -> str:
    """Return a text taken apart and without most of the marks around words, which belong to none, so that there are
    fewer kinds of chunks. Every place stays where it is."""
    text = apart(text).replace(". ", "  ").replace(", ", "  ")
    return text.replace(" — ", "   ").replace(" – ", "   ")


def size(meaning: Meaning) -> int:
    """Return how many words a chunk is."""
    return len(meaning.words) if meaning and meaning.words is not None else 1


def asked_for(meanings: Sequence[Meaning]) -> list[tuple[int, Token]]:
    """Return the meanings that say something, with their numbers."""
    return list(compress(cast("Iterable[tuple[int, Token]]", enumerate(meanings)), meanings))


def spread(meanings: Sequence[Meaning]) -> list[Meaning]:
    """Return the meaning of each word, given that of each chunk."""
    words: list[Meaning] = []
    for meaning in meanings:
        if meaning and meaning.words is not None:
            words += meaning.words
        else:
            words.append(meaning)
    return words
