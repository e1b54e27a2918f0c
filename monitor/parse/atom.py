"""Atom 0.3 and 1.0 (RFC 4287) from the elements of a well-formed document."""

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
from monitor.parse.shaping import language_code, shape
from monitor.types import ParsedEntry, ParsedFeed

ROOTS = frozenset(elements.full(namespace, "feed") for namespace in elements.ATOM)

_BOTH = (*elements.ATOM, *elements.RSS)  # some bind the one to the names of the other
_FEED = names(elements.ATOM, {"entry": "entry", "title": "title"})
_LANGUAGE = names(elements.DC, {"language": "language"})
_ENTRY = {
    **names(elements.MEDIA, {"other title": "title", "either": "description", "tag": "category", "tags": "keywords"}),
    **names(elements.MEDIA, {"nested": "group content"}),
    **names(elements.CONTENT, {"html": "encoded"}),
    **names(elements.TERMS, {"published": "issued", "updated": "modified", "created": "created"}),
    **names(elements.DC, {"other title": "title", "html": "description", "updated": "date", "tag": "subject"}),
    **names(elements.DC, {"name": "creator author"}),
    **names(elements.ATOM, {"title": "title", "link": "link", "typed": "summary content"}),
    **names(_BOTH, {"id": "id guid", "html": "description body fullitem"}),
    **names(_BOTH, {"published": "published issued pubdate", "updated": "updated modified lastbuilddate"}),
    **names(_BOTH, {"created": "created", "author": "author", "tag": "category keywords"}),
}
_PERSON = names(elements.ATOM, {"name": "name", "email": "email"})


def parts(root: Element) -> tuple[Element, list[Element]]:
    """The feed, and its entries."""
    return root, sort(root, _FEED).get("entry", [])


def base(root: Element, _: Element, url: str) -> str:
    """The address that links of entries are relative to."""
    return elements.base_of(root, url)


def feed(root: Element, _: Element, entries: tuple[ParsedEntry, ...]) -> ParsedFeed:
    """The document as a whole."""
    titles = sort(root, _FEED).get("title", [])
    language = root.get(elements.XML_LANG) or first(sort(root, _LANGUAGE).get("language"))
    return ParsedFeed(
        title=one_line(from_typed(titles[0])) if titles else "", language=language_code(language), entries=entries
    )


def entry(item: Element, base: str) -> ParsedEntry:
    """One entry; `base` is what its links are relative to. What an Atom `source` holds is of another feed."""
    found = sort(item, _ENTRY)
    return shape(
        guid=identifier(found.get("id")),
        url=_link(found, elements.base_of(item, base)),
        title=_title(found),
        texts=_texts(found),
        authors=_authors(found),
        tags=elements.tags(found),
        published=last_date(strings(found.get("published"))) or last_date(strings(found.get("created"))),
        updated=last_date(strings(found.get("updated"))),
    )


def _title(found: Fields) -> str:
    own = next((text for element in found.get("title", ()) if (text := from_typed(element))), "")
    others = (*found.get("other title", ()), *found.get("inner other title", ()))
    return own or next((text for element in others if (text := from_either(element))), "")


def _link(found: Fields, base: str) -> str | None:
    """Choose an alternate link, rather one that leads to a page; else an id that is one."""
    links = [link for link in found.get("link", ()) if is_alternate(link.get("rel"))]
    pages = [link for link in links if "html" in link.get("type", "html").lower()]
    for link in (*pages, *links):
        if url := absolute(link.get("href") or string(link), elements.base_of(link, base)):
            return url
    own = identifier(found.get("id"))
    return absolute(own, base) if is_web(own) else None


def _texts(found: Fields) -> Iterator[str]:
    for element in found.get("typed", ()):
        yield from_typed(element)
    for element in found.get("html", ()):
        yield from_html(element)
    for element in (*found.get("either", ()), *found.get("inner either", ())):
        yield from_either(element)


def _authors(found: Fields) -> Iterator[str]:
    for author in found.get("author", ()):
        parts_of = sort(author, _PERSON)
        yield first(parts_of.get("name")) or first(parts_of.get("email")) or ("" if len(author) else string(author))
    yield from strings(found.get("name"))
