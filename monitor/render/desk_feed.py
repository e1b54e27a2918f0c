"""What a desk was told as a feed of its own: Atom (RFC 4287) and JSON Feed 1.1, for any reader.

One entry for each alert, updates as entries of their own, the newest first. An entry has the alert's id. It says what
the message said, but for the links of its recipient.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from xml.etree import ElementTree as ET

from monitor.render.facts import Facts
from monitor.render.sheet import Block, Line, sheet
from monitor.render.text import text
from monitor.types import Reason

ATOM, JSON = "atom", "json"
TYPES = {ATOM: "application/atom+xml; charset=utf-8", JSON: "application/feed+json; charset=utf-8"}
"""What a feed can be written as, and its media type."""

_NAMESPACE = "http://www.w3.org/2005/Atom"
_NAMES = "tag:news-monitor,2026:"  # RFC 4151


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFeed:
    """The feed of one channel: `entries` are its alerts, the newest first. `url` is where it is served, if it is."""

    channel: str
    title: str
    entries: Sequence[Facts]
    updated: datetime
    url: str | None = None


def render(feed: DeskFeed, kind: str) -> bytes:
    """Return the whole document. Any text of a feed can be in it."""
    return _atom(feed) if kind == ATOM else _json(feed)


def _title(facts: Facts) -> str:
    return facts.title if facts.reason is Reason.NEW else f"{facts.opening}: {facts.title}"


def _html(facts: Facts) -> str:
    kicker = f"<p>{escape(facts.kicker)}</p>"
    return kicker + "".join(_block(block) for block in sheet(facts))


def _block(block: Block) -> str:
    name = f"<b>{escape(block.name)}</b><br>" if block.name else ""
    return f"<p>{name}{'<br>'.join(_line(line) for line in block.lines)}</p>"


def _line(line: Line) -> str:
    words = "".join(f"<mark>{escape(run.text)}</mark>" if run.marked else escape(run.text) for run in line.runs)
    if line.link is None:
        return escape(line.lead) + words
    return f'{escape(line.lead)}<a href="{escape(line.link)}">{words or escape(line.link)}</a>'


# --- Atom ----------------------------------------------------------------------------------------------------


def _atom(feed: DeskFeed) -> bytes:
    root = ET.Element("feed", xmlns=_NAMESPACE)
    _put(root, "id", f"{_NAMES}channel/{feed.channel}")
    _put(root, "title", feed.title)
    _put(root, "updated", _time(feed.updated))
    _put(root, "generator", "news-monitor")
    if feed.url:
        ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    for facts in feed.entries:
        entry = ET.SubElement(root, "entry")
        _put(entry, "id", f"{_NAMES}alert/{facts.alert}")
        _put(entry, "title", _title(facts))
        _put(entry, "published", _time(facts.told))
        _put(entry, "updated", _time(facts.told))
        _put(ET.SubElement(entry, "author"), "name", facts.publisher or "unknown publisher")
        ET.SubElement(entry, "category", term=facts.watch, label=facts.watch_title)
        if facts.link:
            ET.SubElement(entry, "link", rel="alternate", href=facts.link)
        content = _put(entry, "content", _html(facts))
        content.set("type", "html")
        if facts.language:
            entry.set("xml:lang", facts.language)
    body = ET.tostring(root, encoding="unicode").encode("utf-8", "replace")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _put(parent: ET.Element, name: str, value: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = value
    return child


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# --- JSON Feed -----------------------------------------------------------------------------------------------


def _json(feed: DeskFeed) -> bytes:
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **({"feed_url": feed.url} if feed.url else {}),
        "items": [_item(facts) for facts in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _item(facts: Facts) -> dict[str, object]:
    return {
        "id": facts.alert,
        **({"url": facts.link} if facts.link else {}),
        "title": _title(facts),
        "content_html": _html(facts),
        "content_text": text(facts),
        "date_published": _time(facts.told),
        "authors": [{"name": facts.publisher or "unknown publisher"}],
        "tags": [facts.watch],
        **({"language": facts.language} if facts.language else {}),
    }
