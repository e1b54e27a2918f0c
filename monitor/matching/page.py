"""An entry in ids: which terms stand in it and, for the few watches that get so far, where.

It is the fast counterpart of `monitor.matching.reading` and answers the evaluator in the same way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import chain

from monitor.language import Analysed, analyse
from monitor.matching.labels import values
from monitor.matching.leaves import Leaf, Leaves
from monitor.matching.plain import Found, Scope, Seen
from monitor.matching.reading import cut, figures, search, texts
from monitor.matching.spans import Span, Window
from monitor.matching.vocabulary import NOTHING, Ids, Phrase, Token, Vocabulary
from monitor.types import Entry


class Page:
    """One entry. `present` are the ids that hold somewhere in it."""

    def __init__(self, entry: Entry, vocabulary: Vocabulary) -> None:
        self.entry = entry
        self._vocabulary = vocabulary
        self._texts = texts(entry)
        self._chunks = [list(vocabulary.chunks(text)) for text in self._texts]
        self._fields = [list(chain.from_iterable(chunks)) for chunks in self._chunks]
        self._places: dict[int, Places] = {}
        self._of_phrases: dict[int, list[Span]] = {}
        self._spans: dict[Ids, list[Span]] = {}
        self._found: dict[Leaves, list[Found]] = {}
        self.present = self._read()

    def _read(self) -> set[int]:
        present: set[int] = set(self._vocabulary.labels(self.entry))
        limits = self._vocabulary.limits
        for field, tokens in enumerate(self._fields):
            here: set[int] = set().union(*[token[0] for token in tokens])
            self._find_phrases(field, tokens, here)
            if limits:
                present.update(self._vocabulary.in_field(field, here))
            present |= here
        return present

    def _find_phrases(self, field: int, tokens: list[Token], here: set[int]) -> None:
        """Look at each pair of neighbours that begins a bigram; add the phrases found and their sets."""
        for index in [index for index, token in enumerate(tokens) if token[2]]:
            following = tokens[index + 1] if index + 1 < len(tokens) else NOTHING
            for second in following.seconds:
                for phrases in tokens[index].firsts:
                    for phrase in phrases.get(second, ()):
                        if stands(phrase, tokens, index):
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
        places: dict[int, list[Span]] = {}
        for field, tokens in enumerate(self._fields):
            for index, token in enumerate(tokens):
                if token[0]:
                    span = Span(field, index, index + 1)
                    for one in token[0]:
                        places.setdefault(one, []).append(span)
        return places

    def spans(self, one: int) -> list[Span]:
        """Return the places of an id, in the order of reading; a label has none."""
        limit, base = self._vocabulary.base(one)
        spans = self._places_of_ids.get(base, [])
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

    # --- for the evaluator -------------------------------------------------------------------------------

    @cached_property
    def texts(self) -> Sequence[Analysed]:
        """The text of each field, taken apart."""
        return tuple(map(analyse, self._texts))

    @cached_property
    def scope(self) -> Scope:
        """One window for each text field, as long as the field."""
        return tuple([Window(field, 0, len(tokens)) for field, tokens in enumerate(self._fields)])

    def word(self, field: int, index: int) -> Seen:
        """Return a word of a field."""
        if field not in self._places:
            self._places[field] = Places(self._texts[field], self._chunks[field])
        return self._places[field].word(index)

    def occurrences(self, leaves: Leaves) -> Sequence[Found]:
        """Return every place of the leaves: of each in the order of reading, one leaf after the other."""
        found = self._found.get(leaves)
        if found is None:
            found = self._found[leaves] = [found for leaf in leaves.items for found in self._of(leaf)]
        return found

    def _of(self, leaf: Leaf) -> list[Found]:
        if leaf.pattern:
            return self._search(leaf)
        one = self._vocabulary.known(leaf)
        if one is None or one not in self.present:
            return []
        return [Found(span, leaf) for span in self.spans(one)]

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
    """Where the words of one field are in its text, worked out for those that are asked for."""

    def __init__(self, text: str, tokens: Sequence[tuple[Token, ...]]) -> None:
        self._chunks = text.split()
        self._starts: list[int] = []
        self._analysed: dict[int, Analysed] = {}
        position = 0
        for chunk in self._chunks:
            position = text.find(chunk, position)
            self._starts.append(position)
            position += len(chunk)
        self._chunk_of = [number for number, words in enumerate(tokens) for _ in words]

    def word(self, index: int) -> Seen:
        """Return a word."""
        number = self._chunk_of[index]
        if number not in self._analysed:
            self._analysed[number] = analyse(self._chunks[number])
        within = index - bisect_left(self._chunk_of, number)
        return Seen(self._analysed[number], within, self._starts[number])


def stands(phrase: Phrase, tokens: list[Token], index: int) -> bool:
    """Tell whether a phrase whose bigram begins at `index` stands there as a whole."""
    start = index - phrase.at
    end = start + len(phrase.atoms)
    return (
        start >= 0
        and end <= len(tokens)
        and (
            len(phrase.atoms) == 2
            or all(atom in token.atoms for atom, token in zip(phrase.atoms, tokens[start:end], strict=True))
        )
    )
