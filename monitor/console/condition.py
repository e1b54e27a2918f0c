"""The condition of the whole worker, gathered in one value: what runs, what fails, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor import budgets
from monitor.budgets import Budget
from monitor.console.keeping import Keeping
from monitor.console.plain import ago, span
from monitor.settings import Configuration
from monitor.store.canary import NAME as CANARY
from monitor.store.ledger import Shadow, Worker
from monitor.store.upkeep import LITTLE_SPACE, SILENT_AFTER
from monitor.subscriptions import is_proven
from monitor.types import Acknowledgement, ChannelCondition, ChannelState, FeedState, Mute, Notice, Subscription

LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One feed: how it stands and what it gave."""

    name: str
    publisher: str
    state: str  # ok, failing, unread
    entries: int
    last_ok: datetime | None
    next_check: datetime | None
    failures: int = 0
    failing_since: datetime | None = None
    kind: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLine:
    """One subscription of a feed at its hub: whether it is pushed, or why not."""

    feed: str
    hub: str
    state: str  # proven, live, asked, named, denied, leaving
    pushes: int
    ignored: int
    pushed: datetime | None
    until: datetime | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """One channel: its condition and its queue."""

    name: str
    condition: str
    pending: int
    sent: int
    rejected: int
    oldest: datetime | None
    failures: int = 0
    since: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One notice that no operator was told of yet."""

    kind: str
    subject: str
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Who looks after which story."""

    by: str
    at: datetime
    story: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """The noise budget of one watch: what is expected of it, what it told in the last period, and what is wrong."""

    watch: str
    expected: str
    alerts: int
    state: str  # ok, over, silent, blind
    since: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """All of it, with `problems` in words; none of them means that silence can be believed."""

    now: datetime
    worker: Worker
    running: bool
    feeds: tuple[FeedLine, ...]
    channels: tuple[ChannelLine, ...]
    hubs: tuple[HubLine, ...]
    untold: tuple[NoticeLine, ...]
    totals: dict[str, Any]
    problems: tuple[str, ...]
    shadows: tuple[Shadow, ...] = ()  # what the watches on trial matched in the time of `totals`
    mutes: tuple[Mute, ...] = ()  # that are in force
    acknowledged: tuple[Looked, ...] = ()  # in the time of `totals`
    keeping: Keeping | None = None
    budgets: tuple[BudgetLine, ...] = ()

    @property
    def healthy(self) -> bool:
        """Whether the service lives and can write; failing feeds and channels are not its own health."""
        return self.running and not self.worker.trouble

    @property
    def at_rest(self) -> str:
        """Why no worker runs where that is no problem by itself: one that is started by cron rests in between."""
        if self.worker.heartbeat is None:
            return "not running: no worker ever held this database"
        if self.worker.stopped is not None:
            return f"not running: the worker stopped in order, {ago(self.worker.stopped, self.now)}"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What the database says. `entries` and `queues` are counts by feed and by channel, `totals` those of a day.

    `gone`: the worker did not stop in order, and its process is no more.
    """

    worker: Worker
    feeds: dict[str, FeedState]
    entries: dict[str, int]
    channels: dict[str, ChannelState]
    queues: dict[str, dict[str, Any]]
    totals: dict[str, Any]
    hubs: Sequence[Subscription] = ()
    untold: Sequence[Notice] = ()
    shadows: Sequence[Shadow] = ()
    mutes: Sequence[Mute] = ()
    acknowledged: Sequence[tuple[Acknowledgement, str]] = ()
    keeping: Keeping | None = None
    budgets: Sequence[Budget] = ()
    gone: bool = False


def assess(
    configuration: Configuration | None, known: Remembered, *, refused: str, free_bytes: int, now: datetime
) -> Condition:
    """Put together what the files, the database and the disk say.

    Without a `configuration` the files are `refused` now; what is known of feeds and channels stands in the database.
    """
    worker = known.worker
    silent = worker.heartbeat is None or now - worker.heartbeat >= SILENT_AFTER
    running = worker.stopped is None and not silent and not known.gone
    feeds, channels = _feeds(configuration, known), _channels(configuration, known)
    problems = [
        *([f"the files are refused as they are now:\n{refused}"] if refused else []),
        *_worker_problems(known, running, free_bytes, now),
        *(known.keeping.problems(now) if known.keeping else ()),
        *(_feed_problem(line, now) for line in feeds if line.state == "failing"),
        *(problem for line in channels for problem in _channel_problems(line, now)),
    ]
    return Condition(
        now=now,
        worker=worker,
        running=running,
        feeds=feeds,
        channels=channels,
        hubs=tuple(_hub(one, now) for one in known.hubs) if configuration is None or configuration.endpoint else (),
        untold=tuple(_untold(one) for one in known.untold),
        totals=known.totals,
        shadows=tuple(known.shadows),
        mutes=tuple(known.mutes),
        acknowledged=tuple(_looked(one, title) for one, title in known.acknowledged),
        problems=tuple(problems),
        keeping=known.keeping,
        budgets=tuple(_budget(one, now) for one in known.budgets),
    )


def _budget(one: Budget, now: datetime) -> BudgetLine:
    return BudgetLine(
        watch=one.watch,
        expected=budgets.written(one.expect),
        alerts=budgets.count(one, now),
        state=one.trouble.kind.value.removeprefix("watch-") if one.trouble else "ok",
        since=one.trouble.since if one.trouble else None,
        detail=one.trouble.detail if one.trouble else "",
    )


def _feeds(configuration: Configuration | None, known: Remembered) -> tuple[FeedLine, ...]:
    publishers = _publishers(configuration, known.feeds)
    return tuple(
        _feed(name, publisher, known.feeds.get(name), known.entries.get(name, 0))
        for name, publisher in publishers.items()
    )


def _channels(configuration: Configuration | None, known: Remembered) -> tuple[ChannelLine, ...]:
    names = dict.fromkeys([*(configuration.channels if configuration else known.channels), *known.queues])
    names.pop(CANARY, None)  # its own line says how it is
    return tuple(_channel(name, known.channels.get(name), known.queues.get(name, {})) for name in names)


def _untold(one: Notice) -> NoticeLine:
    return NoticeLine(kind=one.kind.value, subject=one.subject, at=one.at, detail=one.detail)


def _looked(one: Acknowledgement, title: str) -> Looked:
    return Looked(by=one.author, at=one.at, story=one.story, title=title)


def _publishers(configuration: Configuration | None, feeds: dict[str, FeedState]) -> dict[str, str]:
    if configuration is None:
        return dict.fromkeys(feeds, "")
    return {name: feed.publisher for name, feed in configuration.feeds.items()}


def _feed(name: str, publisher: str, state: FeedState | None, entries: int) -> FeedLine:
    if state is None:
        return FeedLine(name=name, publisher=publisher, state="unread", entries=entries, last_ok=None, next_check=None)
    failure = state.last_failure if state.failing_since else None
    return FeedLine(
        name=name,
        publisher=publisher,
        state="failing" if failure else ("ok" if state.last_ok else "unread"),
        entries=entries,
        last_ok=state.last_ok,
        next_check=state.next_check,
        failures=state.failures,
        failing_since=state.failing_since,
        kind=failure.kind.value if failure else "",
        detail=failure.detail if failure else "",
    )


def _hub(one: Subscription, now: datetime) -> HubLine:
    return HubLine(
        feed=one.feed,
        hub=one.hub,
        state="proven" if is_proven(one, now) else one.condition.value,
        pushes=one.pushes,
        ignored=one.ignored,
        pushed=one.pushed,
        until=one.until,
        detail=one.detail,
    )


def _channel(name: str, state: ChannelState | None, queue: dict[str, Any]) -> ChannelLine:
    oldest = queue.get("oldest")
    return ChannelLine(
        name=name,
        condition=state.condition.value if state else ChannelCondition.OPEN.value,
        pending=queue.get("pending", 0),
        sent=queue.get("sent", 0),
        rejected=queue.get("rejected", 0),
        oldest=datetime.fromisoformat(oldest) if oldest else None,
        failures=state.failures if state else 0,
        since=state.since if state else None,
        detail=state.detail if state else "",
    )


def _worker_problems(known: Remembered, running: bool, free_bytes: int, now: datetime) -> list[str]:
    worker, problems = known.worker, []
    if not running and worker.stopped is None and worker.heartbeat is not None:
        gone = f"not running: process {worker.pid} is gone; " if known.gone else ""
        last = ago(worker.heartbeat, now)
        problems.append(f"{gone}the worker gave its last sign of life {last} and did not stop in order")
    if worker.trouble:
        problems.append(f"{worker.trouble} (since {ago(worker.trouble_since, now)}): nothing new is saved or told")
    if worker.configuration:
        problems.append(
            f"the last reload was refused, the configuration before it is in force:\n{worker.configuration}"
        )
    if free_bytes < LITTLE_SPACE:
        problems.append(f"only {free_bytes // 1024 // 1024} MB are free on the disk of the database")
    return problems


def _feed_problem(line: FeedLine, now: datetime) -> str:
    return (
        f"feed {line.name} fails since {ago(line.failing_since, now)} ({line.failures} in a row), "
        f"{line.kind}: {line.detail}"
    )


def _channel_problems(line: ChannelLine, now: datetime) -> list[str]:
    problems = []
    if line.condition != ChannelCondition.OPEN:
        problems.append(f"channel {line.name} is {line.condition} since {ago(line.since, now)}: {line.detail}")
    elif line.failures:
        problems.append(f"channel {line.name} fails since {ago(line.since, now)}: {line.detail}")
    if line.oldest is not None and now - line.oldest > LATE_AFTER:
        problems.append(f"channel {line.name}: {line.pending} alerts wait, the oldest for {span(now - line.oldest)}")
    if line.rejected:
        problems.append(f"channel {line.name}: {line.rejected} alerts were refused for good; see `monitor explain`")
    return problems
