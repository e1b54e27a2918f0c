"""What stands in the database and on the disk at the moment of a scrape."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor.metrics.counted import NAMESPACE
from monitor.rooms import Clock
from monitor.settings import Configuration
from monitor.store import Store, backups, canary, condition, ledger, memory, notices, outbox
from monitor.types import ChannelCondition, FeedState


class Standing(Collector):
    """Gauges of the moment. Nothing is said before a configuration is in force."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._configuration: Configuration | None = None
        self._path: Path | None = None  # of the database that is open, whatever a reload says

    def follow(self, configuration: Configuration) -> None:
        """Speak of what `configuration` names."""
        self._configuration = configuration
        self._path = self._path or configuration.store.path

    def describe(self) -> list[Metric]:
        """Name nothing beforehand: the library would ask the database for it."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Ask, and say what there is."""
        if self._configuration is None or self._path is None:
            return
        now = self._clock()
        yield from self._feeds(self._configuration)
        yield from self._channels(self._configuration, now)
        yield from self._database(self._path, self._configuration.store.max_size)
        yield from self._care(self._path, self._configuration)

    def _feeds(self, configuration: Configuration) -> Iterator[Metric]:
        states = memory.feed_states(self._store.db)
        known = {name: states.get(name) for name in configuration.feeds}
        feeds = _gauge("feeds", "Feeds by how they stand.", "state")
        counts = Counter(_standing(state) for state in known.values())
        for standing in ("ok", "failing", "unread"):
            feeds.add_metric([standing], counts[standing])
        failing = _gauge("feed_failing", "1 while a feed fails, else 0.", "feed")
        last = _gauge(
            "feed_last_success_timestamp_seconds", "When a feed was last read well, in seconds since 1970.", "feed"
        )
        for name, state in known.items():
            failing.add_metric([name], float(_standing(state) == "failing"))
            if state is not None and state.last_ok is not None:
                last.add_metric([name], state.last_ok.timestamp())
        yield from (feeds, failing, last)

    def _channels(self, configuration: Configuration, now: datetime) -> Iterator[Metric]:
        waiting = _gauge("outbox_messages", "Messages that wait to be sent, of every kind.", "channel")
        oldest = _gauge(
            "outbox_oldest_due_age_seconds",
            "For how long the oldest waiting message could have been sent; 0 where none waits longer than it should.",
            "channel",
        )
        used = _gauge("channel_open", "1 while a channel is used, 0 while it is paused or suspended.", "channel")
        depths, states = condition.depths(self._store.db, now=now), outbox.channel_states(self._store.db)
        for name in configuration.channels:
            depth, state = depths.get(name), states.get(name)
            waiting.add_metric([name], depth.waiting if depth else 0)
            oldest.add_metric([name], (now - depth.due).total_seconds() if depth and depth.due else 0)
            used.add_metric([name], float(state is None or state.condition is ChannelCondition.OPEN))
        untold = _gauge("notices_untold", "Troubles of the worker that no operator was told of yet.")
        untold.add_metric([], len(notices.untold(self._store.db)))
        yield from (waiting, oldest, used, untold)

    def _database(self, path: Path, limit: int | None) -> Iterator[Metric]:
        space = condition.space(self._store.db, path)
        sizes = {
            "database_size_bytes": ("Size of the database.", space.size),
            "database_free_bytes": ("Room inside the database that is used again.", space.free),
            "database_journal_bytes": ("Size of the write-ahead log beside the database.", space.journal),
            "database_writable": (
                "1 while the database takes writes, 0 since it refused one.",
                float(not ledger.worker(self._store.db).trouble),
            ),
            "disk_free_bytes": ("Free space on the disk of the database.", shutil.disk_usage(path.parent).free),
        }
        if limit is not None:
            sizes["database_max_size_bytes"] = ("How large the database may become.", limit)
        for name, (text, value) in sizes.items():
            gauge = _gauge(name, text)
            gauge.add_metric([], value)
            yield gauge

    def _care(self, path: Path, configuration: Configuration) -> Iterator[Metric]:
        """What looks after the worker itself: its backups, and the canary."""
        newest = next(iter(backups.listed(path, configuration.backups)), None)
        if newest is not None:
            made = _gauge("backup_last_success_timestamp_seconds", "When the newest backup was made.")
            made.add_metric([], newest.at.timestamp())
            yield made
        if configuration.canary is not None:
            flight = canary.state(self._store.db)
            late = _gauge("canary_late", "1 while the canary does not arrive in time, else 0.")
            late.add_metric([], float(flight.late is not None))
            yield late


def _standing(state: FeedState | None) -> str:
    if state is not None and state.failing_since is not None and state.last_failure is not None:
        return "failing"
    return "ok" if state is not None and state.last_ok is not None else "unread"


def _gauge(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{NAMESPACE}_{name}", text, labels=labels)
