"""What of a story changed: another publisher, another figure, a correction, a withdrawal, or nothing worth a word.

Typed by evidence: neither likeness nor novelty tells an update from a repeat. Each decision carries the difference as
data. It says what happened, never who hears of it; that is `monitor.alerts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.stories.credits import COPY, shared
from monitor.stories.cues import denies, is_withdrawn
from monitor.stories.edits import lead_changed, plain_headline
from monitor.stories.features import Features
from monitor.stories.figures import changed
from monitor.stories.origins import independent, origins
from monitor.types import Entry, Reason, Update


def update_of(before: Sequence[Features], entry: Features, *, watch_sets: Iterable[str] = ()) -> Update | None:
    """Say what `entry` brings to the story of `before`, or None for a repeat.

    `before` are the other members of the story in order of arrival, `watch_sets` the names of the term sets in the
    query of the watch; without them no first hit of a set is reported.
    """
    if not before:
        return None
    if any(shared(member.runs, entry.runs) >= COPY and not _newer(member, entry) for member in before):
        return None
    if (figures := changed([member.figures for member in before], entry.figures)) is not None:
        old, new = figures
        return Update(kind=Reason.CHANGED, what="figure", old=(old.name,), new=(new.name,))
    if denies(entry.title) and not any(denies(member.title) for member in before):
        return Update(kind=Reason.CORRECTED, what="denial", old=(before[0].title,), new=(entry.title,))
    hit = {name for member in before for name in member.sets}
    if fresh := sorted((set(watch_sets) & set(entry.sets)) - hit):
        return Update(kind=Reason.CHANGED, what="term set", new=tuple(fresh))
    known = independent(before)
    whose = next(origin for origin in origins([*before, entry]) if origin.entry == entry.entry)
    if whose.publisher not in known:
        return Update(kind=Reason.ALSO, what="publisher", old=known, new=(whose.publisher,))
    return None


def _newer(member: Features, entry: Features) -> bool:
    """Tell whether a text that is mostly the same gives another figure: an agency's own new version."""
    return changed([member.figures], entry.figures) is not None


def edit_of(
    before: Entry,
    after: Entry,
    features_before: Features,
    features_after: Features,
    *,
    since: Iterable[Features] = (),
) -> Update | None:
    """Say what an edit of one entry changes, or None where it is a date, an hour, a comma, or below the lead.

    A headline that was edited is one CORRECTED, whatever else changed; a figure below it is CHANGED, unless one of
    `since`, what was told after the entry, gave the same figure already.
    """
    if is_withdrawn(after.title, after.summary) and not is_withdrawn(before.title, before.summary):
        return Update(kind=Reason.GONE, what="withdrawn", old=(before.title,), new=(after.title,))
    if plain_headline(before.title) != plain_headline(after.title):
        return Update(kind=Reason.CORRECTED, what="headline", old=(before.title,), new=(after.title,))
    known = {figure for other in since for figure in other.figures}
    given = list(features_after.figures)
    while (figures := changed([features_before.figures], given, lowered=True)) is not None:
        old, new = figures
        if new not in known:
            return Update(kind=Reason.CHANGED, what="figure", old=(old.name,), new=(new.name,))
        given = [figure for figure in given if figure.unit != new.unit]  # another one may be news
    if denies(after.summary) and not denies(before.summary):
        return Update(kind=Reason.CORRECTED, what="denial", old=(before.summary,), new=(after.summary,))
    if lead_changed(before.summary, after.summary):
        return Update(kind=Reason.CORRECTED, what="lead", old=(before.summary,), new=(after.summary,))
    return None


def gone(title: str, status: int) -> Update | None:
    """Say whether the answer of an article's server means that it was withdrawn: 404 and 410 do.

    `title` is the headline of its entry, `status` the HTTP status.
    """
    if status not in {404, 410}:
        return None
    return Update(kind=Reason.GONE, what="withdrawn", old=(title,), new=(f"HTTP {status}",))
