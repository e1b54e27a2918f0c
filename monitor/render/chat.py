"""What all chat messages have in common: they are cards, nobody is called by them, and they fit.

A card that is too long loses lines, never its headline: of who has the story first, then of why it matched. How a line
looks is the business of each kind of channel.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.render.clean import clean
from monitor.render.email import thread
from monitor.render.facts import Facts, cut
from monitor.render.overrides import SHIPPED_ONLY, written
from monitor.render.passages import Run
from monitor.render.sheet import Block, Line, sheet
from monitor.types import Alert

JOINER = "\u2060"
"""A word joiner: has no width, breaks no line, and stops a chat program from reading a mention."""

LONGEST_LEAD, LONGEST_RUN, LONGEST_LINK = 300, 600, 1500
"""Characters of the parts of one line."""

_CALLS = re.compile(r"@(?=(?:everyone|here|channel|room|all|team|group)\b)", re.IGNORECASE)
_TAGS = re.compile(r"<(?=[@!#&/:]|at\b)", re.IGNORECASE)
_RANK = {"Why it matched": 1, "Who has it": 2}
"""The blocks that are shortened, the last one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message for a chat, before its markup: what it is, whatever it tells of.

    `source` is who says it, `group` what it belongs to.
    """

    id: str
    title: str
    kicker: str
    blocks: tuple[Block, ...]
    at: datetime
    source: str
    group: str
    link: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A block in the markup of a channel."""

    name: str
    lines: tuple[str, ...]


def quiet(text: str) -> str:
    """Return `text`, looking the same, in which no chat program finds a mention of people, rooms or groups."""
    return _TAGS.sub(f"<{JOINER}", _CALLS.sub(f"@{JOINER}", text))


def card(facts: Facts, alert: Alert, templates: Mapping[str, str] = SHIPPED_ONLY) -> Card:
    """Return the card of an alert; what stands in it may be made by the operator's template."""
    blocks = sheet(facts, brief=True)
    if "chat.txt" in templates:
        lines = ("\n".join(filter(None, (one.name, *map(plain_line, one.lines)))) for one in blocks)
        shipped = "\n\n".join(lines)
        blocks = _paragraphs(written(templates, "chat.txt", {"facts": facts}, lambda: shipped))
    return Card(
        id=facts.alert,
        title=quiet(facts.title),
        kicker=quiet(cut(facts.kicker, LONGEST_LEAD)),
        blocks=tuple(quieted(block) for block in blocks),
        at=facts.told,
        source=quiet(cut(facts.publisher, LONGEST_LEAD)) or "unknown publisher",
        group=thread(alert),
        link=href(facts.link),
        urgent=facts.level is not None,
    )


def _paragraphs(text: str) -> tuple[Block, ...]:
    """Return what a template made as blocks without a name, a line for each of its lines."""
    parts = (part.strip("\n") for part in re.split(r"\n\s*\n", text))
    return tuple(
        Block(name="", lines=tuple(Line(lead=clean(line)) for line in part.splitlines()))
        for part in parts
        if part.strip()
    )


def quieted(block: Block) -> Block:
    """Return `block` with its lines bounded and without mentions."""
    return Block(name=block.name, lines=tuple(_bounded(line) for line in block.lines))


def href(url: str | None) -> str | None:
    """Return a link that may stand in a chat message; a monstrous one is left out."""
    if url is None or len(url) > LONGEST_LINK:
        return None
    return _CALLS.sub("%40", url)


def units(text: str) -> int:
    """Count as JavaScript does (UTF-16): chat services that count letters count no more than that."""
    return len(text.encode("utf-16-le")) // 2


def octets(text: str) -> int:
    """Count the bytes of UTF-8."""
    return len(text.encode())


def shortened(text: str, longest: int, size: Callable[[str], int] = units) -> str:
    """Shorten `text` until it has at most `longest` of what `size` counts."""
    if size(text) <= longest:
        return text
    fits, breaks = 1, len(text)
    while breaks - fits > 1:
        middle = (fits + breaks) // 2
        fits, breaks = (middle, breaks) if size(cut(text, middle)) <= longest else (fits, middle)
    return cut(text, fits)


def fitted(
    card: Card,
    write: Callable[[Line], str],
    *,
    room: int,
    each: int | None = None,
    size: Callable[[str], int] = units,
    frame: int = 16,
) -> tuple[Written, ...]:
    """Write the blocks into `room`, and each of them into `each`.

    `frame` is what the markup of a block costs beside its lines and its name.
    """
    written: dict[int, Written] = {}
    for place in sorted(range(len(card.blocks)), key=lambda place: _RANK.get(card.blocks[place].name, 0)):
        block = card.blocks[place]
        left = min(room, each or room) - size(block.name) - frame
        lines = _taken([write(line) for line in block.lines], left, size)
        if lines:
            written[place] = Written(name=block.name, lines=lines)
            room -= sum(size(line) + 1 for line in lines) + size(block.name) + frame
    return tuple(written[place] for place in sorted(written))


def _taken(lines: Sequence[str], room: int, size: Callable[[str], int]) -> tuple[str, ...]:
    """Take lines while there is room; where some are left, dots say so."""
    taken: list[str] = []
    for place, line in enumerate(lines):
        dots = size("…") + 1 if place < len(lines) - 1 else 0
        if size(line) + 1 + dots > room:
            return (*taken, "…") if size("…") + 1 <= room else tuple(taken)
        taken.append(line)
        room -= size(line) + 1
    return tuple(taken)


def _bounded(line: Line) -> Line:
    left, runs = LONGEST_RUN, []
    for run in line.runs:
        if left <= 0:
            break
        runs.append(Run(text=quiet(cut(run.text, left)) if left > 1 else "…", marked=run.marked))
        left -= len(run.text)
    return Line(lead=quiet(cut(line.lead, LONGEST_LEAD)), runs=tuple(runs), link=href(line.link), hang=line.hang)


def compact(value: object) -> bytes:
    """Write JSON without what nobody reads."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def plain(card: Card, *, room: int) -> str:
    """Return kicker and blocks as plain text that has at most `room` bytes as it stands in JSON."""
    lines = [shortened(card.kicker, room // 4, in_json)]
    for block in fitted(card, plain_line, room=room - in_json(lines[0]) - 2, size=in_json):
        lines += ["", block.name] if block.name else [""]
        lines += block.lines
    return "\n".join(lines)


def plain_line(line: Line) -> str:
    """Return a line as plain text."""
    return line.words + (f" {line.link}" if line.runs and line.link else line.link or "")


def in_json(text: str) -> int:
    """Count the bytes of a line in JSON: quotes, backslashes and the end of the line are two."""
    return len(compact(text)) - 1
