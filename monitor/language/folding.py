"""The normalised form of a text: what two spellings of the same word share.

Applied to the words of a query and to the words of a text alike. It never guesses at a language: и and і stay
apart, accents that belong to a letter (é, ü, й, ї) stay on it. It knows nothing of words; see `tokens`.
"""

from __future__ import annotations

import re
from unicodedata import normalize

APOSTROPHES = "'’ʼ`′‘´ʹ＇‛׳"
"""All that is typed for an apostrophe; more than half of those in Ukrainian news are not U+0027."""

GERSHAYIM = '"״”“'
"""What stands before the last letter of a Hebrew acronym; everywhere else it is a quotation mark."""

DASHES = "-‐‑‒–—―−⸺⸻﹘－"

INVISIBLE = "".join(
    chr(code)
    for first, last in (
        (0xAD, 0xAD),  # soft hyphen
        (0x200B, 0x200F),  # zero width space, joiners, directional marks
        (0x202A, 0x202E),  # embeddings and overrides
        (0x2060, 0x2064),  # word joiner and invisible operators
        (0x2066, 0x206F),  # isolates
        (0xFE00, 0xFE0F),  # variation selectors
        (0xFEFF, 0xFEFF),  # byte order mark
        (0x0640, 0x0640),  # Arabic tatweel, a stretched line
    )
    for code in range(first, last + 1)
)
"""What no reader sees and no word needs."""

_VOWEL_POINTS = "".join(chr(code) for code in (*range(0x064B, 0x0653), 0x0670, *range(0x0591, 0x05BE), 0x05C1, 0x05C2))
"""Arabic harakat and Hebrew niqqud: written in schoolbooks and poems, not in news."""

_STRESS = "\u0300\u0301\u0307\u0340\u0341"
"""Marks that composed with no letter: a stress on a Cyrillic vowel, the dot that casefold leaves of İ."""

_BEFORE = str.maketrans(
    {
        **dict.fromkeys(APOSTROPHES, "'"),
        **dict.fromkeys(DASHES, "-"),
        **dict.fromkeys(INVISIBLE),
        "״": '"',
        "ё": "е",
        "Ё": "Е",
        "ѐ": "е",
        "Ѐ": "Е",
    }
)
_AFTER = {**_BEFORE, **str.maketrans(dict.fromkeys(_STRESS + _VOWEL_POINTS))}


_SETTLED = re.compile("[ !-_a-~¡-§©«¬®°±¶·»¿-ïñ-ſƏə‚„†-•‹›€Ѐ-ӿԱ-ֆא-תء-غف-يก-ะ가-힣ぁ-ゔァ-ヴー、。一-鿿]*")
_UNSETTLED = re.compile("[ёЁѐЀ\u0483-\u0489İŉſĲĳĿŀև]")
"""Characters that the long way would only casefold, whatever stands beside them; and the exceptions among them."""


def fold(text: str) -> str:
    """Return the normalised form of `text`; folding it again changes nothing.

    NFKC and casefold; soft hyphens, zero-width characters and stress marks dropped; no-break spaces to spaces;
    one apostrophe and one dash; ё to е.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    if _SETTLED.fullmatch(text) is not None and _UNSETTLED.search(text) is None:
        return text.casefold()
    folded = _once(text)
    while (again := _once(folded)) != folded:  # dropping a mark can let two others compose
        folded = again
    return folded


def keep_case(text: str) -> str:
    """Return the normalised form of `text` in its own case, for terms that ask for an exact case."""
    if text.isascii():
        return text.replace("`", "'")
    return _clean(_clean(text))


def _once(text: str) -> str:
    return _clean(_clean(text).casefold())


def _clean(text: str) -> str:
    return normalize("NFKC", text.translate(_BEFORE)).translate(_AFTER)
