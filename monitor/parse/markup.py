"""Plain text out of what feeds put into their texts: HTML, entities, control characters.

One pass of one regular expression, linear in the length of the text whatever it contains. This file
does not sanitise: markup never leaves it.
"""

from __future__ import annotations

import html
import re

# A tag holds neither `<` nor `>`: "x<y" is text, and the search stays linear, for which the name is possessive too.
# All of them begin with "<", which is what the search is quick by.
_TAG = re.compile(r"<!\[CDATA\[|</?([A-Za-z][A-Za-z0-9:]{0,40}+)[^<>]*>|<[!?][^<>]*>")
_TAG_OR_END = re.compile(rf"\]\]>|{_TAG.pattern}")
_SILENT = re.compile(  # what is no text up to its own end
    r"<!--|<(?P<name>script|style|iframe|noscript|object|svg|template|textarea)(?![A-Za-z0-9:])[^<>]*>", re.IGNORECASE
)
_BLOCKS = (
    "address article aside blockquote br caption dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section summary table tbody tfoot thead title tr"
    " ul"
)
_GAPS = {**dict.fromkeys(_BLOCKS.split(), "\n"), "td": " ", "th": " "}

# Newlines of any kind first; then what has no place in a text: C0 and C1 controls, lone surrogates,
# noncharacters, soft hyphens, byte order marks, and the marks that turn the direction of what follows.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
_MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]{0,20}[\s/>]|<!--|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,31});"
)


def looks_like_markup(text: str) -> bool:
    """Say whether a text that may be either is HTML: it has a tag or an entity."""
    return _MARKUP.search(text) is not None


def clean(text: str) -> str:
    """Collapse whitespace and drop control characters; line ends stay, doubled ones become one."""
    if text.isprintable() and "  " not in text:  # the only space that is printable is the usual one
        return text.strip(" ")
    if text.replace("\n", " ").isprintable():
        lines = [line.strip(" ") for line in text.split("\n")] if "  " not in text else _spaced(text)
    else:  # a no-break space is not printable either
        lines = _spaced(_UNWANTED.sub("", _BREAKS.sub("\n", text)))
    return "\n".join(filter(None, lines))


def _spaced(text: str) -> list[str]:
    """The lines of `text`, with one space where there is any."""
    return [" ".join(line.split()) for line in text.split("\n")]


def one_line(text: str) -> str:
    """Return `text` cleaned, on a single line."""
    return clean(text).replace("\n", " ")


def plain(markup: str) -> str:
    """Return the text of an HTML fragment: blocks on lines of their own, entities decoded, the rest dropped."""
    markup = markup.replace("\r", " ").replace("\n", " ")  # line ends in HTML are mere spaces
    pieces: list[str] = []
    at = 0
    while silent := _SILENT.search(markup, at):
        pieces.append(_without_tags(markup[at : silent.start()]))
        at = _end_of(markup, silent)
    pieces.append(_without_tags(markup[at:]))
    return clean(html.unescape("".join(pieces)))


def _without_tags(markup: str) -> str:
    tag = _TAG_OR_END if "]]>" in markup else _TAG
    pieces = tag.split(markup)  # the name of each tag between the texts
    pieces[1::2] = [_GAPS.get(name.lower(), "") if name else "" for name in pieces[1::2]]
    return "".join(pieces)


def _end_of(markup: str, silent: re.Match[str]) -> int:
    """Find where text begins again: behind a comment, or an element whose content is no text."""
    name = silent["name"]
    if not name:
        return _after(markup, "-->", silent.end())
    if silent.group().endswith("/>"):
        return silent.end()
    closing = re.compile(rf"</{name}\b", re.IGNORECASE).search(markup, silent.end())
    return _after(markup, ">", closing.end()) if closing else len(markup)


def _after(markup: str, mark: str, start: int) -> int:
    found = markup.find(mark, start)
    return len(markup) if found < 0 else found + len(mark)


def shorten(text: str, limit: int) -> str:
    """Cut `text` at a space to at most `limit` characters, with an ellipsis where something was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit // 2 else head).rstrip() + "…"
