"""Which characters the bytes of a document stand for.

Declarations lie often enough that the bytes have the first word: text that is valid UTF-8 beyond ASCII is
UTF-8, whatever a header says. This file does not look at the markup beyond the XML declaration.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_BOMS = (  # the longest first: the UTF-32 mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"))  # XML 1.0, appendix F
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm" as mainframes write it (the same appendix)
_OF_MAINFRAMES = frozenset({"cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"})

_WIDER = {  # a label -> the larger set that the web means by it (WHATWG Encoding Standard)
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
_ALIASES = {"windows-31j": "cp932", "koi8-ru": "koi8-u", "iso-8859-8-i": "iso8859-8"}
_OTHERWISE = re.compile(r"(?:x-)?(?:windows|win|cp|ms)[_-]?(\d{3,4})", re.IGNORECASE)  # windows1251, x-cp1251
_KNOWN = re.compile(
    r"utf-(8|16|32)(-[bl]e)?|cp\d+|iso8859-\d+|koi8-[rut]|kz1048|ptcp154|mac-\w+|johab"
    r"|gb18030|hz|big5(hkscs)?|euc_j\w+|shift_jis\w*|iso2022_\w+"
)
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARATION_TEXT = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)

_GUESSES = ("cp1251", "koi8-u", "gb18030", "cp949", "cp1252", "big5", "euc_jp", "cp932")
_SAMPLE = 20_000  # bytes that a guess looks at
_COMMON_HAN = {  # where a set that is ordered by use has the characters of running text, by their first byte
    "gb18030": ("gb2312", 0xB0, 0xD7),
    "big5": ("big5", 0xA4, 0xC6),
    "euc_jp": ("euc_jp", 0xB0, 0xCF),
    "cp932": ("euc_jp", 0xB0, 0xCF),
}
_JAPANESE = frozenset({"euc_jp", "cp932"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text, the encoding it was read with, and what was odd about it (empty: nothing)."""

    text: str
    encoding: str
    note: str = ""


def decode(body: bytes, content_type: str | None) -> Decoded:
    """Decode a document; bytes that fit nothing become U+FFFD rather than an error."""
    known = certain(body, content_type)
    if known is not None:
        return known
    marked = _by_first_bytes(body)
    if marked is not None:
        return marked
    declared = next(_declared(body, content_type), None)
    return _lenient(body, declared) if declared else _guess(body)


def certain(body: bytes, content_type: str | None) -> Decoded | None:
    """Decode a document where that costs no guess and no character; None where it would."""
    marked = _by_first_bytes(body)
    if marked is not None:
        return None if marked.note else marked
    declared = tuple(_declared(body, content_type))
    for encoding in declared:
        if b"\x1b" in body if encoding.startswith("iso2022") else encoding == "hz" and b"~{" in body:
            return _fitting(body, (encoding,))  # all its bytes are ASCII, so ask before UTF-8
    return _fitting(body, ("utf-8", *declared))


def _fitting(body: bytes, encodings: Iterable[str]) -> Decoded | None:
    """The text in the first of `encodings` that the bytes fit."""
    for encoding in encodings:
        try:
            return Decoded(text=body.decode(encoding), encoding=encoding)
        except UnicodeDecodeError:
            continue
    return None


def _by_first_bytes(body: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _lenient(body[len(mark) :], encoding)
    for start, encoding in _WIDE:
        if body.startswith(start):
            return _lenient(body, encoding)
    if body.startswith(_EBCDIC):
        own = next(_labels(_DECLARATION_TEXT.findall(body[:400].decode("cp037"))), "")
        return _lenient(body, own if own in _OF_MAINFRAMES else "cp037")
    return None


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    """Name the declared encodings: the document's own word counts before that of the server."""
    own = _DECLARATION.match(body[:400])
    header = _CHARSET.search(content_type or "")
    found = (own.group(1).decode("ascii") if own else "", header.group(1) if header else "")
    return (name for name in _labels(found) if name not in _OF_MAINFRAMES)  # which nobody could have read


def _labels(labels: Iterable[str]) -> Iterator[str]:
    """The encodings that `labels` mean; what Python can decode but no document is written in is left out."""
    for label in labels:
        name = _named(label) or _named(_OTHERWISE.sub(r"cp\1", label)) or _named(label.lower().removeprefix("x-"))
        if _KNOWN.fullmatch(name):
            yield name


def _named(label: str) -> str:
    """The encoding that a label means, or nothing."""
    label = _ALIASES.get(label.lower(), label)
    try:
        name = codecs.lookup(label).name if label else ""
    except LookupError:
        return ""
    return _WIDER.get(name, name)


def _lenient(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    if "\ufffd" in text:
        return Decoded(text=text, encoding=encoding, note=f"some bytes are not {encoding}")
    return Decoded(text=text, encoding=encoding)


def _guess(body: bytes) -> Decoded:
    """Choose the likeliest of a few encodings for a document that declares none."""
    sample = body[:_SAMPLE]
    encoding = max(_GUESSES, key=lambda name: _likelihood(sample.decode(name, "replace"), name))
    text = body.decode(encoding, "replace")
    return Decoded(text=text, encoding=encoding, note=f"no encoding declared, read as {encoding}")


def _likelihood(text: str, encoding: str) -> float:
    """Rate how much of the text beyond ASCII looks like a language, from 1 (all of it) downwards.

    Against a reading count a capital behind a small letter (windows-1251 read as KOI8 swaps the cases) and a
    letter of another script next to a Latin one (a French é read as Cyrillic stands in the middle of a word).
    """
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 0.0
    odd = 0
    for left, right in pairwise(text):
        if left <= "\x7f" and right <= "\x7f":
            continue
        odd += left.islower() and right.isupper()
        odd += _is_latin(left) != _is_latin(right) and left.isalpha() and right.isalpha()
    return (sum(_weight(char, encoding) for char in beyond) - 2 * odd) / len(beyond)


def _is_latin(char: str) -> bool:
    return char < "\u0250"


def _weight(char: str, encoding: str) -> float:
    """How much a character speaks for the reading that shows it: the running text of a language fully."""
    if "\u4e00" <= char <= "\u9fff":
        charset, first, last = _COMMON_HAN.get(encoding, ("ascii", 0, 0))
        return 0.9 if first <= next(iter(char.encode(charset, "ignore")), -1) <= last else 0.1
    if "ぁ" <= char <= "ヶ":  # Chinese sets have them at the same place, but no Chinese text uses them
        return 1.0 if encoding in _JAPANESE else 0.0
    if "가" <= char <= "힣":  # KS X 1001 has those that are in use
        return 1.0 if len(char.encode("euc_kr", "ignore")) == 2 else 0.1
    if encoding not in _COMMON_HAN and ("а" <= char <= "я" or char in "іїєґё"):
        return 1.0
    if encoding not in _COMMON_HAN and ("А" <= char <= "Я" or "à" <= char <= "ÿ" or char in "ІЇЄҐЁ"):
        return 0.6
    return 0.2 if char.isalpha() else 0.0
