"""Replays what was read under one configuration: the real judgement, with the clock of then, on a scratch database.

    Read          judging.decide         matched, grouped, decided
    WithArticle   judging.with_article   for the watches that have no outcome yet
    Gone          judging.gone
    Ruling        what a person ruled of two stories

Nothing is fetched and nothing is sent: an article comes when it came, whoever would have wanted it. Entries of feeds
that the configuration does not have are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from monitor import judging, mutes
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.rooms import Office
from monitor.settings import Configuration, FirstSight
from monitor.store import Store, memory, open_scratch
from monitor.store import mutes as mute_memory
from monitor.store import stories as story_memory
from monitor.store.archive import Event, Gone, MuteSet, Read, Ruled, Ruling, WithArticle
from monitor.types import Alert, Entry, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of one entry at one time. `alerts` beside the outcomes tell that its page is gone."""

    at: datetime
    entry: Entry
    outcomes: tuple[Outcome, ...] = ()
    alerts: tuple[Alert, ...] = ()


class Stage:
    """Plays one event after the other. `left_out` counts entries of feeds that are not configured."""

    def __init__(self, configuration: Configuration, store: Store, frequencies: Mapping[str, float]) -> None:
        self._office = Office(
            configuration=configuration,
            store=store,
            matcher=Matcher(configuration.watches.values(), configuration.terms, frequencies=frequencies),
            joining=Joining(store, configuration),
        )
        self._db = store.db
        self.left_out = 0

    @property
    def configuration(self) -> Configuration:
        """What is played under."""
        return self._office.configuration

    @property
    def store(self) -> Store:
        """The scratch database, with what became of everything so far."""
        return self._office.store

    @property
    def matcher(self) -> Matcher:
        """The watches, to explain what did not match."""
        return self._office.matcher

    def play(self, event: Event) -> tuple[Played, ...]:
        """Judge what happened and remember what became of it; entries that no watch fits have nothing to tell."""
        match event:
            case Read():
                return self._read(event)
            case Ruling():
                self._rule(event)
                return ()
            case MuteSet():
                mute_memory.save(self._db, event.mute)
                return ()
        if event.entry.feed not in self.configuration.feeds:
            return ()
        if isinstance(event, Gone):
            return self._gone(event)
        return self._kept(
            {event.entry.id: event.entry},
            judging.with_article(event.entry, self._office, event.at, restored=event.restored),
            event,
        )

    def _read(self, event: Read) -> tuple[Played, ...]:
        feed = self.configuration.feeds.get(event.feed)
        if feed is None:
            self.left_out += sum(item.previous is None for item in event.fresh)
            return ()
        baseline = event.first and feed.first_sight is FirstSight.BASELINE
        outcomes = judging.decide(event.fresh, self._office, baseline=baseline, now=event.at, before=event.restored)
        return self._kept({item.entry.id: item.entry for item in event.fresh}, outcomes, event)

    def _kept(
        self, entries: Mapping[str, Entry], outcomes: tuple[Outcome, ...], event: Read | WithArticle
    ) -> tuple[Played, ...]:
        by_entry: dict[str, list[Outcome]] = {}
        for outcome in outcomes:
            memory.save_outcome(self._db, outcome, entries[outcome.match.entry], event.at)
            mute_memory.keep_back(self._db, outcome.withheld)
            by_entry.setdefault(outcome.match.entry, []).append(outcome)
        return tuple(
            Played(at=event.at, entry=entries[name], outcomes=tuple(found)) for name, found in by_entry.items()
        )

    def _gone(self, event: Gone) -> tuple[Played, ...]:
        told = judging.gone(event.entry, event.status, self._office, event.at)
        told, withheld = mutes.parted(told, event.entry, mute_memory.standing(self._db), event.at)
        mute_memory.keep_back(self._db, withheld)
        for alert in told:
            memory.save_alert(self._db, alert, event.entry.title)
        return (Played(at=event.at, entry=event.entry, alerts=told),) if told else ()

    def _rule(self, ruling: Ruling) -> None:
        """Carry out what a person ruled, where these stories came about here as well."""
        home = story_memory.home_of(self._db, [ruling.story, ruling.other])
        if ruling.kind is Ruled.SPLIT and home.get(ruling.story) not in {None, ruling.story}:
            story_memory.split(self._db, ruling.story, now=ruling.at)
        elif ruling.kind is Ruled.MERGE and {ruling.story, ruling.other} <= set(home.values()):
            story_memory.unite(self._db, ruling.story, ruling.other, now=ruling.at)
        self._office.joining.forget()


@contextmanager
def staged(configuration: Configuration, frequencies: Mapping[str, float]) -> Iterator[Stage]:
    """Set a stage for one configuration; `frequencies` are those that the worker learnt."""
    with open_scratch() as store:
        yield Stage(configuration, store, frequencies)
