"""A made-up stream through the real pipeline into a real database: feeds, edits, articles, rulings and restarts.

The clock is the test's. What is fetched is handed to the pipeline as if it had been; every decision is the real one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor import __version__, judging, pipeline, query, schedule
from monitor.fetch.article import Articles, Visit
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.query import parse_term
from monitor.rooms import Rooms
from monitor.settings import Configuration, FirstSight, PollSettings, StoreSettings, TermSet, Watch, WatchState
from monitor.store import Store, articles, mutes, open_store
from monitor.store import stories as story_memory
from monitor.types import (
    Article,
    ArticleFailure,
    FailureKind,
    FeedState,
    Fetched,
    Mute,
    ParsedEntry,
    ParsedFeed,
    Target,
    mute_id,
)
from tests import making

BEGIN = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
PLACES = ("Kursk", "Sudzha", "Lgov", "Belgorod", "Rylsk", "Warsaw")
PEOPLE = ("Governor Khinshtein", "Minister Sybiha", "General Syrskyi", "Envoy Kellogg", "Speaker Johnson")
DOINGS = ("visits", "shell", "deny", "report", "leave", "enter", "bomb", "praise", "meet", "blame")
THINGS = ("troops", "drones", "soldiers", "a bridge", "the border", "refineries", "a hospital", "grain ships")
FEEDS = ("herald", "courier", "gazette", "tribune")

TERMS = {
    "places": TermSet(name="places", lists={"en": tuple(map(parse_term, ("Kursk", "Sudzha", "Lgov", "Rylsk")))}),
    "forces": TermSet(name="forces", lists={"en": tuple(map(parse_term, ("troops", "soldiers", "drones")))}),
}


def watch(name: str, text: str, **more: Any) -> Watch:
    """A watch that tells the desk."""
    values: dict[str, Any] = {"title": name.title(), "channels": ("desk",), "languages": ("en",)} | more
    return Watch(name=name, query=query.parse(text), **values)


WATCHES = (
    watch("kursk", "@places AND @forces"),
    watch("near", "@forces NEAR/3 @places", sources=2),
    watch("border", "border OR bridge", update_every=timedelta(hours=2), channels=("desk", "duty")),
    watch("shadow", "drones", state=WatchState.SHADOW),
    watch("article", "article:refineries AND NOT Warsaw"),
    watch("old", "Minister OR Envoy", max_age=timedelta(hours=3)),
)


def configuration(place: Path, *watches: Watch, **more: Any) -> Configuration:
    """The configuration of a newsroom with four feeds and two channels."""
    feeds = {name: making.feed(name, publisher=name) for name in FEEDS}
    feeds["tribune"] = replace(feeds["tribune"], first_sight=FirstSight.ALERT)
    values: dict[str, Any] = {
        "folder": place,
        "poll": PollSettings(),
        "store": StoreSettings(path=place / "monitor.db"),
        "feeds": feeds,
        "terms": TERMS,
        "watches": {one.name: one for one in watches or WATCHES},
        "channels": {"desk": making.channel(), "duty": making.channel("duty", "one", "two")},
    } | more
    return Configuration(**values)


@dataclass(slots=True)
class Desk:
    """A worker without a network: readings and articles are handed to it."""

    configuration: Configuration
    store: Store
    chance: random.Random
    now: datetime = BEGIN
    states: dict[str, FeedState] = field(default_factory=dict)
    items: dict[str, list[ParsedEntry]] = field(default_factory=dict)
    rooms: Rooms = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget all that is only in memory."""
        fetcher = Fetcher(self.configuration.poll, version=__version__)  # never asked, as are the next two
        door = Articles(
            fetcher, self.configuration.articles, self.configuration.poll, clock=lambda: self.now, robots={}
        )
        self.rooms = Rooms(
            configuration=self.configuration,
            store=self.store,
            fetcher=fetcher,
            reader=Reader(self.configuration.poll),
            articles=door,
            matcher=Matcher(self.configuration.watches.values(), self.configuration.terms),
            joining=Joining(self.store, self.configuration),
            senders={},
            clock=lambda: self.now,
        )

    # --- what happens ---

    def publish(self, feed: str) -> None:
        """Put an item on top of a feed: news of its own, or what another feed has in nearly the same words."""
        others = [item for name in FEEDS for item in self.items.get(name, ())[-3:]]
        number = len(self.items.setdefault(feed, []))
        known = self.chance.choice(others) if others and self.chance.random() < 0.4 else None
        item = ParsedEntry(
            guid=f"{feed}-{number}",
            url=f"https://{feed}.example/{number}",
            title=self._varied(known.title) if known else self._headline(),
            summary=known.summary if known and self.chance.random() < 0.7 else self._summary(),
            published=self.now - timedelta(minutes=self.chance.choice((1, 5, 30, 400))),
            tags=("world",) if self.chance.random() < 0.3 else (),
        )
        self.items[feed].append(item)

    def edit(self, feed: str) -> None:
        """Change an item that is still in a feed: its headline, its text, and other things with them."""
        at = self.chance.randrange(max(0, len(self.items[feed]) - 6), len(self.items[feed]))
        before = self.items[feed][at]
        changes: dict[str, Any] = self.chance.choice(
            (
                {"title": self._headline()},
                {"title": f"{before.title} again", "published": self.now, "url": f"{before.url}?new=1"},
                {"summary": self._summary()},
                {"title": before.title.replace("troops", "no troops"), "tags": ("edited",)},
            )
        )
        self.items[feed][at] = replace(before, **changes)

    def poll(self, feed: str) -> None:
        """Read a feed."""
        settings = self.configuration.feeds[feed]
        state = self.states.get(feed) or schedule.first_state(settings, self.now)
        document = ParsedFeed(title=feed, language="en", entries=tuple(reversed(self.items.get(feed, [])[-12:])))
        with self.rooms.joining.kept_if_saved():
            polled = pipeline.judge(
                settings, state, (Fetched(url=settings.url, body=b""), document), self.rooms, self.now
            )
            self.store.save(polled, now=self.now)
        self.states[feed] = polled.state

    def read_articles(self) -> None:
        """Try some of the articles that are wanted: with a text, or gone."""
        for state in articles.due(self.store.db, now=self.now, without=(), limit=3):
            draw = self.chance.random()
            if draw < 0.7:
                visit = Visit(result=Article(text=f"{self._summary()}\n{self._headline()} near refineries", url="x"))
            else:
                status = 410 if draw < 0.85 else 404
                visit = Visit(result=ArticleFailure(kind=FailureKind.STATUS, detail="gone", status=status))
            with self.rooms.joining.kept_if_saved():
                attempted = judging.read_article(state.entry, visit, self.rooms, self.now)
                if attempted is not None:
                    self.store.save_attempted(attempted, now=self.now)

    def rule(self) -> None:
        """Let a person split a story, or make one of two."""
        found = list(self.store.db.query("SELECT entry, story FROM members ORDER BY entry"))
        within = [row["entry"] for row in found if row["entry"] != row["story"]]
        stories = sorted({row["story"] for row in found})
        with self.store.writing() as db:
            if within and self.chance.random() < 0.5:
                story_memory.split(db, self.chance.choice(within), now=self.now)
            elif len(stories) > 1:
                one, other = self.chance.sample(stories, 2)
                story_memory.unite(db, one, other, now=self.now)
        self.rooms.joining.forget()  # as `refresh` does where another process ruled

    def mute(self) -> None:
        """Let somebody mute something for a while, or end what is muted."""
        found = mutes.standing(self.store.db)
        with self.store.writing() as db:
            if found and self.chance.random() < 0.5:
                mutes.save(db, replace(found[0], ended=self.now, ended_by="ann"))
                return
            target = self.chance.choice(
                (Target(watch="kursk"), Target(feed="herald"), Target(publisher="courier"), Target(channel="duty"))
            )
            until = self.now + timedelta(hours=self.chance.randrange(1, 12))
            name = mute_id(target, "ann", "known", self.now)
            mutes.save(db, Mute(id=name, target=target, author="ann", because="known", made=self.now, until=until))

    def live(self, steps: int, step: timedelta = timedelta(minutes=7)) -> None:
        """Let so many things happen."""
        doings = {"poll": 10, "publish": 12, "edit": 3, "articles": 3, "restart": 1, "rule": 0.4, "mute": 0.6}
        for doing in self.chance.choices(list(doings), list(doings.values()), k=steps):
            feed = self.chance.choice(FEEDS)
            self.now += step * self.chance.random()
            match doing:
                case "poll":
                    self.poll(feed)
                case "publish":
                    self.publish(feed)
                case "edit" if self.items.get(feed):
                    self.edit(feed)
                case "articles":
                    self.read_articles()
                case "restart":
                    self.restart()
                case "rule":
                    self.rule()
                case "mute":
                    self.mute()

    # --- words ---

    def _headline(self) -> str:
        draw = self.chance.choice
        figure = f"{draw((3, 12, 500, 12_000))} " if self.chance.random() < 0.3 else ""
        return f"{draw(PEOPLE)} {draw(DOINGS)} {figure}{draw(THINGS)} in {draw(PLACES)}"

    def _summary(self) -> str:
        return " ".join(f"{self._headline()}." for _ in range(self.chance.randrange(3)))

    def _varied(self, title: str) -> str:
        return title if self.chance.random() < 0.5 else f"{title}, officials say"


@contextmanager
def desk(place: Path, seed: int, *watches: Watch, **more: Any) -> Iterator[Desk]:
    """A worker on a database of its own."""
    settings = configuration(place, *watches, **more)
    with open_store(settings.store) as store:
        yield Desk(settings, store, random.Random(seed))
