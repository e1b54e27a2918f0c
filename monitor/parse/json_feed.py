"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/).

A publisher's JSON may hold anything anywhere, so every value is asked for its type before it is used.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from monitor.parse.dates import read_date
from monitor.parse.links import absolute
from monitor.parse.markup import clean, one_line, plain
from monitor.parse.prolog import MOST_ENTRIES
from monitor.parse.relations import links_of
from monitor.parse.shaping import language_code, shape
from monitor.types import FailureKind, FeedFailure, Links, ParsedEntry, ParsedFeed

_VERSION = re.compile(r"https?://(www\.)?jsonfeed\.org/version/")


def read(text: str, *, url: str) -> ParsedFeed | FeedFailure:
    """Read a document that begins like JSON. `url` is where it was found."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return FeedFailure(kind=FailureKind.NOT_A_FEED, detail=f"the JSON cannot be read: {error}")
    if not isinstance(document, dict) or not _VERSION.match(_string(document, "version")):
        return FeedFailure(kind=FailureKind.NOT_A_FEED, detail="JSON, but not a JSON Feed")
    items = _dicts(document, "items")
    if len(items) > MOST_ENTRIES:
        return FeedFailure(kind=FailureKind.TOO_LARGE, detail=f"{len(items):,} entries, the most is {MOST_ENTRIES:,}")
    return ParsedFeed(
        title=one_line(_string(document, "title")),
        language=language_code(_string(document, "language")),
        entries=tuple(_entry(item, url) for item in items),
        links=_links(document, url),
    )


def _links(document: dict[str, object], base: str) -> Links:
    hubs = [hub.get("url") for hub in _dicts(document, "hubs") if _string(hub, "type").lower() == "websub"]
    named = [*(("hub", hub) for hub in hubs), ("self", document.get("feed_url")), ("next", document.get("next_url"))]
    return links_of((relation, absolute(address, base)) for relation, address in named)


def _entry(item: dict[str, object], base: str) -> ParsedEntry:
    return shape(
        guid=_identifier(item.get("id")),
        url=absolute(item.get("url"), base) or absolute(item.get("external_url"), base),
        title=html.unescape(_string(item, "title")),  # plain text, but blogs leave entities in it
        texts=(
            plain(_string(item, "content_html")),
            clean(_string(item, "content_text")),
            clean(_string(item, "summary")),
        ),
        authors=_authors(item),
        tags=_strings(item, "tags"),
        published=read_date(_string(item, "date_published")),
        updated=read_date(_string(item, "date_modified")),
    )


def _identifier(value: object) -> str:
    """1.0 asks readers to take a number for a string."""
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def _authors(item: dict[str, object]) -> Iterator[str]:
    single = item.get("author")  # 1.0
    for author in (*_dicts(item, "authors"), *([single] if isinstance(single, dict) else [])):
        yield _string(author, "name")


def _string(thing: dict[str, object], key: str) -> str:
    value = thing.get(key)
    return value if isinstance(value, str) else ""


def _strings(thing: dict[str, object], key: str) -> Iterator[str]:
    value = thing.get(key)
    return (text for text in value if isinstance(text, str)) if isinstance(value, list) else iter(())


def _dicts(thing: dict[str, object], key: str) -> list[dict[str, object]]:
    value = thing.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
