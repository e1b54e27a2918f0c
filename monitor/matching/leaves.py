"""From terms as written to what a word of the text is compared with.

A leaf is one term of one list: its words in order, and where it came from. Sets are opened here, each of
their terms inflected in the language of its list; the language of an entry never takes part, so that a
wrong label cannot hide a match. Texts are not looked at here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from monitor.language import LANGUAGES, Chain, code_of, fold
from monitor.language.confusables import repair
from monitor.language.scripts import script
from monitor.language.tokens import cased, pieces
from monitor.query.nodes import Form, Prefix, Regex, SetRef, Term
from monitor.settings import TermSet, Watch

ANY = "any"
"""The list of a term set that belongs to no language: its terms are not inflected."""

_REMEMBERED = 50_000
"""Reasons remembered; all are forgotten when there are more."""

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
    languages: tuple[str, ...]  # that inflect it
    capital: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaf:
    """One term of one list: words, or the `pattern` of a regular expression.

    Leaves with equal words and pattern are found in the same places. `set` is the term set that the query
    names, and `language` the list (`any`, too).
    """

    words: tuple[Word, ...]
    term: str  # as written
    pattern: str = ""
    set: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaves:
    """All leaves that one node of a query stands for."""

    items: tuple[Leaf, ...]


class Lexicon:
    """What the terms of the watches stand for. `inflect=False` compares every term exactly."""

    def __init__(self, watches: Iterable[Watch], terms: Mapping[str, TermSet], *, inflect: bool = True) -> None:
        self._terms = terms
        self._inflect = inflect
        self._leaves: dict[tuple[str, ...], dict[Atom, Leaves]] = {}
        self._fitting: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._reasons: dict[tuple[str, str | None], tuple[str, str | None]] = {}
        self._whys: dict[tuple[Word, str], tuple[str, str | None]] = {}
        self._usual = usual_languages(terms)
        self._languages = languages(watches, terms, self._usual)
        self.chain = _chain(self._languages)
        self.keys = lru_cache(maxsize=None)(self.keys_of)

    def leaves(self, node: Atom, languages: tuple[str, ...]) -> Leaves:
        """Return the leaves of a term, or of every term of a set; `languages` inflect the term."""
        of = self._leaves.setdefault(() if isinstance(node, SetRef) else languages, {})
        found = of.get(node)
        if found is None:
            found = of[node] = Leaves(items=tuple(self._resolve(node, languages)))
        return found

    def words(self, node: Term | Prefix, languages: tuple[str, ...]) -> tuple[Word, ...]:
        """Return the words of a term, to be compared with those of a text."""
        if isinstance(node, Prefix):
            return (Word(Kind.PREFIX, fold(node.text), (), _has_capital(node.text)),)
        return tuple(self._words(node, languages))

    def keys_of(self, word: Word) -> frozenset[str]:
        """Return the keys of a word, one of which a word of a text must have; `keys` remembers them."""
        if word.kind is Kind.KEYS:
            return self.chain.term_keys(word.text, word.languages)
        return frozenset((fold(word.text),))

    def languages_of(self, watch: Watch) -> tuple[str, ...]:
        """Return the languages that the terms written in the watch's own query inflect in."""
        return watch.languages or self._usual

    def covers(self, watch: Watch) -> bool:
        """Tell whether texts are analysed in all that `watch` needs."""
        return set(self.languages_of(watch)) <= set(self._languages)

    def why(
        self, word: Word, folded: str, surface: str, may_have_lemma: Callable[[str], bool]
    ) -> tuple[str, str | None]:
        """Say why a word of a text, which equals `word`, does so, and in which language; `may_have_lemma` may deny
        that it does on a lemma."""
        key = (word, surface)
        known = self._whys.get(key)
        if known is None:
            if len(self._whys) >= _REMEMBERED:
                self._whys.clear()
            why = self._why(word, folded, surface, may_have_lemma)
            known = self._whys[key] = self._reason(*why)
        return known

    def _why(
        self, word: Word, folded: str, surface: str, may_have_lemma: Callable[[str], bool]
    ) -> tuple[str, str | None]:
        if word.kind is Kind.CASE:
            return "case", None
        if word.kind is Kind.PREFIX:
            return "prefix", None
        if folded == word.text:
            return ("exact" if repair(surface) == surface else "confusable"), None
        by_lemma = may_have_lemma(folded)
        if not by_lemma and len(word.languages) == 1 and not LANGUAGES[code_of(word.languages[0])].affixes:
            return "stem", word.languages[0]  # it equals it, and by nothing else could it
        for language in word.languages:
            if why := self.chain.why(folded, word.text, language, by_lemma=by_lemma):
                return why, language
        return self.chain.why(folded, word.text, None, by_lemma=by_lemma), None

    def _reason(self, why: str, language: str | None) -> tuple[str, str | None]:
        """Return one object for all reasons that are equal: many are remembered, and few differ."""
        return self._reasons.setdefault((why, language), (why, language))

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
        return Leaf(words=self.words(node, languages), term=node.text, set=of, language=language)

    def _words(self, node: Term, languages: tuple[str, ...]) -> Iterable[Word]:
        asked = node.form is Form.CASE  # an exact case says all that a capital could
        has_capitals = not node.text.islower()
        for surface, word in _taken_apart(node.text):
            capital = has_capitals and not asked and _has_capital(surface)
            asked = asked or capital
            if node.form is Form.CASE:
                yield Word(Kind.CASE, cased(surface), (), capital=False)
            elif node.form is Form.EXACT or not self._inflect:
                yield Word(Kind.EXACT, word, (), capital)
            else:
                yield Word(Kind.KEYS, word, self._of_script(word, languages), capital)

    def _of_script(self, word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
        """Keep the languages that are written in the script of `word`, so that equal terms of watches in
        different languages stay equal."""
        key = (script(word), languages)
        if key not in self._fitting:
            of_script = [code for code in languages if key[0] in _scripts(code)]
            self._fitting[key] = tuple(of_script)
        return self._fitting[key]


_FALLBACK = ("en", "uk", "ru", "ko", "ar", "he", "el", "hi", "ka", "hy")
"""The usual languages of the scripts that no term set has a list in."""


def usual_languages(terms: Mapping[str, TermSet]) -> tuple[str, ...]:
    """Return what the terms of a watch that names no language inflect in, each in those of its script: the
    languages of the term sets. Other watches have no say, so that each can be understood alone."""
    named = {language for of in terms.values() for language in of.lists if language != ANY}
    known = {script for code in named for script in _scripts(code)}
    return tuple(sorted(named | {code for code in _FALLBACK if known.isdisjoint(_scripts(code))}))


def languages(watches: Iterable[Watch], terms: Mapping[str, TermSet], usual: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages to analyse texts in: all that a watch needs or that a term set has a list for."""
    named = {language for of in terms.values() for language in of.lists if language != ANY}
    for of in {watch.languages for watch in watches}:
        named.update(of or usual)
    return tuple(sorted(named))


@lru_cache(maxsize=4)
def _chain(languages: tuple[str, ...]) -> Chain:
    """Share what the dictionaries of some languages know; reading them takes a second."""
    return Chain(languages)


def _scripts(language: str) -> tuple[str, ...]:
    row = LANGUAGES.get(code_of(language))
    return row.scripts if row is not None else ()


def _taken_apart(text: str) -> Iterable[tuple[str, str]]:
    """Yield the surface and the folded form of each word, as `analyse` would, which remembers what texts repeat;
    here one object stands for equal words, for many terms have them."""
    for chunk in text.split():
        for start, end, word in pieces(chunk):
            yield chunk[start:end], intern(word)


def _has_capital(surface: str) -> bool:
    """Tell whether the first letter that has a case is a capital: Захід, U.S.; not iPhone."""
    for character in surface:
        if character.isupper() or character.istitle():
            return True
        if character.islower():
            return False
    return False
