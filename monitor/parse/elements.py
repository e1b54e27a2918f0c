"""XML elements as the fast lane sees them: names by namespace, texts, and the address that links are relative to.

Names are compared in lower case, prefixes do not count: publishers write `<pubdate>` and bind any prefix.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from monitor.parse.markup import clean, looks_like_markup, plain
from monitor.parse.shaping import MOST_LABELS

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

ATOM = ("http://www.w3.org/2005/atom", "http://purl.org/atom/ns#")
RSS = (
    "",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://channel.netscape.com/rdf/simple/0.9/",
    "http://purl.org/rss/1.0/modules/rss091#",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2",
    "http://backend.userland.com/rss091",
    "http://backend.userland.com/rss092",
)
DC = ("http://purl.org/dc/elements/1.1/",)
TERMS = ("http://purl.org/dc/terms/",)
CONTENT = ("http://purl.org/rss/1.0/modules/content/",)
XHTML = ("http://www.w3.org/1999/xhtml",)
MEDIA = ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss")
ITUNES = ("http://www.itunes.com/dtds/podcast-1.0.dtd",)

Names = dict[str, str]
Fields = Mapping[str, list[Element]]

# Windows-1252 where XML has control characters: written so by editors that mistook it for Latin-1.
_CONTROLS = re.compile("[\x80-\x9f]")
_WINDOWS = {code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))}


def names(namespaces: tuple[str, ...], fields: Mapping[str, str]) -> Names:
    """Map the full names of elements to fields; `fields` has for each field the local names, parted by spaces."""
    return {
        full(namespace, local): field
        for namespace in namespaces
        for field, locals_ in fields.items()
        for local in locals_.split()
    }


def full(namespace: str, local: str) -> str:
    """The full name of an element or attribute."""
    return f"{{{namespace}}}{local}" if namespace else local


def sort(parent: Element, table: Names, *, depth: int = 2) -> dict[str, list[Element]]:
    """Sort the children of `parent` by field; `nested` children lend theirs to fields of their own, `depth` deep."""
    found: dict[str, list[Element]] = {}
    for child in parent:
        field = table.get(child.tag.lower())
        if field is not None:
            found.setdefault(field, []).append(child)
    for wrapper in found.pop("nested", ()):
        for field, inner in sort(wrapper, table, depth=depth - 1).items() if depth else ():
            found.setdefault(f"inner {field.removeprefix('inner ')}", []).extend(inner)
    return found


def string(element: Element) -> str:
    """The text of an element that is not meant to hold markup."""
    text = element.text or ""
    if len(element):  # what stands inside another element is of that one
        text += "".join(child.tail or "" for child in element)
    return mended(text.strip()).strip() if text else ""  # a next line (U+0085) at the end is no ellipsis


def strings(elements: list[Element] | None) -> Iterator[str]:
    """The texts of `elements` that have one."""
    return (text for element in elements or () if (text := string(element)))


def first(elements: list[Element] | None) -> str:
    """The first text among `elements`."""
    return next(strings(elements), "")


def identifier(elements: list[Element] | None) -> str:
    """The text of the last of `elements`: of several ids that one counts, in both lanes."""
    return string(elements[-1]) if elements else ""


def mended(text: str) -> str:
    """Undo two mistakes that show in the characters: UTF-8 encoded twice, and windows-1252 as control characters."""
    if text.isascii():
        return text
    encoded = text.encode("utf-8", "surrogatepass")
    if b"\xc2" not in encoded and b"\xc3" not in encoded:
        return text  # as nearly always: both mistakes show between U+0080 and U+00FF
    try:
        text = text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        pass  # the text is what it says
    return text.translate(_WINDOWS) if _CONTROLS.search(text) else text


def from_html(element: Element) -> str:
    """The plain text of an element whose text is HTML, escaped or not."""
    return plain(_html(element))


def from_either(element: Element) -> str:
    """The plain text of an element of which nothing says whether it is HTML."""
    if len(element):
        return plain(markup(element))
    text = mended(element.text or "")
    return plain(text) if looks_like_markup(text) else clean(text)


def from_typed(element: Element) -> str:
    """The plain text of an Atom text or content (RFC 4287, 3.1 and 4.1.3; `mode` is of Atom 0.3)."""
    kind = element.get("type", "text").strip().lower()
    if element.get("mode") == "base64" or not (kind in _TEXTUAL or kind.startswith("text/") or kind.endswith("xml")):
        text = _decoded(string(element))
        return plain(text) if "html" in kind else clean(text)
    if "xhtml" in kind:
        return plain(markup(element))
    if len(element) or "html" in kind:
        return plain(_html(element))
    return clean(mended(element.text or ""))


def _html(element: Element) -> str:
    """The HTML that an element holds: escaped, or as elements, or (some blogs) escaped inside one `<div>`."""
    if not len(element) or all(local(inside).lower() == "div" for inside in element.iter() if inside is not element):
        return mended("".join(element.itertext()))
    return markup(element)


_TEXTUAL = frozenset({"", "text", "html", "xhtml", "plain"})


def _decoded(text: str) -> str:
    """The text behind base64; nothing where there is a picture or the like."""
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def tags(found: Fields) -> Iterator[str]:
    """The categories of an item: one in each `tag`, several in each `tags`, one inside the other in `nested tag`."""
    for tag in (*found.get("tag", ()), *found.get("inner tag", ())):
        yield plain(tag.get("label") or tag.get("term") or string(tag))
    for outer in found.get("nested tag", ()):
        yield from (plain(tag.get("text", "")) for tag in outer.iter(outer.tag))
    for listed in strings([*found.get("tags", ()), *found.get("inner tags", ())]):
        yield from (plain(tag) for tag in listed.split(",", MOST_LABELS)[:MOST_LABELS])


def markup(element: Element) -> str:
    """What is inside an element, as HTML with the names alone: enough to tell paragraphs from words."""
    pieces = [escape(mended(element.text or ""), quote=False)]
    open_ = [iter(element)]
    parents = [element]
    while open_:
        child = next(open_[-1], None)
        if child is not None:
            pieces += (f"<{local(child)}>", escape(mended(child.text or ""), quote=False))
            open_.append(iter(child))
            parents.append(child)
            continue
        open_.pop()
        closed = parents.pop()
        if open_:
            pieces += (f"</{local(closed)}>", escape(mended(closed.tail or ""), quote=False))
    return "".join(pieces)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def base_of(element: Element, base: str) -> str:
    """The address that relative links inside `element` start from (XML Base)."""
    own = element.get(XML_BASE)
    if not own:
        return base
    try:
        return urljoin(base, own.strip())
    except ValueError:
        return base
