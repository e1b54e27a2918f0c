"""Match, group, decide, want: what becomes of fresh entries. The heart of the pipeline.

It asks the store and writes nothing there; the stories go along in memory (`monitor.joining`), so that two entries of
one reading meet in one story. Whoever cannot save what is decided here must let the stories be forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from monitor import alerts, articles, inhibition, mutes, novelty, restored, stories
from monitor.fetch.article import Visit
from monitor.joining import Placed
from monitor.matching import Explanation, Matcher
from monitor.rooms import Office
from monitor.settings import Channel, Feed, FirstSight, Watch, WatchState
from monitor.store import articles as article_memory
from monitor.store import history, restorations
from monitor.store import mutes as mute_memory
from monitor.store import stories as story_memory
from monitor.types import (
    Alert,
    ArticleCondition,
    ArticleFailure,
    ArticleState,
    Attempted,
    Entry,
    FeedState,
    Fresh,
    Match,
    Outcome,
    Polled,
    Suppressed,
    Told,
    Update,
)

MOST_DOUBTS = 50
"""How many watches in doubt are looked at for one entry: one is enough to fetch, and each costs an explanation."""


def found(seen: novelty.News, feed: Feed, state: FeedState, rooms: Office, now: datetime) -> Polled:
    """Judge what was seen; the state is still the one before."""
    baseline = state.baseline is None and feed.first_sight is FirstSight.BASELINE
    restoration = restorations.last(rooms.store.db)
    before = restored.maybe_told(seen.fresh, state, restoration, now)
    outcomes = decide(seen.fresh, rooms, baseline=baseline, now=now, before=before)
    return Polled(
        state=state,
        present=seen.present,
        fresh=seen.fresh,
        first=state.baseline is None,
        outcomes=outcomes,
        articles=_wanted(seen.fresh, feed, rooms, baseline=baseline, now=now),
        notices=restored.listed(feed, seen.fresh, outcomes, restoration, now) if restoration else (),
        restored=before,
    )


def _wanted(
    fresh: Iterable[Fresh], feed: Feed, rooms: Office, *, baseline: bool, now: datetime
) -> tuple[ArticleState, ...]:
    """The articles of `fresh` that are worth a request; they are due at once, and fetched by `fetch_article`."""
    watches = rooms.configuration.watches
    known = article_memory.states(rooms.store.db, (item.entry.id for item in fresh if item.previous is not None))
    states = []
    for entry in (item.entry for item in fresh):
        bare = entry if entry.article is None else replace(entry, article=None)
        undecided = partial(_undecided, rooms.matcher, bare)
        answer = articles.wanted(entry, feed, undecided, watches, known.get(entry.id), baseline=baseline, now=now)
        if isinstance(answer, articles.Fetch):
            states.append(articles.asked_for(entry, answer, known.get(entry.id), now))
    return tuple(states)


def _undecided(matcher: Matcher, entry: Entry) -> Iterator[Explanation]:
    return (matcher.explain(name, entry) for name in matcher.undecided(entry, limit=MOST_DOUBTS))


def read_article(entry_id: str, visit: Visit, rooms: Office, now: datetime) -> Attempted | None:
    """Turn what was fetched into all that it changes; asks the store, writes nothing.

    The entry is looked up anew: a poll may have found it edited in the meantime. A match that has its outcome keeps it.
    """
    found = article_memory.known(rooms.store.db, entry_id)
    if found is None:
        return None
    before, state = found
    settled = articles.settle(state, visit.result, now=now)
    if isinstance(visit.result, ArticleFailure):
        status = visit.result.status if settled.condition is ArticleCondition.FAILED else None
        told = gone(before, status, rooms, now) if status is not None else ()
        told, withheld = mutes.parted(told, before, mute_memory.standing(rooms.store.db), now)
        return Attempted(state=settled, status=status, robots=visit.robots, alerts=told, withheld=withheld)
    entry = replace(before, article=visit.result.text)
    known = _from_before(entry, state, rooms)
    decided = article_memory.decided(rooms.store.db, entry)
    matches = {match.watch: match for match in rooms.matcher.match(entry)} if decided and before.article else {}
    return Attempted(
        state=settled,
        entry=entry,
        outcomes=with_article(entry, rooms, now, restored=known),
        restored=known,
        moved=tuple(
            matches.get(watch) or Match(watch=watch, entry=entry.id, hits=()) for watch in decided if before.article
        ),
        robots=visit.robots,
    )


def _from_before(entry: Entry, state: ArticleState, rooms: Office) -> bool:
    """Say whether its article may have been read, and told of, before the database was restored."""
    restoration = restorations.last(rooms.store.db)
    return restoration is not None and (
        state.asked < restoration.at or history.is_restored(rooms.store.db, entry.id, entry.revision)
    )


def with_article(entry: Entry, rooms: Office, now: datetime, *, restored: bool = False) -> tuple[Outcome, ...]:
    """Judge an entry whose article was read, by the watches that have no outcome for this revision yet.

    `restored` says that a desk may have heard of it before the database was restored.
    """
    decided = article_memory.decided(rooms.store.db, entry)
    before = {entry.id} if restored else ()
    return decide((Fresh(entry=entry),), rooms, baseline=False, now=now, decided=decided, before=before)


def gone(entry: Entry, status: int, rooms: Office, now: datetime) -> tuple[Alert, ...]:
    """Tell those who heard of `entry` that its page is gone, once nobody will look for it again.

    `status` is the last answer of its server.
    """
    update = stories.gone(entry.title, status)
    home = story_memory.home_of(rooms.store.db, [entry.id]).get(entry.id)
    if update is None or home is None:
        return ()
    told = _Told(rooms)
    watches = [rooms.configuration.watches[name] for name in told.watches_of(entry.id)]
    return tuple(
        alert
        for watch in watches
        for alert in alerts.withdrawn(
            entry,
            home,
            update,
            watch,
            channels=_channels(watch, rooms),
            told=told.by(watch.name, home, entry, now),
            now=now,
        )
    )


def decide(
    fresh: Iterable[Fresh],
    rooms: Office,
    *,
    baseline: bool,
    now: datetime,
    decided: Collection[str] = (),
    before: Collection[str] = (),
) -> tuple[Outcome, ...]:
    """Match, group and judge `fresh` in order, so that two entries of one reading meet in one story.

    The watches in `decided` are left out. The entries in `before` may have been told before the database was restored.
    """
    rooms.joining.refresh(now)
    told = _Told(rooms)
    outcomes: list[Outcome] = []
    for item in fresh:
        by_watch: dict[str, Match | None] = {
            match.watch: match for match in rooms.matcher.match(item.entry) if match.watch not in decided
        }
        if item.previous is not None:
            by_watch = dict.fromkeys(told.watches_of(item.entry.id)) | by_watch
        if not by_watch:
            continue
        placed = rooms.joining.place(item.entry, [match for match in by_watch.values() if match is not None])
        told.merge(placed)
        for name in inhibition.in_order(by_watch, rooms.configuration.watches):
            watch, match = rooms.configuration.watches[name], by_watch[name]
            known = item.entry.id in before
            outcome = _judge(item, match, placed, watch, told, rooms, now, baseline=baseline, restored=known)
            outcome = mutes.applied(outcome, item.entry, told.mutes, now)
            told.add(outcome, item.entry, now)
            outcomes.append(outcome)
    return inhibition.settled(outcomes, rooms.configuration.watches)


def _judge(
    item: Fresh,
    match: Match | None,
    placed: Placed,
    watch: Watch,
    told: _Told,
    rooms: Office,
    now: datetime,
    *,
    baseline: bool,
    restored: bool,
) -> Outcome:
    joined = placed.joined
    known = told.by(watch.name, joined.story, item.entry, now)
    channels = _channels(watch, rooms)

    def decided(channels: list[Channel], known: list[Told]) -> Outcome:
        return alerts.decide(
            item,
            match,
            joined,
            watch,
            channels=channels,
            told=known,
            update=_update(item, match, placed, known) if known else None,
            near=told.by(watch.name, joined.likely, item.entry, now) if joined.likely is not None else (),
            sources=len(stories.independent((*placed.earlier, placed.features))) if watch.sources else 0,
            baseline=baseline,
            restored=restored,
            now=now,
        )

    outcome = decided(channels, known)
    others = told.of(joined.story) if outcome.alerts else []
    spoken = inhibition.spoken_for(watch, channels, others, rooms.configuration.watches)
    if not spoken:
        return outcome
    theirs = [one for one in others if one.watch in spoken.values() and one.mute is None]
    if any(one.entry == item.entry.id for one in theirs):
        return inhibition.without(outcome, spoken)
    again = decided([channel for channel in channels if channel.name in spoken], known or theirs)
    return inhibition.without(outcome, spoken, instead=again.alerts)


def _update(item: Fresh, match: Match | None, placed: Placed, told: Sequence[Told]) -> Update | None:
    """Say what an entry brings to a story that was told; of an edit, what it changes of the headline that was told."""
    own = next((place for place, one in reversed(list(enumerate(told))) if one.entry == item.entry.id), None)
    if item.previous is None or own is None:
        return stories.update_of(placed.earlier, placed.features, watch_sets=_new_sets(placed, match))
    before = placed.before or stories.features_of(item.previous)
    later = {one.entry for one in told[own + 1 :]}
    since = [member for member in placed.earlier if member.entry in later]
    known = replace(item.previous, title=told[own].title)
    return stories.edit_of(known, item.entry, before, placed.features, since=since)


def _new_sets(placed: Placed, match: Match | None) -> set[str]:
    """Return the term sets that the story has not hit before, unless they say in other words what it has.

    @north-korean-troops is no news in a story of @north-korea and @troops, where it is found on the same words.
    """
    hits = match.hits if match is not None else ()
    before = {name for member in placed.earlier for name in member.sets}
    known = [hit for hit in hits if hit.set in before]
    fresh = {hit.set for hit in hits if hit.set is not None and hit.set not in before}
    covered = {
        hit.set
        for hit in hits
        for old in known
        if hit.field == old.field and hit.start < old.end and old.start < hit.end
    }
    return fresh - covered


def _channels(watch: Watch, rooms: Office) -> list[Channel]:
    return [rooms.configuration.channels[name] for name in watch.channels]


class _Told:
    """What was told of the stories around one reading, and what this reading adds to it."""

    def __init__(self, rooms: Office) -> None:
        self._rooms = rooms
        self._stories: dict[str, list[Told]] = {}
        self.mutes = mute_memory.standing(rooms.store.db)

    def of(self, story: str) -> list[Told]:
        """Return all that was told of a story, in order, and what mutes kept back of it."""
        if story not in self._stories:
            told = story_memory.told(self._rooms.store.db, story)
            if withheld := mute_memory.told(self._rooms.store.db, story):
                told = sorted([*told, *withheld], key=lambda one: one.at)
            self._stories[story] = told
        return self._stories[story]

    def by(self, watch: str, story: str, entry: Entry, now: datetime) -> list[Told]:
        """Return what one watch told of a story, in order, as far as it counts for a report in `entry`."""
        told = (one for one in self.of(story) if one.watch == watch)
        return mutes.known(told, entry, self.mutes, now)

    def watches_of(self, entry: str) -> list[str]:
        """Return the watches that told of `entry` and still stand; an edit concerns them even if it no longer fits."""
        home = story_memory.home_of(self._rooms.store.db, [entry]).get(entry)
        watches = self._rooms.configuration.watches
        told = dict.fromkeys(one.watch for one in self.of(home) if one.entry == entry) if home else {}
        return [name for name in told if name in watches and watches[name].state is not WatchState.OFF]

    def merge(self, placed: Placed) -> None:
        """Go along with stories that were found to be one."""
        for merge in placed.joined.merges:
            both = [*self.of(merge.into), *self.of(merge.absorbed)]
            self._stories[merge.into] = sorted(both, key=lambda told: told.at)
            self._stories[merge.absorbed] = []
            self.mutes = mutes.merged(self.mutes, merge)

    def add(self, outcome: Outcome, entry: Entry, now: datetime) -> None:
        """Go along with an outcome."""
        alert = next(iter((*outcome.alerts, *(one.alert for one in outcome.withheld))), None)
        if outcome.suppressed is Suppressed.RESTORED:  # counts as told, as in `store.stories.told`
            story, watch = outcome.story.story, outcome.match.watch
            self.of(story).append(Told(watch=watch, story=story, entry=entry.id, title=entry.title, at=now))
        if alert is not None:
            story = outcome.story.story
            self.of(story).append(
                Told(
                    watch=alert.watch,
                    story=story,
                    entry=entry.id,
                    title=entry.title,
                    at=alert.due,
                    level=alert.level,
                    likely=alert.likely,
                    mute=None if outcome.alerts else outcome.withheld[0].mute,
                )
            )
