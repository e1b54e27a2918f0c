"""The facts as lines for people: the same words in plain text and in HTML."""

from __future__ import annotations

from monitor.render import languages, moments
from monitor.render.facts import Carried, Facts, Word


def times(facts: Facts) -> str:
    """Say when it was published and when we first saw it, with the lag."""
    if facts.published is None or facts.lag is None:
        return f"No time given · first seen {moments.full(facts.first_seen)}"
    seen = moments.beside(facts.first_seen, facts.published)
    length = moments.span(facts.lag)
    lag = f"{length} later" if facts.lag.total_seconds() >= 0 else f"dated {length} ahead"
    return f"Published {moments.full(facts.published)} · first seen {seen}, {lag}"


def late(facts: Facts) -> str | None:
    """Say that the message itself is late, and by how much."""
    return f"This message is {moments.span(facts.late)} late." if facts.late else None


def word(found: Word) -> str:
    """Say what a word of the text is equal to, and why."""
    detail = [f"term “{found.term}”" if found.term not in found.surfaces else ""]
    detail += [f"set {found.set}" if found.set else "", languages.name(found.language) if found.language else ""]
    detail += [found.why, f"in the {' and the '.join(found.fields)}"]
    return ", ".join(part for part in detail if part)


def carried(one: Carried, facts: Facts) -> str:
    """Say when a publisher had the story: its own time, or else our first sight."""
    when = moments.beside(one.at, facts.first_seen)
    return when if one.dated else f"{when} (first seen)"


def others(facts: Facts) -> str:
    """Say whether anybody else has the story."""
    return "" if len(facts.carried) > 1 else "No other publisher so far."


def language(facts: Facts) -> str | None:
    """Name the language of the entry."""
    return f"{languages.name(facts.language)} ({facts.language})" if facts.language else None
