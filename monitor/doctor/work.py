"""What the worker left in the database: that it runs, saves, reads its feeds and gets rid of its messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from monitor.doctor.finding import Finding, fail, left_out, ok, warn
from monitor.settings import Configuration
from monitor.store import Store, canary, condition, ledger, memory, outbox, presence
from monitor.store.upkeep import SILENT_AFTER
from monitor.types import ChannelCondition, FeedState, NoticeKind

STOPPED_LONG = timedelta(minutes=15)
"""How long ago a worker that stopped in order may have; one from a timer starts again before that."""

STUCK_AFTER = timedelta(minutes=15)
"""How long a message may wait beyond the time when it could have gone."""

_SILENT = frozenset({NoticeKind.STALE, NoticeKind.GONE, NoticeKind.FAILING})
_NAMED = 5
"""How many feeds are named; `monitor feeds` names them all."""

NAMES = ("worker", "saving", "reload", "silent-feeds", "queue", "channel-state", "canary")


def examine(configuration: Configuration, store: Store, now: datetime) -> Iterator[Finding]:
    """Look at all of it."""
    yield from _worker(store, now)
    yield _silent(configuration, memory.feed_states(store.db))
    yield from _queues(configuration, store, now)
    yield from _channels(configuration, store)
    yield _canary(configuration, store)


def _worker(store: Store, now: datetime) -> Iterator[Finding]:
    worker = ledger.worker(store.db)
    last = worker.heartbeat
    if last is None:
        yield warn("worker", "no worker ever held this database", "start it: `monitor run`, or the service")
    elif (gone := presence.gone(worker)) or (worker.stopped is None and now - last > SILENT_AFTER):
        lost = f"process {worker.pid} is gone: " if gone else ""
        said = f"{lost}its last sign of life is of {last:%Y-%m-%d %H:%M:%S} UTC, and it did not stop in order"
        advice = "look into its log and restart it; a part of its work stands still, or it was killed"
        yield fail("worker", said, advice)
    elif worker.stopped is not None and now - worker.stopped > STOPPED_LONG:
        said = f"it stopped in order at {worker.stopped:%Y-%m-%d %H:%M} UTC"
        yield fail("worker", said, "start it: nothing is read or told meanwhile")
    else:
        state = "runs" if worker.stopped is None else "ended its round"
        yield ok("worker", f"{state}, process {worker.pid} on {worker.host}, version {worker.version}")
    if worker.trouble:
        yield fail("saving", worker.trouble, "make room or mend the disk; nothing new is saved or told until then")
    else:
        yield ok("saving", "the last write was taken")
    if worker.configuration:
        said = f"the last reload was refused: {worker.configuration.splitlines()[0]}"
        yield warn("reload", said, "mend the files (`monitor check`) and reload; the configuration before is in force")
    else:
        yield ok("reload", "the files were in force when they were read last")


def _silent(configuration: Configuration, states: dict[str, FeedState]) -> Finding:
    troubled = [
        name
        for name in configuration.feeds
        if name in states and any(notice.kind in _SILENT for notice in states[name].troubles)
    ]
    if not troubled:
        return ok("silent-feeds", f"none of {len(configuration.feeds)} feeds")
    named = ", ".join(troubled[:_NAMED]) + (f" and {len(troubled) - _NAMED} more" if len(troubled) > _NAMED else "")
    said = f"{len(troubled)} of {len(configuration.feeds)} feeds fail or are silent for long: {named}"
    advice = "`monitor feeds --failing` says why; `monitor feeds find` finds where a feed moved to"
    return (fail if 2 * len(troubled) > len(configuration.feeds) else warn)("silent-feeds", said, advice)


def _queues(configuration: Configuration, store: Store, now: datetime) -> Iterator[Finding]:
    depths = condition.depths(store.db, now=now)
    stuck = [
        fail(
            "queue",
            f"{depth.waiting} messages wait, the oldest since {depth.due:%Y-%m-%d %H:%M} UTC",
            f"`monitor outbox list --channel {name}` says what they met; `monitor channels resume {name}` tries again",
            subject=name,
        )
        for name, depth in depths.items()
        if name in configuration.channels and depth.due is not None and now - depth.due > STUCK_AFTER
    ]
    yield from stuck
    if not stuck:
        yield ok("queue", f"{sum(depth.waiting for depth in depths.values())} messages wait, none of them for too long")


def _channels(configuration: Configuration, store: Store) -> Iterator[Finding]:
    states = outbox.channel_states(store.db)
    held = [
        fail(
            "channel-state",
            f"{state.condition.value}: {state.detail}",
            f"mend what it says, then `monitor channels resume {name}`",
            subject=name,
        )
        for name, state in states.items()
        if name in configuration.channels
        and state.condition is not ChannelCondition.OPEN
        and state.settings == configuration.channels[name].fingerprint
    ]
    yield from held
    if not held:
        yield ok("channel-state", "none is paused or suspended")


def _canary(configuration: Configuration, store: Store) -> Finding:
    if configuration.canary is None:
        return left_out("canary", "none is sent; `canary: {every: 1h}` proves each hour that what comes in goes out")
    flight = canary.state(store.db)
    if flight.late is not None:
        said = f"none arrived since {flight.late:%Y-%m-%d %H:%M} UTC: {flight.detail}"
        return fail("canary", said, "the log tells where it was lost; real entries go the same way")
    arrived = f"the last one arrived {flight.arrived:%Y-%m-%d %H:%M} UTC" if flight.arrived else "none was sent yet"
    return ok("canary", arrived)
