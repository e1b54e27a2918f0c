"""Where readings of one document differ, and who is right.

    python -m tests.parse.verdicts [FOLDER …]

Three readings are compared: the fast lane, the reference, and the text itself by a handful of regular expressions. The
captured feeds come first, or the documents in each FOLDER; then the small documents of the tables, where it is written
down what is right. A difference that nobody has judged yet says so.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.parse import fast
from monitor.parse.decoding import decode
from monitor.parse.document import by_reference
from monitor.parse.lanes import ANYWHERE, HERE, Reference
from monitor.types import ParsedEntry, ParsedFeed
from tests.parse import test_lanes, test_lanes_plain_text
from tests.parse.lanes_documents import DOCUMENTS, URL
from tests.parse.lanes_families import FAMILIES

SUFFIXES = {".rss", ".rdf", ".atom", ".json", ".xml"}
OPEN = "not judged yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`count` entries of `document` differ in `field` from what `reader` says."""

    document: str
    reader: str
    field: str
    count: int
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One document: how the worker reads it, its entries, and where readings differ."""

    name: str
    lane: str
    entries: int
    verdicts: tuple[Verdict, ...]


def compare(path: Path) -> Compared:
    """Compare the readings of the document in a file."""
    body = path.read_bytes()
    here = fast.read(body, url=URL, content_type=None, bounds=HERE)
    quick = fast.read(body, url=URL, content_type=None, bounds=ANYWHERE)
    slow = by_reference(body, url=URL)
    result = slow if isinstance(quick, Reference) else quick
    lane = "fast" if not isinstance(here, Reference) else f"{'reference' if result is slow else 'fast'}, in a child"
    if not isinstance(result, ParsedFeed):
        return Compared(name=path.name, lane=f"refused: {result.kind.value}", entries=0, verdicts=())
    verdicts = [*_by_reference(path.name, quick, slow), *_by_text(path.name, body, result)]
    return Compared(name=path.name, lane=lane, entries=len(result.entries), verdicts=tuple(verdicts))


def _by_reference(name: str, quick: object, slow: object) -> Iterator[Verdict]:
    if isinstance(quick, Reference):
        return
    if not isinstance(quick, ParsedFeed) or not isinstance(slow, ParsedFeed):
        yield Verdict(document=name, reader="reference", field="kind of result", count=1, verdict=OPEN)
        return
    yield from _judged(name, "reference", test_lanes.differences(quick, slow), test_lanes.REVIEWED)


def _by_text(name: str, body: bytes, result: ParsedFeed) -> Iterator[Verdict]:
    if body.lstrip().startswith((b"{", b"[")):
        return
    items = list(test_lanes_plain_text.items(decode(body, None).text))
    if len(items) != len(result.entries):
        found = Counter({"number of entries": abs(len(items) - len(result.entries))})
    else:
        pairs = zip(items, result.entries, strict=True)
        found = Counter(field for item, entry in pairs for field in test_lanes_plain_text.differences(item, entry))
    yield from _judged(name, "plain text", found, test_lanes_plain_text.REVIEWED)


def _judged(
    name: str, reader: str, found: Counter[str], reviewed: dict[str, dict[str, tuple[int, str]]]
) -> Iterator[Verdict]:
    for field, count in found.items():
        verdict = reviewed.get(name, {}).get(field, (0, OPEN))[1]
        yield Verdict(document=name, reader=reader, field=field, count=count, verdict=verdict)


def _captured(paths: Iterable[Path]) -> None:
    compared = [compare(path) for path in paths]
    for one in compared:
        print(f"{one.name:<24} {one.lane:<22} {one.entries:>4} entries{'' if one.verdicts else '  no difference'}")
        for verdict in one.verdicts:
            print(f"    {verdict.field} of {verdict.count} against the {verdict.reader}: {verdict.verdict}")
    entries = sum(one.entries for one in compared)
    kinds = Counter(f"{verdict.field} against the {verdict.reader}" for one in compared for verdict in one.verdicts)
    still = sum(verdict.verdict == OPEN for one in compared for verdict in one.verdicts)
    lanes = Counter(one.lane for one in compared)
    print(f"{len(compared)} documents ({dict(lanes)}), {entries:,} entries; {dict(kinds)}; {still} not judged yet\n")


def _tables() -> None:
    documents = [*DOCUMENTS, *FAMILIES]
    count = 0
    for document in documents:
        for field, said in document.reference.items():
            count += 1
            right = document.expected[field]
            print(f"{document.name}: {field} is {_short(right)}; the reference says {_short(said)} and is wrong")
    fields = sum(field in ParsedEntry.__slots__ for document in documents for field in document.expected)
    print(f"{len(documents)} small documents, {fields} fields; both lanes agree in all but {count}")


def _short(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)[:60]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[test_lanes.CORPUS], metavar="FOLDER")
    for folder in parser.parse_args().folders:
        _captured(sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES))
    _tables()


if __name__ == "__main__":
    main()
