"""An alert as plain text: the console, and the text part of a mail.

The first line is the kicker, the next paragraph the headline; then blocks with a name each. Words that matched
stand between asterisks. The text has no colours and no control characters but the newline.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from monitor.render import phrases
from monitor.render.facts import Facts
from monitor.render.passages import Run

WIDTH = 78
"""Columns; a link or a word that is longer stays whole on its own line."""


def text(facts: Facts) -> str:
    """Return the alert as lines of text, ending in a newline."""
    blocks = [
        [facts.kicker, *_wrap(facts.title)],
        _head(facts),
        _block("Why it matched", _why(facts)),
        _block("Who has it", _who(facts)),
        list(_where(facts)),
        _block("Changed since the last message", _changed(facts)),
        [f"Watch: {facts.watch_title} ({facts.watch}) · for {facts.desk}", f"Alert {facts.alert}"],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(facts: Facts) -> list[str]:
    lines = [facts.publisher, *_wrap(phrases.times(facts))]
    if facts.level:
        lines.append(f"Level: {facts.level.lower()}")
    if late := phrases.late(facts):
        lines.append(late)
    return lines


def _why(facts: Facts) -> Iterator[str]:
    for passage in facts.passages:
        yield from _wrap(f"{passage.field.capitalize()}: {_marked(passage.runs)}", later="    ")
    for word in facts.words:
        yield from _wrap(f"- {', '.join(word.surfaces)}: {phrases.word(word)}", later="  ")


def _who(facts: Facts) -> Iterator[str]:
    if alone := phrases.others(facts):
        yield alone
        return
    for place, one in enumerate(facts.carried, start=1):
        yield from _wrap(f"{place}. {one.publisher}, {phrases.carried(one, facts)}: {one.headline}", later="   ")
        if one.link:
            yield f"   {one.link}"


def _where(facts: Facts) -> Iterator[str]:
    if language := phrases.language(facts):
        yield f"Language: {language}"
    if facts.link:
        yield f"Read it: {facts.link}"


def _changed(facts: Facts) -> Iterator[str]:
    for change in facts.changes:
        yield from _wrap(f"{change.field.capitalize()} was: {_marked(change.was)}", later="    ")
        yield from _wrap(f"{change.field.capitalize()} now: {_marked(change.now)}", later="    ")


def _marked(runs: Iterable[Run]) -> str:
    return "".join(f"*{run.text}*" if run.marked else run.text for run in runs)


def _block(name: str, lines: Iterable[str]) -> list[str]:
    inside = [f"  {line}" for line in lines if line]
    return [name, *inside] if inside else []


def _wrap(line: str, *, later: str = "") -> list[str]:
    return textwrap.wrap(line, WIDTH - 2, subsequent_indent=later, break_long_words=False, break_on_hyphens=False)
