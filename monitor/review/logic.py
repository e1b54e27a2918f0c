"""Advice on watches as wholes: what can never match, what asks for feeds that are not there, what costs most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.matching import unanchored
from monitor.matching.labels import label_holds
from monitor.matching.leaves import Lexicon
from monitor.query import And, Field, Node, Not, Prefix, Term, to_text, walk
from monitor.review.advice import Advice, active, queries
from monitor.review.implies import Implication
from monitor.settings import Configuration

_KNOWN = ("feed", "publisher", "lang")
"""Labels whose values the configuration knows; authors, tags and links come with the entries."""


def never(configuration: Configuration) -> Iterator[Advice]:
    """Advise on an AND that asks for something and forbids it: its watch can never match."""
    implication = Implication(configuration.terms)
    for watch in active(configuration):
        for path, node in queries(watch):
            for part in walk(node):
                if isinstance(part, And):
                    yield from (
                        Advice(path=path, message=message, offset=offset)
                        for offset, message in _contradictions(part, implication)
                    )


def _contradictions(node: And, implication: Implication) -> Iterator[tuple[int, str]]:
    asked = [item for item in node.items if not isinstance(item, Not)]
    for forbidden in node.items:
        if isinstance(forbidden, Not):
            for item in asked:
                if implication.holds(item, forbidden.item):
                    message = (
                        f"can never match: wherever {_short(item)} stands, NOT {_short(forbidden.item)} forbids it"
                    )
                    yield forbidden.at, message
                    break


def _short(node: Node) -> str:
    text = to_text(node)
    return text if len(text) <= 40 else f"{text[:39]}…"


def strangers(configuration: Configuration) -> Iterator[Advice]:
    """Advise on `feed:`, `publisher:` and `lang:` that no configured feed answers to."""
    values = _values(configuration)
    for watch in active(configuration):
        lexicon = Lexicon((watch,), configuration.terms, inflect=False)
        for path, node in queries(watch):
            for field in walk(node):
                if not isinstance(field, Field) or field.name not in values:
                    continue
                for part in walk(field.item):
                    if isinstance(part, Term | Prefix) and not label_holds(
                        field.name, part, values[field.name], lexicon
                    ):
                        message = f"no feed answers to {field.name}:{to_text(part)}"
                        yield Advice(path=path, message=message, offset=part.at)


def _values(configuration: Configuration) -> Mapping[str, tuple[str, ...]]:
    feeds = configuration.feeds.values()
    languages = tuple(feed.language for feed in feeds if feed.language is not None)
    values = {"feed": tuple(configuration.feeds), "publisher": tuple(feed.publisher for feed in feeds)}
    if len(languages) == len(configuration.feeds):  # otherwise an entry may say for itself what it is
        values["lang"] = languages
    return values


def costly(configuration: Configuration) -> Iterator[Advice]:
    """Advise on watches that are tried on every entry, because no word must be there for them to match."""
    for told in unanchored(active(configuration), configuration.terms):
        yield Advice(path=("watches", told.watch), message=told.says)
