"""Which writing system a character belongs to, as far as the analysis treats them differently."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

import regex

NAMES = (
    "Latin",
    "Cyrillic",
    "Greek",
    "Hangul",
    "Han",
    "Hiragana",
    "Katakana",
    "Arabic",
    "Hebrew",
    "Thai",
    "Lao",
    "Khmer",
    "Myanmar",
    "Devanagari",
    "Bengali",
    "Tamil",
    "Georgian",
    "Armenian",
)


def _spans() -> tuple[list[int], list[str]]:
    """Read the letters' ranges once from the tables of the `regex` package, in the Basic Multilingual Plane."""
    plane = "".join(chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    found: list[tuple[int, int, str]] = []
    for name in NAMES:
        found += [(ord(run[0][0]), ord(run[0][-1]), name) for run in regex.finditer(rf"\p{{{name}}}+", plane)]
    starts, names = [0], [""]
    for first, last, name in sorted(found):
        if starts[-1] == first:
            names[-1] = name
        else:
            starts.append(first)
            names.append(name)
        starts.append(last + 1)
        names.append("")
    return starts, names


_STARTS, _NAMES = _spans()


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """Return the script of a character, or "" for digits, punctuation and scripts not told apart."""
    code = ord(character)
    if 0x20000 <= code < 0x34000:
        return "Han"
    return _NAMES[bisect_right(_STARTS, code) - 1]


def script(word: str) -> str:
    """Return the script of the first letter in `word` that has one, or ""."""
    for character in word:
        if name := script_of(character):
            return name
    return ""
