"""The fast lane: well-formed RSS, RDF and Atom by one strict parse, and JSON Feed.

The parser is the expat of Python's own library, the one that the reference uses as well, so that both agree on what is
well-formed. It is given no document type (see `lanes`), therefore there is nothing to expand and nothing to fetch.
What a field means is decided here for the structure, and in `shaping`, `markup`, `dates` and `links` for the rest,
as for the reference.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol
from xml.etree.ElementTree import Element, ParseError, XMLParser

from monitor.parse import atom, json_feed, relations, rss
from monitor.parse.elements import ATOM, RSS, local, names
from monitor.parse.lanes import Bounds, Lane, Reason, Reference, choose
from monitor.parse.prolog import MOST_ATTRIBUTES, MOST_ENTRIES, MOST_TAGS
from monitor.types import FeedFailure, ParsedEntry, ParsedFeed

_IDS = frozenset({"id", "guid"})
_DATES = frozenset({"pubdate", "published", "issued", "updated", "modified", "created", "date", "lastbuilddate"})
_LEAVES = _IDS | _DATES | {"link"}
_ITEMS = frozenset(names((*RSS, *ATOM), {"item": "item entry"}))


class _Family(Protocol):
    """What `rss` and `atom` both offer."""

    def parts(self, root: Element, /) -> tuple[Element, list[Element]]: ...
    def base(self, root: Element, channel: Element, url: str, /) -> str: ...
    def entry(self, item: Element, base: str, /) -> ParsedEntry: ...
    def feed(self, root: Element, channel: Element, entries: tuple[ParsedEntry, ...], /) -> ParsedFeed: ...


def read(body: bytes, *, url: str, content_type: str | None, bounds: Bounds) -> ParsedFeed | FeedFailure | Reference:
    """Read a document within `bounds`, or say why the reference must. A failure can only be of JSON."""
    lane: Lane = choose(body, content_type, bounds)
    if isinstance(lane, Reference):
        return lane
    if lane.is_json:
        return json_feed.read(lane.text, url=url)
    try:
        root = _root(lane.text)
    except (ParseError, ValueError):  # ValueError: a lone surrogate, a NUL
        return Reference(reason=Reason.FAULTY)
    return _read_xml(root, url)


def _root(text: str) -> Element:
    parser = XMLParser()  # noqa: S314 - no document type gets here, so that there are no entities
    parser.feed(text)
    root: Element = parser.close()
    return root


def _read_xml(root: Element, url: str) -> ParsedFeed | Reference:
    family = _family(root)
    if family is None:
        return Reference(reason=Reason.FORMAT)
    channel, items = family.parts(root)
    if not _is_usual(root, items):
        return Reference(reason=Reason.UNUSUAL)
    base = family.base(root, channel, url)
    entries = tuple(family.entry(item, base) for item in items)
    return replace(family.feed(root, channel, entries), links=relations.links_in(channel, base))


def _family(root: Element) -> _Family | None:
    name = root.tag.lower()
    if name in rss.ROOTS:
        return rss
    return atom if name in atom.ROOTS else None


def _is_usual(root: Element, items: list[Element]) -> bool:
    """Say whether all items are where they belong, and nothing is absurdly much.

    Without items there must be nothing that could be one elsewhere, under whatever name.
    """
    if len(items) > MOST_ENTRIES or any(len(item) > MOST_TAGS or not _is_plain(item) for item in items):
        return False
    found = 0
    for element in root.iter():
        if len(element.keys()) > MOST_ATTRIBUTES:
            return False
        name = element.tag.lower()
        found += name in _ITEMS if items else name.endswith(("item", "entry"))
    return found == len(items)


def _is_plain(item: Element) -> bool:
    """Say whether ids stand where they belong, and whether what holds texts alone holds no elements."""
    for child in item:
        if len(child):
            name = local(child).lower()
            if name in _LEAVES or (name != "source" and any(local(inner).lower() in _IDS for inner in child.iter())):
                return False
    return True
