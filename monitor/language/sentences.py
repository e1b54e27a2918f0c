"""Where sentences end, in any language and without knowing which.

Only what stands between two words is looked at, with a closed list of abbreviations. Decimals and dotted acronyms
are inside words already. Where it is undecidable (`in the U.S. Troops`), the sentence goes on: SENTENCE is
then a little too generous, never blind.
"""

from __future__ import annotations

import re

_ALWAYS = re.compile(r"[\n\r\u2028\u2029。！？｡︒؟۔।॥։።។၊။]")
"""A new line, and marks that nothing else is written with."""

_STRONG = re.compile(r"[!?…]|\.\.")
_STOP = "."

_SHORT = """
    mr mrs ms dr prof st gen col lt sgt maj capt cmdr adm sen rep gov pres jr sr vs etc inc ltd co corp
    jan feb mar apr jun jul aug sep sept oct nov dec mt ft approx est
    тис млн млрд грн дол ім вул обл смт рр див напр проф акад ген полк підполк наук просп пл рис ст гр св
    тыс руб долл им ул гг см стр проч подполк кв пр вобл
    tys mln mld al ul im płk ppłk mjr kpt por np tzn tzw godz zł hab inż mgr pkt
    bzw ca evtl ggf nr str usw vgl mio mrd tsd abs art bzgl usf zzgl inkl
    mme mlle av env chap fig vol éd sra srta ud uds avda núm pág dña dott sig ecc pag
    např tzv atd čl čís sv tř op dhr mevr bijv enz
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
"""Folded words whose full stop ends no sentence, in the languages of the table."""


def numbered(text: str, starts: list[int], ends: list[int], capitals: list[bool]) -> list[int]:
    """Return the number of the sentence that each word is in."""
    numbers = [0] * len(starts)
    current = 0
    for index in range(1, len(starts)):
        before, after = ends[index - 1], starts[index]
        gap = text[before:after]
        if gap != " " and _ends(text[starts[index - 1] : before], gap, capital=capitals[index]):
            current += 1
        numbers[index] = current
    return numbers


def _ends(word: str, gap: str, *, capital: bool) -> bool:
    """Tell whether a sentence ends between `word` and the next one, which is a capital's or not."""
    if _ALWAYS.search(gap) is not None:
        return True
    if not capital:
        return False  # "Is it war?" he asked. yahoo.com
    if not any(character.isspace() for character in gap):
        return gap == _STOP and len(word) > 1 and word.isalpha() and word[-1].islower()  # кряду.Российский
    if _STRONG.search(gap) is not None:
        return True
    return _STOP in gap and not _is_short(word)


def _is_short(word: str) -> bool:
    """Tell whether a full stop after `word` belongs to it: an initial, an ordinal, an abbreviation."""
    return (
        (len(word) == 1 and word.isalpha()) or (len(word) <= 2 and word.isdigit()) or word.casefold() in _ABBREVIATIONS
    )
