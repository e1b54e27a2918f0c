"""An alert as plain text: the console, and the text part of a mail.

The first line is the kicker, the next paragraph the headline; then blocks with a name each. Words that matched
stand between asterisks. The text has no colours and no control characters but the newline.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from monitor.render.facts import Facts
from monitor.render.sheet import Block, Line, sheet

WIDTH = 78
"""Columns; a link or a word that is longer stays whole on its own line."""


def text(facts: Facts) -> str:
    """Return the alert as lines of text, ending in a newline."""
    blocks = [[facts.kicker, *_wrap(facts.title)], *(lines(block) for block in sheet(facts))]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def lines(block: Block) -> list[str]:
    """Return a block as lines of text."""
    return list(_lines(block))


def _lines(block: Block) -> Iterator[str]:
    if block.name:
        yield block.name
    for line in block.lines:
        yield from (f"  {piece}" if block.name else piece for piece in _line(line))


def _line(line: Line) -> list[str]:
    if line.link and not line.runs:
        return [line.words + line.link]
    return [*_wrap(line.words, later=line.hang), *([line.hang + line.link] if line.link else [])]


def _wrap(line: str, *, later: str = "") -> list[str]:
    return textwrap.wrap(line, WIDTH - 2, subsequent_indent=later, break_long_words=False, break_on_hyphens=False)
