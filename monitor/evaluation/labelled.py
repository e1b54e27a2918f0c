"""A file of labelled entries: one JSON object a line, in any order.

    {"id": "crete-2", "story": "crete", "title": "…", "seen": "2027-02-08T05:20:00+00:00"}

Needed are `id`, `story` (any name; entries of one name are one story), `title`, and `seen` or `published` (ISO 8601
with an offset): when it arrived, when it was published. Of use are `summary`, `article`, `publisher`, `language` (a
code such as uk), `guid` and `url`. `group`, `update`, `copy_of` and `series` are notes for people: `group` names what
belongs together though it is not one story, `update` what an entry brings to a known story, `copy_of` the entry whose
text it carries, `series` marks an issue of a series. Nothing else may stand there, so that nothing is ignored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.errors import ConfigurationError, Problem
from monitor.types import Entry

_TEXTS = ("id", "story", "title", "summary", "article", "publisher", "language", "guid", "url")
_MOMENTS = ("seen", "published")
_NOTES = ("group", "update", "copy_of", "series")
_NEEDED = ("id", "story", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An entry and the name of its story."""

    entry: Entry
    story: str


def read(text: str, file: str) -> tuple[Labelled, ...]:
    """Read the lines of a file, in order of arrival. Raises ConfigurationError with every problem, by line."""
    found: list[Labelled] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):  # not splitlines: a text may hold other line ends
        if not line.strip():
            continue
        try:
            found.append(_read_line(line, number, lines))
        except _RefusedError as refused:
            problem = Problem(file=file, line=number, column=refused.column, path=refused.key, message=refused.message)
            problems.append(problem)
    if problems:
        raise ConfigurationError(problems)
    return tuple(sorted(found, key=lambda one: one.entry.first_seen))


def line_of(one: Labelled) -> str:
    """Return the line that says `one`, without its line end."""
    entry = one.entry
    texts = {
        "id": entry.id,
        "story": one.story,
        "publisher": entry.publisher,
        "language": entry.language,
        "published": entry.published.isoformat() if entry.published else None,
        "seen": entry.first_seen.isoformat(),
        "title": entry.title,
        "summary": entry.summary,
        "article": entry.article,
        "guid": entry.guid,
        "url": entry.canonical_url or entry.url,
    }
    return json.dumps({key: value for key, value in texts.items() if value}, ensure_ascii=False)


class _RefusedError(Exception):
    """Why a line is refused."""

    def __init__(self, key: str, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.key, self.message, self.column = key, message, column


def _read_line(line: str, number: int, lines: dict[str, int]) -> Labelled:
    """Read one line; `lines` remembers in which one each id stood."""
    row = _object(line)
    for key in row:
        if key not in {*_TEXTS, *_MOMENTS, *_NOTES}:
            raise _RefusedError(
                key, "there is no such key here; there are: " + ", ".join((*_TEXTS, *_MOMENTS, *_NOTES))
            )
    texts = {key: _text(row, key) for key in _TEXTS}
    moments = {key: _moment(row, key) for key in _MOMENTS}
    for key in _NEEDED:
        if not texts[key].strip():
            raise _RefusedError(key, "is missing")
    if (before := lines.setdefault(texts["id"], number)) != number:
        raise _RefusedError("id", f"{texts['id']!r} stands in line {before} already")
    arrived = moments["seen"] or moments["published"]
    if arrived is None:
        raise _RefusedError("seen", "is missing: say when the entry arrived (`seen`) or was published (`published`)")
    entry = Entry(
        id=texts["id"],
        feed=texts["publisher"],
        publisher=texts["publisher"] or texts["id"],  # nobody knows whose: no other entry is of the same house
        guid=texts["guid"] or None,
        url=texts["url"] or None,
        canonical_url=texts["url"] or None,
        title=texts["title"],
        summary=texts["summary"],
        article=texts["article"] or None,
        language=texts["language"] or None,
        published=moments["published"],
        first_seen=arrived,
    )
    return Labelled(entry=entry, story=texts["story"])


def _object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise _RefusedError("", f"is no JSON: {error.msg}", error.colno) from None
    except RecursionError:
        raise _RefusedError("", "is nested too deeply") from None
    if not isinstance(row, dict):
        raise _RefusedError("", 'is no JSON object: write {"id": …, "story": …, "title": …, "seen": …}')
    return row


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _RefusedError(key, f"must be a text, not {json.dumps(value, ensure_ascii=False)[:40]}")
    return value


def _moment(row: dict[str, Any], key: str) -> datetime | None:
    text = _text(row, key)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _RefusedError(key, f"{text!r} is no time; write 2027-02-08T05:20:00+00:00") from None
    if moment.tzinfo is None:
        raise _RefusedError(key, f"{text!r} lacks the offset from UTC; write {text}+00:00 or {text}Z")
    return moment
