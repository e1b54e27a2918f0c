"""An entry as the evaluator sees it, read word by word without an index.

It answers where a term stands by comparing it with every word of the entry. It is the honest reference that
the index is tested against, and what `explain` and `verdict` use for one watch at a time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from monitor.language import Analysed, analyse, numbers
from monitor.matching.labels import values
from monitor.matching.leaves import Kind, Leaf, Leaves, Lexicon, Word
from monitor.matching.plain import Found, Scope, Seen
from monitor.matching.spans import Span, Window
from monitor.query import regexes
from monitor.types import Entry


class PlainReading:
    """One entry, analysed."""

    def __init__(self, entry: Entry, lexicon: Lexicon) -> None:
        self.entry = entry
        self.texts: tuple[Analysed, ...] = tuple(map(analyse, texts(entry)))
        self.scope: Scope = tuple(Window(field, 0, len(text)) for field, text in enumerate(self.texts))
        self._lexicon = lexicon
        self._found: dict[Leaf, list[Found]] = {}

    def word(self, field: int, index: int) -> Seen:
        """Return a word of a field."""
        text = self.texts[field]
        return Seen(text.starts[index], text.ends[index], text.words[index], text.surface(index))

    def may_have_lemma(self, word: str) -> bool:  # noqa: ARG002  # asked of every reading
        """Tell whether a folded word may meet a term on a lemma: this reading does not know better."""
        return True

    def occurrences(self, leaves: Leaves) -> Sequence[Found]:
        """Return every place of the leaves: of each in the order of reading, one leaf after the other."""
        return [found for leaf in leaves.items for found in self._of(leaf)]

    def _of(self, leaf: Leaf) -> list[Found]:
        if leaf not in self._found:
            look = search if leaf.pattern else self._stands
            self._found[leaf] = [found for field, text in enumerate(self.texts) for found in look(leaf, field, text)]
        return self._found[leaf]

    def _stands(self, leaf: Leaf, field: int, text: Analysed) -> list[Found]:
        size = len(leaf.words)
        return [
            Found(Span(field, start, start + size), leaf)
            for start in range(len(text) - size + 1)
            if size and all(self._meets(word, text, start + at) for at, word in enumerate(leaf.words))
        ]

    def _meets(self, word: Word, text: Analysed, index: int) -> bool:
        if not same(word, text, index, self._lexicon):
            return False
        return not word.capital or text.caseless or text.capitalised(index)

    def numbers(self) -> Sequence[tuple[Span, float]]:
        """Return the numbers of all text fields with their values, in the order of reading."""
        return [number for field, text in enumerate(self.texts) for number in figures(field, text)]

    def sentences(self) -> Sequence[Window]:
        """Return the sentences of all text fields."""
        return [sentence for field, text in enumerate(self.texts) for sentence in cut(field, text)]

    def label(self, name: str) -> tuple[str, ...]:
        """Return the values of a label field."""
        return values(name, self.entry)


def texts(entry: Entry) -> tuple[str, ...]:
    """Return the running texts of an entry: title, summary and, where it was fetched, the article."""
    if entry.article is None:
        return (entry.title, entry.summary)
    return (entry.title, entry.summary, entry.article)


def same(word: Word, text: Analysed, index: int, lexicon: Lexicon) -> bool:
    """Compare a word of a term with a word of a text, without regard to smart case."""
    token = text.words[index]
    match word.kind:
        case Kind.KEYS:
            return not lexicon.keys(word).isdisjoint(lexicon.chain.keys(token))
        case Kind.EXACT:
            return word.text == token
        case Kind.CASE:
            return word.text == text.exact(index)
    return token.startswith(word.text)


def search(leaf: Leaf, field: int, text: Analysed) -> list[Found]:
    """Search a regular expression in one field; a find covers every word that it touches."""
    places = regexes.compile(leaf.pattern).spans(text.text)
    return [Found(_words_between(field, text, *place), leaf, place) for place in places]


def _words_between(field: int, text: Analysed, start: int, end: int) -> Span:
    first = bisect_right(text.ends, start)
    last = bisect_left(text.starts, end)
    return Span(field, first, max(first, last))


def figures(field: int, text: Analysed) -> list[tuple[Span, float]]:
    """Return the numbers of one field."""
    return [(Span(field, number.start_token, number.end_token), number.value) for number in numbers(text)]


def cut(field: int, text: Analysed) -> list[Window]:
    """Return the sentences of one field."""
    sentences: list[Window] = []
    start = 0
    numbered = text.sentences
    for index in range(1, len(numbered) + 1):
        if index == len(numbered) or numbered[index] != numbered[start]:
            sentences.append(Window(field, start, index))
            start = index
    return sentences
