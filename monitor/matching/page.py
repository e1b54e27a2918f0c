"""An entry in ids: which terms stand in it and, for the few watches that get so far, where.

It is the fast counterpart of `monitor.matching.reading` and answers the evaluator in the same way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, chain

from monitor.language import Analysed, analyse
from monitor.language.tokens import pieces
from monitor.matching.labels import values
from monitor.matching.leaves import Leaf, Leaves
from monitor.matching.plain import Found, Scope, Seen
from monitor.matching.reading import cut, figures, search, texts
from monitor.matching.spans import Span, Window, word_span
from monitor.matching.vocabulary import NOTHING, Ids, Phrase, Token, Vocabulary
from monitor.types import Entry

_LOOKS = 3
"""So many ids are looked for one by one; then it is cheaper to note where all of them stand."""


class Page:
    """One entry. `present` are the ids that hold somewhere in it."""

    def __init__(self, entry: Entry, vocabulary: Vocabulary) -> None:
        self.entry = entry
        self._vocabulary = vocabulary
        self._texts = texts(entry)
        self._chunks = [text.split() for text in self._texts]
        self._meanings = [list(vocabulary.chunks(*pair)) for pair in zip(self._texts, self._chunks, strict=True)]
        fields = [list(chain.from_iterable(meanings)) for meanings in self._meanings]
        self._lengths = tuple(map(len, fields))
        self._asked = [
            [(index, token) for index, token in enumerate(tokens) if token is not NOTHING] for tokens in fields
        ]
        self._places: dict[int, Places] = {}
        self._looks_left = _LOOKS
        self._of_phrases: dict[int, list[Span]] = {}
        self._spans: dict[Ids, list[Span]] = {}
        self._found: dict[Leaves, list[Found]] = {}
        self.present = self._read(fields)

    def _read(self, fields: Sequence[list[Token]]) -> set[int]:
        present: set[int] = set(self._vocabulary.labels(self.entry))
        limits = self._vocabulary.limits
        for field, asked in enumerate(self._asked):
            here: set[int] = set().union(*[token[0] for _, token in asked])
            begins = [index for index, token in asked if token[2]]
            if begins:
                self._find_phrases(field, fields[field], begins, here)
            if limits:
                present.update(self._vocabulary.in_field(field, here))
            present |= here
        return present

    def _find_phrases(self, field: int, tokens: list[Token], begins: Iterable[int], here: set[int]) -> None:
        """Look at each pair of neighbours that begins a bigram; add the phrases found and their sets."""
        for index in begins:
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

    # --- for the evaluator -------------------------------------------------------------------------------

    @cached_property
    def texts(self) -> Sequence[Analysed]:
        """The text of each field, taken apart."""
        return tuple(map(analyse, self._texts))

    @cached_property
    def scope(self) -> Scope:
        """One window for each text field, as long as the field."""
        return tuple([Window(field, 0, length) for field, length in enumerate(self._lengths)])

    def word(self, field: int, index: int) -> Seen:
        """Return a word of a field."""
        if field not in self._places:
            self._places[field] = Places(self._texts[field], self._chunks[field], self._meanings[field])
        return self._places[field].word(index)

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

    def __init__(self, text: str, chunks: Sequence[str], tokens: Sequence[tuple[Token, ...]]) -> None:
        self._chunks = chunks
        self._starts = starts(text, chunks)
        self._firsts = list(accumulate(map(len, tokens), initial=0))  # the number of the first word of each chunk

    def word(self, index: int) -> Seen:
        """Return a word."""
        number = bisect_right(self._firsts, index) - 1
        chunk, offset = self._chunks[number], self._starts[number]
        start, end, word = pieces(chunk)[index - self._firsts[number]]
        return Seen(offset + start, offset + end, word, chunk[start:end])


def starts(text: str, chunks: Sequence[str]) -> list[int]:
    """Return where each chunk begins."""
    if sum(map(len, chunks)) + len(chunks) - 1 == len(text):  # one space between each two
        return list(accumulate([len(chunk) + 1 for chunk in chunks], initial=0))
    found: list[int] = []
    position = 0
    for chunk in chunks:
        position = text.find(chunk, position)
        found.append(position)
        position += len(chunk)
    return found


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
