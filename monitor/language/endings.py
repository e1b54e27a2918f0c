"""Light stems for Slavic languages in Cyrillic, which no Snowball stemmer serves well or at all.

A closed list of endings, the longest that fits is cut, and a stem keeps at least three letters. What a list of
endings cannot know (a vowel that comes and goes: Київ - Києва, боєць - бійця, Америка - Америці) is a closed list
of alternations that adds a second stem. Nothing here is a dictionary of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import regex

from monitor.language.memo import Memo

_SHORTEST = 3

_LONGEST = 4  # letters of an ending
_USUAL = 3  # of nearly all endings
_REWRITTEN = 5  # letters at the end of a word that an alternation may take away
_TAILS = 4_000  # ends of words for which is remembered what to do

Rewrite = tuple[Callable[[str, int], "re.Match[str] | None"], str]

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


class _Recipe(NamedTuple):
    """What the last letters of a word say of its stems: how many letters each lacks (None: there is no such stem), and
    the alternations that may apply. `longer`: a longer ending may end in these letters, so that one more is to see."""

    longer: bool
    strict: int
    twofold: int | None
    loose: int | None
    rewrites: tuple[Rewrite, ...]


class LightStemmer:
    """Gives the stems of folded words by the endings of a language."""

    def __init__(self, endings: Endings) -> None:
        self.recipes = _recipes(endings)

    def __call__(self, word: str) -> Stems:
        """Return the stems of a word."""
        size = len(word)
        _, cut, twofold, doubtful, rewrites = _recipe_for(word, self.recipes)
        strict: tuple[str, ...] = (word[: size - cut],)
        if twofold is not None:
            strict += (word[: size - twofold],)
        for rewrite in rewrites:
            if (stem := rewritten(word, rewrite)) is not None:
                strict += (stem,)
        loose = () if doubtful is None else (word[: size - doubtful],)
        return strict if len(strict) == 1 else tuple(dict.fromkeys(strict)), loose


_For = TypeVar("_For")


class JointRecipe(NamedTuple, Generic[_For]):
    """A recipe for several languages: each cut and each alternation once, and for whom it is."""

    longer: bool
    cuts: tuple[tuple[int, tuple[_For, ...]], ...]
    rewrites: tuple[tuple[Rewrite, tuple[_For, ...]], ...]


class JointStems(Generic[_For]):
    """How to cut a word in several languages at once: most languages cut most words alike.

    Each stemmer stands with what is to be handed out with its cuts.
    """

    def __init__(self, stemmers: Iterable[tuple[LightStemmer, _For]]) -> None:
        self._stemmers = tuple(stemmers)
        self._recipes: Memo[JointRecipe[_For]] = Memo(self._join, limit=_TAILS, longest=_LONGEST)

    def _join(self, last: str) -> JointRecipe[_For]:
        longer = False
        cuts: dict[int, list[_For]] = {}
        rewrites: dict[Rewrite, list[_For]] = {}
        for stemmer, own in self._stemmers:
            recipe = stemmer.recipes[last]
            longer = longer or recipe.longer
            for cut in {recipe.strict, recipe.twofold, recipe.loose} - {None}:
                cuts.setdefault(cut or 0, []).append(own)
            for rewrite in recipe.rewrites:
                rewrites.setdefault(rewrite, []).append(own)
        return JointRecipe(
            longer,
            tuple([(cut, tuple(of)) for cut, of in cuts.items()]),
            tuple([(rewrite, tuple(of)) for rewrite, of in rewrites.items()]),
        )

    def recipe(self, word: str) -> JointRecipe[_For]:
        """Return what makes all stems of a folded word, strict and loose."""
        return _recipe_for(word, self._recipes)


_AnyRecipe = TypeVar("_AnyRecipe", bound="tuple[Any, ...]")


def _recipe_for(word: str, recipes: Memo[_AnyRecipe]) -> _AnyRecipe:
    """Return what to do with a word, told by as few of its last letters as are enough."""
    size = len(word)
    recipe = recipes[word[-_USUAL:] if size >= _SHORTEST + _USUAL else word[_SHORTEST:]]
    if recipe[0] and size >= _SHORTEST + _LONGEST:  # a longer ending may end so
        recipe = recipes[word[-_LONGEST:]]
    return recipe


def rewritten(word: str, rewrite: Rewrite) -> str | None:
    """Return the stem that an alternation makes of a word; None where it does not apply."""
    search, into = rewrite
    found = search(word, max(0, len(word) - _REWRITTEN))
    if found is None:
        return None
    return word[: found.start()] + (found[1] if into is KEEP else into) + word[found.end() :]


def _recipes(endings: Endings) -> Memo[_Recipe]:
    """Return what to do with words by their last letters behind the shortest stem: few ends of words are common."""
    doubtful, twofold = frozenset(endings.doubtful.split()), frozenset(endings.twofold.split())
    certain = frozenset(endings.plain.split()) | twofold
    every = certain | doubtful
    rewrites = [((re.compile(pattern).search, into), _end(pattern)) for pattern, into in endings.alternations]

    def recipe(last: str) -> _Recipe:
        ending = _longest(every, last)
        strict, loose = ending, None
        if ending in doubtful:
            strict, loose = _longest(certain, last), len(ending)
        return _Recipe(
            len(last) == _USUAL and any(one.endswith(last) and one != last for one in every),
            len(strict),
            1 if ending in twofold else None,
            loose,
            tuple([rewrite for rewrite, end in rewrites if len(last) < _USUAL or _may_end(end, last)]),
        )

    return Memo(recipe, limit=_TAILS, longest=_LONGEST)


def _longest(endings: frozenset[str], last: str) -> str:
    """Return the longest of `endings` that the letters behind the shortest stem end in, or ""."""
    return next((last[at:] for at in range(len(last)) if last[at:] in endings), "")


def _may_end(end: str, last: str) -> bool:
    """Tell whether an alternation that takes `end` away may apply to a word of these last letters. Where it takes more
    letters than these, it names the first ones."""
    return any(
        re.search(end, end[:more] + last) for more in range(_REWRITTEN - _USUAL + 1) if end[:more].isalpha() or not more
    )


def _end(pattern: str) -> str:
    """Return the part of a pattern that is taken away, without what must stand before it."""
    return pattern.partition(")")[2] if pattern.startswith("(?<=") else pattern


KEEP = "*"
"""Instead of what an alternation takes away: its consonant alone."""

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
        (rf"(?<=\w\w{_CONSONANT})[ое]({_CONSONANT})ь?$", KEEP),  # українець - українц-я
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
        (rf"(?<=\w\w{_CONSONANT})[ое]({_CONSONANT})ь?$", KEEP),  # украинец - украинц-а, сестер - сестр-а
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
        (rf"(?<=\w\w{_CONSONANT})[аое]({_CONSONANT})ь?$", KEEP),
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
