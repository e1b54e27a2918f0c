"""Which alerts are sent now: one queue per channel, so that a channel that fails holds up no other."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

from monitor import alerts, pipeline
from monitor.pipeline import Rooms
from monitor.settings import Channel
from monitor.store import StorageError, outbox
from monitor.types import (
    Alert,
    ChannelCondition,
    ChannelState,
    Deferred,
    Delivery,
    Rejected,
    Sent,
    Settlement,
)
from monitor.worker.logs import log
from monitor.worker.trouble import StorageTrouble

AT_ONCE = 100
"""How many due alerts of a channel are looked up at a time."""

GIVE_UP_AFTER = 3
"""After so many failures in a row the rest of a channel's queue waits for the next round: one dead server would
otherwise cost a timeout per alert. Not after one, because a single refused address must not hold up the others."""


class Delivering:
    """The channels of one configuration and their queues under way."""

    def __init__(self, rooms: Rooms, trouble: StorageTrouble) -> None:
        self.rooms = rooms
        self._trouble = trouble
        self._tasks: dict[str, asyncio.Task[int]] = {}
        self._states: dict[str, ChannelState] = {}

    def start_due(self) -> int:
        """Begin to send what is due on every channel that is idle and usable; return how many channels began."""
        now, db = self.rooms.clock(), self.rooms.store.db
        channels = self.rooms.configuration.channels
        idle = [name for name in outbox.channels_with_due(db, now=now) if name in channels and name not in self._tasks]
        # Read anew each time: a person may have resumed a channel with a command of its own.
        known = outbox.channel_states(db) if idle else {}
        started = 0
        for name in idle:
            self._states[name] = _current(channels[name], known.get(name))
            if not alerts.usable(self._states[name], now=now):
                continue
            task = asyncio.create_task(self._drain(channels[name]), name=f"deliver {name}")
            self._tasks[name] = task
            task.add_done_callback(partial(self._done, name))
            started += 1
        return started

    def _done(self, name: str, _: asyncio.Task[int]) -> None:
        self._tasks.pop(name, None)

    async def finish(self, *, within: timedelta | None = None) -> None:
        """Wait until no queue is under way; after `within` end what is left. A send that is cut off is repeated."""
        if within is not None and self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=within.total_seconds())
            for task in self._tasks.values():
                task.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def _drain(self, channel: Channel) -> int:
        """Send what is due, oldest first, until nothing is, or the channel fails; return how many were accepted."""
        sent = failures = 0
        tried: set[str] = set()  # never twice in one round, whatever the clock does
        while batch := self._next_batch(channel, tried):
            for alert, attempts in batch:
                tried.add(alert.id)
                delivery = await self._deliver(alert, attempts)
                if delivery is None:
                    return sent
                sent += isinstance(delivery.result, Sent)
                failures = 0 if isinstance(delivery.result, Sent | Rejected) else failures + 1
                if failures >= GIVE_UP_AFTER or not alerts.usable(self._states[channel.name], now=self.rooms.clock()):
                    return sent
        return sent

    def _next_batch(self, channel: Channel, tried: set[str]) -> list[tuple[Alert, int]]:
        due = outbox.due_alerts(self.rooms.store.db, channel.name, now=self.rooms.clock(), limit=AT_ONCE + len(tried))
        return [(alert, attempts) for alert, attempts in due if alert.id not in tried]

    async def _deliver(self, alert: Alert, attempts: int) -> Delivery | None:
        """Send one alert; None where how it went could not be recorded (it will be sent again, under the same id)."""
        before = self._states[alert.channel]
        try:
            try:
                delivery, settlement = await pipeline.deliver(alert, attempts, before, self.rooms)
            except StorageError:
                raise
            except Exception:  # noqa: BLE001 - a bug in one message must not stop the channel
                log.exception("deliver.crashed", alert=alert.id, channel=alert.channel)
                delivery, settlement = self._crashed(alert, attempts, before)
                self.rooms.store.record(delivery, settlement)
        except StorageError as error:
            self._trouble.failed(error)
            return None
        self._trouble.worked()
        self._states[alert.channel] = settlement.channel
        _log(alert, delivery, before, settlement)
        return delivery

    def _crashed(self, alert: Alert, attempts: int, state: ChannelState) -> tuple[Delivery, Settlement]:
        now = self.rooms.clock()
        result = Deferred(detail="an internal error; the worker's log has the traceback")
        delivery = Delivery(alert=alert.id, channel=alert.channel, at=now, result=result, took=timedelta(0))
        return delivery, alerts.settle(alert, attempts, result, state, now=now)


def _current(channel: Channel, state: ChannelState | None) -> ChannelState:
    """What is remembered, unless the settings changed since: then the channel deserves a fresh try."""
    if state is not None and state.settings == channel.fingerprint:
        return state
    return ChannelState(channel=channel.name, settings=channel.fingerprint)


def _log(alert: Alert, delivery: Delivery, before: ChannelState, settlement: Settlement) -> None:
    result, after = delivery.result, settlement.channel
    facts = {
        "alert": alert.id,
        "watch": alert.watch,
        "channel": alert.channel,
        "reason": alert.reason.value,
        "attempts": settlement.attempts,
    }
    if isinstance(result, Sent):
        log.info("alert.sent", **facts)
    elif isinstance(result, Rejected):
        log.error("alert.rejected", fault=result.fault.value, detail=result.detail, **facts)
    else:
        how = "deferred" if isinstance(result, Deferred) else "uncertain"
        log.warning(f"alert.{how}", detail=result.detail, due=settlement.due.isoformat(timespec="seconds"), **facts)
    if after.condition is not before.condition:
        event = log.info if after.condition is ChannelCondition.OPEN else log.error
        event(f"channel.{after.condition}", channel=after.channel, detail=after.detail)


def resumed(state: ChannelState) -> ChannelState:
    """The channel, open again because a person says so."""
    return replace(state, condition=ChannelCondition.OPEN, failures=0, since=None, resume=None, detail="")
