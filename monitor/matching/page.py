"""An entry in ids: which terms stand in it and, for the few watches that get so far, where.

It is the fast counterpart of `monitor.matching.reading` and answers the evaluator in the same way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

from monitor.language import Analysed, analyse
from monitor.language.tokens import pieces
from monitor.matching.labels import values
from monitor.matching.leaves import Leaf, Leaves
from monitor.matching.meanings import Ids, Meaning, Phrase, Token, apart, asked_for, bare, size, spread
from monitor.matching.plain import Found, Scope, Seen
from monitor.matching.reading import cut, figures, search, texts
from monitor.matching.spans import Span, Window, pairs, word_span
from monitor.matching.vocabulary import Vocabulary
from monitor.types import Entry

_LOOKS = 3
"""So many ids are looked for one by one; then it is cheaper to note where all of them stand."""


class NearBy(NamedTuple):
    """A NEAR whose operands are ids, one of which must be present."""

    left: Ids
    right: Ids
    distance: int
    ordered: bool


class Page:
    """One entry. `present` are the ids that hold somewhere in it."""

    def __init__(self, entry: Entry, vocabulary: Vocabulary) -> None:
        self.entry = entry
        self._vocabulary = vocabulary
        self._texts = texts(entry)
        self._bare = tuple(map(bare, self._texts))
        self._meanings = list(map(vocabulary.meanings, self._bare))
        self._words = list(self._meanings)  # of each field; other lists where a chunk is not one word
        self._asked: list[list[tuple[int, Token]]] = []  # the words of each field that some term asks for
        self._places: dict[int, Places] = {}
        self._seen: dict[tuple[int, int], Seen] = {}
        self._looks_left = _LOOKS
        self._of_phrases: dict[int, list[Span]] = {}
        self._spans: dict[Ids, list[Span]] = {}
        self._found: dict[Leaves, list[Found]] = {}
        self.present: set[int] = set(vocabulary.labels(entry))
        for field, meanings in enumerate(self._meanings):
            self._read(field, meanings)

    def _read(self, field: int, meanings: list[Meaning]) -> None:
        asked = asked_for(meanings)
        if any(token[4] is not None for _, token in asked):
            meanings = self._words[field] = spread(meanings)
            asked = asked_for(meanings)
        self._asked.append(asked)
        here = set(chain.from_iterable([token[0] for _, token in asked]))
        for index, token in asked:
            if token[2]:
                self._find_phrases(field, meanings, index, token, here)
        if self._vocabulary.limits:
            self.present.update(self._vocabulary.in_field(field, here))
        self.present |= here

    def _find_phrases(self, field: int, words: list[Meaning], index: int, first: Token, here: set[int]) -> None:
        """Look whether a word and the next begin a bigram; add the phrases found and their sets."""
        second = words[index + 1] if index + 1 < len(words) else None
        for one in second.seconds if second else ():
            for phrases in first.firsts:
                for phrase in phrases.get(one, ()):
                    if stands(phrase, words, index):
                        self._add_phrase(phrase, field, index, here)

    def _add_phrase(self, phrase: Phrase, field: int, index: int, here: set[int]) -> None:
        start = index - phrase.at
        span = Span(field, start, start + len(phrase.atoms))
        for one in (phrase.id, *self._vocabulary.groups_of(phrase.id)):
            here.add(one)
            self._of_phrases.setdefault(one, []).append(span)

    # --- where -------------------------------------------------------------------------------------------

    @cached_property
    def _places_of_ids(self) -> dict[int, list[Span]]:
        places: defaultdict[int, list[Span]] = defaultdict(list)
        for field, asked in enumerate(self._asked):
            for index, token in asked:
                span = word_span(field, index)
                for one in token[0]:
                    places[one].append(span)
        return places

    def _places_of(self, one: int) -> list[Span]:
        """Return the places of a term of one word, or of a set of them."""
        if self._looks_left:
            self._looks_left -= 1
            return [
                word_span(field, index)
                for field, asked in enumerate(self._asked)
                for index, token in asked
                if one in token[0]
            ]
        return self._places_of_ids.get(one, [])

    def spans(self, one: int) -> list[Span]:
        """Return the places of an id, in the order of reading; a label has none."""
        limit, base = self._vocabulary.base(one)
        spans = self._places_of(base)
        phrases = self._of_phrases.get(base)
        if phrases:
            spans = sorted(spans + phrases)
        return spans if limit is None else [span for span in spans if span.field == limit]

    def spans_of_any(self, ids: Ids) -> list[Span]:
        """Return the places of several ids, in the order of reading."""
        spans = self._spans.get(ids)
        if spans is None:
            some = [self.spans(one) for one in ids if one in self.present]
            spans = some[0] if len(some) == 1 else sorted({span for of in some for span in of})
            self._spans[ids] = spans
        return spans

    def pairs(self, near: NearBy) -> list[tuple[Span, Span]]:
        """Return the places of both sides that stand near each other."""
        left, right, distance, ordered = near
        return pairs(self.spans_of_any(left), self.spans_of_any(right), distance, ordered=ordered)

    # --- for the evaluator -------------------------------------------------------------------------------

    @cached_property
    def texts(self) -> Sequence[Analysed]:
        """The text of each field, taken apart."""
        return tuple(map(analyse, self._texts))

    @cached_property
    def scope(self) -> Scope:
        """One window for each text field, as long as the field."""
        return tuple([Window(field, 0, length) for field, length in enumerate(map(len, self._words))])

    def word(self, field: int, index: int) -> Seen:
        """Return a word of a field."""
        seen = self._seen.get((field, index))
        if seen is None:
            if field not in self._places:
                self._places[field] = Places(
                    self._texts[field], self._bare[field], self._meanings[field], self._words[field]
                )
            seen = self._seen[field, index] = self._places[field].word(index)
        return seen

    def may_have_lemma(self, word: str) -> bool:
        """Tell whether a folded word may meet a term on a lemma; False is never wrong."""
        return self._vocabulary.may_have_lemma(word)

    def occurrences(self, leaves: Leaves) -> Sequence[Found]:
        """Return every place of the leaves: of each in the order of reading, one leaf after the other."""
        found = self._found.get(leaves)
        if found is None:
            found = self._found[leaves] = []
            for one, leaf in zip(self._vocabulary.known(leaves), leaves.items, strict=True):
                if one in self.present:
                    found += [Found(span, leaf) for span in self.spans(one)]
                elif leaf.pattern:
                    found += self._search(leaf)
        return found

    def _search(self, leaf: Leaf) -> list[Found]:
        return [found for field, text in enumerate(self.texts) for found in search(leaf, field, text)]

    def numbers(self) -> Sequence[tuple[Span, float]]:
        """Return the numbers of all text fields with their values, in the order of reading."""
        return self._numbers

    @cached_property
    def _numbers(self) -> Sequence[tuple[Span, float]]:
        return [number for field, text in enumerate(self.texts) for number in figures(field, text)]

    def sentences(self) -> Sequence[Window]:
        """Return the sentences of all text fields."""
        return self._sentences

    @cached_property
    def _sentences(self) -> Sequence[Window]:
        return [sentence for field, text in enumerate(self.texts) for sentence in cut(field, text)]

    def label(self, name: str) -> tuple[str, ...]:
        """Return the values of a label field."""
        return values(name, self.entry)


class Places:
    """Where the words of one field are in its text; what a chunk consists of is worked out for those asked for."""

    def __init__(self, text: str, bare: str, meanings: Sequence[Meaning], words: Sequence[Meaning]) -> None:
        self._text = apart(text)
        chunks = self._text.split()
        if len(chunks) != len(meanings):  # some were marks alone
            chunks, text = bare.split(), bare
        self._chunks = chunks
        self._letters = list(accumulate(map(len, chunks), initial=0))  # before each chunk
        spaced = self._letters[-1] + len(chunks) - 1 == len(text)  # by one space between each two
        self._starts = None if spaced else starts(text, chunks)
        self._firsts = None if words is meanings else list(accumulate(map(size, meanings), initial=0))

    def word(self, index: int) -> Seen:
        """Return a word."""
        number = index if self._firsts is None else bisect_right(self._firsts, index) - 1
        offset = self._letters[number] + number if self._starts is None else self._starts[number]
        chunk = self._text[offset:].split(None, 1)[0]
        start, end, word = pieces(chunk)[index - self._firsts[number] if self._firsts else 0]
        return Seen(offset + start, offset + end, word, chunk[start:end])


def starts(text: str, chunks: Sequence[str]) -> list[int]:
    """Return where each chunk begins."""
    found: list[int] = []
    position = 0
    for chunk in chunks:
        position = text.find(chunk, position)
        found.append(position)
        position += len(chunk)
    return found


def stands(phrase: Phrase, words: Sequence[Meaning], index: int) -> bool:
    """Tell whether a phrase whose bigram begins at `index` stands there as a whole."""
    start = index - phrase.at
    end = start + len(phrase.atoms)
    return (
        start >= 0
        and end <= len(words)
        and (
            len(phrase.atoms) == 2
            or all(word and atom in word.atoms for atom, word in zip(phrase.atoms, words[start:end], strict=True))
        )
    )
