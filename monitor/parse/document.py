"""The door of the room: the bytes of a document become a `ParsedFeed`, or a `FeedFailure` that says why not.

Hostile documents can make the reference slow whatever is refused before, so callers run this in a child process with a
deadline (`monitor.fetch.reader`). What `fast.read` takes under `lanes.HERE` may be read anywhere.
"""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.parse import fast, json_feed, lanes, syndication
from monitor.parse.decoding import Decoded, decode
from monitor.parse.markup import one_line, plain, shorten
from monitor.parse.prolog import Prepared, absurd, prepare
from monitor.types import FailureKind, FeedFailure, ParsedFeed

_WRAPPED = re.compile(r"<(rss|feed|rdf)\b[^<>]{0,500}(?:version|xmlns)\s*=", re.IGNORECASE)


def parse(body: bytes, *, url: str, content_type: str | None = None) -> ParsedFeed | FeedFailure:
    """Read a feed document. `url` is where it was found, `content_type` the header as it came.

    A failure is EMPTY, NOT_A_FEED, or TOO_LARGE where the counts are absurd. Never raises for what a body holds.
    """
    result = fast.read(body, url=url, content_type=content_type, bounds=lanes.ANYWHERE)
    if isinstance(result, lanes.Reference):
        return by_reference(body, url=url, content_type=content_type)
    return result


def by_reference(body: bytes, *, url: str, content_type: str | None = None) -> ParsedFeed | FeedFailure:
    """Read a document in the lane that takes any."""
    decoded = decode(body, content_type)
    text = decoded.text.lstrip(lanes.BLANK)
    if not text:
        return FeedFailure(kind=FailureKind.EMPTY, detail="the body is empty")
    if text.startswith(("{", "[")):
        return _with_note(json_feed.read(text, url=url), decoded)
    return _with_note(_read_xml(text, url), decoded)


def _read_xml(text: str, url: str) -> ParsedFeed | FeedFailure:
    excess = absurd(text)
    if excess:
        return FeedFailure(kind=FailureKind.TOO_LARGE, detail=f"the document has {excess}")
    document = _unwrapped(prepare(text))
    if document.root not in syndication.ROOTS:
        return FeedFailure(kind=FailureKind.NOT_A_FEED, detail=_instead(document.root, document.text))
    return syndication.read(document, url=url)


def _unwrapped(document: Prepared) -> Prepared:
    """Take a feed out of the HTML page that some frameworks wrap around it."""
    inner = _WRAPPED.search(document.text, 0, 2_000) if document.root == "html" else None
    end = document.text.rfind("</" + inner.group(1)) if inner else -1
    if inner is None or end < 0:
        return document
    text = document.text[inner.start() : document.text.find(">", end) + 1]
    return Prepared(text=text, root=inner.group(1).lower(), notes=(*document.notes, "a feed inside an HTML page"))


def _instead(root: str, text: str) -> str:
    """Say what there is where a feed should be."""
    if root == "html":
        start = text.find("<title")
        end = text.find("</title", start)
        title = one_line(plain(text[start:end])) if 0 <= start < end else ""
        return f"an HTML page, not a feed: {shorten(title, 100)}" if title else "an HTML page, not a feed"
    if root:
        return f"a document of the kind <{root}>, not a feed"
    return f"not a feed: {shorten(one_line(text[:200]), 60)}"


def _with_note(result: ParsedFeed | FeedFailure, decoded: Decoded) -> ParsedFeed | FeedFailure:
    if isinstance(result, ParsedFeed) and decoded.note:
        return replace(result, notes=(decoded.note, *result.notes))
    return result
