"""From the raw fields of an item to a `ParsedEntry`, alike for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from monitor.parse.markup import one_line, shorten
from monitor.types import ParsedEntry

LONGEST_SUMMARY = 20_000  # characters
LONGEST_TITLE = 500
LONGEST_GUID = 2_000
MOST_LABELS = 50
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
) -> ParsedEntry | None:
    """Build an entry of plain texts; None for an item that says nothing.

    The longest of `texts` is the summary: a feed may carry a teaser and the full text.
    """
    summary = shorten(max(texts, key=len, default=""), LONGEST_SUMMARY)
    headline = shorten(one_line(title), LONGEST_TITLE) or shorten(one_line(summary), _HEADLINE)
    if not headline and not url:
        return None
    return ParsedEntry(
        guid=one_line(guid)[:LONGEST_GUID] or None,
        url=url,
        title=headline or (url or ""),
        summary=summary,
        authors=labels(authors),
        tags=labels(tags),
        published=published,
        updated=updated,
    )


def labels(texts: Iterable[str]) -> tuple[str, ...]:
    """Return short texts on one line each, without repetition, as many as anybody will read."""
    cleaned = dict.fromkeys(shorten(one_line(text), 200) for text in texts)
    return tuple(label for label in cleaned if label)[:MOST_LABELS]


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
