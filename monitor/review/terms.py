"""Advice on terms: said twice, written in two alphabets, or lost as soon as they inflect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from monitor.language import LANGUAGES, analyse
from monitor.language.scripts import script_of
from monitor.language.wordlist import WordLists
from monitor.query import Form, Node, Prefix, Term, to_text
from monitor.review.advice import Advice, listed
from monitor.review.coverage import ANY
from monitor.review.forms import lost
from monitor.settings import Configuration, TermSet

_ALPHABETS = frozenset({"Latin", "Cyrillic", "Greek"})
"""Alphabets whose letters look alike; a word takes its letters from one of them."""

_WORD = re.compile(r"[^\W\d_]+")


# --- said twice ------------------------------------------------------------------------------------------


class _Sense(NamedTuple):
    """What a term asks for: two terms of one list with the same sense find the same."""

    kind: str
    words: tuple[str, ...]


def twice(configuration: Configuration) -> Iterator[Advice]:
    """Advise on terms that are equal after folding: within a list, and in `any` as well as in a language."""
    for terms in configuration.terms.values():
        everywhere = {_sense(node): node for node in terms.lists.get(ANY, ())}
        for language, nodes in terms.lists.items():
            yield from _twice_in_list(terms, language, nodes)
            if language != ANY:
                for index, node in enumerate(nodes):
                    if _sense(node) in everywhere and isinstance(node, Term):
                        message = f"{node.text} is in the list `any` as well, which holds for every language"
                        yield Advice(path=("terms", terms.name, language, index), message=message)


def _twice_in_list(terms: TermSet, language: str, nodes: tuple[Node, ...]) -> Iterator[Advice]:
    seen: dict[_Sense, tuple[int, str]] = {}
    for index, node in enumerate(nodes):
        sense, text = _sense(node), _written(node)
        if sense in seen:
            first, other = seen[sense]
            same = "is listed twice" if other == text else f"says the same as {other} ({language}[{first}])"
            yield Advice(path=("terms", terms.name, language, index), message=f"{text} {same}{_hint(text, other)}")
        seen.setdefault(sense, (index, text))


def _hint(text: str, other: str) -> str:
    """Of two that differ in capitals, the one without them finds whatever the other does."""
    if text == other or text.casefold() != other.casefold():
        return ""
    return "; a capital asks for a capital in the text, so that the one without is enough"


def _sense(node: Node) -> _Sense:
    match node:
        case Term(text=text, form=Form.CASE):
            return _Sense("case", (text,))
        case Term(text=text, form=form):
            return _Sense(form.value, tuple(analyse(text).words))
    return _Sense(type(node).__name__, (_written(node),))


def _written(node: Node) -> str:
    match node:
        case Prefix(text=text):
            return f"{text}*"
        case Term(text=text, form=Form.EXACT):
            return f"={text}"
        case Term(text=text, form=Form.CASE):
            return f"^{text}"
        case Term(text=text):
            return text
    return to_text(node)


# --- two alphabets ---------------------------------------------------------------------------------------


def mixed(configuration: Configuration) -> Iterator[Advice]:
    """Advise on words with letters of two alphabets that look alike: a slip of the keyboard nobody can see."""
    for path, _, node in listed(configuration):
        if isinstance(node, Term | Prefix) and (message := _mixture(node.text)):
            yield Advice(path=path, message=message)


def _mixture(text: str) -> str:
    for word in _WORD.findall(text):
        letters: dict[str, list[str]] = {}
        for letter in word:
            if (name := script_of(letter)) in _ALPHABETS:
                letters.setdefault(name, []).append(letter)
        if len(letters) > 1:
            few = min(letters, key=lambda name: len(letters[name]))
            return f"{word} mixes {' and '.join(sorted(letters))} ({', '.join(letters[few])} is {few}): type it anew"
    return ""


# --- inflection ------------------------------------------------------------------------------------------


def unknown_languages(configuration: Configuration) -> Iterator[Advice]:
    """Advise on lists in a language that is not analysed: their terms are found as written and not otherwise."""
    for terms in configuration.terms.values():
        for language in terms.lists:
            if language != ANY and language not in LANGUAGES:
                message = f"no word of {language} is inflected here: write every form that is to be found, or a prefix*"
                yield Advice(path=("terms", terms.name, language), message=message)


def uninflected(configuration: Configuration, words: WordLists) -> Iterator[Advice]:
    """Advise on names whose usual forms nothing leads back to them: no word list knows them, no rule cuts the ending.

    Asks the word list of every language that has such names, which takes seconds.
    """
    for path, language, node in listed(configuration):
        if not isinstance(node, Term) or node.form is not Form.INFLECTED:
            continue
        others = _words_of(configuration.terms[str(path[1])].lists, language)
        for name in _names(node.text):
            forms = lost(name, language)
            if forms and others.isdisjoint(forms) and not words.knows(name, language):
                such = " and ".join(form.capitalize() for form in forms[:2])
                message = (
                    f"{node.text}: forms such as {such} are not found, for the {language} word list does not know it "
                    "and no rule cuts its ending: list the forms that are in use"
                )
                yield Advice(path=path, message=message)


def _names(text: str) -> Iterator[str]:
    """Give the words of a term that are names: capitalised, and no abbreviation."""
    analysed = analyse(text)
    for index, word in enumerate(analysed.words):
        if analysed.capitalised(index) and not _is_abbreviation(analysed.surface(index)):
            yield word


def _is_abbreviation(surface: str) -> bool:
    return sum(letter.isupper() for letter in surface) > 1


def _words_of(lists: Mapping[str, tuple[Node, ...]], language: str) -> frozenset[str]:
    return frozenset(word for node in lists[language] if isinstance(node, Term) for word in analyse(node.text).words)
