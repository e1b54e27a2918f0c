"""Chinese, Japanese and Korean numerals: 1.2万, 一万二千, 1만2천명, 만 이천 명.

They are written together with figures, counters and each other, so they are read from the text and not from its
words; the result is given in words all the same.
"""

from __future__ import annotations

import re

from monitor.language.analysis import Analysed
from monitor.language.figures import split_figure
from monitor.language.spelled import Read

_DIGITS = {
    sign: float(value)
    for value, signs in enumerate(
        ("〇零영", "一壱壹일", "二両两兩이", "三参叁삼", "四사", "五오", "六육륙", "七칠", "八팔", "九구")
    )
    for sign in signs
}
_SCALES = {
    sign: worth
    for signs, worth in (
        ("十拾십", 1e1),
        ("百백", 1e2),
        ("千천", 1e3),
        ("万萬만", 1e4),
        ("億亿억", 1e8),
        ("兆조", 1e12),
    )
    for sign in signs
}
_GREAT = 1e4  # from here on a scale multiplies all that stands before it

_D, _S = "[" + "".join(_DIGITS) + "]", "[" + "".join(_SCALES) + "]"
_FIGURE = r"\d+(?:[.,]\d+)*"
_NUMBER = re.compile(rf"(?:(?:{_FIGURE}|{_D})[ ]?)?{_S}(?:[ ]?(?:(?:{_FIGURE}|{_D})[ ]?)?{_S})*(?:\d+|{_D})?")
_PART = re.compile(rf"{_FIGURE}|{_D}|{_S}")

_COUNTER = re.compile(r"여?(?:[명원달개대발톤년곳건표인병]|\Z)")
"""What may follow a numeral in one Korean word. 5 조직 are five organisations, not five trillion."""

_PEOPLE = re.compile(r"[ ]?여?[ ]?명")
"""What must follow a Korean number without any figure: 이천 alone is also a town."""

_SPELLED = re.compile(rf"{_D}{_S}|[十百千][万萬億亿]|[百千]")


def read_east_asian(analysed: Analysed, place: int) -> Read | None:
    """Read the numeral that begins with a word, or with the figure before its scale."""
    text, start = analysed.text, analysed.starts[place]
    if (found := _NUMBER.match(text, start)) is None:
        return None
    end = place
    while analysed.ends[end] < found.end():
        end += 1
    rest = text[found.end() : analysed.ends[end]]
    numeral = found[0]
    if "가" <= numeral[-1] <= "힣":
        if _COUNTER.match(rest) is None:
            return None
        if not _has_figure(numeral) and _PEOPLE.match(text, found.end()) is None:
            return None
    elif rest or not (_has_figure(numeral) or (len(numeral) > 1 and _SPELLED.match(numeral))):
        return None
    return Read(end=end + 1, value=_value(numeral))


def _has_figure(numeral: str) -> bool:
    return any(character.isdecimal() for character in numeral)


def _value(numeral: str) -> float:
    total = group = 0.0
    digit: float | None = None
    for part in _PART.findall(numeral):
        if (scale := _SCALES.get(part)) is None:
            digit = _DIGITS[part] if part in _DIGITS else (split_figure(part) or (0.0, ""))[0]
        elif scale < _GREAT:
            group += (1.0 if digit is None else digit) * scale
            digit = None
        else:
            group += digit or 0.0
            total += (group or 1.0) * scale
            group, digit = 0.0, None
    return total + group + (digit or 0.0)
