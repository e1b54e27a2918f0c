"""Puts the advice together."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.language.wordlist import WordLists
from monitor.review import breadth, coverage, logic, terms
from monitor.review.advice import Advice
from monitor.settings import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What was found, in no order that means anything."""

    coverage: coverage.Coverage
    advice: tuple[Advice, ...]


def review(configuration: Configuration, words: WordLists, *, thorough: bool = False) -> Review:
    """Look a configuration over. `thorough` asks the word list of every language, which takes seconds."""
    found = coverage.coverage(configuration)
    advice = [
        *coverage.gaps(found),
        *terms.twice(configuration),
        *terms.mixed(configuration),
        *terms.unknown_languages(configuration),
        *breadth.broad(configuration, words),
        *logic.never(configuration),
        *logic.strangers(configuration),
        *logic.costly(configuration),
    ]
    if thorough:
        advice += terms.uninflected(configuration, words)
    return Review(coverage=found, advice=tuple(advice))
