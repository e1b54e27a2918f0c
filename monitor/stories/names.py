"""Names across scripts: Zelensky, Зеленський and Зеленского leave the same consonants.

Only capitalised words are asked. It knows no names, and what two scripts pronounce differently (George, Георгій) does
not meet here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

SHORTEST = 3
"""Consonants that a skeleton needs to be more than a coincidence; two do with their vowels (Chile, Мали)."""

_CYRILLIC = str.maketrans(
    {
        **dict(zip("бвгґджзклмнпрстфхцчшщ", "bvhhdjzklmnprstfhccss", strict=True)),
        **dict.fromkeys("аеєиіїоуыэюя", "a"),
        **dict.fromkeys("йьъ'"),
    }
)
_DIGRAPHS = (
    ("дж", "ж"),
    ("кс", "ks"),
)
_LATIN_DIGRAPHS = re.compile(r"shch|tsch|sch|tch|sh|ch|cz|sz|rz|zh|kh|ts|tz|ck|ph|th|x|qu|dzh|dj|gh")
_LATIN_SOUNDS = {
    **dict.fromkeys(("shch", "sch", "sh", "sz"), "s"),
    **dict.fromkeys(("tsch", "tch", "ch", "cz", "ts", "tz"), "C"),
    **dict.fromkeys(("zh", "rz", "dzh", "dj"), "J"),
    **dict.fromkeys(("kh", "gh"), "h"),
    "ck": "k",
    "ph": "f",
    "th": "t",
    "x": "ks",
    "qu": "kv",
}
_SOFT_C = re.compile(r"c(?=[eiy])")
_LATIN_LETTERS = str.maketrans(
    {**dict.fromkeys("aeiouy", "a"), "g": "h", "w": "v", "q": "k", "c": "k", "C": "c", "J": "j", "ł": "l"}
)
_DOUBLED = re.compile(r"(.)\1+")
_CASE_ENDING = re.compile(r"(?:a+h+a+|a+m|a+h|a+m[aа]+|a+)$")  # -ого -ому -им -ах -ами and bare vowels, once sounded


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """Return the consonants of a folded word, without case endings; empty where too few are left.

    A word that begins with a vowel keeps an `a` in its place, one of two consonants all its vowels, as `a`.
    """
    sounds = _sounds(word)
    if sounds is None:
        return ""
    previous = None
    while previous != sounds:  # Лавровом -> Лавров, and the same of a foreign name that only looks inflected
        previous, sounds = sounds, _CASE_ENDING.sub("", sounds)
    bare = sounds[:1] + sounds[1:].replace("a", "")
    bare = _DOUBLED.sub(r"\1", bare)
    if len(bare) > SHORTEST + 1 and bare.endswith("sk"):
        bare = bare[:-2]  # Белгородской -> Белгород
    if len(bare) == SHORTEST - 1 < len(sounds) and bare[0] != "a":
        return _DOUBLED.sub(r"\1", sounds)
    return bare if len(bare) >= SHORTEST else ""


def _sounds(word: str) -> str | None:
    if "а" <= word[0] <= "ї" or word[0] == "ґ":
        for letters, sound in _DIGRAPHS:
            word = word.replace(letters, sound)
        return word.translate(_CYRILLIC)
    if "a" <= word[0] <= "ž":
        plain = "".join(letter for letter in normalize("NFD", word) if letter.isalpha())
        plain = _LATIN_DIGRAPHS.sub(lambda found: _LATIN_SOUNDS[found[0]], _SOFT_C.sub("s", plain))
        return plain.translate(_LATIN_LETTERS)
    return None
