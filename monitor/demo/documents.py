"""Feeds as their outlets would publish them: RSS 2.0 or Atom, in the outlet's own encoding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from monitor.demo.day import Item, Outlet, moment


def document(outlet: Outlet, items: Sequence[Item], *, start: datetime) -> bytes:
    """Write the feed of `outlet` with `items`; `start` is when the demonstration began."""
    root = _rss(outlet, items, start) if outlet.format == "rss" else _atom(outlet, items, start)
    written: bytes = tostring(root, encoding=outlet.encoding, xml_declaration=True)
    return written


def content_type(outlet: Outlet) -> str:
    """The Content-Type that goes with the document; the encoding is left to its declaration."""
    return f"application/{outlet.format}+xml"


def _add(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = text


def _paragraphs(article: str) -> str:
    texts = (" ".join(paragraph.split()) for paragraph in article.split("\n\n"))
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in texts)


def _rss(outlet: Outlet, items: Sequence[Item], start: datetime) -> Element:
    content = "http://purl.org/rss/1.0/modules/content/"
    root = Element("rss", {"version": "2.0", "xmlns:content": content})
    channel = SubElement(root, "channel")
    _add(channel, "title", outlet.title)
    _add(channel, "link", f"https://{outlet.site}/")
    _add(channel, "description", outlet.title)
    _add(channel, "language", outlet.language)
    for item in items:
        node = SubElement(channel, "item")
        _add(node, "title", item.title)
        _add(node, "link", outlet.link(item))
        _add(node, "guid", item.guid, isPermaLink="true" if item.permalink else "false")
        date = item.published if item.updated is None else item.updated
        _add(node, "pubDate", format_datetime(moment(date, start)))
        _add(node, "description", item.summary)
        if item.article:
            _add(node, "content:encoded", _paragraphs(item.article))
    return root


def _atom(outlet: Outlet, items: Sequence[Item], start: datetime) -> Element:
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": outlet.language})
    _add(root, "id", f"https://{outlet.site}/")
    _add(root, "title", outlet.title)
    SubElement(root, "link", {"href": f"https://{outlet.site}/"})
    dates = [item.published if item.updated is None else item.updated for item in items]
    _add(root, "updated", moment(max(dates), start).isoformat())
    for item, date in zip(items, dates, strict=True):
        node = SubElement(root, "entry")
        _add(node, "id", item.guid)
        _add(node, "title", item.title)
        SubElement(node, "link", {"rel": "alternate", "href": outlet.link(item)})
        _add(node, "published", moment(item.published, start).isoformat())
        _add(node, "updated", moment(date, start).isoformat())
        _add(node, "summary", item.summary)
        if item.article:
            _add(node, "content", _paragraphs(item.article), type="html")
    return root
