"""Whether the inflected forms of a term would be found: asked with the usual endings of a language.

Word lists know most words and rules cut most endings, but not of every name in every language: Polish rules leave
`Pjongjangu` as it is, so that the term `Pjongjang` does not find it. The endings here are few and common; they make
forms to ask about, not forms to match.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.language import LANGUAGES

_Rows = tuple[tuple[str, str], ...]

_USUAL: Mapping[str, _Rows] = {
    "pl": (
        *((ending, "") for ending in ("ego", "emu", "im", "ym", "ich", "ych")),
        *((soft, f"{hard}ia {hard}iu {hard}iem") for soft, hard in (("ń", "n"), ("ś", "s"), ("ć", "c"), ("ź", "z"))),
        *(("a", "y ę ą"), ("o", "a u em"), ("i", "iego iemu"), ("y", "ego emu"), ("", "u a em owi")),
    ),
    "cs": (("a", "y u ou"), ("o", "a u em"), ("ý", "ého ému"), ("í", "ího ímu"), ("", "u a em")),
    "sk": (("a", "y u ou"), ("o", "a u om"), ("ý", "ého ému"), ("", "u a om")),
    "sl": (("a", "e i o"), ("o", "a u"), ("", "a u om")),
    "hu": (("a", "ában át ának"), ("e", "ében ét ének"), ("", "ban ben nak nek")),
    "fi": (("i", "in issa ista"), ("a", "an assa asta"), ("", "in issa ista")),
}
"""For each language how a word that ends so goes on in other cases; the row that fits first counts.

A row without forms is of a case already; the row without an ending is for consonants.
"""

_VOWELS = frozenset("aąeęioóuyáéěíúůýäôœöőüűåæø")

_SHORTEST = 4
"""Shorter words are abbreviations and particles more often than names."""


def lost(word: str, language: str) -> tuple[str, ...]:
    """Return usual forms of a folded word, where the rules of the language find none of them by the word.

    Nothing is said of languages whose usual endings are not known here, nor of what a word list may know.
    """
    rules = LANGUAGES.get(language)
    if rules is None or len(word) < _SHORTEST:
        return ()
    forms = tuple(_forms(word, language))
    if rules.stems is None:
        return forms
    strict, _ = rules.stems(word)
    for form in forms:
        found, loose = rules.stems(form)
        if not set(strict).isdisjoint((*found, *loose)):
            return ()
    return forms


def _forms(word: str, language: str) -> Iterator[str]:
    for ending, others in _USUAL.get(language, ()):
        if word.endswith(ending) and (ending or word[-1] not in _VOWELS):
            yield from (word.removesuffix(ending) + other for other in others.split())
            return
