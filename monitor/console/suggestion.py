"""A suggestion as a file of term sets: to be read by a person, cut, and pasted into the configuration."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator

from rich.cells import cell_len

from monitor.suggest import Candidate, SuggestedSet, Suggestion

_PLAIN = re.compile(r"[^\W\d_][\w '’ʼ.-]*")
_NO_TEXT = frozenset({"null", "true", "false"})
_WIDEST = 34
"""How far the comments are moved to the right."""

_LINE = 100


def yaml_of(suggestion: Suggestion) -> str:
    """Write `suggestion` in YAML; what is not sure to be of the language stands behind a #."""
    return "\n".join([*_lines(suggestion), ""])


def _lines(suggestion: Suggestion) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../schema/terms.json"
    yield "#"
    yield f"# {suggestion.about}."
    yield "# A proposal: take out what is not meant, and the # before what is right in the language."
    yield "terms:"
    for one in suggestion.sets:
        yield from _set_lines(one)
    yield ""
    yield "# The lists do not know, and a person should add:"
    yield from (f"#   - {text}" for text in suggestion.unknown)


def _set_lines(one: SuggestedSet) -> Iterator[str]:
    yield f"  {one.name}:"
    yield f"    title: {_scalar(one.title)}"
    for language, candidates in one.lists.items():
        if any(candidate.sure for candidate in candidates):
            yield f"    {language}:"
        else:
            yield f"    # {language}:{'' if candidates else '   nothing was found'}"
        yield from map(_line, candidates)
    if one.others:
        yield "    # Other spellings in the Latin alphabet, of which nobody says the language:"
        told = textwrap.wrap(", ".join(one.others), _LINE, break_on_hyphens=False)
        yield from (f"    #   {line}" for line in told)


def _line(candidate: Candidate) -> str:
    mark = "  " if candidate.sure else "# "
    term = f"- {_scalar(candidate.text)}"
    return f"    {mark}{term}{' ' * (_WIDEST - cell_len(term))}  # {candidate.origin}"


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.casefold() not in _NO_TEXT and not text.endswith(" "):
        return text
    return json.dumps(text, ensure_ascii=False)
