"""The stupid twins of `analyse` and of light stems: one character or rule after the other, no memory, no chunks, no
short cuts."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize

import regex

from monitor.language.confusables import repair
from monitor.language.endings import KEEP, Endings, Stems

APOSTROPHES = "'’ʼ`′‘´ʹ＇‛׳"
DROPPED = {0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x2070)}
DROPPED |= {*range(0xFE00, 0xFE10), 0xFEFF, 0x640}
MARKS = {0x300, 0x301, 0x307, 0x340, 0x341, *range(0x64B, 0x653), 0x670, *range(0x591, 0x5BE), 0x5C1, 0x5C2}
_BEFORE_A_VOWEL = "c d j l m n s t qu jusqu lorsqu puisqu un gl quell quest all dall nell dell sull coll"
ELIDED = _BEFORE_A_VOWEL.split()

Word = tuple[int, int, str]


def slow_fold(text: str) -> str:
    """Fold again and again until nothing changes."""
    while True:
        folded = _replace(normalize("NFKC", _replace(text, marks=False)), marks=True).casefold()
        folded = _replace(normalize("NFKC", _replace(folded, marks=False)), marks=True)
        if folded == text:
            return folded
        text = folded


def _replace(text: str, *, marks: bool) -> str:
    found = []
    for character in text:
        if ord(character) in DROPPED or (marks and ord(character) in MARKS):
            continue
        if character in APOSTROPHES:
            found.append("'")
        elif character in "-‐‑‒–—―−⸺⸻﹘－":
            found.append("-")
        else:
            found.append({"ё": "е", "Ё": "Е", "ѐ": "е", "Ѐ": "Е", "״": '"'}.get(character, character))
    return "".join(found)


@cache
def category(character: str) -> str:
    """Return the general category as `regex` knows it: its Unicode may be newer than Python's."""
    names = ("Lu", "Lm", "L", "Mn", "M", "Nd", "N")
    return next((name for name in names if _is(name, character)), "-")


@cache
def _is(name: str, character: str) -> bool:
    return regex.match(rf"\p{{{name}}}", character) is not None


def kind(character: str) -> str:
    """Say what a character is to the tokeniser."""
    if category(character)[0] == "M":
        return "mark"
    if category(character)[0] not in "LN":
        return "hidden" if ord(character) in DROPPED else ""
    if any(_is(name, character) for name in ("Han", "Hiragana", "Thai", "Lao", "Khmer", "Myanmar")):
        return "single"
    if _is("Katakana", character) or character in "ーｰﾞﾟ":
        return "katakana"
    return "hangul" if _is("Hangul", character) else "letter"


def slow_words(text: str) -> list[Word]:
    """Return start, end and folded form of every word of a text."""
    found: list[Word] = []
    place = 0
    while place < len(text):
        start, end, words = _next(text, place)
        found += words
        place = max(end, start + 1)
    return found


def _next(text: str, place: int) -> tuple[int, int, list[Word]]:
    if (end := _acronym(text, place)) > place:
        word = slow_fold(text[place:end]).replace(".", "")
        owned = text[end : end + 1] in tuple(APOSTROPHES) and text[end + 1 : end + 2] in ("s", "S")
        if owned and category(text[end + 2 : end + 3] or " ")[0] not in "LN":
            return place, end + 2, [(place, end, word)]
        return place, end, [(place, end, word)]
    if (end := _figure(text, place)) > place:
        return place, end, [(place, end, slow_fold(text[place:end]))]
    first = kind(text[place])
    if first == "letter":
        end = _word(text, place)
        return place, end, _split(text, place, end)
    if first not in ("hangul", "katakana", "single"):
        return place, place + 1, []
    end = place + 1
    while end < len(text) and (
        (first != "single" and kind(text[end]) == first) or (first != "hangul" and kind(text[end]) == "mark")
    ):
        end += 1
    word = slow_fold(text[place:end])
    return place, end, [(place, end, word)] if word else []


def _acronym(text: str, place: int) -> int:
    """Return the end of a dotted acronym, or `place`."""
    if place and category(text[place - 1])[0] in "LN":
        return place
    for fits in (lambda one: category(one) == "Lu", lambda one: "a" <= one <= "z"):
        letters = place
        while text[letters : letters + 1] and fits(text[letters]):
            letters += 2
            if text[letters - 1 : letters] != ".":
                break
        for end in range(min(letters - 1, len(text)), place + 2, -2):
            if category(text[end : end + 1] or " ")[0] not in "LMN":
                return end + (text[end : end + 1] == ".")
    return place


def _figure(text: str, place: int) -> int:
    def digits(start: int) -> int:
        while start < len(text) and category(text[start]) == "Nd":
            start += 1
        return start

    end = digits(place)
    if end == place:
        return place
    found = place
    while text[end : end + 1] in (".", ",", "٫", "٬") and (after := digits(end + 1)) > end + 1:
        found = end = after
    return found


def _word(text: str, place: int) -> int:
    """Return the end of a word: no apostrophe, mark or hidden character hangs over unless a letter follows."""
    end = _run(text, place)
    while end + 1 < len(text) and _joins(text, end) and kind(text[end + 1]) == "letter":
        end = _run(text, end + 1)
    return end


def _run(text: str, place: int) -> int:
    end = place + 1
    while end < len(text):
        after = end
        while after < len(text) and kind(text[after]) == "hidden":
            after += 1
        if after == len(text) or kind(text[after]) not in ("letter", "mark"):
            break
        end = after + 1
    return end


def _joins(text: str, place: int) -> bool:
    if text[place] in APOSTROPHES:
        return True
    before = text[:place]
    while category(before[-1:] or " ")[0] == "M":
        before = before[:-1]
    return text[place] in '"״”“' and _is("Hebrew", before[-1:] or " ") and _is("Hebrew", text[place + 1])


def _split(text: str, start: int, end: int) -> list[Word]:
    surface = text[start:end]
    for place, character in enumerate(surface):
        if character in APOSTROPHES:
            rest = surface[place + 1 : place + 3]
            latin = len(rest) == 2 and all(_is("Latin", one) for one in rest)
            if surface[:place].lower() in ELIDED and latin:
                split = start + place
                return [(start, split, slow_fold(surface[:place])), *_split(text, split + 1, end)]
            break
    if len(surface) > 2 and surface[-1] in "sS" and surface[-2] in APOSTROPHES:
        owner = surface[:-2]
        while owner and category(owner[-1])[0] == "M":
            owner = owner[:-1]
        if owner and _is("Latin", owner[-1]):
            end -= 2
    word = slow_fold(repair(text[start:end]))
    return [(start, end, word)] if word else []


def slow_stems(endings: Endings, word: str) -> Stems:
    """Try every ending and every alternation."""

    def cut(allowed: str) -> str:
        fitting = [one for one in allowed.split() if word.endswith(one) and len(word) - len(one) >= 3]
        return max(fitting, key=len, default="")

    certain = f"{endings.plain} {endings.twofold}"
    ending = cut(f"{certain} {endings.doubtful}")
    strict: list[str] = [word.removesuffix(ending)]
    loose: tuple[str, ...] = ()
    if ending in endings.doubtful.split():
        strict, loose = [word.removesuffix(cut(certain))], (strict[0],)
    elif ending in endings.twofold.split():
        strict.append(word[:-1])
    for pattern, into in endings.alternations:
        if regex.search(pattern, word):
            strict.append(regex.sub(pattern, r"\1" if into is KEEP else into, word))
    return tuple(dict.fromkeys(strict)), loose
