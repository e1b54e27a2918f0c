"""Lists of feeds as other programs write and read them: OPML 2.0 (http://opml.org/spec2.opml).

Folders are nested outlines; the names of those around a feed become its tags, and its category as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from monitor.parse.decoding import decode
from monitor.parse.markup import one_line
from monitor.settings import Feed

DEEPEST = 50  # folders in folders


class NotOpmlError(ValueError):
    """The bytes are no OPML; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A feed of a list: its URL, what it is called, the folders that it lies in, and its language where told."""

    url: str
    title: str
    tags: tuple[str, ...] = ()
    language: str | None = None


def read(body: bytes) -> tuple[Listed, ...]:
    """Return the feeds of a list in its order, each URL once. Raises NotOpmlError."""
    text = decode(body, None).text.lstrip("\ufeff \t\r\n")
    if "<!ENTITY" in text:
        raise NotOpmlError("it defines entities, which no list of feeds needs")
    try:
        root = ET.fromstring(text)  # noqa: S314 - without entities of its own there is nothing to expand
    except ET.ParseError as error:
        raise NotOpmlError(f"not well-formed XML: {error}") from None
    body_element = next((child for child in root if child.tag.lower() == "body"), None)
    if root.tag.lower() != "opml" or body_element is None:
        raise NotOpmlError(f"no OPML, but <{root.tag}>" if root.tag.lower() != "opml" else "it has no <body>")
    found: dict[str, Listed] = {}
    for feed in _feeds(body_element, (), 0):
        found.setdefault(feed.url, feed)
    return tuple(found.values())


def _feeds(parent: Element, folders: tuple[str, ...], depth: int) -> Iterator[Listed]:
    if depth > DEEPEST:
        raise NotOpmlError(f"folders lie more than {DEEPEST} deep in each other")
    for outline in parent:
        values = {name.lower(): one_line(value) for name, value in outline.attrib.items()}
        title = values.get("title") or values.get("text") or ""
        url = values.get("xmlurl")
        if url:
            tags = dict.fromkeys((*folders, *_categories(values.get("category", ""))))
            yield Listed(url=url, title=title or url, tags=tuple(tags), language=values.get("language") or None)
        yield from _feeds(outline, (*folders, title) if title and not url else folders, depth + 1)


def _categories(text: str) -> list[str]:
    """Read a category attribute: names parted by commas, each with slashes where it is a path."""
    parts = (part.strip().strip("/").rpartition("/")[2] for part in text.split(","))
    return [part for part in parts if part]


def write(feeds: Iterable[Feed], *, title: str, now: datetime) -> str:
    """Return `feeds` as OPML, in a folder for each publisher that has several."""
    by_publisher: dict[str, list[Feed]] = {}
    for feed in feeds:
        by_publisher.setdefault(feed.publisher, []).append(feed)
    root = Element("opml", version="2.0")
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = title
    ET.SubElement(head, "dateCreated").text = format_datetime(now)
    body = ET.SubElement(root, "body")
    for publisher, several in by_publisher.items():
        parent = body if len(several) == 1 else ET.SubElement(body, "outline", text=publisher)
        for feed in several:
            ET.SubElement(parent, "outline", _outline(feed))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _outline(feed: Feed) -> dict[str, str]:
    values = {"type": "rss", "text": feed.title, "title": feed.title, "xmlUrl": feed.url}
    if feed.tags:
        values["category"] = ",".join(feed.tags)
    if feed.language:
        values["language"] = feed.language
    return values
