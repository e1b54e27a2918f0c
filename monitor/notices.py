"""Who is told of which trouble, and when: the judgement behind the messages to an operator.

Pure: what waits goes in, messages to make come out. What is wrong with a feed is found in `monitor.health`; here is
also what is wrong with a channel, told as once as that and through another channel than the one in trouble.

An operator is not flooded: what is found within `HOLD` goes out as one message, the next message to the same recipient
waits for `GAP`, and while one waits to be sent (its channel may be down for hours) all that comes is one message after
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.settings import Channel
from monitor.types import (
    Addressee,
    Bundle,
    ChannelCondition,
    ChannelState,
    Notice,
    NoticeKind,
    Settlement,
    bundle_id,
)

HOLD = timedelta(seconds=30)
GAP = timedelta(minutes=5)
MOST = 200  # notices in one message
FAILING_FOR = timedelta(minutes=30)  # before a channel that only defers what it is sent counts as failing

_CHANNEL_TROUBLES = (NoticeKind.CHANNEL_FAILING, NoticeKind.CHANNEL_PAUSED, NoticeKind.CHANNEL_SUSPENDED)
"""The worst last: a milder trouble after a worse one is no news."""


# --- who -------------------------------------------------------------------------------------------------


def addressees(notice: Notice, operators: Iterable[Channel]) -> tuple[Addressee, ...]:
    """Return who is told of `notice`: everybody at the operator's channels, but for a channel that is in trouble.

    That a channel works again may be told through itself.
    """
    troubled = notice.subject if notice.kind in _CHANNEL_TROUBLES else None
    return everybody(channel for channel in operators if channel.name != troubled)


def everybody(channels: Iterable[Channel]) -> tuple[Addressee, ...]:
    """Return every recipient of `channels`."""
    return tuple(
        Addressee(channel=channel.name, recipient=recipient) for channel in channels for recipient in channel.recipients
    )


def outlived(waiting: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return those of `waiting`, which nobody could be told of, whose end is among them: the end says it all."""
    waiting = list(waiting)
    ends = {one.subject: one.at for one in waiting if one.kind is NoticeKind.CHANNEL_RECOVERED}
    return tuple(
        one for one in waiting if one.kind in _CHANNEL_TROUBLES and one.subject in ends and one.at <= ends[one.subject]
    )


# --- when ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for one recipient, oldest first, and the message before.

    `last` is when that was made, None where there is none; `pending` says that it was not sent yet.
    """

    to: Addressee
    notices: Sequence[Notice]
    last: datetime | None = None
    pending: bool = False


def bundled(waiting: Waiting, now: datetime, *, at_once: bool = False) -> Bundle | None:
    """Return the message to make of what waits, None where it is too early; `at_once` waits for nothing but a message
    before it.
    """
    if not waiting.notices or waiting.pending:
        return None
    held = now - waiting.notices[0].at
    since = now - waiting.last if waiting.last else GAP
    # A time that lies ahead was set by a clock that was wrong.
    early = timedelta() <= held < HOLD or timedelta() <= since < GAP
    if early and not at_once:
        return None
    chosen = tuple(waiting.notices[:MOST])
    return Bundle(
        id=bundle_id(waiting.to, chosen),
        channel=waiting.to.channel,
        recipient=waiting.to.recipient,
        notices=chosen,
        created=now,
        due=now,
    )


# --- channels --------------------------------------------------------------------------------------------


def noted(settlement: Settlement, now: datetime) -> Settlement:
    """Return `settlement` with what an operator is told of its channel, and with that noted in the channel's state."""
    state = settlement.channel
    kind = _kind(state, now)
    if kind is None or kind is state.told:
        return settlement
    if kind is NoticeKind.CHANNEL_RECOVERED:
        notice = Notice(kind=kind, subject=state.channel, detail="it takes messages again", since=now, at=now)
        return replace(settlement, channel=replace(state, told=None), notices=(notice,))
    notice = Notice(kind=kind, subject=state.channel, detail=_detail(kind, state), since=state.since or now, at=now)
    return replace(settlement, channel=replace(state, told=kind), notices=(notice,))


def _kind(state: ChannelState, now: datetime) -> NoticeKind | None:
    """Say what is new to tell of a channel, None for nothing."""
    found = _trouble(state, now)
    if found is None:
        works = state.condition is ChannelCondition.OPEN and not state.failures
        return NoticeKind.CHANNEL_RECOVERED if works and state.told else None
    rank = _CHANNEL_TROUBLES.index
    return found if state.told is None or rank(found) > rank(state.told) else None


def _trouble(state: ChannelState, now: datetime) -> NoticeKind | None:
    if state.condition is ChannelCondition.SUSPENDED:
        return NoticeKind.CHANNEL_SUSPENDED
    if state.condition is ChannelCondition.PAUSED:
        return NoticeKind.CHANNEL_PAUSED
    lasting = state.since is not None and now - state.since >= FAILING_FOR
    return NoticeKind.CHANNEL_FAILING if lasting else None


def _detail(kind: NoticeKind, state: ChannelState) -> str:
    match kind:
        case NoticeKind.CHANNEL_SUSPENDED:
            what = "nothing is sent until its settings change or `monitor channels resume` opens it; its queue is kept"
        case NoticeKind.CHANNEL_PAUSED:
            what = "it is tried again now and then; its queue is kept"
        case _:
            what = f"{state.failures} attempts in a row were put off; its queue is kept"
    return f"{state.detail}; {what}"
