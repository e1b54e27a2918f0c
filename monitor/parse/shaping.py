"""From the raw fields of an item to a `ParsedEntry`, alike for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from monitor.parse.markup import one_line, shorten
from monitor.types import ParsedEntry

LONGEST_SUMMARY = 20_000  # characters
LONGEST_TITLE = 500
LONGEST_GUID = 2_000
MOST_LABELS = 50
LONGEST_LABEL = 200
_HEADLINE = 90  # characters of a summary that stand in for a missing title


def shape(
    *,
    guid: str,
    url: str | None,
    title: str,
    texts: Iterable[str],
    authors: Iterable[str],
    tags: Iterable[str],
    published: datetime | None,
    updated: datetime | None,
) -> ParsedEntry:
    """Build an entry of plain texts, also of an item that says nothing.

    The longest of `texts` is the summary: a feed may carry a teaser and the full text. Without a title and a summary,
    the title is what names the item, if anything does.
    """
    summary = shorten(max(texts, key=len, default=""), LONGEST_SUMMARY)
    name = one_line(guid)[:LONGEST_GUID]
    headline = shorten(one_line(title), LONGEST_TITLE) or shorten(one_line(summary), _HEADLINE)
    return ParsedEntry(
        guid=name or None,
        url=url,
        title=headline or url or shorten(name, LONGEST_TITLE),
        summary=summary,
        authors=labels(authors),
        tags=labels(tags),
        published=published,
        updated=updated,
    )


def labels(texts: Iterable[str]) -> tuple[str, ...]:
    """Return short texts on one line each, without repetition, as many as anybody will read."""
    cleaned = dict.fromkeys(_known_label(text) if len(text) < LONGEST_LABEL else _label(text) for text in texts)
    return tuple(label for label in cleaned if label)[:MOST_LABELS]


def _label(text: str) -> str:
    return shorten(one_line(text), LONGEST_LABEL)


_known_label = lru_cache(maxsize=1_000)(_label)  # the same few stand on every item of a feed


# An author as RSS has it, "mail (name)", and as mail has it, "name <mail>".
_PERSON = re.compile(
    r"\S{1,200}@\S{1,200} {1,3}\((?P<behind>[^()]{1,200})\)|(?P<before>[^<>]{1,200}?) {0,3}<[^<>]{1,200}>"
)


def person(text: str) -> str:
    """Return the name in a text that names an author, often with a mail address; the whole text where it has none."""
    found = _PERSON.fullmatch(text.strip()) if "@" in text else None
    return (found["behind"] or found["before"]) if found else text


def minutes(text: str) -> timedelta | None:
    """Read a `<ttl>`, which RSS 2.0 has in minutes; None where it says nothing."""
    text = text.strip()
    return timedelta(minutes=int(text)) if text.isascii() and text.isdecimal() and 0 < len(text) < 7 else None


_WRONG_CODES = {  # country codes, and codes that ISO 639 has withdrawn, where a language code belongs
    "ua": "uk",
    "cz": "cs",
    "gr": "el",
    "jp": "ja",
    "kr": "ko",
    "cn": "zh",
    "us": "en",
    "gb": "en",
    "iw": "he",
    "in": "id",
    "ji": "yi",
}


def language_code(label: str | None) -> str | None:
    """Return the primary subtag of a language label in lower case, or None where it is none."""
    code = re.split(r"[-_]", (label or "").strip().lower(), maxsplit=1)[0]
    if not re.fullmatch(r"[a-z]{2,3}", code):
        return None
    return _WRONG_CODES.get(code, code)
