"""When a channel hears of what: now, later, or with what else.

    alerts that are due, of one channel
      | gate   may it go now? digests only, hold, update_every, max_per_hour, quiet hours; else when, and why
      | fold   held for long, late or too many: several alerts in one message
    what goes now, what waits

Pure functions: what waits and what was sent is handed in, `now` too. Nothing is ever dropped here: whatever waits has a
time at which it is judged anew, and what is told in another message is settled with that one. A time that lies ahead
where it cannot was set by a clock that was wrong, and holds nothing back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from monitor import hours
from monitor.settings import (
    Channel,
    ConsoleSettings,
    DigestMode,
    EmailSettings,
    FileSettings,
    Level,
    MatrixSettings,
    Rate,
    SlackSettings,
    TeamsSettings,
    Watch,
    WebhookSettings,
)
from monitor.types import Digest, DigestKind, Reason, Waiting, Waits

HOUR = timedelta(hours=1)

FEW = 3
"""So many that were held come one by one; more come as one message."""

MOST_STORIES: Mapping[type, int] = {
    **dict.fromkeys((ConsoleSettings, FileSettings, EmailSettings, WebhookSettings), 200),
    **dict.fromkeys((SlackSettings, TeamsSettings, MatrixSettings), 40),
}
"""How many stories one message tells, so that none is cut off; what is beyond comes in the next one."""

LEAST_STORIES = 10
"""The same for the chats that are not named: a message of Telegram, Discord or ntfy has about four thousand letters."""


# --- one story, one recipient ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Not now: not before `until`, and why."""

    until: datetime
    waits: Waits


def gate(
    waiting: Waiting,
    channel: Channel,
    watch: Watch | None,
    now: datetime,
    *,
    sent: Sequence[datetime] = (),
    rolling: datetime | None = None,
) -> Wait | None:
    """Say until when what waits must wait, and for what; None where it may go now.

    `sent` is when the recipient got messages, `rolling` when the roll-up comes that waits for the recipient already.
    `watch` is None where it is no longer configured.
    """
    if waiting.by_hand:
        return None
    digest = channel.timing.digest
    if digest is not None and digest.mode is DigestMode.DIGEST:
        return Wait(until=next_digest(channel, now), waits=Waits.DIGEST)
    found = (
        _hold(waiting, channel, watch, now),
        _update_every(waiting, watch, now),
        _per_hour(waiting, channel, now, sent, rolling),
    )
    last = max((one for one in found if one is not None), key=lambda one: one.until, default=None)
    end = None if _is_urgent(waiting) else _quiet(channel, last.until if last else now)
    return Wait(until=end, waits=Waits.QUIET) if end is not None else last


def _hold(waiting: Waiting, channel: Channel, watch: Watch | None, now: datetime) -> Wait | None:
    if waiting.first.reason is not Reason.NEW or waiting.begun or _is_urgent(waiting):
        return None
    span = channel.timing.hold if watch is None or watch.hold is None else watch.hold
    return _not_before(waiting.first.created, span, Waits.HOLD, now)


def _update_every(waiting: Waiting, watch: Watch | None, now: datetime) -> Wait | None:
    if waiting.last is None or watch is None or _is_raised(waiting):
        return None
    return _not_before(waiting.last, watch.update_every, Waits.UPDATE_EVERY, now)


def _not_before(moment: datetime, span: timedelta, waits: Waits, now: datetime) -> Wait | None:
    return Wait(until=moment + span, waits=waits) if timedelta(0) <= now - moment < span else None


def _per_hour(
    waiting: Waiting, channel: Channel, now: datetime, sent: Sequence[datetime], rolling: datetime | None
) -> Wait | None:
    most = channel.timing.max_per_hour
    waited = waiting.waits is Waits.PER_HOUR  # once is enough, or new stories could hold updates back for ever
    if most is None or waited or waiting.first.reason is Reason.NEW or _is_raised(waiting):
        return None
    recent = sorted(moment for moment in sent if timedelta(0) <= now - moment < HOUR)
    if len(recent) < most:
        return None
    if rolling is not None and now < rolling <= now + HOUR:
        return Wait(until=rolling, waits=Waits.PER_HOUR)
    return Wait(until=recent[len(recent) - most] + HOUR, waits=Waits.PER_HOUR)


def _is_urgent(waiting: Waiting) -> bool:
    return any(alert.level is Level.URGENT for alert in waiting.alerts)


def _is_raised(waiting: Waiting) -> bool:
    """Whether it is louder than all that the recipient was told of the story: that waits for nobody."""
    return _is_urgent(waiting) and waiting.loudest != Level.URGENT


def may_go(digest: Digest, channel: Channel, now: datetime) -> bool:
    """Whether a digest that is due may be sent now: one that failed before quiet hours waits for their end."""
    return digest.by_hand or _quiet(channel, now) is None or any(alert.level is Level.URGENT for alert in digest.alerts)


def _quiet(channel: Channel, moment: datetime) -> datetime | None:
    quiet = channel.timing.quiet
    return hours.quiet_until(quiet, ZoneInfo(channel.timezone), moment) if quiet is not None else None


# --- what the service of a channel takes -----------------------------------------------------------------


def turns(rate: Rate, sent: Iterable[datetime], now: datetime) -> Iterator[datetime]:
    """Yield when each of the messages may go that wait now, without end: no stretch of the rate gets more than it says.

    `sent` is when the channel took messages, in any order.
    """
    recent = sorted(moment for moment in sent if timedelta(0) <= now - moment < rate.within)
    last = deque(recent, maxlen=rate.messages)
    while True:
        turn = now if len(last) < rate.messages else max(now, last[0] + rate.within)
        last.append(turn)
        yield turn


