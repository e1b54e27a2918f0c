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

LONGEST = 40
"""Longer words have no keys but themselves: they are no words."""

CODE = 2  # letters of a language code; the sign after them is the kind of the key


class Chain:
    """The analysis for the languages that the term lists are in.

    Dictionaries are read when the first word of their script is met (some 15 MB each, at most 50 MB: Polish, and
    a second at most). Codes that the table does not hold, such as `any`, add nothing: their words match exactly.
    """

    def __init__(self, languages: Iterable[str]) -> None:
        self.languages = tuple(dict.fromkeys(code for tag in languages if (code := code_of(tag)) in LANGUAGES))
        self._inflections = {code: Inflection(LANGUAGES[code]) for code in self.languages}
        self._by_script: dict[str, list[Inflection]] = {}
        for code, inflection in self._inflections.items():
            for name in LANGUAGES[code].scripts:
                self._by_script.setdefault(name, []).append(inflection)
        self._codes_of: dict[tuple[str, ...], frozenset[str]] = {}
        self._memo: Memo[tuple[str, ...]] = Memo(self._compute, limit=5_000, longest=LONGEST)

    def analyse(self, text: str) -> Analysed:
        """Take a text apart; see `monitor.language.analysis`."""
        return analyse(text)

    def keys(self, word: str) -> tuple[str, ...]:
        """Return all keys of a folded word of a text, the word itself first."""
        return self._memo[word]

    def inflection(self, code: str) -> Inflection:
        """Return what gives the keys of one of `languages`."""
        return self._inflections[code]

    def term_keys(self, word: str, language: str | Iterable[str] | None) -> frozenset[str]:
        """Return the keys on which a folded word of a term meets a word of a text: one in common is enough.

        With one language the word inflects in it; with several (such as `self.languages`, for a term written
        bare in a query) in each that has its script. With None, `any` or a language that this chain does not
        hold it is exact; only what leans on a word without inflecting it is still looked through.
        """
        return self._term_keys(word, self._codes(language))

    def _term_keys(self, word: str, codes: frozenset[str], *, lemmas: bool = True) -> frozenset[str]:
        found = {word}
        for code, inflection in self._inflections.items():
            if code in codes:
                found.update(inflection.of_term(word, lemmas=lemmas))
            elif not codes:
                found.update(inflection.bare(word))
        return frozenset(found)

    def why(self, token: str, word: str, language: str | Iterable[str] | None, *, by_lemma: bool = True) -> str:
        """Say why a word of a text meets a word of a term: exact, particle, clitic, suffix, lemma or stem.

        Returns "" where they do not meet. `by_lemma`: whether they may have a lemma in common, which is dear to find
        out; see `Wanted.may_have_lemma`.
        """
        codes = self._codes(language)
        keys = self._keys_in(token, codes, lemmas=by_lemma)
        shared = self._term_keys(word, codes, lemmas=by_lemma).intersection(keys)
        if not shared:
            return ""
        if token in shared:
            return "exact"
        kinds = {key[CODE]: key[:CODE] for key in sorted(shared)}
        if (code := kinds.get("+")) is not None:
            return LANGUAGES[code].affix
        return "lemma" if ":" in kinds else "stem"

    def _codes(self, language: str | Iterable[str] | None) -> frozenset[str]:
        tags = () if language is None else (language,) if isinstance(language, str) else tuple(language)
        if tags not in self._codes_of:
            self._codes_of[tags] = frozenset(map(code_of, tags)).intersection(self._inflections)
        return self._codes_of[tags]

    def _compute(self, word: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._keys_in(word, frozenset())))

    def _keys_in(self, word: str, codes: frozenset[str], *, lemmas: bool = True) -> list[str]:
        """Return the word and its keys in the languages `codes`; in all where there are none."""
        found = [word]
        for inflection in self._by_script.get(script(word), ()) if len(word) <= LONGEST else ():
            if not codes or inflection.language.code in codes:
                found += inflection.of_text(word, lemmas=lemmas)
        return found


class Inflection:
    """The lemmas, stems and bare forms of one language, and the keys they make."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._scripts = frozenset(language.scripts)
        self._never = frozenset(language.never)

    def of_text(self, word: str, *, lemmas: bool = True) -> list[str]:
        """Return the keys of a word of a text that is in a script of the language, on request without lemmas."""
        if self.is_foreign(word):
            return []
        code = self.language.code
        forms = self.forms(word)
        found = [f"{code}+{form}" for form in forms] if self.language.affixes is not None else []
        for form in forms:
            if lemmas:
                found += [f"{code}:{lemma}" for lemma in self.lemmas(form)]
            found += [f"{code}/{stem}" for stem in self.stems(form)]
        return found

    def of_term(self, word: str, *, lemmas: bool = True) -> list[str]:
        """Return the keys of a word of a term: those of a word of a text, but only stems that are beyond doubt."""
        if not self._fits(word):
            return []
        language = self.language
        found = self.bare(word)
        if lemmas and language.lemmas is not None:
            found += [f"{language.code}:{lemma}" for lemma in (*self.lemmas(word), word)]
        if language.stems is not None:
            found += [f"{language.code}/{stem}" for stem in language.stems(word)[0]]
        return found

    def bare(self, word: str) -> list[str]:
        """Return the key that a word of a text has when something leans on this word."""
        if self.language.affixes is None or not self._fits(word):
            return []
        return [f"{self.language.code}+{word}"]

    def is_foreign(self, word: str) -> bool:
        """Tell whether a word has a letter that the language does not have."""
        return not self._never.isdisjoint(word)

    def forms(self, word: str) -> tuple[str, ...]:
        """Return a word of a text, and what remains of it without what leans on it."""
        affixes = self.language.affixes
        return (word,) if affixes is None else (word, *affixes(word))

    def lemmas(self, word: str) -> list[str]:
        """Return the lemmas of a word in lower case and as a name (kursku is of kurski, Kursku of Kursk)."""
        language = self.language
        if language.lemmas is None:
            return []
        lemma_of = dictionary(language.lemmas).get
        spelt = language.spell(word)
        lemmas = (lemma_of(spelt), lemma_of(spelt.capitalize()))
        if lemmas == (None, None):
            return [fold(_otherwise_written(spelt, lemma_of) or word)]
        return list(dict.fromkeys([fold(lemma) for lemma in lemmas if lemma is not None]))

    def stems(self, word: str) -> tuple[str, ...]:
        """Return the stems of a word of a text, the doubtful ones too."""
        if self.language.stems is None:
            return ()
        strict, loose = self.language.stems(word)
        return strict + loose

    def _fits(self, word: str) -> bool:
        return len(word) <= LONGEST and script(word) in self._scripts and not self.is_foreign(word)


def _otherwise_written(word: str, lemma_of: Callable[[str], str | None]) -> str | None:
    """Look a word up with the apostrophes that some dictionaries have."""
    if "'" not in word:
        return None
    return lemma_of(word.replace("'", "’")) or lemma_of(word.replace("'", "ʼ"))
