"""A watch made noisy on purpose, and a desk that has judged half of what it told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from monitor.matching import Matcher
from monitor.query import parse_term
from monitor.settings import TermSet, Watch
from monitor.store import feedback
from monitor.tuning import Suggestions, suggest
from monitor.types import Entry, Fresh, Relevance
from tests import making
from tests.joining.desk import Desk, desk
from tests.making import NOON

TERMS = {
    "kursk": TermSet(
        name="kursk",
        lists={
            "en": (parse_term("Kursk"),),
            "uk": tuple(map(parse_term, ("Курськ", "Курщина", "курський"))),
            "ru": tuple(map(parse_term, ("Курск", "курский"))),
            "de": tuple(map(parse_term, ("Kursk", "Kursker"))),
        },
    )
}
NOISY = making.watch("kursk", "@kursk", languages=("en", "uk", "ru", "de"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: an entry, what it is, and which half it is in."""

    entry: Entry
    relevant: bool
    topic: str
    half: int


def lines(name: str = "kursk.txt") -> list[Line]:
    """The entries of a file, each half a day after the one before."""
    found: list[Line] = []
    numbers: dict[tuple[str, str], Iterator[int]] = {}
    for place, text in enumerate((Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()):
        if not text or text.startswith("#"):
            continue
        language, label, topic, title, summary = text.split("|")
        number = next(numbers.setdefault((language, topic), count()))
        seen = NOON + timedelta(hours=12 * place)
        entry = making.entry(
            title,
            summary=summary,
            language=language,
            feed=("herald", "courier", "gazette")[place % 3],
            first_seen=seen,
            published=seen,
        )
        found.append(Line(entry, label == "r", topic, number % 2))
    return found


@contextmanager
def newsroom(place: Path, said: Sequence[Line], unsaid: Sequence[Line] = (), watch: Watch = NOISY) -> Iterator[Desk]:
    """A desk that read all of it and judged what is in `said`."""
    feeds = {name: making.feed(name) for name in ("herald", "courier", "gazette")}
    with desk(place, watch, matcher=Matcher([watch], TERMS), terms=TERMS, feeds=feeds) as one:
        for line in sorted((*said, *unsaid), key=lambda line: line.entry.first_seen):
            one.arrive(Fresh(entry=line.entry), now=line.entry.first_seen)
        for line in said:
            judge(one, line.entry, relevant=line.relevant, watch=watch.name)
        yield one


def judge(one: Desk, entry: Entry, *, relevant: bool, watch: str = "kursk") -> None:
    """Let Anna say what she thinks of an entry."""
    relevance = Relevance.RELEVANT if relevant else Relevance.NOT_RELEVANT
    store = one.rooms.store
    said = feedback.made(store.db, entry, watch, relevance, author="anna", because="", now=entry.first_seen)
    with store.writing() as db:
        feedback.save(db, said)


def suggested(one: Desk, watch: str = "kursk") -> Suggestions:
    """What is proposed, over the whole archive."""
    begin, end = NOON - timedelta(days=1), NOON + timedelta(days=4000)
    return suggest(one.rooms.store, one.rooms.configuration, watch, since=begin, until=end, advance=lambda _, __: None)
