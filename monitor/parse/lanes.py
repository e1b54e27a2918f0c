"""Which lane reads a document: the fast one, or the reference.

The fast lane reads well-formed documents of the formats that everybody writes, with a strict parser and a bounded
amount of work. All else goes to the reference, which forgives more and knows more formats, but can be brought to a
halt; it only ever runs in a child process. Both lanes say the same of a document that both can read.

This file decides by looking at the outside of a document. What shows only in parsing (a fault, an unusual structure)
the fast lane answers with a `Reference` too: it never repairs and never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.parse.decoding import certain


class Reason(StrEnum):
    """Why a document goes to the reference."""

    LARGE = "large"
    DENSE = "dense"  # so many tags and entities that reading takes long
    ENCODING = "encoding"  # characters would have to be guessed or are broken
    DOCUMENT_TYPE = "document-type"  # may declare entities; the reference throws it away
    FORMAT = "format"  # not a format of the fast lane, or no feed at all
    FAULTY = "faulty"  # not well-formed
    UNUSUAL = "unusual"  # items where no format has them, or more in them than anybody writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The document is one for the reference."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Fast:
    """The document may be read in the fast lane: its text, from the first character that says something."""

    text: str

    @property
    def is_json(self) -> bool:
        """Say whether it begins like JSON, otherwise it is taken for XML."""
        return self.text.startswith(("{", "["))


Lane = Fast | Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The most work that the fast lane may find in a document: its bytes, and its `<` and `&`."""

    size: int
    marks: int


HERE = Bounds(size=500_000, marks=10_000)
"""Within these a document is read in the worker itself: the worst that fits (see `tests/parse/test_lanes_hostile.py`)
holds the event loop up for some 35 ms, a usual one for one to three."""

ANYWHERE = Bounds(size=4_000_000, marks=200_000)
"""Within these the fast lane reads it in a child process."""

MOST_BASES = 500  # elements with an xml:base: joining addresses is slow
OBJECT = 4  # how many marks an object of JSON counts for: it may be an item

BLANK = "\ufeff\x00 \t\r\n\xa0\u200b"
"""What may stand before a document and says nothing."""


def choose(body: bytes, content_type: str | None, bounds: Bounds) -> Lane:
    """Choose the lane of a document. `content_type` is the header as it came."""
    if len(body) > bounds.size:
        return Reference(reason=Reason.LARGE)
    if body.count(b"<") + body.count(b"&") > bounds.marks or body.count(b"xml:base") > MOST_BASES:
        return Reference(reason=Reason.DENSE)
    decoded = certain(body, content_type)
    if decoded is None:
        return Reference(reason=Reason.ENCODING)
    text = decoded.text.lstrip(BLANK)
    if not text.startswith(("<", "{", "[")):
        return Reference(reason=Reason.FORMAT)
    lane = Fast(text=text)
    if lane.is_json and OBJECT * text.count("{") > bounds.marks:
        return Reference(reason=Reason.DENSE)
    if not lane.is_json and "<!DOCTYPE" in text:
        return Reference(reason=Reason.DOCUMENT_TYPE)
    return lane
