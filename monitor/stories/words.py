"""The words that two reports of one event share inside a language, and between Ukrainian and Russian.

Stop words go, letters that the two languages spell differently meet, and words are cut to six characters: measured as
good as lemmas for joining. It is no normal form for matching; see `monitor.language`.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.language import Analysed, NumberSpan
from monitor.language.memo import Memo
from monitor.stories.stopwords import STOP_WORDS

LENGTH = 6
"""Characters of a word that count."""

HANGUL_LENGTH = 3
"""Korean words carry their particles; their first syllables are the word."""

_FOLDED = str.maketrans(
    {
        "і": "и",
        "ї": "и",
        "є": "е",
        "ґ": "г",
        "ё": "е",
        "э": "е",
        "ы": "и",
        "ь": None,
        "ъ": None,
        "'": None,
    }
)


def key_of(word: str) -> str:
    """Return what counts of one folded word; empty for a stop word and a single letter."""
    return KEYS[word]


def _key_of(word: str) -> str:
    if word in STOP_WORDS:
        return ""
    if "가" <= word[0] <= "힣":
        return word[:HANGUL_LENGTH]
    key = word.translate(_FOLDED)[:LENGTH]
    return key if len(key) > 1 or is_ideograph(key) else ""


KEYS: Memo[str] = Memo(_key_of, limit=20_000, longest=40)
"""The keys of the words in use."""


def is_ideograph(key: str) -> bool:
    """Tell whether `key` is a character of a script that is written without spaces."""
    return len(key) == 1 and ("\u3040" <= key <= "\u30ff" or "\u4e00" <= key <= "\u9fff")


def keys_of(analysed: Analysed, numbers: Sequence[NumberSpan], limit: int) -> list[str]:
    """Return the keys of the first `limit` words in order; a number stands as #value, ideographs in pairs."""
    found: list[str] = []
    starts = {number.start_token: number for number in numbers}
    previous = ""
    free = 0
    for place, key in enumerate(map(KEYS.__getitem__, analysed.words[:limit])):
        if place < free:
            continue
        if (number := starts.get(place)) is not None:
            found.append(f"#{number.value:.15g}")
            free = number.end_token
        elif len(key) == 1:  # an ideograph: no other key is as short
            if previous:
                found.append(previous + key)
            previous = key
        else:
            previous = ""
            if key:
                found.append(key)
    return found
