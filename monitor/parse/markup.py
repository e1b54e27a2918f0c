"""Plain text out of what feeds put into their texts: HTML, entities, control characters.

One pass of one regular expression, linear in the length of the text whatever it contains. This file
does not sanitise: markup never leaves it.
"""

from __future__ import annotations

import html
import re

# A tag holds neither `<` nor `>`: "x<y" is text, and the search stays linear, for which the name is possessive too.
_TOKEN = re.compile(r"<!--|<!\[CDATA\[|\]\]>|</?(?P<name>[A-Za-z][A-Za-z0-9:]{0,40}+)[^<>]*>|<[!?][^<>]*>")
_BLOCK = re.compile(
    "address|article|aside|blockquote|br|caption|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form"
    "|h[1-6]|header|hr|legend|li|main|nav|ol|option|p|pre|section|summary|table|tbody|tfoot|thead|title|tr|ul"
)
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style", "iframe", "noscript", "object", "svg", "template", "textarea"})

# Newlines of any kind first; then what has no place in a text: C0 and C1 controls, lone surrogates,
# noncharacters, soft hyphens, byte order marks, and the marks that turn the direction of what follows.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r" ?\n[\n ]*")
_MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]{0,20}[\s/>]|<!--|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,31});"
)


def looks_like_markup(text: str) -> bool:
    """Say whether a text that may be either is HTML: it has a tag or an entity."""
    return _MARKUP.search(text) is not None


def clean(text: str) -> str:
    """Collapse whitespace and drop control characters; line ends stay, doubled ones become one."""
    text = _UNWANTED.sub("", _BREAKS.sub("\n", text))
    return _EMPTY_LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """Return `text` cleaned, on a single line."""
    return clean(text).replace("\n", " ")


def plain(markup: str) -> str:
    """Return the text of an HTML fragment: blocks on lines of their own, entities decoded, the rest dropped."""
    pieces: list[str] = []
    at = 0
    while token := _TOKEN.search(markup, at):
        name = (token["name"] or "").lower()
        pieces.append(_running(markup[at : token.start()]))
        pieces.append(_gap(name))
        at = _end_of(markup, token, name)
    pieces.append(_running(markup[at:]))
    return clean(html.unescape("".join(pieces)))


def _running(text: str) -> str:
    """Line ends in HTML are mere spaces."""
    return text.replace("\r", " ").replace("\n", " ")


def _gap(name: str) -> str:
    if _BLOCK.fullmatch(name):
        return "\n"
    return " " if name in _CELLS else ""


def _end_of(markup: str, token: re.Match[str], name: str) -> int:
    """Find where text begins again: behind a tag, a comment, or an element whose content is no text."""
    if token.group() == "<!--":
        return _after(markup, "-->", token.end())
    if name in _SILENT and not token.group().startswith("</") and not token.group().endswith("/>"):
        closing = re.compile(rf"</{name}\b", re.IGNORECASE).search(markup, token.end())
        return _after(markup, ">", closing.end()) if closing else len(markup)
    return token.end()


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
