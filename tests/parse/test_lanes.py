"""Two lanes, one meaning: what both say of captured feeds, and of small documents for every known difficulty.

Where the lanes differ on a captured feed, the difference stands in `REVIEWED` with the verdict of a person.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from monitor.parse import fast
from monitor.parse.document import by_reference
from monitor.parse.lanes import ANYWHERE, HERE, Reason, Reference, choose
from monitor.types import ParsedEntry, ParsedFeed
from tests.parse.lanes_documents import DOCUMENTS, URL, Document
from tests.parse.lanes_families import FAMILIES

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpora/feeds"
CAPTURED = sorted(path for path in CORPUS.glob("*.*") if path.suffix in {".rss", ".rdf", ".atom", ".json"})
captured = pytest.mark.skipif(not CAPTURED, reason="the corpus of captured feeds is not here")

# file -> field -> (entries that differ, who is right). All titles, links, guids and dates agree.
REVIEWED: dict[str, dict[str, tuple[int, str]]] = {
    "6c9eb1479c45.rss": {
        "summary": (5, "both: description and itunes:summary have the same length and differ in quotation marks"),
    },
}

# file -> why it is not read in the fast lane, in the worker or anywhere.
SLOW_HERE = {
    "0a84db6eb1e9.atom": Reason.DENSE,
    "ae00aee27e2c.rss": Reason.DENSE,
    "b86df882f98b.rss": Reason.LARGE,
}
SLOW = {"8fd3ced4d3c7.atom": Reason.DOCUMENT_TYPE}  # a feed wrapped in an HTML page


def _fast(body: bytes) -> ParsedFeed:
    result = fast.read(body, url=URL, content_type=None, bounds=ANYWHERE)
    assert isinstance(result, ParsedFeed), result
    return result


def _reference(body: bytes) -> ParsedFeed:
    result = by_reference(body, url=URL)
    assert isinstance(result, ParsedFeed), result
    return result


def differences(one: ParsedFeed, other: ParsedFeed) -> Counter[str]:
    """Count by field what two readings of one document say differently."""
    found = Counter(
        field
        for field in ("title", "language", "ttl", "notes", "links")
        if getattr(one, field) != getattr(other, field)
    )
    if len(one.entries) != len(other.entries):
        return found + Counter({"entries": 1})
    for mine, theirs in zip(one.entries, other.entries, strict=True):
        found.update(field for field in ParsedEntry.__slots__ if getattr(mine, field) != getattr(theirs, field))
    return found


@captured
@pytest.mark.parametrize("path", CAPTURED, ids=lambda path: path.name)
@pytest.mark.checklist(23)
def test_captured_feeds_mean_the_same_in_both_lanes(path: Path) -> None:
    body = path.read_bytes()
    if path.name in SLOW:
        assert fast.read(body, url=URL, content_type=None, bounds=ANYWHERE) == Reference(reason=SLOW[path.name])
        return
    reviewed = REVIEWED.get(path.name, {})
    assert differences(_fast(body), _reference(body)) == {field: count for field, (count, _) in reviewed.items()}


@captured
def test_which_captured_feeds_are_read_in_the_worker_itself() -> None:
    lanes = {path.name: choose(path.read_bytes(), None, HERE) for path in CAPTURED}
    slow = {name: lane.reason for name, lane in lanes.items() if isinstance(lane, Reference)}
    assert slow == SLOW_HERE | SLOW


@pytest.mark.parametrize("document", [*DOCUMENTS, *FAMILIES], ids=lambda document: document.name)
@pytest.mark.checklist(23)
def test_small_documents(document: Document) -> None:
    """The fast lane reads what the document says; the reference too, unless the table says what it makes of it."""
    expected = document.expected
    (entry,) = _fast(document.body).entries
    assert {field: getattr(entry, field) for field in expected} == expected
    (entry,) = _reference(document.body).entries
    by_the_reference = expected | document.reference
    assert {field: getattr(entry, field) for field in by_the_reference} == by_the_reference


@pytest.mark.checklist(23)
def test_every_exception_of_the_reference_is_one() -> None:
    """A line in the table that is no longer true must go."""
    for document in (*DOCUMENTS, *FAMILIES):
        for field, value in document.reference.items():
            assert document.expected[field] != value, document.name
