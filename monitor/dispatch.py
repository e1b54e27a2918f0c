"""What of a channel's queue goes out now: asks the store, lets `monitor.timing` decide, and writes down what that is.

    what is due on one channel
      | plan    now, later, or with what else                 monitor.timing
      | save    one transaction: what waits, what is told in which message, what may be sent from now on
    alerts and digests to send

It is written down before anything is sent: after a crash a message is sent again as it was, under the same id, and
nothing is added to one that may have arrived.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from monitor import timing
from monitor.rooms import Rooms
from monitor.settings import Channel, DigestMode
from monitor.store import digests
from monitor.store import waiting as memory
from monitor.types import Alert, ChannelState, Digest, DigestKind, Waiting, digest_id

AT_ONCE = 500
"""How many due alerts of a channel are looked at together; what is folded into one message is among them."""

PROBES = 10
"""Among how many messages a channel that fails takes turns."""


def gather(rooms: Rooms, now: datetime) -> int:
    """Make the digests whose time has come; return how many. Raises StorageError."""
    channels = rooms.configuration.channels.values()
    return sum(_digests(channel, rooms, now) for channel in channels if timing.has_digests(channel))


def _digests(channel: Channel, rooms: Rooms, now: datetime) -> int:
    db, slot = rooms.store.db, timing.slot(channel, now)
    last = digests.last_slots(db, channel.name)
    due = [name for name in channel.recipients if name not in last or timing.is_due(last[name], slot)]
    if not due and set(last) >= set(channel.recipients) and not _left(last, slot):
        return 0
    recipients = dict.fromkeys((*channel.recipients, *digests.waiting_recipients(db, channel.name)))
    due = [name for name in recipients if name not in last or timing.is_due(last[name], slot)]
    made = 0
    for name in due:
        made += _digest(channel, name, last.get(name), slot, rooms, now)
    return made


def _left(last: dict[str, datetime], slot: datetime) -> bool:
    """Whether somebody who is no longer configured may still wait for something."""
    return any(timing.is_due(one, slot) for one in last.values())


def _digest(
    channel: Channel, recipient: str, last: datetime | None, slot: datetime, rooms: Rooms, now: datetime
) -> bool:
    """Make the digest of `slot`; where there was none before, the first one is that of the next."""
    digest = Digest(
        id=digest_id(DigestKind.DIGEST, channel.name, recipient, slot.isoformat()),
        kind=DigestKind.DIGEST,
        channel=channel.name,
        recipient=recipient,
        since=last or slot,
        created=now,
        due=timing.due_of(channel, slot),
    )
    settings = channel.timing.digest
    with rooms.store.writing() as db:
        digests.save_slot(db, channel.name, recipient, slot)
        if settings is None or last is None or digests.is_made(db, digest.id):
            return False
        both = settings.mode is DigestMode.BOTH
        if digests.gather(db, digest, sent_too=both) or (settings.empty and recipient in channel.recipients):
            digests.save_digest(db, digest)
            return True
    return False


def room(channel: Channel, rooms: Rooms, now: datetime) -> int:
    """Return how many messages the service of `channel` takes now, as far as that is limited."""
    rate = channel.timing.rate
    if rate is None:
        return AT_ONCE
    return timing.room(rate, memory.accepted_since(rooms.store.db, channel.name, now - rate.within), now)


def due(
    channel: Channel, state: ChannelState, tried: Collection[str], rooms: Rooms, now: datetime, *, most: int = AT_ONCE
) -> tuple[list[tuple[Alert | Digest, int]], set[str]]:
    """Return what is to be sent on `channel` now, `most` at most, each with its attempts so far, and which alerts of
    these are begun only now. Raises StorageError.

    What was `tried` is left out. A channel that fails is asked with one message at a time, and nothing is folded for
    it before it works again.
    """
    first = _digests_due(channel, tried, rooms, now)[:most]
    if state.failures:
        return _probe(channel, state, first, tried, rooms, now, most=most)
    if first and len(first) == most:
        return first, set()
    single = _planned(_fresh(channel, tried, rooms, now), channel, rooms, now, most=most - len(first))
    alerts = [(one.first, one.attempts) for one in single]
    begun = {one.first.id for one in single if not one.begun}
    return [*_digests_due(channel, tried, rooms, now)[: most - len(single)], *alerts], begun


def _probe(
    channel: Channel,
    state: ChannelState,
    digests: Sequence[tuple[Alert | Digest, int]],
    tried: Collection[str],
    rooms: Rooms,
    now: datetime,
    *,
    most: int,
) -> tuple[list[tuple[Alert | Digest, int]], set[str]]:
    """Return one message that shows whether a channel works again: after each failure another one.

    A message that is refused for a reason of its own, in words that sound like the channel's, must not keep all others
    waiting for ever.
    """
    fresh = _fresh(channel, tried, rooms, now, limit=PROBES, again=False)
    waiting = len(digests) + len(fresh)
    turn = state.failures % waiting if waiting else 0
    if turn < len(digests):
        return [digests[turn]], set()
    single = _planned(fresh[turn - len(digests) :][:1], channel, rooms, now, most=most)
    return [(one.first, one.attempts) for one in single], {one.first.id for one in single if not one.begun}


def _fresh(
    channel: Channel,
    tried: Collection[str],
    rooms: Rooms,
    now: datetime,
    *,
    limit: int = AT_ONCE,
    again: bool = True,
) -> list[Waiting]:
    found = memory.due(rooms.store.db, channel.name, now=now, limit=limit + len(tried), again=again)
    return [one for one in found if one.first.id not in tried][:limit]


def _digests_due(
    channel: Channel, tried: Collection[str], rooms: Rooms, now: datetime
) -> list[tuple[Alert | Digest, int]]:
    found = digests.due_digests(rooms.store.db, channel.name, now=now)
    return [
        (digest, attempts)
        for digest, attempts in found
        if digest.id not in tried and timing.may_go(digest, channel, now)
    ]


def _planned(found: list[Waiting], channel: Channel, rooms: Rooms, now: datetime, *, most: int) -> Sequence[Waiting]:
    if not found:
        return ()
    db, limited = rooms.store.db, channel.timing.max_per_hour is not None
    plan = timing.plan(
        found,
        channel,
        rooms.configuration.watches,
        now,
        sent=memory.sent_since(db, channel.name, now - timing.HOUR) if limited else {},
        rolling=memory.rolling(db, channel.name) if limited else {},
    )
    single = plan.single if len(plan.single) <= most else timing.first_served(plan.single)[:most]
    with rooms.store.writing() as db:
        for held in plan.held:
            memory.hold(db, held.waiting.alerts, held.wait.until, held.wait.waits)
        for fold in plan.folds:
            digests.fold(db, fold.kind, fold.waiting, now=now)
        for one in single:
            memory.begin(db, one)
    return single


def put_back(messages: Iterable[str], rooms: Rooms) -> None:
    """Note that `messages` were not sent after all, so that they may be told with others. Raises StorageError."""
    if ids := list(messages):
        with rooms.store.writing() as db:
            memory.not_begun(db, ids)
