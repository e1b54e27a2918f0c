"""Words that might be worth a term: those of some entries, brought to the form that covers their inflections.

A word of the watch's own terms is never one, nor a stop word, a number, a single character, or the name of the
publisher. Whether a term holds is not decided here; the real matcher is asked afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.language import Analysed, Chain, analyse, code_of, fold
from monitor.matching.leaves import Lexicon
from monitor.query import Prefix, Query, Regex, SetRef, Term, walk
from monitor.settings import TermSet, Watch
from monitor.stories.stopwords import STOP_WORDS
from monitor.stories.words import is_ideograph
from monitor.types import Entry

COMMON = 0.03
"""A word that stands in more than this share of all that is read says nothing of what an entry is about."""

MOST_WORDS = 1_500
"""Words of an entry that are looked at: what comes after is boilerplate more often than news."""


FIRST_WORDS = 150
"""Words of a text that say what the entry is about."""


@dataclass(slots=True)
class Word:
    """A candidate: the text of its term, and the entries (by number) that have it, anywhere and in the headline."""

    text: str
    lemma: bool
    anywhere: set[int] = field(default_factory=set)
    in_title: set[int] = field(default_factory=set)

    @property
    def phrase(self) -> bool:
        """Whether it is more than one word."""
        return " " in self.text or (len(self.text) == 2 and is_ideograph(self.text[0]))


class Words:
    """Gathers the words of entries, as a watch would be asked about them."""

    def __init__(self, watch: Watch, terms: Mapping[str, TermSet], frequencies: Mapping[str, float]) -> None:
        lexicon = Lexicon((watch,), terms)
        self._languages = lexicon.languages_of(watch)
        self._chain: Chain = lexicon.chain
        self._frequencies = frequencies
        self._own = frozenset(_own_keys(watch.query, lexicon, self._languages))
        self._own_prefixes = tuple(fold(node.text) for node in walk(watch.query) if isinstance(node, Prefix))
        self._surfaces: dict[str, Counter[str]] = {}
        self._known: dict[tuple[str, tuple[str, ...]], Sequence[tuple[str, bool]]] = {}

    def gather(self, entries: Iterable[tuple[int, Entry]]) -> list[Word]:
        """Return all that the numbered entries say, each word once."""
        found: dict[str, Word] = {}
        for number, entry in entries:
            names = frozenset(analyse(entry.publisher).words)
            for place, text in enumerate((entry.title, entry.summary, entry.article or "")):
                for word, lemma in self._of_text(analyse(text), entry, names):
                    one = found.setdefault(word, Word(text=word, lemma=lemma))
                    one.lemma |= lemma
                    one.anywhere.add(number)
                    if place == 0:
                        one.in_title.add(number)
        return list(found.values())

    def company(self, entries: Iterable[Entry]) -> dict[int, frozenset[str]]:
        """Return the words of each entry, by its place; of a long text the first ones."""
        return {number: frozenset(self._heard(entry)) for number, entry in enumerate(entries)}

    def _heard(self, entry: Entry) -> Iterator[str]:
        names, languages = frozenset(analyse(entry.publisher).words), self._spoken(entry)
        for text in (entry.title, entry.summary, entry.article or ""):
            for word in analyse(text).words[:FIRST_WORDS]:
                if self._speaks(word, names):
                    yield self._forms(word, languages)[0][0]

    def written(self, text: str) -> str:
        """Write the words of a term as the entries do, in lower case."""
        return " ".join(self._surface(part) for part in text.split(" "))

    def _surface(self, word: str) -> str:
        counted = self._surfaces.get(word)
        return counted.most_common(1)[0][0] if counted else word

    def _of_text(self, text: Analysed, entry: Entry, names: frozenset[str]) -> Iterator[tuple[str, bool]]:
        languages = self._spoken(entry)
        words = text.words[:MOST_WORDS]
        forms = [self._forms(word, languages) if self._speaks(word, names) else () for word in words]
        for place, (word, of_word) in enumerate(zip(words, forms, strict=True)):
            self._surfaces.setdefault(word, Counter())[text.surface(place).lower()] += 1
            if not is_ideograph(word):
                yield from of_word
        for first, second in pairwise(range(len(words))):
            if text.sentences[first] == text.sentences[second] and forms[first] and forms[second]:
                gap = "" if is_ideograph(words[first]) and is_ideograph(words[second]) else " "
                yield f"{forms[first][0][0]}{gap}{forms[second][0][0]}", True

    def _spoken(self, entry: Entry) -> tuple[str, ...]:
        code = code_of(entry.language) if entry.language else ""
        return (code,) if code in self._languages and code in self._chain.languages else self._languages

    def _speaks(self, word: str, names: frozenset[str]) -> bool:
        """Tell whether a word may say what an entry is about."""
        return (
            (len(word) > 1 or is_ideograph(word))
            and word not in STOP_WORDS
            and word not in names
            and not word.isdigit()
            and self._frequencies.get(word, 0.0) <= COMMON
            and not word.startswith(self._own_prefixes)
            and self._own.isdisjoint(self._chain.keys(word))
        )

    def _forms(self, word: str, languages: tuple[str, ...]) -> Sequence[tuple[str, bool]]:
        """Return the lemmas of a word, best first, and the word itself."""
        found = self._known.get((word, languages))
        if found is None:
            found = self._known[word, languages] = self._lemmas(word, languages)
        return found

    def _lemmas(self, word: str, languages: tuple[str, ...]) -> Sequence[tuple[str, bool]]:
        keys = self._chain.keys(word)
        prefixes = tuple(f"{code}:" for code in languages)
        lemmas = [key.partition(":")[2] for key in keys if key.startswith(prefixes)]
        usable = [one for one in dict.fromkeys(lemmas) if len(one) > 1 and one not in STOP_WORDS]
        return [*((one, True) for one in usable), *(() if word in usable else ((word, False),))]


def _own_keys(query: Query, lexicon: Lexicon, languages: tuple[str, ...]) -> Iterator[str]:
    """Yield the keys of all words that the watch is made of, those of its term sets too."""
    for node in walk(query):
        if isinstance(node, Term | Prefix | SetRef | Regex):
            for leaf in lexicon.leaves(node, languages).items:
                for word in leaf.words:
                    yield from lexicon.keys_of(word)
                    yield fold(word.text)
