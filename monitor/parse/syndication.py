"""RSS and Atom of every version, read with feedparser, whose objects do not leave this file.

feedparser gets UTF-8 without declaration and document type, always as a stream (given a name it would open the
file), no base address (so that guids do not depend on where a feed was found), and neither sanitises nor resolves.
Where it is known to be wrong, this file does the work itself: dates, and which link is the item's own.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from monitor.parse.dates import read_date
from monitor.parse.links import absolute, is_alternate, is_web
from monitor.parse.markup import clean, looks_like_markup, one_line, plain
from monitor.parse.prolog import Prepared
from monitor.parse.relations import links_of
from monitor.parse.shaping import language_code, minutes, person, shape
from monitor.types import FailureKind, FeedFailure, ParsedEntry, ParsedFeed

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its imports, on newer Pythons
    import feedparser

_MIXIN = feedparser.mixin._FeedParserMixin  # noqa: SLF001 - there is no other way to tell it
_MIXIN.can_be_relative_uri = _MIXIN.can_be_relative_uri - {"id"}  # ids are compared as they are (RFC 4287, 4.2.6)

ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_ATOM = re.compile(r"""xmlns:([\w.-]{1,40})\s*=\s*["']http://www\.w3\.org/2005/Atom["']""")
_FOREIGN = "atom-link"  # marks the links of another vocabulary in RSS
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def read(document: Prepared, *, url: str) -> ParsedFeed | FeedFailure:
    """Read a document whose root is one of `ROOTS`. `url` is where it was found."""
    is_atom = document.root == "feed"
    text = document.text if is_atom else _marked(document.text)
    try:
        raw = _raw(text)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - its lenient parser trips over some documents in many ways
        detail = f"the document cannot be read: {type(error).__name__}: {one_line(str(error))[:200]}"
        return FeedFailure(kind=FailureKind.NOT_A_FEED, detail=detail)
    fault = _fault(raw)
    entries = tuple(_entry(item, url, is_atom=is_atom) for item in raw.entries)
    channel = raw.feed
    if fault and not any(entry.title for entry in entries) and not _is_whole(document):
        return FeedFailure(kind=FailureKind.NOT_A_FEED, detail=f"the document cannot be read: {fault}")
    return ParsedFeed(
        title=one_line(_text(channel, "title", is_atom=is_atom)),
        language=language_code(_string(channel, "language")),
        entries=entries,
        ttl=minutes(_string(channel, "ttl")),
        notes=(*document.notes, *((f"faulty XML: {fault}",) if fault else ())),
        links=links_of((link.get("rel"), absolute(link.get("href"), url)) for link in _list(channel, "links")),
    )


def _raw(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return feedparser.parse(
            io.BytesIO((_DECLARATION + text).encode("utf-8", "ignore")),
            sanitize_html=False,
            resolve_relative_uris=False,
        )


def _fault(raw: Any) -> str:
    """What a strict parser had against the document, without its place: that is not a place in the original."""
    error = raw.get("bozo_exception") if raw.get("bozo") else None
    if error is None:
        return ""
    return one_line(str(error.getMessage() if hasattr(error, "getMessage") else error))


def _is_whole(document: Prepared) -> bool:
    """Say whether the end of the document is there: a faulty feed may hold nothing, one that is cut off has lost it."""
    text = document.text
    end = re.search(rf"</(?:[\w.-]{{1,40}}:)?{document.root}\s*>\s*\Z", text[-500:], re.IGNORECASE)
    return end is not None and text.rfind("<![CDATA[") <= text.rfind("]]>")


def _marked(text: str) -> str:
    """Mark the Atom links in an RSS document: feedparser takes them for the item's own."""
    for prefix in set(_ATOM.findall(text)):
        text = re.sub(rf"<{re.escape(prefix)}:link(?=[\s/>])", rf'<{prefix}:link {_FOREIGN}="1"', text)
    return text


def _entry(item: Any, base: str, *, is_atom: bool) -> ParsedEntry:
    published = _date(item, "published") or _date(item, "created")
    updated = _date(item, "updated")
    if published is None and not is_atom:
        published, updated = updated, None  # dc:date, the only date that RDF has
    return shape(
        guid=_string(item, "id"),
        url=_link(item, base, is_atom=is_atom),
        title=_text(item, "title", is_atom=is_atom),
        texts=_texts(item, is_atom=is_atom),
        authors=_authors(item, is_atom=is_atom),
        tags=_tags(item),
        published=published,
        updated=updated,
    )


def _link(item: Any, base: str, *, is_atom: bool) -> str | None:
    """Choose the item's own link: RSS `<link>`, else a permalink guid, else an alternate Atom link."""
    links = [link for link in _list(item, "links") if is_alternate(link.get("rel")) and link.get("href")]
    own = [link["href"] for link in links if _FOREIGN not in link]
    if is_atom:
        own = [link["href"] for link in links if "html" in link.get("type", "html")] + own
    permalink = [_string(item, "id")] if item.get("guidislink") and is_web(_string(item, "id")) else []
    foreign = [link["href"] for link in links if _FOREIGN in link]
    for candidate in (*own, *permalink, *foreign):
        found = absolute(candidate, base)
        if found:
            return found
    return None


def _texts(item: Any, *, is_atom: bool) -> Iterator[str]:
    if not _list(item, "content") or item.get("summary_detail"):  # else the summary is a copy of the content
        yield _text(item, "summary", is_atom=is_atom)
    for content in _list(item, "content"):
        yield _as_plain(content.get("value") or "", content.get("type") or "text/html", trusted=is_atom)


def _text(thing: Any, key: str, *, is_atom: bool) -> str:
    """Return the plain text of an element that may hold markup."""
    kind = (thing.get(f"{key}_detail") or {}).get("type") or ""
    return _as_plain(_string(thing, key), kind, trusted=is_atom and bool(kind))


def _as_plain(value: str, kind: str, *, trusted: bool) -> str:
    """Atom says what is markup; in RSS feedparser guesses, and takes tags that it does not know for text."""
    if "html" in kind or (not trusted and looks_like_markup(value)):
        return plain(value)
    return clean(value)


def _authors(item: Any, *, is_atom: bool) -> Iterator[str]:
    authors = _list(item, "authors")
    text = _string(item, "author")
    if not is_atom and "@" in text and len(authors) <= 1:
        yield person(text)  # feedparser cuts addresses at a domain of five letters
        return
    for author in authors:
        yield author.get("name") or author.get("email") or ""


def _tags(item: Any) -> Iterator[str]:
    for tag in _list(item, "tags"):
        yield plain(tag.get("label") or tag.get("term") or "")


def _date(item: Any, key: str) -> datetime | None:
    value = dict.get(item, key)  # its own `get` answers `published` when asked for `updated`
    return read_date(value) if isinstance(value, str) else None


def _string(thing: Any, key: str) -> str:
    value = thing.get(key)
    return value if isinstance(value, str) else ""


def _list(thing: Any, key: str) -> list[Any]:
    value = thing.get(key)
    return value if isinstance(value, list) else []
