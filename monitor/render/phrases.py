"""The facts as lines for people: the same words in plain text and in HTML."""

from __future__ import annotations

from datetime import datetime

from monitor.render import languages, moments
from monitor.render.facts import Carried, Facts, Word, count, cut, listed
from monitor.types import Reason

LONGEST_TITLE = 160
"""Characters of a headline that is named inside a sentence."""


def times(facts: Facts) -> str:
    """Say when it was published and when we first saw it, with the lag."""
    if facts.published is None or facts.lag is None:
        return f"No time given · first seen {moments.full(facts.first_seen)}"
    seen = moments.beside(facts.first_seen, facts.published)
    length = moments.span(facts.lag)
    lag = f"{length} later" if facts.lag.total_seconds() >= 0 else f"dated {length} ahead"
    return f"Published {moments.full(facts.published)} · first seen {seen}, {lag}"


def when(facts: Facts) -> str:
    """Say when it was published, or else when we first saw it."""
    return moments.full(facts.published) if facts.published else f"first seen {moments.full(facts.first_seen)}"


def who(facts: Facts) -> str:
    """Say how many publishers have it, where it is not only one."""
    if len(facts.carried) < 2:
        return ""
    return f" · {others(facts) or count(len(facts.carried), 'publisher')}"


def late(facts: Facts) -> str | None:
    """Say that the message itself is late, and by how much."""
    return f"This message is {moments.span(facts.late)} late." if facts.late else None


def since(facts: Facts) -> str:
    """Say how much came since the alert was decided."""
    return f"{count(len(facts.since), 'update')} since {moments.clock(facts.told)}"


def word(found: Word) -> str:
    """Say what a word of the text is equal to, and why."""
    detail = [f"term “{found.term}”" if found.term not in found.surfaces else ""]
    detail += [f"set {found.set}" if found.set else "", languages.name(found.language) if found.language else ""]
    detail += [found.why, f"in the {' and the '.join(found.fields)}"]
    return ", ".join(part for part in detail if part)


def carried(one: Carried, facts: Facts) -> str:
    """Say when a publisher had the story (its own time, or else our first sight), and whose text it carries."""
    when = _at(one.at, facts, dated=one.dated)
    return f"{when}, reprint of {one.copied}" if one.copied else when


def others(facts: Facts) -> str:
    """Say whether anybody else has the story, and how many found it out for themselves."""
    if len(facts.carried) < 2:
        return "No other publisher so far."
    if not facts.independent:
        return ""
    if len(facts.independent) == len(facts.carried):
        return f"{count(len(facts.carried), 'publisher')} independently"
    return f"{count(len(facts.carried), 'publisher')}, {len(facts.independent)} independently"


def likely(facts: Facts) -> str | None:
    """Name the story that this one may be the same as."""
    if facts.likely is None:
        return None
    who = ", ".join(filter(None, (facts.likely.publisher, _at(facts.likely.at, facts, dated=facts.likely.dated))))
    return f"Possibly the same as: {cut(facts.likely.headline, LONGEST_TITLE)} ({who})"


def acknowledged(facts: Facts) -> str | None:
    """Say who looks after the story."""
    one = facts.acknowledged
    if one is None:
        return None
    return f"Acknowledged by {one.author}, {moments.beside(one.at, facts.told)}" + (f": {one.note}" if one.note else "")


def updated(facts: Facts) -> str | None:
    """Say what is new since the story was told, where it is not an edit that is shown word by word."""
    update = facts.update
    if update is None:
        return None
    new = listed(update.new)
    if update.kind == "publisher":
        return f"Now also {new}; independently: {', '.join(facts.independent)}"
    if update.kind == "figure":
        return f"Figure: {listed(update.old)} → {new}"
    if update.kind == "term set":
        return f"For the first time about {new}"
    if update.kind == "denial" and not facts.changes:
        return f"{facts.publisher} carries a denial or correction of: {cut(listed(update.old), LONGEST_TITLE)}"
    if facts.reason is Reason.GONE:
        why = f"its page answers {new}" if new.startswith("HTTP ") else "the text says so"
        return f"{facts.publisher} withdrew it: {why}"
    return None


def language(facts: Facts) -> str | None:
    """Name the language of the entry."""
    return f"{languages.name(facts.language)} ({facts.language})" if facts.language else None


def _at(at: datetime, facts: Facts, *, dated: bool) -> str:
    when = moments.beside(at, facts.first_seen)
    return when if dated else f"{when} (first seen)"
