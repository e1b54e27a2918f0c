"""The archive, in the order in which it was judged: what was read of the feeds, and what people ruled and muted.

Only reads. An entry comes as it was then, as far as the database knows; see `monitor.store.history`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.store import mutes, rows
from monitor.store.stories import Ruled, Ruling, rulings
from monitor.types import Entry, Fresh, Mute

__all__ = ["Event", "Gone", "MuteSet", "Read", "Ruled", "Ruling", "WithArticle", "count", "entries", "events", "span"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One reading of a feed that brought something; `first` says that it was the feed's first.

    The entries in `restored` may have been told before the database was restored.
    """

    at: datetime
    feed: str
    first: bool
    fresh: tuple[Fresh, ...]
    restored: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithArticle:
    """The article of an entry was read; `restored` says that it may have been told before the database was restored."""

    at: datetime
    entry: Entry
    restored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The page of an entry was gone for good; `status` is what its server answered."""

    at: datetime
    entry: Entry
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteSet:
    """A mute was made or ended; `mute` is as it was from then on."""

    at: datetime
    mute: Mute


Event = Read | WithArticle | Gone | Ruling | MuteSet


def count(db: Database) -> int:
    """How many rows the history has; `events` puts those of one reading together."""
    return int(db.execute("SELECT count(*) FROM history").fetchone()[0])


def span(db: Database) -> tuple[datetime, datetime] | None:
    """When the first and the last thing of the history happened; None where there is none."""
    first, last = db.execute("SELECT min(at), max(at) FROM history").fetchone()
    return (rows.moment(first), rows.moment(last)) if first else None


_COLUMNS = (
    "id, feed, publisher, guid, url, canonical_url, title, summary, authors, tags, published, updated, language,"
    " first_seen"
)


def entries(db: Database, *, since: datetime) -> Iterator[Entry]:
    """Every entry first seen at or after `since` as it stands now, with its article, the oldest first."""
    found = db.execute(
        f"SELECT {_COLUMNS}, revision, article FROM entries WHERE first_seen >= ? ORDER BY first_seen, id",
        [rows.stamp(since)],
    )
    for *values, revision, article in found:
        yield _entry(values, revision, article)


def events(db: Database) -> Iterator[Event]:
    """Everything that happened, in order."""
    waiting: list[Ruling | MuteSet] = sorted([*rulings(db), *_mutes(db)], key=lambda one: one.at)
    for event in _happened(db):
        while waiting and waiting[0].at < event.at:
            yield waiting.pop(0)
        yield event
    yield from waiting


def _mutes(db: Database) -> Iterator[MuteSet]:
    for mute in mutes.known(db):
        yield MuteSet(at=mute.made, mute=replace(mute, ended=None, ended_by=""))
        if mute.ended is not None:
            yield MuteSet(at=mute.ended, mute=mute)


def _happened(db: Database) -> Iterator[Read | WithArticle | Gone]:
    found = db.execute(
        f"SELECT h.place, h.at, h.revision, h.kind, h.first, h.status, h.restored, e.revision, {_COLUMNS}"
        " FROM history h JOIN entries e ON e.id = h.entry ORDER BY h.place"
    )
    fresh: list[Fresh] = []
    before: set[str] = set()
    reading = ("", "", 0)
    for place, at, revision, kind, first, status, restored, latest, *values in found:
        this = (at, values[1], first)
        again = any(item.entry.id == values[0] for item in fresh)  # edited at the very moment it was seen
        if fresh and (kind != "seen" or this != reading or again):
            yield _read(reading, fresh, before)
            fresh, before = [], set()
        if kind == "seen":
            reading = this
            if restored:
                before.add(values[0])
            fresh.append(Fresh(entry=_entry(values, 0, None)) if not latest else _fresh(db, values[0], revision, place))
            continue
        entry, moment = _as_of(db, values[0], revision, place), rows.moment(at)
        if kind == "article":
            yield WithArticle(at=moment, entry=entry, restored=bool(restored))
        else:
            yield Gone(at=moment, entry=entry, status=status)
    if fresh:
        yield _read(reading, fresh, before)


def _read(reading: tuple[str, str, int], fresh: list[Fresh], restored: set[str]) -> Read:
    at, feed, first = reading
    return Read(at=rows.moment(at), feed=feed, first=bool(first), fresh=tuple(fresh), restored=frozenset(restored))


def _fresh(db: Database, entry: str, revision: int, place: int) -> Fresh:
    previous = _as_of(db, entry, revision - 1, place) if revision else None
    return Fresh(entry=_as_of(db, entry, revision, place), previous=previous)


def _as_of(db: Database, entry: str, revision: int, place: int) -> Entry:
    """An entry as it was in a revision, with the article that it had at a place of the history."""
    row = next(db.query("SELECT * FROM entries WHERE id = ?", [entry]))
    read = db.execute(
        "SELECT coalesce(article, ?) FROM history WHERE entry = ? AND kind = 'article' AND place <= ?"
        " ORDER BY place DESC LIMIT 1",
        [row["article"], entry, place],
    ).fetchone()
    was = next(db.query("SELECT * FROM revisions WHERE entry = ? AND revision = ?", [entry, revision]), None)
    if was is not None:  # else it is the text that stands
        row |= {"title": was["title"], "summary": was["summary"], **json.loads(was["more"] or "{}")}
    return rows.entry(row | {"revision": revision, "article": read[0] if read else None})


_intern = sys.intern  # feeds, publishers and languages are few


def _entry(values: Any, revision: int, article: str | None) -> Entry:
    """Read the values of `_COLUMNS`. By position, and lists that are empty unread: it is done for every row."""
    (
        entry_id, feed, publisher, guid, url, canonical, title, summary, authors, tags, published, updated, language,
        first_seen,
    ) = values  # fmt: skip
    return Entry(
        id=entry_id,
        feed=_intern(feed),
        publisher=_intern(publisher),
        guid=guid,
        url=url,
        canonical_url=canonical,
        title=title,
        summary=summary,
        article=article,
        authors=tuple(json.loads(authors)) if authors != "[]" else (),
        tags=tuple(json.loads(tags)) if tags != "[]" else (),
        published=None if published is None else datetime.fromisoformat(published),
        updated=None if updated is None else datetime.fromisoformat(updated),
        language=language and _intern(language),
        first_seen=datetime.fromisoformat(first_seen),
        revision=revision,
    )
