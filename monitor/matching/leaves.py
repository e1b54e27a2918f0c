"""From terms as written to what a word of the text is compared with.

A leaf is one term of one list: its words in order, and where it came from. Sets are opened here, each of
their terms inflected in the language of its list; the language of an entry never takes part, so that a
wrong label cannot hide a match. Texts are not looked at here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from monitor.language import LANGUAGES, Chain, analyse, fold
from monitor.query.nodes import Form, Prefix, Regex, SetRef, Term
from monitor.settings import TermSet, Watch

ANY = "any"
"""The list of a term set that belongs to no language: its terms are not inflected."""

Atom = Term | Prefix | Regex | SetRef
"""The nodes that stand for leaves."""


class Kind(IntEnum):
    """How a word of a term is compared with a word of the text."""

    KEYS = 0  # any key in common: the form itself, its lemma, its stem
    EXACT = 1  # equal after folding
    CASE = 2  # equal in this case
    PREFIX = 3  # begins so


class Word(NamedTuple):
    """One word of a term. `capital`: smart case asks for a capitalised word in the text."""

    kind: Kind
    text: str  # folded; in its own case where `kind` is CASE
    keys: frozenset[str]
    capital: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaf:
    """One term of one list: words, or the `pattern` of a regular expression.

    Leaves with equal words and pattern are found in the same places. `languages` inflect the words; `set` is
    the term set that the query names, and `language` the list (`any`, too).
    """

    words: tuple[Word, ...]
    term: str  # as written
    pattern: str = ""
    languages: tuple[str, ...] = ()
    set: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaves:
    """All leaves that one node of a query stands for."""

    items: tuple[Leaf, ...]


class Lexicon:
    """The leaves of all terms that the watches use. `inflect=False` compares every term exactly."""

    def __init__(self, watches: Iterable[Watch], terms: Mapping[str, TermSet], *, inflect: bool = True) -> None:
        self._terms = terms
        self._inflect = inflect
        self._leaves: dict[tuple[Atom, tuple[str, ...]], Leaves] = {}
        self._words: dict[tuple[str, Form, tuple[str, ...]], tuple[Word, ...]] = {}
        self._languages = languages(watches, terms)
        self.chain = Chain(self._languages)
        self.why = lru_cache(maxsize=20_000)(self._why)

    def leaves(self, node: Atom, languages: tuple[str, ...]) -> Leaves:
        """Return the leaves of a term, or of every term of a set; `languages` inflect the term."""
        key = (node, () if isinstance(node, SetRef) else languages)
        found = self._leaves.get(key)
        if found is None:
            found = self._leaves[key] = Leaves(items=tuple(self._resolve(node, languages)))
        return found

    def languages_of(self, watch: Watch) -> tuple[str, ...]:
        """Return the languages that the terms written in the watch's own query inflect in."""
        return watch.languages or self.chain.languages

    def covers(self, watch: Watch) -> bool:
        """Tell whether texts are analysed in all that `watch` needs."""
        return set(languages((watch,), {})) <= set(self._languages)

    def _why(self, token: str, word: str, languages: tuple[str, ...]) -> tuple[str, str | None]:
        """Say why a word of a text equals a word of a term, and in which of `languages`."""
        for language in languages:
            if why := self.chain.why(token, word, language):
                return why, language
        return self.chain.why(token, word, None), None

    def _resolve(self, node: Atom, languages: tuple[str, ...]) -> Iterable[Leaf]:
        if isinstance(node, SetRef):
            yield from self._open(node.name, node.name, set())
        else:
            yield self._leaf(node, languages)

    def _open(self, name: str, within: str, seen: set[str]) -> Iterable[Leaf]:
        """Yield the terms of a set and of the sets that it names, all under the name of the outermost."""
        seen.add(name)
        for language, nodes in self._terms[name].lists.items():
            for node in nodes:
                if isinstance(node, SetRef):
                    if node.name not in seen:
                        yield from self._open(node.name, within, seen)
                elif isinstance(node, Term | Prefix | Regex):
                    yield self._leaf(node, () if language == ANY else (language,), within, language)

    def _leaf(
        self,
        node: Term | Prefix | Regex,
        languages: tuple[str, ...],
        of: str | None = None,
        language: str | None = None,
    ) -> Leaf:
        if isinstance(node, Regex):
            return Leaf(words=(), term=f"/{node.pattern}/", pattern=node.pattern, set=of, language=language)
        words = self.words(node, languages)
        return Leaf(words=words, term=node.text, languages=languages, set=of, language=language)

    def words(self, node: Term | Prefix, languages: tuple[str, ...]) -> tuple[Word, ...]:
        """Return the words of a term, to be compared with those of a text."""
        if isinstance(node, Prefix):
            return (_prefix(node.text),)
        form = node.form if self._inflect or node.form is Form.CASE else Form.EXACT
        key = (node.text, form, languages)
        if key not in self._words:
            self._words[key] = tuple(self._compare(node.text, form, languages))
        return self._words[key]

    def _compare(self, text: str, form: Form, languages: tuple[str, ...]) -> Iterable[Word]:
        analysed = analyse(text)
        asked = form is Form.CASE  # an exact case says all that a capital could
        for index, word in enumerate(analysed.words):
            capital = not asked and _has_capital(analysed.surface(index))
            asked = asked or capital
            if form is Form.CASE:
                yield Word(Kind.CASE, analysed.exact(index), frozenset((word,)), capital=False)
            elif form is Form.EXACT:
                yield Word(Kind.EXACT, word, frozenset((word,)), capital)
            else:
                yield Word(Kind.KEYS, word, self.chain.term_keys(word, languages), capital)


_FALLBACK = ("en", "uk", "ru", "ko", "ar", "he", "el", "hi", "ka", "hy")
"""What a watch that names no language is inflected in, for each script that nobody named a language of."""


def languages(watches: Iterable[Watch], terms: Mapping[str, TermSet]) -> tuple[str, ...]:
    """Return the languages to analyse texts in: all that a watch names or that a term set has a list for.

    A watch without languages inflects its own terms in whatever language their script is known for.
    """
    watches = tuple(watches)
    named = {language for watch in watches for language in watch.languages}
    named |= {language for of in terms.values() for language in of.lists if language != ANY}
    if any(not watch.languages for watch in watches):
        known = {script for code in named if code in LANGUAGES for script in LANGUAGES[code].scripts}
        named |= {code for code in _FALLBACK if known.isdisjoint(LANGUAGES[code].scripts)}
    return tuple(sorted(named))


def _prefix(text: str) -> Word:
    folded = fold(text)
    return Word(Kind.PREFIX, folded, frozenset((folded,)), _has_capital(text))


def _has_capital(surface: str) -> bool:
    """Tell whether the first letter that has a case is a capital: Захід, U.S.; not iPhone."""
    for character in surface:
        if character.isupper() or character.istitle():
            return True
        if character.islower():
            return False
    return False
