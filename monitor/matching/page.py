"""An entry in ids: which terms stand in it and, for the few watches that get so far, where.

It is the fast counterpart of `monitor.matching.reading` and answers the evaluator in the same way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from monitor.language import Analysed, analyse
from monitor.language.tokens import pieces, plain_word
from monitor.matching.labels import values
from monitor.matching.leaves import Leaf, Leaves
from monitor.matching.meanings import Ids, Meaning, Phrase, Token, apart, asked_for, bare, size, spread
from monitor.matching.plain import Found, Scope, Seen
from monitor.matching.reading import cut, figures, search, texts
from monitor.matching.spans import Span, Window, pairs, word_span
from monitor.matching.vocabulary import Vocabulary
from monitor.types import Entry

_new = tuple.__new__
"""Makes a named tuple in half the time that its own constructor takes."""


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
        self._limits = vocabulary.limits
        self._texts = texts(entry)
        self._bare = list(map(bare, self._texts))
        self._chunks = list(map(str.split, self._bare))
        self._meanings = list(map(vocabulary.meanings, self._bare, self._chunks))
        self._words = list(self._meanings)  # of each field; other lists where a chunk is not one word
        self._asked: list[list[tuple[int, Token]]] = []  # the words of each field that some term asks for
        self._last: list[dict[int, int]] = []  # which of them is the last that an id fits
        self._first: dict[int, dict[int, int]] = {}  # and the first; by field, made for those that are asked about
        self._words_before: dict[int, list[int]] = {}  # each chunk of a field, where they are not one word each
        self._starts: dict[int, list[int]] = {}  # of the chunks of a field
        self._seen: dict[tuple[int, int], Seen] = {}
        self._of_phrases: dict[int, list[Span]] = {}
        self._spans: dict[Ids, list[Span]] = {}
        self._found: dict[Leaves, list[Found]] = {}
        self.present: set[int] = set(vocabulary.labels(entry))
        for field, meanings in enumerate(self._meanings):
            self._read(field, meanings)

    def _read(self, field: int, meanings: list[Meaning]) -> None:
        asked = asked_for(meanings)
        special = [one for one in asked if one[1][5]]
        if special:
            if any(token.words is not None for _, token in special):
                self._words_before[field] = list(accumulate(map(size, meanings), initial=0))
                meanings = self._words[field] = spread(meanings)
                asked = asked_for(meanings)
                special = [one for one in asked if one[1][5]]
            self._look_closer(field, meanings, special)
        self._asked.append(asked)
        last = {one: index for index, token in asked for one in token[0]}
        self._last.append(last)
        self.present.update(last)

    def _look_closer(self, field: int, words: list[Meaning], special: list[tuple[int, Token]]) -> None:
        """Look whether a word and the next begin a bigram, and whether a word is limited to its field."""
        limited = self._vocabulary.limited_to(field)
        for index, (ids, _, firsts, *_) in special:
            if limited:
                self.present.update([limited[one] for one in ids if one in limited])
            second = words[index + 1] if firsts and index + 1 < len(words) else None
            for one in second.seconds if second else ():
                for phrases in firsts:
                    for phrase in phrases.get(one, ()):
                        if stands(phrase, words, index):
                            self._add_phrase(phrase, field, index, limited)

    def _add_phrase(self, phrase: Phrase, field: int, index: int, limited: Mapping[int, int]) -> None:
        """Add a phrase that was found, and its sets."""
        start = index - phrase.at
        span = Span(field, start, start + len(phrase.atoms))
        for one in (phrase.id, *self._vocabulary.groups_of(phrase.id)):
            self.present.add(one)
            if one in limited:
                self.present.add(limited[one])
            self._of_phrases.setdefault(one, []).append(span)

    # --- where -------------------------------------------------------------------------------------------

    def _spans_of_word(self, one: int) -> list[Span]:
        """Return the places of a term of one word, or of a set of them."""
        found: list[Span] = []
        for field, last in enumerate(self._last):
            if one in last:
                if field not in self._first:
                    backwards = reversed(self._asked[field])
                    self._first[field] = {each: index for index, token in backwards for each in token[0]}
                if self._first[field][one] == last[one]:  # most stand in one place
                    found.append(word_span(field, last[one]))
                else:
                    found += [word_span(field, index) for index, token in self._asked[field] if one in token[0]]
        return found

    def spans(self, one: int) -> list[Span]:
        """Return the places of an id, in the order of reading; a label has none."""
        limit, base = self._limits.get(one, (None, one))
        spans = self._spans_of_word(base)
        if base in self._of_phrases:
            spans = sorted(spans + self._of_phrases[base])
        return spans if limit is None else [span for span in spans if span.field == limit]

    def spans_of_any(self, ids: Ids) -> list[Span]:
        """Return the places of several ids, in the order of reading."""
        spans = self._spans.get(ids)
        if spans is None:
            if len(ids) == 1:
                spans = self.spans(ids[0])
            else:
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
            number, place = self._chunk_of(field, index) if field in self._words_before else (index, 0)
            bare = self._chunks[field][number]
            offset = self._bare[field].find(bare)
            if self._bare[field].find(bare, offset + 1) >= 0:  # it stands elsewhere as well, or in another chunk
                offset = self._starts_of(field)[number]
            chunk = apart(self._texts[field][offset : offset + len(bare) + 1]).rstrip()  # with the stop of an acronym
            seen = self._seen[field, index] = _seen(chunk, offset, place)
        return seen

    def _chunk_of(self, field: int, index: int) -> tuple[int, int]:
        """Return the number of the chunk that a word of a field is in, and its place there."""
        before = self._words_before[field]
        number = bisect_right(before, index) - 1
        return number, index - before[number]

    def _starts_of(self, field: int) -> list[int]:
        """Return where each chunk of a field begins."""
        found = self._starts.get(field)
        if found is None:
            found = self._starts[field] = starts(self._bare[field], self._chunks[field])
        return found

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
                    found += [_new(Found, (span, leaf, None)) for span in self.spans(one)]
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


def _seen(chunk: str, offset: int, place: int) -> Seen:
    """Return the word in a place of a chunk that begins at `offset`."""
    if (plain := plain_word(chunk)) is not None:
        surface = plain[0]
        start = offset + chunk.find(surface)
        return _new(Seen, (start, start + len(surface), surface.casefold(), surface))
    start, end, word = pieces(chunk)[place]
    return Seen(offset + start, offset + end, word, chunk[start:end])


def starts(text: str, chunks: Iterable[str]) -> list[int]:
    """Return where each chunk of a text begins."""
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
