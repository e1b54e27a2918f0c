"""Finds the place in a YAML file of one character of a text that the file holds.

A text in YAML is written plain, in quotes or as a block, with line breaks folded and escapes resolved. The
way back is a replay: the text is read a second time from its source, noting where each character came from.
When the replay does not give the text that the YAML library gave, the place is where the text begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_ANCHOR = re.compile(r"&\S+[ \t]+")
_SPACES = (" ", "\t")

# YAML 1.2.2, chapter 5.7
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028",
    "P": "\u2029",
}  # fmt: skip
_CODES = {"x": 2, "u": 4, "U": 8}


class Place(NamedTuple):
    """A place in a file, counted from 1 as editors do."""

    line: int
    column: int


class _Read(NamedTuple):
    """A character of the text, and the line and the column (from 1) where it was written."""

    character: str
    line: int
    column: int


_Line = list[_Read]
_Part = tuple[_Line, _Read]  # what a line gives, and the break behind it


def split(text: str) -> list[str]:
    """Cut `text` into lines, whatever ends them."""
    return _LINE_BREAK.split(text)


def place(lines: Sequence[str], text: str, offset: int, *, style: str | None, start: Place) -> Place:
    """Say where the character `offset` of `text` is written.

    `start` is where the text begins in `lines` (its quote, or the `|` or `>` of a block); `style` is how it is
    written: None for plain, a quote, `|` or `>`. An offset at the end of the text is behind its last character.
    """
    if anchor := _ANCHOR.match(lines[start.line - 1], start.column - 1):
        start = Place(start.line, anchor.end() + 1)
    if style in ("|", ">"):
        read = _block(lines, text, start, folded=style == ">")
    elif style is None:
        read = _plain(lines, text, start)
    else:
        read = _quoted(lines, start, style)
    if not read or "".join(one.character for one in read) != text:
        return start
    if offset < len(read):
        return Place(read[offset].line, read[offset].column)
    last = next((one for one in reversed(read) if one.character != "\n"), read[-1])
    return Place(last.line, last.column + 1)


def _plain(lines: Sequence[str], text: str, start: Place) -> _Line:
    """Read as much as the text is long: only the YAML library knows where a plain text ends."""
    last = start.line + len(text)  # each line below the first gives one character at least
    parts = [
        (_stripped(_characters(line, number, start.column if number == start.line else 1)), _end(line, number))
        for number, line in _numbered(lines, start.line, last)
    ]
    return _fold(parts)[: len(text)]


def _quoted(lines: Sequence[str], start: Place, quote: str) -> _Line:
    """Read '…' or "…", in which a backslash at the end of a line hides its break."""
    parts: list[_Part] = []
    hidden: _Line = []
    for number, line in _numbered(lines, start.line, len(lines)):
        first = number == start.line
        raw = _characters(line, number, start.column + 1 if first else 1)
        read, closed = _until(_stripped(raw, left=not first), quote)
        if not closed and read and not read[-1].character:
            hidden += read[:-1]
            continue
        parts.append((hidden + read, _end(line, number)))
        hidden = []
        if closed:
            break
    return _fold(parts)


def _end(line: str, number: int) -> _Read:
    """Return the break behind a line."""
    return _Read("\n", number, len(line.rstrip()) + 1)


def _numbered(lines: Sequence[str], first: int, last: int) -> Iterator[tuple[int, str]]:
    """Give the lines from `first` to `last`, as far as there are any."""
    return enumerate(lines[first - 1 : last], first)


def _until(line: _Line, quote: str) -> tuple[_Line, bool]:
    """Read a line up to the closing quote (then True) or to its end."""
    read: _Line = []
    index = 0
    while index < len(line):
        one = line[index]
        if quote == "'" and one.character == "'":
            if "".join(other.character for other in line[index : index + 2]) != "''":
                return read, True
            index += 1
        elif quote == '"' and one.character == '"':
            return read, True
        elif quote == '"' and one.character == "\\":
            resolved, length = _escape("".join(other.character for other in line[index + 1 : index + 10]))
            one = one._replace(character=resolved)
            index += length
        read.append(one)
        index += 1
    return read, False


def _escape(behind: str) -> tuple[str, int]:
    """Resolve an escape of "…" from what stands behind its backslash; also how many characters it took."""
    kind = behind[:1]
    if kind in _CODES:
        length = _CODES[kind]
        try:
            return chr(int(behind[1 : 1 + length], 16)), 1 + length
        except (ValueError, OverflowError):
            return "", 1 + length
    return _ESCAPES.get(kind, ""), 1


def _fold(parts: Sequence[_Part]) -> _Line:
    """Join lines: one line break is a space, more of them are one line break less."""
    read: _Line = []
    breaks: _Line = []
    for index, (part, end) in enumerate(parts, 1):
        if part or index == len(parts):
            read += _folded_breaks(breaks) + part
            breaks = []
        breaks.append(end)
    return read


def _folded_breaks(breaks: _Line) -> _Line:
    return [breaks[0]._replace(character=" ")] if len(breaks) == 1 else breaks[1:]


def _block(lines: Sequence[str], text: str, start: Place, *, folded: bool) -> _Line:
    """Read the lines of a | or > text without their indent; how it ends (`-`, `+`) is seen in `text`."""
    below = list(_numbered(lines, start.line + 1, len(lines)))
    first = next((line for _, line in below if line.strip(" ")), "")
    indent = _leading(first) - _leading(text.lstrip("\n"))
    inside = takewhile(lambda one: not one[1].strip(" ") or _leading(one[1]) >= indent, below)
    parts = [
        (_characters(line, number, indent + 1), _Read("\n", number, max(len(line), indent) + 1))
        for number, line in inside
    ]
    read = list(_folded(parts)) if folded else [one for part, end in parts for one in (*part, end)]
    return _chomped(read, len(text) - len(text.rstrip("\n")))


def _folded(parts: Sequence[_Part]) -> Iterator[_Read]:
    """Fold the lines of a > text: not beside a line that is indented further (YAML 1.2.2, chapter 8.1.3)."""
    breaks: _Line = []
    before: _Line = []
    for part, end in parts:
        if part:
            further = any(line and line[0].character in _SPACES for line in (before, part))
            yield from breaks if further or not before else _folded_breaks(breaks)
            yield from part
            before, breaks = part, []
        breaks.append(end)
    yield from breaks


def _chomped(read: _Line, breaks: int) -> _Line:
    """Leave as many line breaks at the end as the text has."""
    end = len(read)
    while end and read[end - 1].character == "\n":
        end -= 1
    return read[: end + breaks]


def _characters(line: str, number: int, column: int = 1) -> _Line:
    """Give each character of a line its place, from `column` on."""
    return [_Read(character, number, column + index) for index, character in enumerate(line[column - 1 :])]


def _stripped(line: _Line, *, left: bool = True, right: bool = True) -> _Line:
    """Drop the spaces at the ends of a line."""
    begin, end = 0, len(line)
    while left and begin < end and line[begin].character in _SPACES:
        begin += 1
    while right and end > begin and line[end - 1].character in _SPACES:
        end -= 1
    return line[begin:end]


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
