"""The words that the lemma dictionaries know, for advice on terms. Matching never comes here; see `chain`."""

from __future__ import annotations

from monitor.language.dictionary import Dictionary, dictionary
from monitor.language.folding import fold
from monitor.language.table import LANGUAGES


class WordLists:
    """The dictionaries, each read when it is first asked: a tenth of a second for English, two for Polish."""

    def knows(self, word: str, language: str) -> bool:
        """Tell whether the dictionary of `language` has a folded word, as a name or not; no, where it has none."""
        of = _of(language)
        if of is None:
            return False
        spelt = LANGUAGES[language].spell(word)
        return any(of.get(form) is not None for form in (spelt, spelt.capitalize()))

    def lemmas_with(self, part: str, language: str, *, at_start: bool) -> tuple[str, ...]:
        """Return the base forms of words of `language` that hold (or begin with) the folded `part`, sorted."""
        of = _of(language)
        if of is None:
            return ()
        found = [word for word in of if _holds(word.casefold(), part, at_start=at_start)]
        return tuple(sorted({fold(of.get(word) or word) for word in found}))


def _of(language: str) -> Dictionary | None:
    row = LANGUAGES.get(language)
    return None if row is None or row.lemmas is None else dictionary(row.lemmas)


def _holds(word: str, part: str, *, at_start: bool) -> bool:
    return word.startswith(part) if at_start else part in word
