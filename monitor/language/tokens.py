"""Where the words of a text are.

A word is a run of letters, marks and digits with apostrophes inside; scripts written without spaces give one
word a character (a term in them is a phrase of adjacent characters; dictionary segmenters split foreign names).
Whatever whitespace separates is separate: no rule here looks beyond one run of visible characters, a *chunk*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import regex

from monitor.language.confusables import repair
from monitor.language.folding import APOSTROPHES, GERSHAYIM, INVISIBLE, fold, keep_case


class Piece(NamedTuple):
    """One word in a chunk: `chunk[start:end]` is its surface, `word` its folded form."""

    start: int
    end: int
    word: str


_ONE_BY_ONE = r"\p{Han}\p{Hiragana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_KATAKANA = r"\p{Katakana}\u30FC\uFF70\uFF9E\uFF9F"
_SIGN = r"[\p{L}\p{N}]"
_LETTER = rf"[{_SIGN}--[{_ONE_BY_ONE}{_KATAKANA}\p{{Hangul}}]]"
_INSIDE = rf"[{_LETTER}\p{{M}}]"
_HIDDEN = "[" + regex.escape(INVISIBLE) + "]"
_RUN = rf"{_LETTER}{_INSIDE}*+(?:{_HIDDEN}+{_INSIDE}+)*+"
_HEBREW = r"[\p{Hebrew}&&\p{L}]"
_APOSTROPHE = f"[{regex.escape(APOSTROPHES)}]"

_TOKEN = regex.compile(
    rf"""
      (?P<ideographs> [一-鿿ぁ-ゖ]++ (?!\p{{M}}) )               # the plain ones, for speed; else `single`
    | (?<![\p{{L}}\p{{N}}])                                   # U.S., С.Ш.А., e.g.; not и.о.
      (?P<acronym> (?: \p{{Lu}}(?:\.\p{{Lu}})+ | [a-z](?:\.[a-z])+ ) (?![\p{{L}}\p{{M}}\p{{N}}]) \.? )
      (?:{_APOSTROPHE}[sS](?![\p{{L}}\p{{N}}]))?
    | (?P<figure> \p{{Nd}}+ (?: [.,\u066B\u066C] \p{{Nd}}+ )+ )     # 1.5 and 12,000
    | (?P<word> {_RUN} (?: (?: {_APOSTROPHE} | (?<={_HEBREW}\p{{M}}*)[{GERSHAYIM}](?=\p{{Hebrew}}) ) {_RUN} )* )
    | (?P<hangul> [{_SIGN}&&\p{{Hangul}}]+ )
    | (?P<katakana> [{_SIGN}&&[{_KATAKANA}]] [[{_SIGN}&&[{_KATAKANA}]]\p{{M}}]* )
    | (?P<single> [{_SIGN}&&[{_ONE_BY_ONE}]] \p{{M}}* )
    """,
    regex.VERBOSE | regex.V1,
)

_PLAIN = re.compile(
    r"""[("'\[«“„‘]*
    (?: ([A-Za-zÀ-ÖØ-Þà-ïñ-öø-ÿĀ-įĴ-ľŁ-ňŊ-ž]+)(?:['’][sS])? | ([А-Яа-яҐґЄєІіЇїЎў]+) | ([가-힣]+) )
    [)"'\].,:;!?»”“’…]*""",
    re.VERBOSE,
)
"""Nine chunks of ten: letters of one alphabet between punctuation. Worth a way of its own."""

_APOSTROPHES = re.compile(_APOSTROPHE)

_ELISION = regex.compile(
    r"(?i)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|gl|quell|quest|d?all|[dn]ell|sull|coll)"
    rf"{_APOSTROPHE}(?=\p{{Latin}}{{2}})"
)
"""French and Italian words that lean on the next: l'Ukraine, dell'Ucraina. Two words, like their full forms."""

_POSSESSIVE = regex.compile(rf"(?<=\p{{Latin}}\p{{M}}*){_APOSTROPHE}[sS]\Z")


_PLAIN_SCRIPTS = ("", "Latin", "Cyrillic", "Hangul")
"""The scripts of the groups of `_PLAIN`."""


def pieces(chunk: str) -> tuple[Piece, ...]:
    """Return the words of a chunk in order; they never overlap."""
    if (plain := _PLAIN.fullmatch(chunk)) is not None:
        start, end = plain.span(plain.lastindex or 0)
        return (Piece(start, end, chunk[start:end].casefold()),)
    return tuple(_pieces(chunk))


def plain_word(chunk: str) -> tuple[str, str] | None:
    """Return the surface of the one word of a plain chunk, which casefolding folds, and its script; None for others."""
    plain = _PLAIN.fullmatch(chunk)
    if plain is None:
        return None
    group = plain.lastindex or 0
    return plain[group], _PLAIN_SCRIPTS[group]


def _pieces(chunk: str) -> Iterator[Piece]:
    for found in _TOKEN.finditer(chunk):
        kind = found.lastgroup
        start, end = found.span(kind or 0)
        if kind == "ideographs":
            for place in range(start, end):
                yield Piece(place, place + 1, chunk[place])
        elif kind == "acronym":
            yield Piece(start, end, fold(chunk[start:end]).replace(".", ""))
        elif kind == "word":
            yield from _words(chunk, start, end)
        elif word := fold(chunk[start:end]):
            yield Piece(start, end, word)


def _words(chunk: str, start: int, end: int) -> Iterator[Piece]:
    """Split off an elided article, cut off a possessive, and repair mixed alphabets."""
    surface = chunk[start:end]
    if _APOSTROPHES.search(surface) is not None:
        if (lean := _ELISION.match(surface)) is not None:
            split = start + lean.end()
            yield Piece(start, split - 1, fold(chunk[start : split - 1]))
            yield from _words(chunk, split, end)
            return
        if (owner := _POSSESSIVE.search(surface)) is not None:
            end = start + owner.start()
            surface = chunk[start:end]
    if word := fold(repair(surface)):
        yield Piece(start, end, word)


def cased(surface: str) -> str:
    """Return the form of a word in its own case: what `^WHO` is compared with."""
    if "." in surface and not surface[:1].isdigit():
        return keep_case(surface).replace(".", "")  # an acronym
    return keep_case(repair(surface))
