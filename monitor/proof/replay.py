"""Plays one case through the pipeline as production does, on a database of its own, with the case's clock.

    entries of one feed at one time    -> one reading of that feed
    pipeline.judge                     new or edited, matched, grouped, decided
    store.save                         so that later readings remember
    judging.read_article               for the articles that the reading asks for and the case has

What a reading holds is handed to the pipeline as if it had been fetched and parsed; every decision is the real one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor import __version__, judging, pipeline, schedule
from monitor.config import Case, Given
from monitor.fetch.article import Articles, Visit
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.proof.cast import Cast
from monitor.rooms import Rooms
from monitor.settings import Configuration, Feed, StoreSettings, Watch
from monitor.store import Store, open_store
from monitor.types import Article, Attempted, Entry, FeedState, Fetched, Outcome, ParsedEntry, ParsedFeed, Polled

BEGINNING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When every case begins. Any moment would do; a fixed one makes every run the same."""

_KNOWN_SINCE = BEGINNING - timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of a feed: which entries of the case were new or edited (by number), and what became of them."""

    fresh: Mapping[int, Entry]
    outcomes: tuple[Outcome, ...]


def _recognised(polled: Polled, given: Mapping[int, Given]) -> dict[int, Entry]:
    """Find the entries of a case in what a poll made of them; of two that are equal the first counts."""
    waiting = {item.entry.id: item.entry for item in polled.fresh}
    fresh: dict[int, Entry] = {}
    for number, one in given.items():
        texts = (one.guid, one.url, one.title, one.summary)
        found = next((entry for entry in waiting.values() if _texts(entry) == texts), None)
        if found is not None:
            fresh[number] = waiting.pop(found.id)
    return fresh


def _texts(entry: Entry) -> tuple[str | None, str | None, str, str]:
    return entry.guid, entry.url, entry.title, entry.summary


class Stage:
    """Plays cases under one configuration."""

    def __init__(self, configuration: Configuration, cast: Cast) -> None:
        self._configuration = configuration
        self._cast = cast
        self._fetcher = Fetcher(configuration.poll, version=__version__)  # never asked
        self._reader = Reader(configuration.poll)  # never asked
        self._articles = Articles(  # never asked
            self._fetcher, configuration.articles, configuration.poll, clock=lambda: BEGINNING, robots={}
        )

    def matcher(self, case: Case) -> Matcher:
        """Return the matcher with the watches that take part."""
        return self._cast.of(self._taken(case))

    def _taken(self, case: Case) -> dict[str, Watch]:
        watches = {name: self._configuration.watches[name] for name in case.watches}
        if case.state is None:
            return watches
        return {name: replace(watch, state=case.state) for name, watch in watches.items()}

    def play(self, case: Case) -> list[Reading]:
        """Play one case from its beginning to its end."""
        with (
            TemporaryDirectory(prefix="news-monitor-test-") as place,
            open_store(StoreSettings(path=Path(place) / "monitor.db")) as store,
        ):
            return list(self._readings(case, self._rooms(case, store)))

    def _rooms(self, case: Case, store: Store) -> Rooms:
        configuration = replace(self._configuration, watches=self._taken(case))
        return Rooms(
            configuration=configuration,
            store=store,
            fetcher=self._fetcher,
            reader=self._reader,
            articles=self._articles,
            matcher=self.matcher(case),
            joining=Joining(store, configuration),
            senders={},
            clock=lambda: BEGINNING,
        )

    def _readings(self, case: Case, rooms: Rooms) -> Iterator[Reading]:
        states: dict[str, FeedState] = {}
        numbered = list(enumerate(case.given, start=1))
        for (at, name), group in groupby(numbered, key=lambda pair: (pair[1].at, pair[1].feed)):
            entries = dict(group)
            feed, now = rooms.configuration.feeds[name], BEGINNING + at
            state = states.get(name) or _first_state(feed, new=name in case.new_feeds)
            reading = _document(feed, entries.values(), now)
            polled = pipeline.judge(feed, state, reading, rooms, now)
            rooms.store.save(polled, now=now)
            states[name] = polled.state
            fresh = _recognised(polled, entries)
            attempts = list(_articles(polled, fresh, entries, rooms, now))
            read = {attempt.entry.id: attempt.entry for attempt in attempts if attempt.entry is not None}
            yield Reading(
                fresh={number: read.get(entry.id, entry) for number, entry in fresh.items()},
                outcomes=(*polled.outcomes, *(one for attempt in attempts for one in attempt.outcomes)),
            )


def _articles(
    polled: Polled, fresh: Mapping[int, Entry], given: Mapping[int, Given], rooms: Rooms, now: datetime
) -> Iterator[Attempted]:
    """Hand over the articles that this reading asks for, as far as the case has them."""
    wanted = {state.entry for state in polled.articles}
    for number, entry in fresh.items():
        text = given[number].article
        if text is None or entry.id not in wanted:
            continue
        visit = Visit(result=Article(text=text, url=entry.url or ""))
        attempted = judging.read_article(entry.id, visit, rooms, now)
        if attempted is not None:
            rooms.store.save_attempted(attempted, now=now)
            yield attempted


def _first_state(feed: Feed, *, new: bool) -> FeedState:
    state = schedule.first_state(feed, BEGINNING)
    return state if new else replace(state, last_ok=_KNOWN_SINCE, baseline=_KNOWN_SINCE)


def _document(feed: Feed, given: Iterable[Given], now: datetime) -> tuple[Fetched, ParsedFeed]:
    entries = tuple(
        ParsedEntry(
            guid=one.guid,
            url=one.url,
            title=one.title,
            summary=one.summary,
            authors=one.authors,
            tags=one.tags,
            published=None if one.age is None else now - one.age,
        )
        for one in given
    )
    return Fetched(url=feed.url, body=b""), ParsedFeed(title=feed.title, language=None, entries=entries)
