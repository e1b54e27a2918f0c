"""What is new in a feed: entries never seen before, and entries whose text was edited.

Pure: what is known is handed in. A new date is no edit, and a new guid on the same page with the same headline is the
same entry (11% of real news entries have no guid at all, and some feeds change theirs at every poll).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.language import fold
from monitor.types import Entry, Fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one reading of a feed shows: `fresh` must be looked at; `present` are the ids of all that it holds."""

    fresh: tuple[Fresh, ...]
    present: tuple[str, ...]


def news(entries: Iterable[Entry], known: Mapping[str, Entry], pages: Mapping[str, Sequence[Entry]]) -> News:
    """Sort out `entries` of one feed against what is `known` by id and, of the same feed, by canonical URL."""
    fresh: list[Fresh] = []
    present: list[str] = []
    for entry in entries:
        before = known.get(entry.id) or _renamed(entry, pages)
        if before is None:
            fresh.append(Fresh(entry=entry))
        elif _is_edited(before, entry):
            edited = replace(
                entry,
                id=before.id,
                first_seen=before.first_seen,
                revision=before.revision + 1,
                article=before.article,  # until it is fetched again, if it is
            )
            fresh.append(Fresh(entry=edited, previous=before))
        present.append(entry.id if before is None else before.id)
    return News(fresh=tuple(fresh), present=tuple(present))


def _is_edited(before: Entry, entry: Entry) -> bool:
    same = before.title == entry.title and before.summary == entry.summary  # as nearly always, and quickly said
    return not same and before.fingerprint != entry.fingerprint


def _renamed(entry: Entry, pages: Mapping[str, Sequence[Entry]]) -> Entry | None:
    """The known entry that `entry` is under another guid: the same page and the same headline."""
    same_page = pages.get(entry.canonical_url) if entry.canonical_url else None
    if not same_page:
        return None
    headline = fold(entry.title)
    return next((old for old in same_page if fold(old.title) == headline), None)


def missed(entries: Iterable[Entry], known: Container[str], since: datetime) -> tuple[Entry, ...]:
    """Return those of an older page, the newest first, that may have been missed since `since`.

    A page may reach back beyond all that was ever known: what stands there is old, not new. Entries without a date
    count until the first known one.
    """
    found: list[Entry] = []
    reached = False
    for entry in entries:
        if entry.id in known:
            reached = True
        elif entry.published >= since if entry.published is not None else not reached:
            found.append(entry)
    return tuple(found)
