"""The facts as blocks of lines, in the order in which a desk decides: the shape that text and chat messages share.

A line says nothing of how it is shown; each kind of channel writes it in its own markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.render import phrases
from monitor.render.facts import Facts
from monitor.render.passages import Run

MOST_CARRIED = 8
"""Publishers that a brief sheet lists; who wants them all has the mail or the webhook."""

NOTHING = (Run(text="(nothing)"),)
"""Stands for a text that is empty where two texts are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: some words of ours, then words of the entry, then a link to it. Where it is wrapped, `hang` spaces."""

    lead: str = ""
    runs: tuple[Run, ...] = ()
    link: str | None = None
    hang: str = ""

    @property
    def words(self) -> str:
        """What it says, with the marked words between asterisks."""
        return self.lead + "".join(f"*{run.text}*" if run.marked else run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that belong together, under a name or none."""

    name: str
    lines: tuple[Line, ...]


def sheet(facts: Facts, *, brief: bool = False) -> tuple[Block, ...]:
    """Return what stands below the headline. A brief one leaves out what can be looked up elsewhere."""
    blocks = (
        Block(name="", lines=tuple(_head(facts))),
        Block(name="Why it matched", lines=tuple(_why(facts, brief=brief))),
        Block(name="Who has it", lines=tuple(_who(facts, brief=brief))),
        Block(name="", lines=tuple(_where(facts))),
        Block(name="Changed since the last message", lines=tuple(_changed(facts))),
        Block(name=phrases.since(facts), lines=tuple(Line(lead=line, hang="    ") for line in facts.since)),
        Block(name="", lines=tuple(_foot(facts))),
    )
    return tuple(block for block in blocks if block.lines)


def _head(facts: Facts) -> Iterator[Line]:
    yield Line(lead=facts.publisher)
    yield Line(lead=phrases.times(facts))
    if facts.level:
        yield Line(lead=f"Level: {facts.level.lower()}")
    if late := phrases.late(facts):
        yield Line(lead=late)
    if likely := phrases.likely(facts):
        yield Line(lead=likely)
    if acknowledged := phrases.acknowledged(facts):
        yield Line(lead=acknowledged)


def _why(facts: Facts, *, brief: bool) -> Iterator[Line]:
    for passage in facts.passages:
        yield Line(lead=f"{passage.field.capitalize()}: ", runs=passage.runs, hang="    ")
    if brief and facts.passages:
        return
    for word in facts.words:
        yield Line(lead=f"- {', '.join(word.surfaces)}: {phrases.word(word)}", hang="  ")


def _who(facts: Facts, *, brief: bool) -> Iterator[Line]:
    if said := phrases.others(facts):
        yield Line(lead=said)
    if len(facts.carried) < 2:
        return
    shown = facts.carried[:MOST_CARRIED] if brief else facts.carried
    for place, one in enumerate(shown, start=1):
        lead = f"{place}. {one.publisher}, {phrases.carried(one, facts)}: "
        yield Line(lead=lead, runs=(Run(text=one.headline),), link=one.link, hang="   ")
    if left := len(facts.carried) - len(shown):
        yield Line(lead=f"and {left} more")


def _where(facts: Facts) -> Iterator[Line]:
    if language := phrases.language(facts):
        yield Line(lead=f"Language: {language}")
    if facts.link:
        yield Line(lead="Read it: ", link=facts.link)


def _changed(facts: Facts) -> Iterator[Line]:
    if updated := phrases.updated(facts):
        yield Line(lead=updated)
    for change in facts.changes:
        yield Line(lead=f"{change.field.capitalize()} was: ", runs=change.was or NOTHING, hang="    ")
        yield Line(lead=f"{change.field.capitalize()} now: ", runs=change.now or NOTHING, hang="    ")


def _foot(facts: Facts) -> Iterator[Line]:
    yield Line(lead=f"Watch: {facts.watch_title} ({facts.watch}) · for {facts.desk}")
    yield Line(lead=f"Alert {facts.alert}")
    if facts.actions:
        yield Line(runs=(Run(text="Mute for a while"),), link=facts.actions.mute)
        yield Line(runs=(Run(text="Acknowledge"),), link=facts.actions.acknowledge)
        yield Line(runs=(Run(text="Relevant"),), link=facts.actions.relevant)
        yield Line(runs=(Run(text="Not relevant"),), link=facts.actions.not_relevant)
