"""Making an XML document fit for a strict parser, and saying what its root is.

What goes: the declaration (the text is decoded already), the document type with its entities, comments, and
characters that XML forbids. What is refused: counts with which no feed is written and at which parsers
need minutes. Nothing is expanded and nothing is fetched. Linear in the size of the document.
"""

from __future__ import annotations

import html.entities
import re
from dataclasses import dataclass

MOST_ENTRIES = 10_000
MOST_TAGS = 1_000  # categories and the like in one item
MOST_ATTRIBUTES = 500  # in one element
MOST_ELEMENTS = 400_000

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[^<>]{5000,}>")
_CATEGORY = re.compile(r"<(?:\w{1,20}:)?(?:category|subject|keywords|author|creator|contributor|link|enclosure)\b")
_SKIPPED = re.compile(r"<!--|<!\[CDATA\[")
_BEFORE_ROOT = re.compile(r"\s*(?:<\?|<!DOCTYPE\b)", re.IGNORECASE)
_ROOT = re.compile(r"\s*<(?:[\w.-]{1,40}:)?([\w.-]{1,40})")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_NUMBERED = re.compile(r"&#(?:0*(\d{1,20})|[xX]0*([0-9A-Fa-f]{1,20}));")
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """`text` begins at the root element, whose local name in lower case is `root` (empty: there is none)."""

    text: str
    root: str
    notes: tuple[str, ...] = ()


def prepare(text: str) -> Prepared:
    """Strip a document of all that stands in the way of its content."""
    notes: list[str] = []
    cleaned = _NUMBERED.sub(_allowed, _FORBIDDEN.sub("", text))
    if len(cleaned) != len(text):
        notes.append("characters that XML forbids")
    cleaned = _from_root(_without_comments(cleaned))
    root = _ROOT.match(cleaned)
    return Prepared(
        text=_ENTITY.sub(_character, cleaned), root=root.group(1).lower() if root else "", notes=tuple(notes)
    )


def absurd(text: str) -> str:
    """Say what there is too much of in a document, or nothing."""
    if text.count("<") > 2 * MOST_ELEMENTS:
        return f"more than {MOST_ELEMENTS:,} elements"
    if any(tag.group().count("=") > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        return f"an element with more than {MOST_ATTRIBUTES} attributes"
    starts = [item.start() for item in _ITEM.finditer(text)]
    if len(starts) > MOST_ENTRIES:
        return f"{len(starts):,} entries, the most is {MOST_ENTRIES:,}"
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        if end - start > 5 * MOST_TAGS and sum(1 for _ in _CATEGORY.finditer(text, start, end)) > MOST_TAGS:
            return f"an item with more than {MOST_TAGS:,} categories, authors and links"
    return ""


def _without_comments(text: str) -> str:
    """Drop comments, but not from inside CDATA, where they are text. One that never ends takes the rest along."""
    kept: list[str] = []
    at = 0
    while True:
        found = _SKIPPED.search(text, at)
        if found is None:
            kept.append(text[at:])
            return "".join(kept)
        is_comment = found.group() == "<!--"
        kept.append(text[at : found.start()])
        mark = "-->" if is_comment else "]]>"
        end = text.find(mark, found.end())
        end = len(text) if end < 0 else end + len(mark)
        if not is_comment:
            kept.append(text[found.start() : end])
        at = end


def _from_root(text: str) -> str:
    """Drop declarations, processing instructions and the document type before the root element."""
    at = 0
    while found := _BEFORE_ROOT.match(text, at):
        if found.group().endswith("?"):
            end = text.find("?>", found.end())
            width = 2
        else:
            end = _doctype_end(text, found.end())
            width = 1
        if end < 0:
            return ""
        at = end + width
    return text[at:].lstrip("\ufeff \t\r\n\xa0\u200b")


def _doctype_end(text: str, start: int) -> int:
    """Find the `>` that ends a document type, behind its internal subset where it has one."""
    end = text.find(">", start)
    subset = text.find("[", start, end if end >= 0 else None)
    if subset < 0:
        return end
    closing = re.compile(r"\]\s*>").search(text, subset)
    return closing.end() - 1 if closing else -1


def _allowed(found: re.Match[str]) -> str:
    """Keep a reference to a character that XML allows; one to a control character would break the document."""
    code = int(found[1]) if found[1] else int(found[2], 16)
    return found.group() if code <= 0x10FFFF and not _FORBIDDEN.match(chr(code)) else ""


def _character(found: re.Match[str]) -> str:
    """The character of a named HTML entity; those of XML and unknown ones stay as they are."""
    name = found.group(1)
    return found.group() if name in _OF_XML else html.entities.html5.get(name, found.group())
