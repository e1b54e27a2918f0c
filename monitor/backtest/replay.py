"""Replays the archive from its beginning to its end and counts what comes of it from a moment on."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from monitor.backtest.nearly import Nearly
from monitor.backtest.report import NearMiss, Report
from monitor.backtest.stage import Played, staged
from monitor.backtest.tally import Tally, days_of
from monitor.settings import Configuration, Watch, WatchState
from monitor.store import Store, archive, upkeep
from monitor.store.archive import Event, Read

Advance = Callable[[int, int], None]
"""Told now and then how much is done, and of how much."""

_STEP = 200  # events between two words on how far it is


def nobody(done: int, total: int) -> None:
    """Leave progress untold."""


def happened(store: Store, advance: Advance) -> Iterator[Event]:
    """Yield all that happened, telling how far it is."""
    total = archive.count(store.db)
    done = 0
    for number, event in enumerate(archive.events(store.db)):
        if number % _STEP == 0:
            advance(done, total)
        yield event
        done += len(event.fresh) if isinstance(event, Read) else 1
    advance(total, total)


def replay(store: Store, configuration: Configuration, advance: Advance = nobody) -> Iterator[Played]:
    """Yield what becomes of every entry of the archive under `configuration`, exactly as it is configured."""
    with staged(configuration, upkeep.learnt(store.db)) as stage:
        for event in happened(store, advance):
            yield from stage.play(event)


def backtest(
    store: Store,
    configuration: Configuration,
    *,
    since: datetime,
    until: datetime,
    names: Collection[str] = (),
    advance: Advance = nobody,
) -> Report:
    """Report what the watches (those in `names`, else all that are not off) would have done from `since` to `until`.

    A shadow is played as if it were live, and so is a watch that is off and named. All watches take part, for they
    share the stories.
    """
    began = time.process_time()
    watches = configuration.watches
    played_live = replace(configuration, watches=_as_live(watches, names))
    chosen = [
        name for name, watch in watches.items() if (name in names if names else watch.state is not WatchState.OFF)
    ]
    tally, entries, before = Tally(chosen), 0, 0
    with staged(played_live, upkeep.learnt(store.db)) as stage:
        for event in happened(store, advance):
            new = sum(item.previous is None for item in event.fresh) if isinstance(event, Read) else 0
            counts = since <= event.at <= until
            entries, before = (entries + new, before) if counts else (entries, before + new)
            for played in stage.play(event):
                if counts:
                    tally.add(played)
        left_out = stage.left_out
    near, sampled = _near_misses(store, played_live, chosen, since, entries)
    days = days_of(since, until)
    states = {name: watch.state for name, watch in watches.items()}
    return Report(
        since=since,
        until=until,
        days=days,
        entries=entries,
        before=before,
        left_out=left_out,
        sampled=sampled,
        seconds=round(time.process_time() - began, 2),
        watches=tally.reports(played_live.watches, configuration.terms, days, until - since, near, states),
    )


def _as_live(watches: Mapping[str, Watch], names: Collection[str]) -> dict[str, Watch]:
    return {
        name: replace(watch, state=WatchState.LIVE)
        if watch.state is WatchState.SHADOW or (name in names and watch.state is WatchState.OFF)
        else watch
        for name, watch in watches.items()
    }


def _near_misses(
    store: Store, configuration: Configuration, names: Collection[str], since: datetime, entries: int
) -> tuple[dict[str, tuple[NearMiss, ...]], int]:
    nearly = Nearly((configuration.watches[name] for name in names), configuration.terms, entries)
    for number, entry in enumerate(archive.entries(store.db, since=since)):
        if number % nearly.sampled == 0 and entry.feed in configuration.feeds:
            nearly.add(entry)
    return nearly.found(), nearly.sampled
