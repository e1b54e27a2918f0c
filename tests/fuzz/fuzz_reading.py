"""Feed the readers with broken documents until the CPU seconds are used up.

    python tests/fuzz/fuzz_reading.py --seconds 600 [--seed 1]

Small well-formed feeds of every format suffer a few accidents: elements doubled, moved, nested, cut and renamed,
attributes and encodings changed, bytes flipped. A document that leads the fast lane from one line of its code to
another as none did before is kept, and the accidents go on from there (coverage-guided). Every document must be read
or give a FeedFailure, quickly and with little memory; and where both lanes read it, they must name the same entries,
because a feed that changes the lane must not bring its entries as new. Anything else ends the run with the document
and exit code 1.
The same seed gives the same documents.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from monitor.parse import fast  # noqa: E402  # the checkout may not be installed
from monitor.parse.document import by_reference, parse  # noqa: E402
from monitor.parse.fingerprint import body_hash  # noqa: E402
from monitor.parse.identity import to_entries  # noqa: E402
from monitor.parse.lanes import ANYWHERE, HERE, Reference  # noqa: E402
from monitor.settings import Feed  # noqa: E402
from monitor.types import FeedFailure, ParsedFeed  # noqa: E402
from tests.parse.lanes_documents import DOCUMENTS  # noqa: E402
from tests.parse.lanes_families import FAMILIES  # noqa: E402

SLOW = 2.0
"""CPU seconds that one document may take in both lanes. They have some kilobytes and take milliseconds."""

MEMORY = 512 << 20
"""Bytes that the process may hold beyond what it held at the start."""

LARGEST = 60_000
_READING = str(ROOT / "monitor/parse")
FEED = Feed(name="fuzz", url="https://fuzz.example/feed", title="", publisher="")
NOW = datetime(2026, 3, 1, tzinfo=UTC)

SEEDS = [
    *(path.read_bytes() for path in sorted((ROOT / "tests/parse/fixtures").glob("*")) if "expected" not in path.name),
    *(document.body for document in (*DOCUMENTS, *FAMILIES)),
]

TEXTS = (
    "<", ">", "&", "&amp;", "&lt;", "&#8217;", "&#0;", "&#xD800;", "&nbsp;", "&unknown;", "<![CDATA[", "]]>",
    "<!--", "-->", "<?xml version='1.0' encoding='windows-1251'?>", "<?php ?>", "<!DOCTYPE rss>",
    "<!DOCTYPE r [<!ENTITY a 'b'>]>", "&a;", "<item>", "</item>", "<entry>", "</entry>", "<channel>", "</channel>",
    "<source>", "</source>", "<image>", "</image>", "<title>", "</title>", "<title/>", "<link>", "</link>",
    "<link/>", '<link href="x"/>', "<guid>", "</guid>", '<guid isPermaLink="false">', "<id>", "</id>",
    "<description>", "</description>", "<pubDate>", "</pubDate>", "<content:encoded>", "<media:group>",
    "</media:group>", "<media:content>", "<atom:link rel='self' href='/'/>", "<dc:date>", "<author>", "</author>",
    "<name>", "<category/>", "<svg>", "<script>", "<p>", "</p>", "<br/>", "<div>", "</div>", ' type="html"',
    ' type="xhtml"', ' mode="base64"', ' type="image/png"', ' xml:base="http://b.example/c/"',
    ' xml:base="http://["', ' xmlns="http://www.w3.org/2005/Atom"', ' xmlns=""', ' rdf:about="z"', ' rel="self"',
    ' href="javascript:1"', "http://a.example/?b=c&amp;d=e", "Fri, 07 Feb 2025 10:00:00 +0200",
    "2025-02-07T10:00:00Z", "1738922400", "a@b.example (C D)", "Київ", "북한군", "\u200b", "\u202e", "\x85", "\xa0",
    "{", "}", "[", "]", '"', "null", '"id":', '"items":',
)  # fmt: skip

PIECES = [
    *(text.encode() for text in TEXTS),
    b"\xef\xbb\xbf",
    b"\xff",
    b"\x00",
    b"\x1b",
    b"\xef\xbb\xbf",
    b"\xd0",
    b"\xff\xfe",
    b"\x80",
]

ENCODINGS = ("utf-8", "utf-16", "cp1251", "koi8-u", "iso8859-1", "gb18030", "utf-8-sig")


def spans(rng: random.Random, body: bytes) -> tuple[int, int]:
    """Two places in order, rather at the edges of tags, where structure changes."""
    places = []
    for _ in range(2):
        place = rng.randrange(len(body) + 1)
        if rng.random() < 0.7:
            place = max(0, body.find(rng.choice((b"<", b">")), place))
        places.append(place)
    return min(places), max(places)


def mutated(rng: random.Random, body: bytes) -> bytes:
    """A document after a few accidents."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        start, end = spans(rng, body)
        head, part, tail = body[:start], body[start:end], body[end:]
        match rng.randrange(10):
            case 0 | 1 | 2:
                body = head + rng.choice(PIECES) + part + tail
            case 3:
                body = head + tail
            case 4:
                body = head + part * rng.choice((2, 2, 3, 50)) + tail
            case 5:
                other = rng.choice(SEEDS)
                from_, to = spans(rng, other)
                body = head + other[from_:to] + tail
            case 6:
                body = head + tail[: len(tail) // 2] + part + tail[len(tail) // 2 :]
            case 7:
                body = head + bytes([rng.randrange(256)]) + body[start + 1 :]
            case 8:
                body = head + rng.choice(PIECES) + part + rng.choice(PIECES) + tail
            case _:
                body = recoded(rng, body)
        body = body[:LARGEST]
    return body


def recoded(rng: random.Random, body: bytes) -> bytes:
    """The same text in another encoding, declared or not."""
    return body.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")


def check(body: bytes) -> bool:
    """Tell whether both lanes read `body`. AssertionError says what is wrong with what they made of it."""
    began = time.process_time()
    body_hash(body)
    quick = fast.read(body, url=FEED.url, content_type=None, bounds=HERE)
    anywhere = fast.read(body, url=FEED.url, content_type=None, bounds=ANYWHERE)
    whole, slow = parse(body, url=FEED.url), by_reference(body, url=FEED.url)
    assert time.process_time() - began < SLOW, "slow"
    assert isinstance(quick, Reference) or quick == anywhere, "the bounds change what is read"
    assert whole == (slow if isinstance(anywhere, Reference) else anywhere), "the door leads elsewhere"
    for result in (quick, slow):
        sound(result)
    if not isinstance(anywhere, ParsedFeed) or not isinstance(slow, ParsedFeed):
        return False
    ours, theirs = ids(anywhere), ids(slow)
    assert ours == theirs, f"the lanes name {ours ^ theirs}"
    return True


def ids(parsed: ParsedFeed) -> set[tuple[str, str | None]]:
    """What the entries with a guid or a link of their own are called."""
    entries = to_entries(FEED, parsed, NOW)
    return {(entry.id, entry.guid) for entry in entries if entry.guid}


def sound(result: ParsedFeed | FeedFailure | Reference) -> None:
    """Whatever was read can be kept, shown and sent."""
    if isinstance(result, FeedFailure):
        assert result.detail, "a failure without a word"
        return
    if isinstance(result, Reference):
        return
    for entry in to_entries(FEED, result, NOW):
        texts = (entry.title, entry.summary, entry.guid or "", entry.url or "", *entry.authors, *entry.tags)
        "".join(texts).encode()  # raises for what no database takes
        assert entry.title, "an entry without a headline"
        assert "\n" not in entry.title, "a headline of several lines"
        assert not entry.url or entry.url.startswith(("http://", "https://")), "a link that is none"
        assert "\x00" not in "".join(texts), "a NUL"


Tracer = Callable[[FrameType, str, Any], Any]


class Coverage:
    """Which steps from line to line the fast lane was seen to take."""

    def __init__(self) -> None:
        self.steps: set[tuple[int, int, int]] = set()
        self._new = False

    def grows(self, body: bytes) -> bool:
        """Read `body` and tell whether that took a step that none took before."""
        self._new = False
        sys.settrace(self._call)
        try:
            fast.read(body, url=FEED.url, content_type=None, bounds=ANYWHERE)
        finally:
            sys.settrace(None)
        return self._new

    def _call(self, frame: FrameType, _: str, __: object) -> Tracer | None:
        code = frame.f_code
        if not code.co_filename.startswith(_READING):
            return None
        name, last = hash((code.co_filename, code.co_firstlineno)), 0

        def line(frame: FrameType, _: str, __: object) -> Tracer:
            nonlocal last
            step = name, last, frame.f_lineno
            if step not in self.steps:
                self.steps.add(step)
                self._new = True
            last = frame.f_lineno
            return line

        return line


def run(rng: random.Random, seconds: float, coverage: Coverage) -> tuple[int, int] | None:
    """Return how many documents there were, and how many both lanes read; None after a finding."""
    known, count, both = list(SEEDS), 0, 0
    for body in SEEDS:
        coverage.grows(body)
    resource.setrlimit(resource.RLIMIT_DATA, (held() + MEMORY, resource.RLIM_INFINITY))
    while time.process_time() < seconds:
        body = mutated(rng, rng.choice(known))
        count += 1
        try:
            agreed = check(body)
        except Exception:  # noqa: BLE001  # whatever it is, it is a finding
            traceback.print_exc(file=sys.stdout)
            sys.stdout.write(f"document {count}: {body!r}\n")
            return None
        both += agreed
        if coverage.grows(body) or (agreed and rng.random() < 0.02 and len(known) < 2_000):
            known.append(body)  # go on from here: it led somewhere new, or is odd and yet readable
    return count, both


def held() -> int:
    """The memory that this process holds, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> int:
    """Run until the time is over; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=60, help="CPU seconds to use (default 60)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    coverage = Coverage()
    counts = run(random.Random(arguments.seed), arguments.seconds, coverage)
    if counts is None:
        sys.stdout.write(f"fuzz_reading: FAILED, seed {arguments.seed}\n")
        return 1
    count, both = counts
    sys.stdout.write(
        f"fuzz_reading: {count} documents ({both} read in both lanes, {len(coverage.steps)} steps of the code) in "
        f"{time.process_time():.0f} CPU seconds, seed {arguments.seed}: no failure\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
