"""The keys on which a word of a text and a word of a term meet.

A key is the folded word itself, a lemma (`uk:солдат`), a stem (`uk/солдат`), or the word without what leans on it
(`ko+북한군`). Kind and language are part of a key, so that the lemma of one language never meets the stem of
another. Which languages a text is in is not asked: its words get the keys of every language of their script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from monitor.language.analysis import Analysed, analyse
from monitor.language.dictionary import dictionary
from monitor.language.folding import fold
from monitor.language.memo import Memo
from monitor.language.scripts import script
from monitor.language.table import LANGUAGES, Language, code_of

_LONGEST = 40
"""Longer words have no keys but themselves: they are no words."""

_CODE = 2  # letters of a language code; the sign after them is the kind of the key


class Chain:
    """The analysis for the languages that the term lists are in.

    Dictionaries are read when the first word of their script is met (some 15 MB each, at most 50 MB: Polish, and
    a second at most). Codes that the table does not hold, such as `any`, add nothing: their words match exactly.
    """

    def __init__(self, languages: Iterable[str]) -> None:
        self.languages = tuple(dict.fromkeys(code for tag in languages if (code := code_of(tag)) in LANGUAGES))
        self._inflections = {code: _Inflection(LANGUAGES[code]) for code in self.languages}
        self._by_script: dict[str, list[_Inflection]] = {}
        for code, inflection in self._inflections.items():
            for name in LANGUAGES[code].scripts:
                self._by_script.setdefault(name, []).append(inflection)
        self._memo: Memo[tuple[str, ...]] = Memo(self._compute, limit=20_000, longest=_LONGEST)

    def analyse(self, text: str) -> Analysed:
        """Take a text apart; see `monitor.language.analysis`."""
        return analyse(text)

    def keys(self, word: str) -> tuple[str, ...]:
        """Return all keys of a folded word of a text, the word itself first."""
        return self._memo[word]

    def term_keys(self, word: str, language: str | Iterable[str] | None) -> frozenset[str]:
        """Return the keys on which a folded word of a term meets a word of a text: one in common is enough.

        With one language the word inflects in it; with several (such as `self.languages`, for a term written
        bare in a query) in each that has its script. With None, `any` or a language that this chain does not
        hold it is exact; only what leans on a word without inflecting it is still looked through.
        """
        found = {word}
        codes = self._codes(language)
        for code, inflection in self._inflections.items():
            if code in codes:
                found.update(inflection.of_term(word))
            elif not codes:
                found.update(inflection.bare(word))
        return frozenset(found)

    def why(self, token: str, word: str, language: str | Iterable[str] | None) -> str:
        """Say why a word of a text meets a word of a term: exact, particle, clitic, suffix, lemma or stem.

        Returns "" where they do not meet.
        """
        shared = self.term_keys(word, language).intersection(self.keys(token))
        if not shared:
            return ""
        if token in shared:
            return "exact"
        kinds = {key[_CODE]: key[:_CODE] for key in sorted(shared)}
        if (code := kinds.get("+")) is not None:
            return LANGUAGES[code].affix
        return "lemma" if ":" in kinds else "stem"

    def _codes(self, language: str | Iterable[str] | None) -> frozenset[str]:
        tags = () if language is None else (language,) if isinstance(language, str) else language
        return frozenset(map(code_of, tags)).intersection(self._inflections)

    def _compute(self, word: str) -> tuple[str, ...]:
        found = [word]
        for inflection in self._by_script.get(script(word), ()) if len(word) <= _LONGEST else ():
            found += inflection.of_text(word)
        return tuple(dict.fromkeys(found))


class _Inflection:
    """The keys of one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._scripts = frozenset(language.scripts)
        self._never = frozenset(language.never)

    def of_text(self, word: str) -> list[str]:
        """Return the keys of a word of a text that is in a script of the language."""
        if not self._never.isdisjoint(word):
            return []
        if self._language.affixes is None:
            return self._lemmas(word) + self._stems(word)
        forms = [word, *self._language.affixes(word)]
        found = [f"{self._language.code}+{form}" for form in forms]
        for form in forms:
            found += self._lemmas(form) + self._stems(form)
        return found

    def _stems(self, word: str) -> list[str]:
        language = self._language
        if language.stems is None:
            return []
        strict, loose = language.stems(word)
        return [f"{language.code}/{stem}" for stem in strict + loose]

    def of_term(self, word: str) -> list[str]:
        """Return the keys of a word of a term: those of a word of a text, but only stems that are beyond doubt."""
        if not self._fits(word):
            return []
        language = self._language
        found = [*self.bare(word), *self._lemmas(word)]
        if language.lemmas is not None:
            found.append(f"{language.code}:{word}")
        if language.stems is not None:
            found += [f"{language.code}/{stem}" for stem in language.stems(word).strict]
        return found

    def bare(self, word: str) -> list[str]:
        """Return the key that a word of a text has when something leans on this word."""
        if self._language.affixes is None or not self._fits(word):
            return []
        return [f"{self._language.code}+{word}"]

    def _lemmas(self, word: str) -> list[str]:
        """Return the lemmas of a word in lower case and as a name (kursku is of kurski, Kursku of Kursk)."""
        language = self._language
        if language.lemmas is None:
            return []
        lemma_of = dictionary(language.lemmas).get
        spelt = language.spell(word)
        lemmas = (lemma_of(spelt), lemma_of(spelt.capitalize()))
        if lemmas == (None, None):
            return [f"{language.code}:{fold(_otherwise_written(spelt, lemma_of) or word)}"]
        return list(dict.fromkeys([f"{language.code}:{fold(lemma)}" for lemma in lemmas if lemma is not None]))

    def _fits(self, word: str) -> bool:
        return len(word) <= _LONGEST and script(word) in self._scripts and self._never.isdisjoint(word)


def _otherwise_written(word: str, lemma_of: Callable[[str], str | None]) -> str | None:
    """Look a word up with the apostrophes that some dictionaries have."""
    if "'" not in word:
        return None
    return lemma_of(word.replace("'", "’")) or lemma_of(word.replace("'", "ʼ"))
