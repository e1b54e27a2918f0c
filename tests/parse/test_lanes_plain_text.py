"""The stupid twin of all parsers: captured feeds read with a handful of regular expressions, without any XML.

It takes the first element of a name in each item, and Python's own readers of dates. Where it says something else than
we do, the difference stands in `REVIEWED` with the verdict of a person.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest

from monitor.parse.decoding import decode
from monitor.parse.document import parse
from monitor.types import ParsedEntry, ParsedFeed

URL = "https://feeds.example/f"
CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpora/feeds"
CAPTURED = sorted(path for path in CORPUS.glob("*.*") if path.suffix in {".rss", ".rdf", ".atom"})
pytestmark = pytest.mark.skipif(not CAPTURED, reason="the corpus of captured feeds is not here")

# file -> field -> (entries that differ, who is right)
REVIEWED: dict[str, dict[str, tuple[int, str]]] = {
    "a34a8b0489db.rss": {"date": (195, "we: Python takes GMT+9 for GMT")},
    "acc3dd289f8a.rdf": {"date": (30, "we: the dates name no zone, so the moment is unknown; the twin takes UTC")},
}

_ITEM = re.compile(r"<(item|entry)[\s>].*?</\1\s*>", re.DOTALL)
_NESTED = re.compile(
    r"<(source|author|media:\w+|content|summary|description|content:encoded)[\s>].*?</\1\s*>", re.DOTALL
)


def items(text: str) -> Iterator[str]:
    """The text of each item, without the elements that hold elements of the same names."""
    for item in _ITEM.finditer(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)):
        yield _NESTED.sub("", item.group())


def _element(item: str, *names: str) -> str:
    """The text of the first element of any of `names`."""
    for name in names:
        found = re.search(rf"<{name}(?:\s[^>]*)?>(.*?)</{name}\s*>", item, re.DOTALL)
        if found:
            text = re.sub(
                r"<!\[CDATA\[(.*?)\]\]>", lambda cdata: html.escape(cdata.group(1)), found.group(1), flags=re.DOTALL
            )
            return html.unescape(text).strip()
    return ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*["'](.*?)["']""", tag, re.DOTALL)
    return html.unescape(found.group(1)).strip() if found else ""


def _link(item: str) -> str:
    """The text of `<link>`, else the first `<link>` that leads to the page."""
    own = _element(item, "link")
    if own:
        return own
    tags = [tag for tag in re.findall(r"<link\s[^>]*>", item) if _attribute(tag, "rel") in {"", "alternate"}]
    return next((_attribute(tag, "href") for tag in tags), "")


def _date(item: str) -> datetime | None:
    text = _element(item, "pubDate", "published", "issued", "dc:date", "updated", "modified", "pubdate")
    try:
        moment = datetime.fromisoformat(text) if text[:4].isdecimal() else parsedate_to_datetime(text)
    except ValueError:
        return None
    return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0)


def _letters(text: str) -> str:
    """What is left of a headline whatever was done to its markup and spaces."""
    return re.sub(r"[\W_]+", "", re.sub(r"<[^<>]*>", "", html.unescape(html.unescape(text))))


def differences(item: str, entry: ParsedEntry) -> Iterator[str]:
    """Name the fields that an entry has otherwise than the text of its item."""
    title, guid = _element(item, "title"), _element(item, "guid", "id")
    about = re.match(r"""<item\s[^>]*rdf:about=["'](.*?)["']""", item)
    if title and _letters(title) != _letters(entry.title):
        yield "title"
    if " ".join((guid or (html.unescape(about.group(1)) if about else "")).split()) != (entry.guid or ""):
        yield "guid"
    if _link(item) and urljoin(URL, _link(item)) != entry.url:
        yield "link"
    if _date(item) != (entry.published or entry.updated):
        yield "date"


@pytest.mark.parametrize("path", CAPTURED, ids=lambda path: path.name)
def test_what_we_read_is_what_stands_there(path: Path) -> None:
    body = path.read_bytes()
    parsed = parse(body, url=URL)
    assert isinstance(parsed, ParsedFeed)
    texts = list(items(decode(body, None).text))
    assert len(texts) == len(parsed.entries)
    pairs = zip(texts, parsed.entries, strict=True)
    found = Counter(field for item, entry in pairs for field in differences(item, entry))
    assert found == {field: count for field, (count, _) in REVIEWED.get(path.name, {}).items()}
