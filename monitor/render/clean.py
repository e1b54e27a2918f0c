"""Texts of feeds made safe to show: nothing invisible, nothing that moves or hides other text.

What a reader can see stays as it was written; this room never translates, shortens or normalises letters.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import regex

# A joiner is kept only where it changes what is seen: inside an emoji sequence, or between letters of scripts
# that shape by it (Arabic and Persian, Syriac, the Indic scripts, Mongolian, N'Ko …).
_SHAPING = (
    r"\p{Arabic}\p{Syriac}\p{Nko}\p{Mongolian}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}"
    r"\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Myanmar}\p{Khmer}\p{Tibetan}"
)
_JOINERS = regex.compile(
    rf"(?<=[{_SHAPING}]\p{{M}}*)[\u200C\u200D](?=[{_SHAPING}])"
    r"|(?<=\p{Extended_Pictographic}[\uFE0F\U0001F3FB-\U0001F3FF]?)\u200D(?=\p{Extended_Pictographic})"
)
# Control characters that separate words, and the line and paragraph separators, become a space.
_BREAKS = regex.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\p{Z}]+")
# Everything else without a shape of its own: controls, formats (bidi overrides, isolates and marks, zero-width
# characters, soft hyphens, tag characters), surrogates, non-characters and blank fillers. The number signs of
# Arabic and Syriac are formats by class but visible.
_INVISIBLE = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2065\u3164\uFFA0"
    r"\U000E0000-\U000E0FFF--[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2]--[\U000E0100-\U000E01EF]]",
    regex.V1,
)
# A variation selector picks a shape of the character before it; more than one in a row hides data.
_SELECTORS = regex.compile(r"(?:^|(?<=[\uFE00-\uFE0F\U000E0100-\U000E01EF\s]))[\uFE00-\uFE0F\U000E0100-\U000E01EF]+")
_SPACES = re.compile(" {2,}")
# Piles of accents paint over the lines above and below; no orthography needs more than six.
_PILES = regex.compile(r"(?<=\p{M}{6})\p{M}+")
_AUTHORITY = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%\[\]-]+")

# Stand for the kept joiners while the invisible ones go. Private use: no feed can mean anything by them.
_KEEP = "\ue000\ue001"


def clean(text: str) -> str:
    """Return `text` as one line that shows what it says."""
    return clean_span(text).strip(" ")


def clean_span(text: str) -> str:
    """Like `clean`, but a space at either end stays: for pieces that are put together again."""
    text = text.replace("\ue000", "").replace("\ue001", "")
    text = _JOINERS.sub(lambda joiner: _KEEP[joiner[0] == "\u200d"], text)
    text = _BREAKS.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    text = _SELECTORS.sub("", _PILES.sub("", text))
    text = text.replace("\ue000", "\u200c").replace("\ue001", "\u200d")
    return _SPACES.sub(" ", text)


def link(url: str | None) -> str | None:
    """Return `url` where it is one that a mail or a terminal may link to (http and https), otherwise None."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:  # such as a bracket that is not closed
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    try:
        authority = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except UnicodeError:
        return None
    if not _AUTHORITY.fullmatch(authority):
        return None
    # Whatever may not stand in a URL (spaces, controls, quotes, letters beyond ASCII) is encoded; what is encoded
    # already stays as it is.
    rest = quote(parts._replace(scheme="", netloc="").geturl(), safe="/?#[]@!$&'()*+,;=:%~", errors="replace")
    return f"{parts.scheme}://{authority}{rest}"
