"""Receipts and handovers at work: asks the store what was, makes those whose time has come, and sends them.

    a time of the day that has come
      | make     once for each recipient, since the one before      one transaction
    a due bulletin
      | ask      what was, as it stood at the end of its time
      | judge    monitor.receipts, monitor.handovers
      | render   to a message
      | send     as everything else, and record how it went

What it says is asked anew for each attempt, as of the same moment, so that a message that is repeated says the same. It
does not wait for the end of quiet hours: whoever chose its time is on duty then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor import handovers, hours, receipts, spells, telling, timing
from monitor.render import bulletin as paper
from monitor.render import handover as handover_text
from monitor.render import receipt as receipt_text
from monitor.rooms import Rooms
from monitor.settings import Channel, Configuration, PagerDutySettings, Watch, WatchState
from monitor.store import Store, budgets, coverage, memory, observations
from monitor.store import bulletins as queue
from monitor.store import mutes as mute_memory
from monitor.store import spells as spell_memory
from monitor.types import (
    Bulletin,
    BulletinKind,
    ChannelCount,
    ChannelState,
    Delivery,
    FeedState,
    Handover,
    Muted,
    Receipt,
    Settlement,
    Spell,
    SpellKind,
    WatchCount,
    bulletin_id,
)

# --- when ------------------------------------------------------------------------------------------------


def gather(store: Store, configuration: Configuration, now: datetime) -> int:
    """Make the receipts and handovers whose time has come; return how many. Raises StorageError.

    A pager gets none: nobody is to be woken by them.
    """
    operator = configuration.operator
    wanted = ((BulletinKind.RECEIPT, operator.receipt), (BulletinKind.HANDOVER, operator.handover))
    channels = [configuration.channels[name] for name in operator.channels]
    return sum(
        _make(kind, times, channel, store, now)
        for kind, times in wanted
        if times
        for channel in channels
        if not isinstance(channel.settings, PagerDutySettings)
    )


def _make(kind: BulletinKind, times: tuple[time, ...], channel: Channel, store: Store, now: datetime) -> int:
    """Make those of the last of the daily `times`; where there was none before, the first is that of the next."""
    zone = ZoneInfo(channel.timezone)
    slot = hours.last_of(times, zone, now)
    last = queue.last_slots(store.db, kind, channel.name)
    due = [name for name in channel.recipients if name not in last or timing.is_due(last[name], slot)]
    if not due:
        return 0
    with store.writing() as db:
        for name in due:
            queue.save_slot(db, kind, channel.name, name, slot)
            if name in last:
                # A clock that was days ahead made one that lies ahead: then it is about the time since the last slot.
                since = last[name] if last[name] < slot else hours.last_of(times, zone, slot - timedelta(seconds=1))
                queue.save(db, ordered(kind, channel.name, name, since, slot, now))
    return sum(name in last for name in due)


def ordered(
    kind: BulletinKind, channel: str, recipient: str, since: datetime, until: datetime, now: datetime
) -> Bulletin:
    """Return one that is to be sent now."""
    return Bulletin(
        id=bulletin_id(kind, channel, recipient, since, until),
        kind=kind,
        channel=channel,
        recipient=recipient,
        since=since,
        until=until,
        created=now,
        due=now,
    )


async def deliver(one: Bulletin, attempts: int, state: ChannelState, rooms: Rooms) -> tuple[Delivery, Settlement]:
    """Send one and record how it went. Raises StorageError where that cannot be recorded."""
    channel = rooms.configuration.channels[one.channel]
    said = contents(one.kind, rooms.store, rooms.configuration, one.since, one.until, channel.timezone, message=one.id)
    message = paper.render(one, said, channel, now=rooms.clock())
    delivery, settlement = await telling.attempt(one, message, attempts, state, rooms)
    rooms.store.record_bulletin(delivery, settlement)
    return delivery, settlement


# --- what ------------------------------------------------------------------------------------------------


def contents(
    kind: BulletinKind,
    store: Store,
    configuration: Configuration,
    since: datetime,
    until: datetime,
    timezone: str,
    *,
    message: str | None = None,
    watch: str | None = None,
) -> paper.Contents:
    """Return what a receipt, of one `watch` or of all, or a handover says in a zone."""
    if kind is BulletinKind.RECEIPT:
        return receipt_text.contents(receipt(store, configuration, since, until, watch=watch), timezone, message)
    titles = {name: one.title for name, one in configuration.watches.items()}
    return handover_text.contents(handover(store, configuration, since, until), timezone, titles, message)


def receipt(
    store: Store, configuration: Configuration, since: datetime, until: datetime, *, watch: str | None = None
) -> Receipt:
    """Return what was seen between two moments, and what came of it for one `watch` or all."""
    entries, edits = coverage.entries_read(store.db, since=since, until=until)
    troubles = _spells(store, configuration, since, until)
    watches = {name: one for name, one in configuration.watches.items() if watch in {None, name}}
    counted = _watches(store, watches, since, until)
    channels = _channels(store, configuration, watches, counted, troubles, since, until)
    return receipts.receipt(
        receipts.Seen(
            since=since,
            until=until,
            rest=_rest(configuration),
            feeds=_feeds(store, configuration),
            spells=troubles,
            gaps=observations.gaps_found(store.db, since=since, until=until),
            entries=entries,
            edits=edits,
            alerted=sum(one.alerted for one in counted.values()),
            suppressed=receipts.total(counted.values()),
            waiting=sum(one.waiting for one in channels),
            channels=channels,
        )
    )


def _feeds(store: Store, configuration: Configuration) -> dict[str, FeedState | None]:
    states = memory.feed_states(store.db)
    return {name: states.get(name) for name in configuration.feeds}


def _spells(store: Store, configuration: Configuration, since: datetime, until: datetime) -> list[Spell]:
    return spell_memory.between(store.db, since=since, until=until, pause=_rest(configuration))


def _rest(configuration: Configuration) -> timedelta:
    return spells.rest(configuration.feeds.values())


def _watches(store: Store, watches: Mapping[str, Watch], since: datetime, until: datetime) -> dict[str, WatchCount]:
    found = coverage.outcomes(store.db, since=since, until=until)
    counted = {}
    for name, watch in watches.items():
        if watch.state is WatchState.OFF:
            continue
        one = found.get(name, coverage.Outcomes(by_reason={}, stories=0))
        counted[name] = WatchCount(
            watch=name,
            title=watch.title,
            state=watch.state.value,
            matched=sum(one.by_reason.values()),
            alerted=one.by_reason.get("", 0),
            stories=one.stories,
            suppressed=receipts.by_reason(one.by_reason),
        )
    return counted


def _channels(
    store: Store,
    configuration: Configuration,
    watches: Mapping[str, Watch],
    counted: Mapping[str, WatchCount],
    troubles: list[Spell],
    since: datetime,
    until: datetime,
) -> tuple[ChannelCount, ...]:
    """Count for each channel that any of the watches tells, or that was in trouble."""
    told = coverage.told(store.db, since=since, until=until)
    waiting = coverage.waiting(store.db, until=until)
    muted = coverage.muted(store.db, since=since, until=until)
    found = []
    for name, channel in configuration.channels.items():
        own = [watch for watch in counted if name in watches[watch].channels]
        broken = tuple(one for one in troubles if one.kind is SpellKind.CHANNEL and one.subject == name)
        if not own and not broken:
            continue
        alerts = [told.get((name, watch), coverage.Told()) for watch in own]
        found.append(
            ChannelCount(
                channel=name,
                title=channel.title,
                told=sum(one.sent for one in alerts),
                waiting=sum(waiting.get((name, watch), 0) for watch in own),
                refused=sum(one.refused for one in alerts),
                muted=sum(muted.get((name, watch), 0) for watch in own),
                spells=broken,
                watches=tuple(counted[watch] for watch in own),
            )
        )
    return tuple(found)


def handover(store: Store, configuration: Configuration, since: datetime, until: datetime) -> Handover:
    """Return what one shift leaves to the next: what happened between two moments, and what goes on."""
    counted = _watches(store, configuration.watches, since, until)
    known = budgets.known(store.db)
    return handovers.handover(
        handovers.Happened(
            since=since,
            until=until,
            rest=_rest(configuration),
            stories=coverage.moving(store.db, since=since, until=until),
            acknowledged=coverage.acknowledged(store.db, until=until),
            mutes=_mutes(store, until),
            feeds=_feeds(store, configuration),
            spells=_spells(store, configuration, since, until),
            gaps=observations.gaps_found(store.db, since=since, until=until),
            budgets=[trouble for _, trouble in known.values() if trouble is not None and trouble.at < until],
            held=coverage.held(store.db, until=until, titles={n: c.title for n, c in configuration.channels.items()}),
            alerted=sum(one.alerted for one in counted.values()),
            suppressed=receipts.total(counted.values()),
        )
    )


def _mutes(store: Store, until: datetime) -> list[Muted]:
    """Return the mutes that were in force at a moment, each with what it had kept back by then."""
    return [
        Muted(
            mute=mute,
            kept=sum(one.at < until for one, _ in mute_memory.kept_by(store.db, mute.id)),
            headline=coverage.headline(store.db, mute.target.story) if mute.target.story else "",
        )
        for mute in mute_memory.known(store.db)
        if mute.made < until < mute.until and (mute.ended is None or mute.ended > until)
    ]
