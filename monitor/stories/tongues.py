"""Which languages share words, and what stands for a language that nobody named.

A text that no label fits keeps its script: it shares words with all that are written in it, because it may be any.
"""

from __future__ import annotations

from collections import Counter
from enum import IntEnum
from functools import lru_cache

from monitor.language import LANGUAGES, label
from monitor.language.scripts import script_of

_UNDETERMINED = "und-"
"""BCP 47: a language that is not determined; behind it stands the script."""

_SAMPLE = 200

_ALIKE = frozenset({"uk", "ru"})


class Kinship(IntEnum):
    """How much two languages have in common for joining."""

    NONE = 0
    CLOSE = 1  # many words, once their letters are folded
    SAME = 2


def tongue_of(language: str | None, text: str) -> str:
    """Return the code of the language of `text`, `und-` and its script where it is not known; "" without letters."""
    if found := language or label(text):
        return found
    scripts = Counter(script_of(letter) for letter in text[:_SAMPLE] if letter.isalpha())
    return f"{_UNDETERMINED}{scripts.most_common(1)[0][0]}" if scripts else ""


@lru_cache(maxsize=1_000)
def kinship(first: str, second: str) -> Kinship:
    """Return what two languages have in common, by their codes."""
    if first == second:
        return Kinship.SAME
    pair = frozenset((first, second))
    unknown = any(code.startswith(_UNDETERMINED) for code in pair)
    if pair == _ALIKE or (unknown and not _scripts(first).isdisjoint(_scripts(second))):
        return Kinship.CLOSE
    return Kinship.NONE


@lru_cache(maxsize=1_000)
def scripts_meet(first: str, second: str) -> bool:
    """Tell whether two languages are written in one script; one that nothing is known of meets none."""
    return first == second or not _scripts(first).isdisjoint(_scripts(second))


def _scripts(code: str) -> frozenset[str]:
    if code.startswith(_UNDETERMINED):
        return frozenset((code.removeprefix(_UNDETERMINED),))
    return frozenset(LANGUAGES[code].scripts) if code in LANGUAGES else frozenset()
