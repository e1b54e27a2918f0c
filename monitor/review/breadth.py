"""Advice on what finds more than it says: prefixes that begin other words, expressions found inside of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.language import LANGUAGES, fold
from monitor.language.scripts import script
from monitor.language.wordlist import WordLists
from monitor.query import Node, Prefix, Regex, regexes, walk, warnings
from monitor.review.advice import Advice, Path, active, listed, queries
from monitor.review.coverage import ANY
from monitor.settings import Configuration

MANY = 10
"""A prefix may begin so many different words: a name, its adjective and what is made of them."""

_SHOWN = 5

_WITHOUT_SPACES = frozenset({"Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"})
"""Scripts in which a word has no edge to ask for."""

_LITERAL = re.compile(r"(?:\(\?[a-zA-Z]+\))?([^\W\d_]{2,})")
_LETTER_AT_END = re.compile(r"(?<!\\)[^\W\d_]$")


def broad(configuration: Configuration, words: WordLists) -> Iterator[Advice]:
    """Advise on prefixes and expressions, with examples from the word lists of the languages they are for."""
    for path, language, node in listed(configuration):
        yield from _advice(path, node, [language] if language != ANY else [], words)
    for watch in active(configuration):
        for path, node in queries(watch):
            for part in walk(node):
                yield from _advice(path, part, watch.languages, words)


def _advice(path: Path, node: Node, languages: Iterable[str], words: WordLists) -> Iterator[Advice]:
    message = ""
    if isinstance(node, Prefix):
        message = _of_prefix(node, languages, words)
    elif isinstance(node, Regex):
        message = _of_expression(node.pattern, languages, words)
    if message:
        yield Advice(path=path, message=message, offset=node.at if path[0] == "watches" else None)


def _of_prefix(node: Prefix, languages: Iterable[str], words: WordLists) -> str:
    if warnings(node):  # too short, and told already
        return ""
    for language in _spoken(node.text, languages):
        found = words.lemmas_with(fold(node.text), language, at_start=True)
        if len(found) > MANY:
            shown = [word.capitalize() for word in found] if node.text[0].isupper() else found
            return f"{node.text}* begins {len(found)} different words of {language}, such as {_some(shown)}"
    return ""


def _of_expression(pattern: str, languages: Iterable[str], words: WordLists) -> str:
    literal, last = _LITERAL.match(pattern), _LETTER_AT_END.search(pattern)
    edges = [found[0][-1] for found in (literal, last) if found is not None]
    if all(script(letter) in _WITHOUT_SPACES for letter in edges):
        return ""
    message = rf"/{pattern}/ is found inside longer words, too: write \b where a word must begin and end"
    if literal is not None:
        for language in _spoken(literal[1], languages):
            found = words.lemmas_with(fold(literal[1]), language, at_start=False)
            if others := _partly(pattern, found):
                return f"{message} (it stands in {_some(others)})"
    return message


def _partly(pattern: str, found: Iterable[str]) -> list[str]:
    """Choose the words, as they are or with a capital, of which the expression takes a part."""
    compiled = regexes.compile(pattern)
    forms = (form for word in found for form in (word, word.capitalize()))
    return [form for form in forms if any(end - start < len(form) for start, end in compiled.spans(form))]


def _some(found: Iterable[str]) -> str:
    """Choose a few from all over the alphabet."""
    found = list(found)
    chosen = found[:: max(1, len(found) // _SHOWN)][:_SHOWN]
    return ", ".join(chosen)


def _spoken(text: str, languages: Iterable[str]) -> Iterator[str]:
    """Give the languages whose words the text may begin: those named, of its script; English where none is."""
    for language in [*languages] or ["en"]:
        row = LANGUAGES.get(language)
        if row is not None and script(text) in row.scripts:
            yield language
