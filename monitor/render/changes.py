"""What was edited: a text that the desk was told, beside the one that stands there now, with the words that differ."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.render.clean import clean
from monitor.render.passages import Run, difference
from monitor.types import Briefing, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A text that differs from the one the desk was told, with the words marked that differ."""

    field: str
    was: tuple[Run, ...]
    now: tuple[Run, ...]


def changes(briefing: Briefing) -> tuple[Change, ...]:
    """Return which texts of the entry differ from those that the desk was told."""
    if briefing.alert.reason not in {Reason.CORRECTED, Reason.GONE}:
        return ()
    found = []
    for field, (before, after) in _edited(briefing).items():
        if before is not None and clean(before) != clean(after):
            was, now = difference(before, after)
            found.append(Change(field=field, was=_telling(was), now=_telling(now)))
    return tuple(found)


def _telling(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Leave marks out where they would cover all: they say nothing then, and shout."""
    if any(not run.marked and run.text.strip() for run in runs):
        return runs
    return tuple(Run(text=run.text) for run in runs)


def _edited(briefing: Briefing) -> dict[str, tuple[str | None, str]]:
    """Pair what stood there with what stands there. A desk told of another entry knows neither; the update does."""
    update, entry = briefing.alert.update, briefing.entry
    if briefing.previous_title is None and update is not None and update.old and update.new:
        field = "summary" if update.what == "lead" else "headline"
        edit = update.what in {"headline", "lead"} or (update.what == "withdrawn" and update.new == (entry.title,))
        return {field: (update.old[0], update.new[0])} if edit else {}
    return {
        "headline": (briefing.previous_title, entry.title),
        "summary": (briefing.previous_summary, entry.summary),
    }
