"""One text of an entry, taken apart for joining: words, names, concepts, figures, days and quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from monitor.language import NumberSpan, analyse, numbers
from monitor.stories.dates import dated, masked, numeric_days
from monitor.stories.figures import Figure, figures_of
from monitor.stories.glossary import Concept, concepts_of, is_country, is_general
from monitor.stories.names import skeleton
from monitor.stories.words import key_of, keys_of

_QUOTED = re.compile(r"«([^«»]{12,300})»|“([^“”]{12,300})”|„([^„“”]{12,300})[“”]|\"([^\"]{12,300})\"")

LONG_READ = 100
"""Words beyond which a text is not looked at: numbers and names of the background are not those of the news."""


LONG_WORD = 40
"""Letters to a word at most, in the mean: a text is not read beyond so many for each word that counts."""


class Reading:
    """A text and what is found in it. `limit` words count."""

    def __init__(self, text: str, limit: int = LONG_READ) -> None:
        text = text[: limit * LONG_WORD]
        self._limit = limit
        self._analysed = analyse(text)
        words = self._analysed.words[: limit + 10]
        # "US" is a country, "us" is not: the one word where case must tell.
        self._words = [
            "usa" if word == "us" and self._analysed.surface(place)[1:2] != "s" else word
            for place, word in enumerate(words)
        ]
        self._days = dict(dated(self._words))
        self._numbers = [number for number in numbers(self._analysed) if self._counts(number)]
        self.concepts: list[Concept] = concepts_of(
            ["" if place in self._days else word for place, word in enumerate(self._words)]
        )
        self.text = text

    def _counts(self, number: NumberSpan) -> bool:
        """Tell whether a number is within the limit, and neither a day of a month nor an hour (08:00)."""
        start, end = number.start_token, number.end_token
        if end > len(self._words) or start in self._days or end - 1 in self._days:
            return False
        text, first, last = self._analysed.text, self._analysed.starts[start], self._analysed.ends[end - 1]
        before, after = text[max(0, first - 2) : first], text[last : last + 2]
        return not (before[1:] == ":" and before[:1].isdecimal()) and not (after[:1] == ":" and after[1:].isdecimal())

    @property
    def plain(self) -> list[str]:
        """The folded words."""
        return self._analysed.words

    @property
    def series(self) -> str:
        """The keys of the words, with days, hours and numbers replaced by #: equal however words are inflected."""
        counted = {place for number in self._numbers for place in range(number.start_token, number.end_token)}
        return " ".join(part if part == "#" else key_of(part) for part in masked(self._words, counted).split())

    @property
    def parts_of_day(self) -> tuple[str, ...]:
        """Morning and evening, where they are named; one reporter's night is the morning of another."""
        return tuple(sorted({concept.name for concept in self.concepts} & {"morning", "evening"}))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers with what they count, in order."""
        return tuple(figures_of(self._analysed, self._numbers, self.concepts))

    @property
    def shouting(self) -> bool:
        """Whether capitals say nothing: a Headline in Title Case, or a text without case."""
        if self._analysed.caseless:
            return True
        long = [flag for flag, word in zip(self._analysed.capitals, self._words, strict=False) if len(word) > 3]
        return len(long) > 3 and sum(long) > 0.7 * len(long)

    @cached_property
    def initial(self) -> frozenset[str]:
        """The first word, where it is capitalised."""
        return frozenset(self._words[:1]) if self._analysed.words and self._analysed.capitals[0] else frozenset()

    @cached_property
    def capitalised_inside(self) -> frozenset[str]:
        """Words that are capitalised where no sentence begins."""
        sentences, capitals = self._analysed.sentences, self._analysed.capitals
        return frozenset(
            word
            for place, word in enumerate(self._words)
            if place and capitals[place] and sentences[place] == sentences[place - 1] and word[0].isalpha()
        )

    def words(self) -> list[str]:
        """Return the keys of the words; see `words.keys_of`."""
        return keys_of(self._analysed, self._numbers, self._limit)

    def names(self, trusted: frozenset[str]) -> set[str]:
        """Return the keys of the capitalised words; one that begins a sentence must be in `trusted`."""
        return {key for word in self._named(trusted) if (key := key_of(word))}

    def bridge(self, trusted: frozenset[str]) -> Iterator[str]:
        """Return what is the same in every language.

        c: concept, g: one that most news has, p: a state or alliance, k: consonants of a name, n: number, f: figure
        with its unit, d: day, q: subjects of a quotation.
        """
        covered = set()
        for concept in self.concepts:
            covered |= set(self._words[concept.start : concept.end])
            yield f"{_kind(concept.name)}:{concept.name}"
        for word in sorted(self._named(trusted) - covered):
            if not word[0].isdecimal() and (bones := skeleton(word)):
                yield f"k:{bones}"
        for figure in dict.fromkeys(self.figures):
            yield f"n:{figure.value:.15g}"
            if figure.unit:
                yield f"f:{figure.name}"
        for day in dict.fromkeys((*self._days.values(), *numeric_days(self.text))):
            yield f"d:{day}"
        yield from self._quotations()

    def _named(self, trusted: frozenset[str]) -> set[str]:
        capitals = self._analysed.capitals
        return {
            word
            for place, word in enumerate(self._words)
            if capitals[place] and word in trusted and place not in self._days
        }

    def _quotations(self) -> Iterator[str]:
        for found in _QUOTED.finditer(self.text):
            passage = next(group for group in found.groups() if group)
            subjects = sorted({concept.name for concept in concepts_of(analyse(passage).words)})
            if len(subjects) > 1:
                yield "q:" + "+".join(subjects)


def _kind(concept: str) -> str:
    if is_country(concept):
        return "p"
    return "g" if is_general(concept) else "c"
