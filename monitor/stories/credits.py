"""Whose text an entry is: credit lines, datelines, and long runs that two texts share word for word.

It reads what a text says of itself; it never looks at links or asks anybody.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence

from monitor.stories.publishers import FAMILIES, family, plain_name

RUN = 5
"""Words in a row that count as one step of a verbatim run."""

COPY = 0.5
"""Share of the shorter text's runs that must stand in the longer one to call it a copy."""

_EDGE = 120
"""Characters at either end of a text in which its credit stands."""

_NAME = r"[^\W\d_][\w.&'’-]*(?: [^\W\d_][\w.&'’-]*){0,3}"

_CREDITS = (
    re.compile(rf"^\s*\((?P<wire>MENAFN)\s*[-–—]\s*(?P<name>{_NAME})\)"),
    re.compile(rf"^\s*\((?P<name>{_NAME})\)"),
    re.compile(rf"^[^.!?\n]{{0,40}}?\((?P<name>{_NAME})\)\s*[-–—:]"),
    re.compile(rf"^\s*[^\W\d_][^.!?\n]{{1,40}}?\.\s*(?P<name>{_NAME})\s*[-–—]\s"),
    re.compile(rf"(?:^|[.!?…\n]\s*)(?:text|source|credit)\s*:\s*(?P<name>{_NAME})", re.IGNORECASE),
    re.compile(
        r"(?:^|[.!?…\n(]\s*)(?:за матеріалами|по материалам|за інформацією агентства|джерело:|источник:)\s+"
        rf"(?:агентства |агенції |видання |издания )?[«\"“]?(?P<name>{_NAME})",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:^|[.!?…\n]\s*)(?:with reporting by|reporting by|©|\(c\))\s+(?P<name>{_NAME})", re.IGNORECASE),
)
_LEADING = re.compile(rf"^\s*(?P<name>{_NAME})\s+[-–—]\s")
_TRAILING = re.compile(rf"[.!?…»”\"]\s*(?:[-–—/(]|//)\s*(?P<name>{_NAME})\s*\)?\.?\s*$")


def credited(text: str, agencies: Mapping[str, str] | None = None) -> str | None:
    """Return the family that the text credits, or None.

    A bare "Reuters - " at its head or "/ Reuters" at its end counts only for known names: those of the shipped
    families and of `agencies` (folded name to family).
    """
    if len(text) > 2 * _EDGE:  # credits stand at the ends
        text = f"{text[:_EDGE]}\n{text[-_EDGE:]}"
    for pattern in _CREDITS:
        if (found := pattern.search(text)) is not None and (name := _known_or_named(found["name"], agencies)):
            return name
    for pattern in (_LEADING, _TRAILING):
        if (found := pattern.search(text)) is not None and (name := _known(found["name"], agencies)):
            return name
    return None


def _known(name: str, agencies: Mapping[str, str] | None) -> str | None:
    plain = plain_name(name)
    if agencies and plain in agencies:
        return agencies[plain]
    found = family(name)
    return found if found in FAMILIES else None


def _known_or_named(name: str, agencies: Mapping[str, str] | None) -> str | None:
    if (known := _known(name, agencies)) is not None:
        return known
    first = name.split(maxsplit=1)[0]
    return family(name) if first[:1].isupper() and len(plain_name(name)) > 2 else None


def runs(words: Sequence[str], limit: int = 80) -> tuple[int, ...]:
    """Return a number for every `RUN` words in a row of the first `limit` words; equal words give equal numbers."""
    words = words[:limit]
    steps = (" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1))
    return tuple(sorted({zlib.crc32(step.encode()) for step in steps}))


def shared(first: Sequence[int], second: Sequence[int]) -> float:
    """Return which share of the shorter text stands word for word in the other."""
    if min(len(first), len(second)) < 4:
        return 0.0
    return len(set(first) & set(second)) / min(len(first), len(second))
