"""Where the feeds of a page may be: what the page itself names, then the places where sites usually have them.

These are guesses until one was fetched and read; nothing is fetched here.
"""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

from monitor.parse.decoding import decode

TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_MAYBE = frozenset({"application/xml", "text/xml", "application/json"})
_WORDS = ("rss", "feed", "atom")
PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json", "/?feed=rss2")
"""In this order: the first are those of the most common systems."""
MOST = 20
"""How many places are worth a request."""


def candidates(body: bytes, *, url: str, content_type: str | None = None) -> tuple[str, ...]:
    """Return the addresses that may be feeds of the page in `body`, the best guesses first, each once."""
    page = _Page()
    page.feed(decode(body, content_type).text)
    page.close()
    base = _joined(url, page.base)
    named = [_joined(base, link) for link in (*page.alternates, *page.anchors)]
    here = f"{url.partition('?')[0].rstrip('/')}/feed"  # WordPress has one for each of its pages
    usual = [urljoin(url, path) for path in PATHS]
    every = dict.fromkeys(link.partition("#")[0] for link in (*named, here, *usual))
    return tuple(link for link in every if link.startswith(("http://", "https://")) and link != url)[:MOST]


def _joined(base: str, link: str) -> str:
    """Make a link absolute; what is no URL at all comes back empty."""
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


class _Page(HTMLParser):
    """Collects what a page says of feeds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.alternates: list[str] = []
        self.anchors: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        href = values.get("href", "")
        if not href:
            return
        if tag == "base" and not self.base:
            self.base = href
        elif tag == "link" and _names_feed(values):
            self.alternates.append(href)
        elif tag == "a" and any(word in _last_part(href) for word in _WORDS):
            self.anchors.append(href)


def _names_feed(values: dict[str, str]) -> bool:
    relations = values.get("rel", "").lower().split()
    kind = values.get("type", "").partition(";")[0].strip().lower()
    if "feed" in relations or (kind in TYPES and "alternate" in relations):
        return True
    return kind in _MAYBE and "alternate" in relations and any(word in values["href"].lower() for word in _WORDS)


def _last_part(href: str) -> str:
    path, _, query = href.partition("?")
    return f"{path.rstrip('/').rpartition('/')[2]}?{query}".lower()
