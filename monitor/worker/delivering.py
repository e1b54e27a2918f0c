"""Which alerts are sent now: one queue per channel, so that a channel that fails holds up no other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from monitor import alerts, budgeting, bulletins, dispatch, muting, notices, pipeline, telling
from monitor.rooms import Rooms
from monitor.settings import Channel
from monitor.store import StorageError, outbox
from monitor.store import bulletins as bulletin_memory
from monitor.store import notices as memory
from monitor.store import recaps as recap_memory
from monitor.store import waiting as queue
from monitor.types import (
    Alert,
    Bulletin,
    Bundle,
    ChannelCondition,
    ChannelState,
    Deferred,
    Delivery,
    Digest,
    Outgoing,
    Recap,
    Rejected,
    Sent,
    Settlement,
)
from monitor.worker.logs import log, log_notices
from monitor.worker.publishing import Publishing
from monitor.worker.trouble import StorageTrouble

GIVE_UP_AFTER = 3
"""After so many failures in a row the rest of a channel's queue waits for the next round: one dead server would
otherwise cost a timeout per alert. Not after one, because a single refused address must not hold up the others."""


Report = Callable[[Outgoing, Delivery], None]


class Delivering:
    """The channels of one configuration and their queues under way."""

    def __init__(self, rooms: Rooms, trouble: StorageTrouble, *, report: Report | None = None) -> None:
        self.rooms = rooms
        self._trouble = trouble
        self._report = report
        self._tasks: dict[str, asyncio.Task[int]] = {}
        self._states: dict[str, ChannelState] = {}
        self._publishing = Publishing(rooms)
        self._reviewed: datetime | None = None

    def gather(self, *, at_once: bool = False) -> int:
        """Bring what operators are to be told into messages; return how many. `at_once` does not wait for more."""
        configuration = self.rooms.configuration
        operators = [configuration.channels[name] for name in configuration.operator.channels]
        try:
            return telling.gather(self.rooms.store, operators, self.rooms.clock(), at_once=at_once)
        except StorageError as error:
            self._trouble.failed(error)
        except Exception as error:  # noqa: BLE001 - a bug in what operators are told must not stop the alerts
            log.exception("notices.crashed")
            self._trouble.crashed(error)
        return 0

    def start_due(self, *, at_once: bool = False) -> int:
        """Begin to send what is due on every channel that is idle and usable; return how many channels began.

        `at_once` does not wait for more to tell an operator.
        """
        self._review_budgets()
        self.gather(at_once=at_once)
        self._heed_mutes()
        self._make_digests()
        self._make_bulletins()
        self._publishing.write_due()
        now, db = self.rooms.clock(), self.rooms.store.db
        channels = self.rooms.configuration.channels
        waiting = (queue, memory, recap_memory, bulletin_memory)
        due = sorted({name for queued in waiting for name in queued.channels_with_due(db, now=now)})
        busy = self._tasks.keys() | self.rooms.store.catch_up()
        idle = [name for name in due if name in channels and name not in busy]
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

    @property
    def under_way(self) -> int:
        """On how many channels something is being sent."""
        return len(self._tasks)

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
        self._publishing.write_due(at_once=True)

    async def _drain(self, channel: Channel) -> int:
        """Send what is due, oldest first, until nothing is, or the channel fails; return how many were accepted."""
        sent = failures = 0
        tried: set[str] = set()  # never twice in one round, whatever the clock does
        begun: set[str] = set()
        try:
            while batch := self._next_batch(channel, tried, begun):
                for one, attempts in batch:
                    tried.add(one.id)
                    begun.discard(one.id)
                    delivery = await self._deliver(one, attempts)
                    if delivery is None:
                        return sent
                    sent += isinstance(delivery.result, Sent)
                    if isinstance(delivery.result, Sent):
                        tried.discard(one.id)  # it waits no more; of a long queue only failures are remembered
                    failures = 0 if isinstance(delivery.result, Sent | Rejected) else failures + 1
                    now = self.rooms.clock()
                    if failures >= GIVE_UP_AFTER or not alerts.usable(self._states[channel.name], now=now):
                        return sent
            return sent
        finally:
            self._put_back(begun)

    def _put_back(self, begun: set[str]) -> None:
        try:
            dispatch.put_back(begun, self.rooms)
        except StorageError as error:
            self._trouble.failed(error)

    def _next_batch(self, channel: Channel, tried: set[str], begun: set[str]) -> list[tuple[Outgoing, int]]:
        """What is due, the few messages to an operator first: an outage that fills the queue must not hide itself.

        What may be sent from now on and was not before goes into `begun`.
        """
        now, db = self.rooms.clock(), self.rooms.store.db
        due: list[tuple[Outgoing, int]] = [
            *memory.due_bundles(db, channel.name, now=now),
            *recap_memory.due(db, channel.name, now=now),
            *bulletin_memory.due_bulletins(db, channel.name, now=now),
        ]
        room = dispatch.room(channel, self.rooms, now)
        first = [(one, attempts) for one, attempts in due if one.id not in tried][:room]
        if len(first) == room:
            return first
        try:
            found, fresh = dispatch.due(
                channel, self._states[channel.name], tried, self.rooms, now, most=room - len(first)
            )
        except StorageError as error:
            self._trouble.failed(error)
            return first
        except Exception as error:  # noqa: BLE001 - a bug here must not stop what else the channel is sent
            log.exception("dispatch.crashed", channel=channel.name)
            self._trouble.crashed(error)
            return first
        begun |= fresh
        return [*first, *found]

    def _make_digests(self) -> None:
        try:
            dispatch.gather(self.rooms, self.rooms.clock())
        except StorageError as error:
            self._trouble.failed(error)
        except Exception as error:  # noqa: BLE001 - a bug in digests must not stop the alerts
            log.exception("digests.crashed")
            self._trouble.crashed(error)

    def _make_bulletins(self) -> None:
        try:
            bulletins.gather(self.rooms.store, self.rooms.configuration, self.rooms.clock())
        except StorageError as error:
            self._trouble.failed(error)
        except Exception as error:  # noqa: BLE001 - a bug in receipts must not stop the alerts
            log.exception("bulletins.crashed")
            self._trouble.crashed(error)

    def _review_budgets(self) -> None:
        now = self.rooms.clock()
        if self._reviewed is not None and self._reviewed <= now < self._reviewed + budgeting.EVERY:
            return
        self._reviewed = now
        try:
            log_notices(budgeting.review(self.rooms.store, self.rooms.configuration, now))
        except StorageError as error:
            self._trouble.failed(error)
        except Exception as error:  # noqa: BLE001 - a bug in budgets must not stop the alerts
            log.exception("budgets.crashed")
            self._trouble.crashed(error)

    def _heed_mutes(self) -> None:
        """Take out of the queues what a new mute keeps back, and list what the mutes that are over did."""
        store, now = self.rooms.store, self.rooms.clock()
        try:
            for mute, count in muting.take_out(store, now).items():
                log.info("mute.took_out", mute=mute.id, because=mute.because, by=mute.author, count=count)
            for mute in muting.end_due(store, self.rooms.configuration.channels, now):
                log.info("mute.ended", mute=mute.id, because=mute.because, by=mute.ended_by or "its time")
        except StorageError as error:
            self._trouble.failed(error)
        except Exception as error:  # noqa: BLE001 - a bug with one mute must not stop the alerts
            log.exception("mutes.crashed")
            self._trouble.crashed(error)

    async def _deliver(self, one: Outgoing, attempts: int) -> Delivery | None:
        """Send one message; None where how it went could not be recorded (it will be sent again, under the same id)."""
        before = self._states[one.channel]
        try:
            try:
                delivery, settlement = await self._send(one, attempts, before)
            except StorageError:
                raise
            except Exception as error:  # noqa: BLE001 - a bug in one message must not stop the channel
                log.exception("deliver.crashed", message=one.id, channel=one.channel)
                self._trouble.crashed(error)
                delivery, settlement = self._crashed(one, attempts, before)
        except StorageError as error:
            self._trouble.failed(error)
            return None
        self._trouble.worked()
        self._states[one.channel] = settlement.channel
        _log(one, delivery, settlement)
        log_notices(settlement.notices)
        if self._report is not None:
            self._report(one, delivery)
        return delivery

    async def _send(self, one: Outgoing, attempts: int, state: ChannelState) -> tuple[Delivery, Settlement]:
        if isinstance(one, Alert):
            return await pipeline.deliver(one, attempts, state, self.rooms)
        if isinstance(one, Digest):
            return await pipeline.deliver_digest(one, attempts, state, self.rooms)
        if isinstance(one, Bulletin):
            return await bulletins.deliver(one, attempts, state, self.rooms)
        if isinstance(one, Recap):
            return await telling.deliver_recap(one, attempts, state, self.rooms)
        return await telling.deliver(one, attempts, state, self.rooms)

    def _crashed(self, one: Outgoing, attempts: int, state: ChannelState) -> tuple[Delivery, Settlement]:
        now, store = self.rooms.clock(), self.rooms.store
        result = Deferred(detail="an internal error; the worker's log has the traceback")
        delivery = Delivery(alert=one.id, channel=one.channel, at=now, result=result, took=timedelta(0))
        settlement = notices.noted(alerts.settle(one, attempts, result, state, now=now), now)
        records = {
            Alert: store.record,
            Bulletin: store.record_bulletin,
            Bundle: store.record_bundle,
            Digest: store.record_digest,
            Recap: store.record_recap,
        }
        record = records[type(one)]
        record(delivery, settlement)
        return delivery, settlement


def _current(channel: Channel, state: ChannelState | None) -> ChannelState:
    """What is remembered, unless the settings changed since: then the channel deserves a fresh try."""
    if state is not None and state.settings == channel.fingerprint:
        return state
    told = state.told if state is not None else None
    return ChannelState(channel=channel.name, settings=channel.fingerprint, told=told)


_KINDS = {Alert: "alert", Bulletin: "bulletin", Bundle: "notices", Recap: "recap", Digest: "digest"}


def _log(one: Outgoing, delivery: Delivery, settlement: Settlement) -> None:
    result, kind = delivery.result, _KINDS[type(one)]
    facts: dict[str, object] = {kind: one.id, "channel": one.channel}
    if isinstance(one, Alert):
        facts |= {"watch": one.watch, "reason": one.reason.value}
    elif isinstance(one, Bulletin):
        facts |= {"about": one.kind.value, "until": one.until.isoformat(timespec="seconds")}
    else:
        facts |= {"count": _count(one)}
    facts |= {"attempts": settlement.attempts}
    if isinstance(result, Sent):
        log.info(f"{kind}.sent", **facts)
    elif isinstance(result, Rejected):
        log.error(f"{kind}.rejected", fault=result.fault.value, detail=result.detail, **facts)
    else:
        how = "deferred" if isinstance(result, Deferred) else "uncertain"
        log.warning(f"{kind}.{how}", detail=result.detail, due=settlement.due.isoformat(timespec="seconds"), **facts)


def _count(one: Bundle | Digest | Recap) -> int:
    if isinstance(one, Digest):
        return len(one.alerts)
    return len(one.withheld if isinstance(one, Recap) else one.notices)


def resumed(state: ChannelState) -> ChannelState:
    """The channel, open again because a person says so."""
    return replace(state, condition=ChannelCondition.OPEN, failures=0, since=None, resume=None, detail="")