def room(rate: Rate, sent: Iterable[datetime], now: datetime) -> int:
    """Return how many messages may go now."""
    return sum(1 for _ in takewhile(lambda turn: turn <= now, islice(turns(rate, sent, now), rate.messages)))


def first_served(single: Sequence[Waiting]) -> list[Waiting]:
    """Return what may go in the order in which it does where not all can: asked for by a person, urgent, the rest."""
    return sorted(single, key=lambda one: (not one.by_hand, not _is_urgent(one)))


# --- all that is due for one channel ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What waits on."""

    waiting: Waiting
    wait: Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What one recipient is told in one message, oldest first."""

    kind: DigestKind
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of all that was due: each is in exactly one of these. What was early may be in none: it waits on."""

    held: tuple[Held, ...]
    folds: tuple[Fold, ...]
    single: tuple[Waiting, ...]


def plan(
    due: Sequence[Waiting],
    channel: Channel,
    watches: Mapping[str, Watch],
    now: datetime,
    *,
    sent: Mapping[str, Sequence[datetime]],
    rolling: Mapping[str, datetime],
) -> Plan:
    """Say what of all that is due for one channel goes now, how, and what waits. `due` is in the order of sending.

    `sent` and `rolling` are those of `gate`, by recipient.
    """
    held: list[Held] = []
    go: dict[str, list[Waiting]] = {}
    counted = {recipient: list(times) for recipient, times in sent.items()}
    rolled = dict(rolling)
    for one in due:
        to = one.first.recipient
        wait = gate(one, channel, watches.get(one.first.watch), now, sent=counted.get(to, ()), rolling=rolled.get(to))
        if wait is None:
            go.setdefault(to, []).append(one)
            counted.setdefault(to, []).extend([now] * (not one.early))
            continue
        if one.early:
            continue
        held.append(Held(waiting=one, wait=wait))
        if wait.waits is Waits.PER_HOUR:
            rolled[to] = wait.until
    folds = [fold for passed in go.values() for fold in _folds(passed, channel, now)]
    done = {one.first.id for fold in folds for one in fold.waiting} | {one.waiting.first.id for one in held}
    single = tuple(one for one in due if one.first.id not in done and not one.early)
    return Plan(held=tuple(held), folds=tuple(folds), single=single)


def _folds(passed: Sequence[Waiting], channel: Channel, now: datetime) -> list[Fold]:
    """Bring together what is late, what was held, and what was too much. What may have been sent stays by itself.

    Where something is late, all that was tried before goes with it: the channel works again.
    """
    by_kind: dict[DigestKind, list[Waiting]] = {}
    overdue = any(_is_late(one, channel, now) and not one.early for one in passed)
    for one in passed:
        if not one.begun and (kind := _kind(one, channel, now, overdue=overdue)):
            by_kind.setdefault(kind, []).append(one)
    most = most_stories(channel)
    return [
        Fold(kind=kind, waiting=tuple(together[start : start + most]))
        for kind, together in by_kind.items()
        if len(together) > (FEW if kind is DigestKind.HELD else 1)
        for start in range(0, len(together), most)
    ]


def _kind(one: Waiting, channel: Channel, now: datetime, *, overdue: bool) -> DigestKind | None:
    if one.early or _is_late(one, channel, now):
        return DigestKind.LATE if overdue else None
    if one.waits in {Waits.QUIET, Waits.DIGEST}:
        return DigestKind.HELD
    return DigestKind.ROLL_UP if one.waits is Waits.PER_HOUR else None


def _is_late(one: Waiting, channel: Channel, now: datetime) -> bool:
    return now - one.ready > channel.timing.max_age


def most_stories(channel: Channel) -> int:
    """Return how many stories one message of `channel` tells."""
    return MOST_STORIES.get(type(channel.settings), LEAST_STORIES)


# --- digests ---------------------------------------------------------------------------------------------


def has_digests(channel: Channel) -> bool:
    """Whether the channel gets digests."""
    digest = channel.timing.digest
    return digest is not None and digest.mode is not DigestMode.INSTANT


def next_digest(channel: Channel, now: datetime) -> datetime:
    """Return when the next digest comes: at its time, or when the quiet hours end that this lies in."""
    return due_of(channel, hours.next_of(_times(channel), ZoneInfo(channel.timezone), slot(channel, now)))


def slot(channel: Channel, now: datetime) -> datetime:
    """Return the last time of a digest that is to be sent by now."""
    found = hours.last_of(_times(channel), ZoneInfo(channel.timezone), now)
    while due_of(channel, found) > now:
        found = hours.last_of(_times(channel), ZoneInfo(channel.timezone), found - timedelta(seconds=1))
    return found


def is_due(last: datetime, slot: datetime) -> bool:
    """Whether the digest of `slot` is to be made, where the last one was that of `last`.

    A clock that was an hour ahead has made it already; one that was days ahead must not silence all until then.
    """
    return slot > last or last - slot > timedelta(days=2)


def due_of(channel: Channel, slot: datetime) -> datetime:
    """Return when the digest of `slot` is sent."""
    return _quiet(channel, slot) or slot


def _times(channel: Channel) -> tuple[time, ...]:
    digest = channel.timing.digest
    if digest is None:
        message = f"{channel.name} has no digests"
        raise ValueError(message)
    return digest.at
