"""The text of an article out of its page: bytes to paragraphs, or why there is none.

trafilatura finds the text. It is asked for precision: on a page whose article is missing (a paywall, a page that needs
JavaScript) its other modes return the teasers of other articles, which would match what the article does not
say. Hostile pages take it many seconds and 400 MB, so callers run this in a child process with a deadline.
"""

from __future__ import annotations

import re
import unicodedata

import trafilatura

from monitor.parse.barriers import barrier_at, barrier_in, locked
from monitor.parse.decoding import decode
from monitor.parse.markup import clean
from monitor.types import Article, ArticleFailure, FailureKind

SHORTEST = 200
"""Letters below which a text is no article: a headline with a caption, an error message. One letter of a script
without spaces, which holds about a syllable or a word, counts three."""

LONGEST = 200_000
"""Characters of an article that are kept, more than a book chapter; the rest is of no use to a watch."""

_CHARSET = re.compile(rb"""<meta\b[^<>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_HEAD = 4_096  # bytes within which a page must declare its encoding, four times what the standard asks for
_WIDE_SCRIPTS = "\u2e80"  # from here on: Han, kana, Hangul


def extract(body: bytes, *, asked: str, url: str, content_type: str | None) -> Article | ArticleFailure:
    """Read the page that was found at `url` when `asked` was asked for. Never raises for what a body holds."""
    barrier = barrier_at(asked, url)
    if barrier:
        return barrier
    html = _decoded(body, content_type)
    text = _text(html)
    barrier = locked(html) or barrier_in(text)
    if barrier:
        return barrier
    letters = _letters(text[: 4 * SHORTEST])
    if letters < SHORTEST:
        return ArticleFailure(kind=FailureKind.NO_TEXT, detail=f"the page has no article ({letters} letters of text)")
    return Article(text=text, url=url)


def _text(html: str) -> str:
    # Without the headline, which the entry has already: so the first paragraph is the first.
    found = trafilatura.extract(html, favor_precision=True, include_comments=False, prune_xpath="//h1")
    return clean(found or "")[:LONGEST].rstrip()


def _decoded(body: bytes, content_type: str | None) -> str:
    """Decode a page by its header, else by its own word; NUL would end it early, lone surrogates are no text."""
    declared = content_type or ""
    own = _CHARSET.search(body[:_HEAD])
    if own and "charset" not in declared.lower():
        declared = f"text/html; charset={own.group(1).decode('ascii')}"
    text = decode(body, declared).text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _letters(text: str) -> int:
    return sum(
        3 if character >= _WIDE_SCRIPTS else 1 for character in text if unicodedata.category(character)[0] == "L"
    )
