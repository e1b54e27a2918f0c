"""Days and hours that a text names: 23 October, 23 жовтня, 23.10, Thursday, 08:00. Not when it was published."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from monitor.language.memo import Memo

_MONTHS = (
    ("jan", "січ", "янв", "styczn"),
    ("feb", "лют", "фев", "luteg"),
    ("mar", "берез", "март", "marc"),
    ("apr", "квіт", "апр", "kwie"),
    ("may", "трав", "мая", "maj", "май"),
    ("jun", "черв", "июн", "czerw"),
    ("jul", "лип", "июл", "lip"),
    ("aug", "серп", "авг", "sierp"),
    ("sep", "верес", "сент", "wrze"),
    ("oct", "жовт", "окт", "paźd"),
    ("nov", "листопад", "ноя", "listop"),
    ("dec", "груд", "дек", "grud"),
)
_WEEKDAYS = (
    ("monday", "понеділ", "понедел"),
    ("tuesday", "вівтор", "вторник"),
    ("wednesday", "серед", "сред"),
    ("thursday", "четвер", "четвер"),
    ("friday", "п'ятниц", "пятниц"),
    ("saturday", "субот", "суббот"),
    ("sunday", "неділ", "воскресен"),
)
_ENGLISH_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_SLAVIC_MONTH = re.compile(
    r"(?:січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    r"|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia)"
)
_WEEKDAY_FORMS = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|понеділ\w+|вівтор\w+|серед[аиіу]|четвер\w*|п'ятниц\w+"
    r"|субот[аиіу]|неділ[яіюї]|понедельник\w*|вторник\w*|сред[аыеу]|пятниц\w+|суббот[аыеу]|воскресень\w+)"
)
_ALSO_WORDS = frozenset({"may", "march", "mar"})
"""Months only beside a number: "talks may fail"."""

_NUMERIC = re.compile(r"(?<![\d.])([0-3]?\d)[./]([01]\d)(?:[./](?:20)?\d\d)?(?![\d.])")
_CLOCK = re.compile(
    r"(?<![\d.:])(?:[01]?\d|2[0-3])[:.][0-5]\d(?![\d.:])|(?<!\d)\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)(?!\w)"
)


def dated(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Return the places of words that name a day, with that day: month-day ("10-23") or a weekday ("thursday")."""
    for place, named in enumerate(map(_CALENDAR.__getitem__, words)):
        if isinstance(named, str):
            yield place, named
        elif named is not None and (beside := _day_beside(words, place)) is not None:
            yield beside[0], f"{named:02d}-{beside[1]:02d}"
            yield place, f"{named:02d}-{beside[1]:02d}"


def numeric_days(text: str) -> list[str]:
    """Return the days that a text writes in figures (23.10, 23/10/2024), as month-day."""
    return [f"{int(month):02d}-{int(day):02d}" for day, month in _numeric(text)]


def month_of(word: str) -> int | None:
    """Return the number of the month that a folded word names, in a form that dates use."""
    named = _CALENDAR[word]
    return named if isinstance(named, int) else None


def weekday_of(word: str) -> str | None:
    """Return the weekday that a folded word names, in English."""
    named = _CALENDAR[word]
    return named if isinstance(named, str) else None


def _named(word: str) -> int | str | None:
    """Return the number of the month, or the weekday, that a folded word names."""
    if _WEEKDAY_FORMS.fullmatch(word):
        return next((names[0] for names in _WEEKDAYS if word.startswith(names)), None)
    if not (_ENGLISH_MONTH.fullmatch(word) or _SLAVIC_MONTH.fullmatch(word)):
        return None
    return next(
        (number for number, beginnings in enumerate(_MONTHS, 1) if word.startswith(beginnings)),
        None,
    )


_CALENDAR: Memo[int | str | None] = Memo(_named, limit=20_000, longest=40)


def masked(words: Sequence[str], numbers: Collection[int]) -> str:
    """Return the folded `words` of a headline with days, hours and numbers replaced by #.

    `numbers` are the places of words that belong to a number, in figures or spelled out.
    """
    shown = []
    for place, word in enumerate(words):
        counted = place in numbers or any(sign.isdecimal() for sign in word)
        beside = words[max(0, place - 1) : place + 2]
        month = month_of(word) is not None and (word not in _ALSO_WORDS or any(other.isdecimal() for other in beside))
        shown.append("#" if counted or month or weekday_of(word) is not None else word)
    return " ".join(_once(shown))


def moments_of(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the hours and days that a headline names: "08:00", "10-23", "thursday", and months alone as written."""
    months = [word for word in words if month_of(word) is not None and word not in _ALSO_WORDS]
    days = [day for _, day in dated(words)]
    return tuple(dict.fromkeys([*_CLOCK.findall(text), *numeric_days(text), *days, *months]))


def without_moments(text: str) -> str:
    """Return a text without its hours (08:00) and the days it writes in figures (23.10)."""
    return _NUMERIC.sub(" ", _CLOCK.sub(" ", text))


def _once(words: list[str]) -> Iterator[str]:
    previous = ""
    for word in words:
        if word != "#" or previous != "#":
            yield word
        previous = word


def _day_beside(words: Sequence[str], place: int) -> tuple[int, int] | None:
    for neighbour in (place - 1, place + 1):
        if 0 <= neighbour < len(words):
            word = words[neighbour].rstrip("thndrs").rstrip("го")
            if word.isdecimal() and 1 <= int(word) <= 31:
                return neighbour, int(word)
    return None


def _numeric(text: str) -> list[tuple[str, str]]:
    return [(day, month) for day, month in _NUMERIC.findall(text) if 1 <= int(day) <= 31 and 1 <= int(month) <= 12]
