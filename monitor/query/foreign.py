"""What people write who know another search language, and what they should write here.

Users come from Factiva, dtSearch, Meltwater and Lucene, where the same signs differ in meaning: `w/n` is ordered
in Factiva and unordered in dtSearch. Nothing of theirs is guessed at; each is refused with advice.
"""

from __future__ import annotations

import difflib
import re
from typing import Final

OPERATORS: Final = ("AND", "OR", "NOT", "NEAR", "ONEAR", "SENTENCE", "ATLEAST", "COUNT", "FIRST", "NUM")

SIGNS: Final = {
    "|": "write OR",
    "!": 'write NOT, or put the term in quotes: "…"',
    "?": 'there is no one-letter wildcard; put the term in quotes ("…") if it is part of a name',
    "~": "write a NEAR/8 b for words near each other; every term matches its inflected forms",
    ";": "write OR between alternatives, or a comma inside SENTENCE(…) and ATLEAST/2(…)",
    "[": "use round brackets: ( )",
    "]": "use round brackets: ( )",
    "{": "use round brackets: ( )",
    "}": "use round brackets: ( )",
    "<": "numbers are compared inside NUM(…), such as NUM(<1000)",
    ">": "numbers are compared inside NUM(…), such as NUM(>=1000)",
    "=": '= stands before the word or the phrase: =word, ="a phrase"',
    "^": "^ stands before the word: ^WHO",
    "@": 'a term set stands alone, as in @troops; put anything else in quotes: "…"',
    "#": 'a comment needs a space after #; put a hashtag in quotes: "#…"',
    "‘": 'put a phrase in straight quotes: "…"; an apostrophe is written ’',
    "‚": 'put a phrase in straight quotes: "…"',
    "（": "write ( instead of the wide bracket",
    "）": "write ) instead of the wide bracket",
    "，": "write , instead of the wide comma",
    "、": "write , instead of the wide comma",
    "：": "write : instead of the wide colon",
    "＊": "write * instead of the wide star",
    "「": 'put a phrase in straight quotes: "…"',
    "」": 'put a phrase in straight quotes: "…"',
    "『": 'put a phrase in straight quotes: "…"',
    "』": 'put a phrase in straight quotes: "…"',
}
"""Advice for a character that has no meaning in the language."""

SYMBOLS: Final = {"&&": "write AND", "&": "write AND", "+": "write AND", "-": "write AND NOT"}
"""Advice for a sign that stands where an operator would."""

_PROXIMITY = re.compile(
    r"(?:w|pre)/.*|(?:o?near|adj|within|n|p)/[0-9]*|(?:o?near|adj|within)[0-9]+", re.IGNORECASE | re.DOTALL
)
_DISTANCE = re.compile(r"[0-9]{1,3}\Z")
_COUNTED = re.compile(r"([A-Za-z]+)/([0-9]*)")

# Capitals that look alike in Latin, Cyrillic and Greek: a keyboard left in the other layout writes ОR.
_LOOKALIKES: Final = str.maketrans("АВЕНОРСТМКХІΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEHOPCTMKXIABEHIKMNOPTX")


def advice(run: str) -> str | None:
    """Return what to write instead of `run`, or None where it is simply a word."""
    latin = run.translate(_LOOKALIKES)
    if latin != run and latin in OPERATORS:
        return f"it looks like {latin} but holds a letter of another alphabet; type it anew"
    if run in SYMBOLS:
        return SYMBOLS[run]
    if _PROXIMITY.fullmatch(run):
        distance = _DISTANCE.search(run)
        n = distance[0] if distance else "8"
        return f"write NEAR/{n} (any order) or ONEAR/{n} (in this order); n counts the words between"
    if counted := _COUNTED.fullmatch(run):
        return _counted_advice(counted[1], counted[2] or "2")
    return None


def _counted_advice(name: str, number: str) -> str | None:
    if name.upper() in {"ATLEAST", "COUNT", "FIRST"}:
        return f"write {name.upper()}/{number}(…)"
    close = difflib.get_close_matches(name, OPERATORS, n=1, cutoff=0.75) if name.isupper() else []
    return f"did you mean {close[0]}/{number}?" if close else None


def function_advice(run: str) -> str:
    """Return what to write instead of `run(`."""
    name = run.split("/", maxsplit=1)[0].upper()
    close = difflib.get_close_matches(name, OPERATORS, n=1, cutoff=0.7)
    if not close:
        return "put an operator between the word and the bracket: AND, OR"
    shapes = {"ATLEAST": "ATLEAST/2(…)", "COUNT": "COUNT/3(…)", "FIRST": "FIRST/50(…)", "NEAR": "a NEAR/8 (…)"}
    return f"did you mean {shapes.get(close[0], f'{close[0]}(…)')}?"
