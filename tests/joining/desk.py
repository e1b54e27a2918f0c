"""A desk that entries arrive at: the real matcher, stories, judgement and database, without feeds and the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor import __version__, config, judging
from monitor.fetch.article import Articles
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.rooms import Rooms
from monitor.settings import Configuration, StoreSettings, Watch
from monitor.store import open_store
from monitor.types import Entry, Fresh, Outcome, Polled
from tests import making

SHIPPED = Path(__file__).parents[2] / "config"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The rooms of one worker."""

    rooms: Rooms

    def arrive(self, *fresh: Fresh, now: datetime) -> tuple[Outcome, ...]:
        """Let one reading be judged and saved."""
        with self.rooms.joining.kept_if_saved():
            outcomes = judging.decide(fresh, self.rooms, baseline=False, now=now)
            polled = Polled(state=making.feed_state(), fresh=fresh, outcomes=outcomes)
            self.rooms.store.save(polled, now=now)
        return outcomes

    def restarted(self) -> Desk:
        """The worker as it is after a restart: nothing in memory."""
        return Desk(rooms=replace(self.rooms, joining=Joining(self.rooms.store, self.rooms.configuration)))

    def stories(self) -> dict[str, str]:
        """The story of each entry, by headline."""
        found = self.rooms.store.db.query("SELECT e.title, m.story FROM members m JOIN entries e ON e.id = m.entry")
        return {row["title"]: row["story"] for row in found}

    def told(self) -> list[tuple[str, str]]:
        """What was told: reason and headline, in order."""
        found = self.rooms.store.db.query("SELECT reason, title FROM alerts ORDER BY created, revision, rowid")
        return [(row["reason"], row["title"]) for row in found]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        return [tuple(row) for row in self.rooms.store.db.execute(sql).fetchall()]


@contextmanager
def desk(place: Path, *watches: Watch, matcher: Matcher | None = None, **changes: Any) -> Iterator[Desk]:
    """A desk with these watches, the shipped term sets, and one channel."""
    configuration = replace(
        _shipped(),
        watches={watch.name: watch for watch in watches},
        channels={"desk": making.channel()},
        store=StoreSettings(path=place / "monitor.db"),
        **changes,
    )
    with open_store(configuration.store) as store:
        yield Desk(rooms=rooms_of(configuration, store, matcher or Matcher(watches, configuration.terms)))


@lru_cache(maxsize=1)
def _shipped() -> Configuration:
    return config.load(SHIPPED, environ={})


def rooms_of(configuration: Configuration, store: Any, matcher: Matcher) -> Rooms:
    fetcher = Fetcher(configuration.poll, version=__version__)  # never asked, as are the others
    return Rooms(
        configuration=configuration,
        store=store,
        fetcher=fetcher,
        reader=Reader(configuration.poll),
        articles=Articles(fetcher, configuration.articles, configuration.poll, clock=lambda: making.NOON, robots={}),
        matcher=matcher,
        joining=Joining(store, configuration),
        senders={},
        clock=lambda: making.NOON,
    )


def at(entry: Entry, minutes: float) -> Entry:
    """The entry as it is published and seen so many minutes after noon."""
    moment = making.NOON + timedelta(minutes=minutes)
    return replace(entry, published=moment, first_seen=moment)


def edited(before: Entry, **changes: Any) -> Fresh:
    """The same entry with another text."""
    return Fresh(entry=replace(before, revision=before.revision + 1, **changes), previous=before)


def arrivals(entries: Iterable[Entry], apart: float = 1) -> list[Entry]:
    """Entries that come one after the other, so many minutes apart."""
    return [at(entry, place * apart) for place, entry in enumerate(entries)]
