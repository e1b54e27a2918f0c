"""The words that the lemma dictionaries know, for advice on terms. Matching never comes here; see `chain`."""

from __future__ import annotations

from collections.abc import Mapping

from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

from monitor.language.folding import fold
from monitor.language.table import LANGUAGES


class WordLists:
    """The dictionaries, each read when it is first asked: a tenth of a second for English, two for Polish."""

    def __init__(self) -> None:
        self._dictionaries = StreamDictionaryFactory(cache_max_size=len(LANGUAGES))

    def knows(self, word: str, language: str) -> bool:
        """Tell whether the dictionary of `language` has a folded word, as a name or not; no, where it has none."""
        dictionary = self._of(language)
        spelt = LANGUAGES[language].spell(word) if dictionary else word
        return any(dictionary.get(form) is not None for form in (spelt, spelt.capitalize()))

    def lemmas_with(self, part: str, language: str, *, at_start: bool) -> tuple[str, ...]:
        """Return the base forms of words of `language` that hold (or begin with) the folded `part`, sorted."""
        dictionary = self._of(language)
        found = [word for word in dictionary if _holds(word.casefold(), part, at_start=at_start)]
        return tuple(sorted({fold(dictionary[word]) for word in found}))

    def _of(self, language: str) -> Mapping[str, str]:
        row = LANGUAGES.get(language)
        return {} if row is None or row.lemmas is None else self._dictionaries.get_dictionary(row.lemmas)


def _holds(word: str, part: str, *, at_start: bool) -> bool:
    return word.startswith(part) if at_start else part in word
