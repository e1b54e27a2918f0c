"""Light stems for Slavic languages in Cyrillic, which no Snowball stemmer serves well or at all.

A closed list of endings, the longest that fits is cut, and a stem keeps at least three letters. What a list of
endings cannot know (a vowel that comes and goes: Київ - Києва, боєць - бійця, Америка - Америці) is a closed list
of alternations that adds a second stem. Nothing here is a dictionary of words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import regex

_SHORTEST = 3


class Stems(NamedTuple):
    """The stems of a word. A word of a term has the strict ones, a word of a text has both."""

    strict: tuple[str, ...]
    loose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Endings:
    """The endings of one language.

    `plain` endings are always cut. `doubtful` ones may belong to the stem (солдат-ів, but Харків; танк-ов, but
    Иванов): a word of a text is cut with and without, a word of a term only without. `twofold` ones belong to an
    adjective or follow a stem in и (российск-ий, арми-й), so that both cuts count everywhere. `alternations`
    rewrite a whole word into one more stem.
    """

    plain: str
    doubtful: str
    twofold: str
    alternations: tuple[tuple[str, str], ...]


def stemmer(endings: Endings) -> Callable[[str], Stems]:
    """Return the function that gives the stems of a folded word."""
    doubtful, twofold = frozenset(endings.doubtful.split()), frozenset(endings.twofold.split())
    certain = frozenset(endings.plain.split()) | twofold
    every = certain | doubtful
    rewrites = [(regex.compile(pattern), into) for pattern, into in endings.alternations]
    any_rewrite = regex.compile("|".join(pattern for pattern, _ in endings.alternations))

    def stems(word: str) -> Stems:
        ending = _longest(word, every)
        cut = word[: len(word) - len(ending)]
        strict, loose = [cut], list[str]()
        if ending in doubtful:
            strict, loose = [word[: len(word) - len(_longest(word, certain))]], [cut]
        elif ending in twofold:
            strict.append(word[:-1])
        if rewrites and any_rewrite.search(word):
            strict += [pattern.sub(into, word) for pattern, into in rewrites if pattern.search(word)]
        return Stems(tuple(dict.fromkeys(strict)), tuple(loose))

    return stems


def _longest(word: str, endings: frozenset[str]) -> str:
    """Return the longest ending (of at most four letters) that leaves a stem, or ""."""
    for size in range(min(4, len(word) - _SHORTEST), 0, -1):
        if word[-size:] in endings:
            return word[-size:]
    return ""


_CONSONANT = "[бвгґджзйклмнпрстфхцчшщ]"

UKRAINIAN = Endings(
    plain=(
        "а я у ю і ї и о е є ь й ою ею єю ам ям ом ем єм ами ями ах ях ого ього ому ьому им ім їм "
        "ої ьої ій їй их іх їх ими іми їми ьою"
    ),
    doubtful="ів їв ові еві єві ей",
    twofold="ий",
    alternations=(
        (rf"(?<=\w{_CONSONANT})і(?={_CONSONANT}$)", "о"),  # Харків - Харков-а
        (rf"(?<=\w{_CONSONANT})і(?={_CONSONANT}$)", "е"),  # Канів - Канев-а
        (rf"(?<=\w)ї(?={_CONSONANT}$)", "є"),  # Київ - Києв-а
        (rf"(?<=\w\w{_CONSONANT})[ое]({_CONSONANT})ь?$", r"\1"),  # українець - українц-я
        (r"оєць$", "ійц"),  # боєць - бійц-я
        (r"(?<=\w[еиіу])єць$", "йц"),  # кореєць - корейц-я
        (r"(?<=\w\w)ці$", "к"),  # Америці - Америк-а
        (r"(?<=\w\w)зі$", "г"),  # Празі - Праг-а
        (r"(?<=[ая]н)ин(?:а|у|ом|ові|е)?$", ""),  # росіянин - росіян-и
    ),
)

RUSSIAN = Endings(
    plain=(
        "а я у ю ы и о е ь й ою ею ью ам ям ом ем ами ями ах ях ого его ому ему ым им "
        "ой ый ая яя ое ую юю ые ие ых их ыми ими"
    ),
    doubtful="ов ев ей ее",
    twofold="ий",
    alternations=(
        (rf"(?<=\w\w{_CONSONANT})[ое]({_CONSONANT})ь?$", r"\1"),  # украинец - украинц-а, сестер - сестр-а
        (r"(?<=\w[аеиоу])ец$", "йц"),  # боец - бойц-а
        (r"(?<=[ая]н)ин(?:а|у|ом|е)?$", ""),  # россиянин - россиян-е
    ),
)

BELARUSIAN = Endings(
    plain=(
        "а я у ю і ы о э е ь й аю яю ай яй ою ею ам ям ом ем амі ямі ах ях ага яга ога аму яму ому ым ім "
        "ая яя ае яе ую юю ыя ія ых іх ымі імі ей ой"
    ),
    doubtful="аў яў оў еў",
    twofold="ы",
    alternations=(
        (rf"(?<=\w\w{_CONSONANT})[аое]({_CONSONANT})ь?$", r"\1"),
        (r"(?<=\w\w)цы$", "к"),
    ),
)

BULGARIAN = Endings(
    plain="а я и е о ът ят та то те ия ият ата ята ото ета ите ове",
    doubtful="",
    twofold="",
    alternations=((r"овете$", ""),),
)

MACEDONIAN = Endings(
    plain="а и е о от та то те ата ото ите иот ови",
    doubtful="",
    twofold="",
    alternations=((r"овите$", ""),),
)


_POLISH_PLURAL = regex.compile(r"(?<=[sc]|dz)cy$")


def greek(word: str) -> str:
    """Write the final sigma again that casefold takes away: word lists have it."""
    return word[:-1] + "ς" if word.endswith("σ") else word


def polish(word: str) -> str:
    """Respell a Polish word so that Snowball cuts all its forms alike.

    A plural of men becomes a singular (północnokoreańscy - północnokoreański), and ó becomes o, for the two
    alternate inside one word (obwód - obwodowi).
    """
    return str(_POLISH_PLURAL.sub("ki", word)).replace("ó", "o")
