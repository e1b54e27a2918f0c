"""Light stems for Slavic languages in Cyrillic, which no Snowball stemmer serves well or at all.

A closed list of endings, the longest that fits is cut, and a stem keeps at least three letters. What a list of
endings cannot know (a vowel that comes and goes: Київ - Києва, боєць - бійця, Америка - Америці) is a closed list
of alternations that adds a second stem. Nothing here is a dictionary of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex

_SHORTEST = 3

_LONGEST = 4  # letters of an ending
CHANGED = _REWRITTEN = 5  # letters at the end of a word that a stem may lack or have otherwise
_TAILS = 4_000  # ends of words that alternations may apply to: which do is worked out once

Rewrite = tuple[regex.Pattern[str], str]


Stems = tuple[tuple[str, ...], tuple[str, ...]]
"""The strict and the loose stems of a word. A word of a term has the strict ones, a word of a text has both."""


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
    longest, longest_certain = _longest(certain | doubtful), _longest(certain)
    ends = [_end(pattern) for pattern, _ in endings.alternations]
    any_end = re.compile("|".join(ends)).search
    rewrites = _rewrites(endings.alternations, ends)

    def stems(word: str) -> Stems:
        size = len(word)
        last = word[-_LONGEST:] if size >= _SHORTEST + _LONGEST else word[_SHORTEST:]
        ending = longest(last)
        strict: tuple[str, ...] = (word[: size - len(ending)],)
        loose: tuple[str, ...] = ()
        if ending in doubtful:
            strict, loose = (word[: size - len(longest_certain(last))],), strict
        elif ending in twofold:
            strict += (word[:-1],)
        if any_end(word, max(0, size - _REWRITTEN)):
            for pattern, into in rewrites(word[-_REWRITTEN:]):
                if pattern.search(word):
                    strict += (pattern.sub(into, word),)
        return strict if len(strict) == 1 else tuple(dict.fromkeys(strict)), loose

    return stems


def _longest(endings: frozenset[str]) -> Callable[[str], str]:
    """Return what gives the longest of `endings` that the letters behind the shortest stem end in, or ""."""

    def longest(last: str) -> str:
        for at in range(len(last)):
            if last[at:] in endings:
                return last[at:]
        return ""

    return longest


def _rewrites(alternations: tuple[tuple[str, str], ...], ends: Iterable[str]) -> Callable[[str], tuple[Rewrite, ...]]:
    """Return what gives the rewrites that the last letters of a word allow."""
    pairs = [
        (re.compile(end), (regex.compile(pattern), into))
        for end, (pattern, into) in zip(ends, alternations, strict=True)
    ]

    @lru_cache(maxsize=_TAILS)
    def allowed(last: str) -> tuple[Rewrite, ...]:
        return tuple([rewrite for end, rewrite in pairs if end.search(last)])

    return allowed


def _end(pattern: str) -> str:
    """Return the part of a pattern that is taken away, without what must stand before it."""
    return pattern.partition(")")[2] if pattern.startswith("(?<=") else pattern


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
