"""RSS 0.90 to 2.0, RDF included, from the elements of a well-formed document."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from monitor.parse import elements
from monitor.parse.dates import last_date
from monitor.parse.elements import (
    Fields,
    first,
    from_either,
    from_html,
    from_typed,
    identifier,
    names,
    sort,
    string,
    strings,
)
from monitor.parse.links import absolute, is_alternate, is_web
from monitor.parse.markup import one_line
from monitor.parse.shaping import language_code, minutes, person, shape
from monitor.types import ParsedEntry, ParsedFeed

_RDF = elements.full(elements.RDF.lower(), "rdf")
_ABOUT = elements.full(elements.RDF, "about")
ROOTS = frozenset({_RDF, *(elements.full(namespace, "rss") for namespace in elements.RSS)})

_BOTH = (*elements.RSS, *elements.ATOM)  # some bind the one to the names of the other
_CHANNEL = names(elements.RSS, {"channel": "channel", "item": "item"})
_ABOUT_CHANNEL = {
    **names(elements.RSS, {"title": "title", "language": "language", "ttl": "ttl"}),
    **names(elements.DC, {"other title": "title", "language": "language"}),
    **names(elements.ATOM, {"other title": "title"}),
}
_ITEM = {
    **names(elements.MEDIA, {"other title": "title", "either": "description", "tag": "category", "tags": "keywords"}),
    **names(elements.MEDIA, {"nested": "group content"}),
    **names(elements.ITUNES, {"author": "author", "either": "summary", "tags": "keywords", "nested tag": "category"}),
    **names(elements.XHTML, {"html": "body"}),
    **names(elements.CONTENT, {"html": "encoded"}),
    **names(elements.TERMS, {"published": "issued", "updated": "modified", "created": "created"}),
    **names(elements.DC, {"other title": "title", "html": "description", "updated": "date", "tag": "subject"}),
    **names(elements.DC, {"author": "creator author"}),
    **names(elements.ATOM, {"other title": "title", "typed": "summary content", "atom link": "link"}),
    **names(elements.RSS, {"title": "title", "link": "link", "either": "summary abstract content"}),
    **names(_BOTH, {"guid": "guid id", "html": "description body fullitem"}),
    **names(_BOTH, {"published": "pubdate published issued", "updated": "updated modified lastbuilddate"}),
    **names(_BOTH, {"created": "created", "author": "author managingeditor", "tag": "category keywords"}),
    **names(elements.RSS, {"nested": "categories", "tags": "tags"}),
}
_PERMALINK = ("ispermalink", "isPermaLink")


def parts(root: Element) -> tuple[Element, list[Element]]:
    """The channel, and the items: inside it in RSS, beside it in RDF."""
    found = sort(root, _CHANNEL)
    channel = next(iter(found.get("channel", ())), root)
    beside = found.get("item", [])
    return channel, (sort(channel, _CHANNEL).get("item", []) + beside) if channel is not root else beside


def base(root: Element, channel: Element, url: str) -> str:
    """The address that links of items are relative to."""
    return elements.base_of(channel, elements.base_of(root, url))


def feed(root: Element, channel: Element, entries: tuple[ParsedEntry, ...]) -> ParsedFeed:
    """The document as a whole."""
    found = sort(channel, _ABOUT_CHANNEL)
    return ParsedFeed(
        title=one_line(_title(found)),
        language=language_code(first(found.get("language")) or root.get(elements.XML_LANG)),
        entries=entries,
        ttl=minutes(first(found.get("ttl"))),
    )


def entry(item: Element, base: str) -> ParsedEntry:
    """One item; `base` is what its links are relative to."""
    found = sort(item, _ITEM)
    published = last_date(strings(found.get("published"))) or last_date(strings(found.get("created")))
    updated = last_date(strings(found.get("updated")))
    if published is None:
        published, updated = updated, None  # dc:date, the only date that RDF has
    return shape(
        guid=identifier(found["guid"]) if "guid" in found else item.get(_ABOUT, ""),
        url=_link(found, elements.base_of(item, base)),
        title=_title(found),
        texts=_texts(found),
        authors=_authors(found),
        tags=elements.tags(found),
        published=published,
        updated=updated,
    )


def _title(found: Fields) -> str:
    candidates = (*found.get("title", ()), *found.get("other title", ()), *found.get("inner other title", ()))
    return next((text for element in candidates if (text := from_either(element))), "")


def _link(found: Fields, base: str) -> str | None:
    """Choose the item's own link: `<link>`, else a permalink guid, else an alternate Atom link."""
    for link in found.get("link", ()):
        address = string(link) or (link.get("href") if is_alternate(link.get("rel")) else None)
        # Some publishers escape twice; no query has a parameter that begins with "amp;".
        url = absolute((address or "").replace("&amp;", "&"), elements.base_of(link, base))
        if url:
            return url
    for guid in found.get("guid", ()):
        text = string(guid)
        if is_web(text) and _is_permalink(guid) and (url := absolute(text, base)):
            return url
    for link in found.get("atom link", ()):
        if is_alternate(link.get("rel")) and (url := absolute(link.get("href"), elements.base_of(link, base))):
            return url
    return None


def _is_permalink(guid: Element) -> bool:
    """RSS 2.0: a guid is a permalink unless it says that it is none."""
    return all(guid.get(name, "true").strip().lower() == "true" for name in _PERMALINK)


def _texts(found: Fields) -> Iterator[str]:
    for element in found.get("html", ()):
        yield from_html(element)
    for element in (*found.get("either", ()), *found.get("inner either", ())):
        yield from_either(element)
    for element in found.get("typed", ()):
        yield from_typed(element)


def _authors(found: Fields) -> Iterator[str]:
    for author in found.get("author", ()):
        inside = {child.tag.lower().rpartition("}")[2]: string(child) for child in author}  # as in Atom
        yield inside.get("name") or inside.get("email") or person(string(author))
