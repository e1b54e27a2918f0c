"""From words to concepts: the longest entry of the glossary that a word begins with, or two words running."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.language.memo import Memo
from monitor.stories.glossary.economy import ECONOMY
from monitor.stories.glossary.events import EVENTS
from monitor.stories.glossary.life import LIFE
from monitor.stories.glossary.places import PLACES, REGIONS
from monitor.stories.glossary.society import SOCIETY
from monitor.stories.glossary.sport import SPORT
from monitor.stories.glossary.state import STATE
from monitor.stories.glossary.war import WAR

TABLES = (PLACES, REGIONS, WAR, STATE, EVENTS, ECONOMY, SOCIETY, SPORT, LIFE)

GENERAL_WORDS = """
alarmed condemn warn threat escalation demand promise deny reject claim agreement proposal arrive begin build
capital city close day dictator evening find first government hour last leave list meeting minister morning new
night official old open person president publish receive regional report send show spokesman statement stop
support visit year young
"""
GENERAL = frozenset(GENERAL_WORDS.split())
"""Concepts that most news has: worth little even where the window is too small to show it."""


class Concept(NamedTuple):
    """A concept found in a text: at the words from `start` up to, not including, `end`."""

    name: str
    start: int
    end: int


class _Glossary(NamedTuple):
    words: dict[str, str]  # whole words
    prefixes: dict[str, str]
    phrases: dict[str, tuple[tuple[str, str], ...]]  # beginning of the first word -> (of the second, concept)
    countable: frozenset[str]


def lines() -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """Return each line as name, whether it can be counted, and its words."""
    for table in TABLES:
        for line in table.replace("\n  ", " ").strip().splitlines():
            name, words = line.split(":", 1)
            yield name.lstrip("#"), name.startswith("#"), tuple(dict.fromkeys(words.split()))


def _read() -> _Glossary:
    words: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    phrases: dict[str, list[tuple[str, str]]] = {}
    countable = set()
    for name, counts, forms in lines():
        countable |= {name} if counts else set()
        for form in forms:
            if form.startswith("="):
                words[form[1:]] = name
            elif "_" in form:
                first, second = form.split("_")
                phrases.setdefault(first, []).append((second, name))
            else:
                prefixes[form] = name
    return _Glossary(words, prefixes, {first: tuple(found) for first, found in phrases.items()}, frozenset(countable))


_GLOSSARY = _read()


def _names(table: str) -> frozenset[str]:
    return frozenset(line.split(":", 1)[0] for line in table.strip().splitlines() if not line.startswith(" "))


_COUNTRIES, _REGIONS = _names(PLACES), _names(REGIONS)
_NO_STATES = frozenset({"africa", "asia", "eu", "europe", "nato", "un"})


LONGEST = 40
"""Letters of a word that are looked at: no name of a concept is as long, and a text may be one word."""


def concepts_of(words: Sequence[str]) -> list[Concept]:
    """Return the concepts of `words` (folded, in the order of the text); they do not overlap."""
    found: list[Concept] = []
    free = 0
    for place, looked in enumerate(map(_LOOKED_UP.__getitem__, words)):
        if looked is None or place < free:
            continue
        name, openings = looked
        free = place + 1
        if openings and free < len(words):
            phrase = next((phrase for second, phrase in openings if words[free].startswith(second)), None)
            name, free = (phrase, place + 2) if phrase else (name, free)
        if name:
            found.append(Concept(name, place, free))
    return found


def is_general(name: str) -> bool:
    """Tell whether this concept is one that most news has."""
    return name in GENERAL


def is_country(name: str) -> bool:
    """Tell whether this concept is a state, an alliance or a continent: who acts, not what happens."""
    return name in _COUNTRIES


def is_state(name: str) -> bool:
    """Tell whether this concept is a state: no alliance, no continent."""
    return name in _COUNTRIES and name not in _NO_STATES


def is_countable(name: str) -> bool:
    """Tell whether a number before this concept counts it."""
    return name in _GLOSSARY.countable


def is_region(name: str) -> bool:
    """Tell whether this concept is a region or a city, which says where a thing happened; a country hardly does."""
    return name in _REGIONS


_LookedUp = tuple[str | None, tuple[tuple[str, str], ...]]


def _look_up(word: str) -> _LookedUp | None:
    """Return the concept of one word, and the phrases that it may open, longest first; None where there is neither."""
    word = word[:LONGEST]
    beginnings = [word[:length] for length in range(len(word), 1, -1)]
    single = _GLOSSARY.words.get(word)
    if single is None:
        single = next((_GLOSSARY.prefixes[part] for part in beginnings if part in _GLOSSARY.prefixes), None)
    openings = [phrase for part in beginnings for phrase in _GLOSSARY.phrases.get(part, ())]
    if single is None and not openings:
        return None
    return single, tuple(sorted(openings, key=lambda phrase: (-len(phrase[0]), phrase)))


_LOOKED_UP: Memo[_LookedUp | None] = Memo(_look_up, limit=20_000, longest=LONGEST)
