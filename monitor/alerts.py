"""The judgement: who hears of a match, why or why not, and what one attempt to send changes.

Pure functions: what is known is handed in, `now` too, and every decision carries a named reason. Nothing here reads
a clock, a file or the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from monitor import retry
from monitor.render.updates import called
from monitor.settings import Channel, Level, Watch, WatchState
from monitor.types import (
    Alert,
    AlertState,
    ChannelCondition,
    ChannelState,
    Deferred,
    Entry,
    Fault,
    Fresh,
    Joined,
    Match,
    Outcome,
    Outgoing,
    Reason,
    Rejected,
    SendResult,
    Sent,
    Settlement,
    Suppressed,
    Told,
    Update,
    alert_id,
)

FIRST_WEB_FEEDS = datetime(1999, 3, 1, tzinfo=UTC)
"""RSS 0.90 appeared in March 1999; a date before it (1970, year 1) says nothing about the age of an entry."""

CHANNEL_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
"""How long a channel that is at fault rests before its next alert is tried; the last value repeats."""


def decide(
    fresh: Fresh,
    match: Match | None,
    joined: Joined,
    watch: Watch,
    *,
    channels: Iterable[Channel],
    told: Sequence[Told],
    update: Update | None,
    baseline: bool,
    now: datetime,
    near: Sequence[Told] = (),
    sources: int = 0,
    restored: bool = False,
) -> Outcome:
    """Say what becomes of a match: alerts for every recipient of the watch, or one suppression with its reason.

    `match` is None where an edited entry no longer fits a watch that told of it. `told` is what this watch told of the
    story so far, in order, `near` what it told of the likely story of `joined`. `update` is what the entry brings to a
    story that was told, `sources` how many independent publishers are behind it now, where the watch asks for a number.
    `baseline` says that the feed is read for the first time, `restored` that a desk may have heard of the entry before
    the database was restored.
    """
    found = match or Match(watch=watch.name, entry=fresh.entry.id, hits=())
    reached = watch.sources is not None and sources >= watch.sources
    if told and update is None and reached and not _is_raised(told) and fresh.previous is None:
        update = Update(kind=Reason.ALSO, what="publisher")  # two stories became one
    case = _Case(fresh, match, joined, watch, told, update, reached=reached, sources=sources, restored=restored)
    verdict, detail = _verdict(case, baseline=baseline, now=now)
    if isinstance(verdict, Suppressed):
        return Outcome(match=found, story=joined, suppressed=verdict, detail=detail)
    level = Level.URGENT if reached else watch.level
    hearing = [channel for channel in channels if hears(channel, level)]
    if not hearing:
        detail = f"{level}: its channels are told of what is urgent"
        return Outcome(match=found, story=joined, suppressed=Suppressed.BELOW_LEVEL, detail=detail)
    alert = partial(
        _alert,
        entry=fresh.entry,
        story=joined.story,
        watch=watch,
        reason=verdict,
        level=level,
        update=update if told else None,
        likely=_thread(joined, told, near),
        now=now,
    )
    return Outcome(match=found, story=joined, alerts=tuple(map(alert, _recipients(hearing))), detail=detail)


def _thread(joined: Joined, told: Sequence[Told], near: Sequence[Told]) -> str | None:
    """Return the story whose thread a message belongs to, if not its own: what began in one goes on there.

    `near` is what was told of the likely story, which may itself be told in the thread of another one.
    """
    if told:
        return told[0].likely
    return near[0].likely or joined.likely if near else None


def withdrawn(
    entry: Entry,
    story: str,
    update: Update,
    watch: Watch,
    *,
    channels: Iterable[Channel],
    told: Sequence[Told],
    now: datetime,
) -> tuple[Alert, ...]:
    """Tell every recipient of the watch that what it told of `entry` is gone, once for each revision."""
    level = told[-1].level if told else watch.level
    alert = partial(
        _alert,
        entry=entry,
        story=story,
        watch=watch,
        reason=Reason.GONE,
        level=level,
        update=update,
        likely=told[0].likely if told else None,
        now=now,
    )
    return tuple(map(alert, _recipients(channel for channel in channels if hears(channel, level))))


def hears(channel: Channel, level: Level) -> bool:
    """Whether the channel is told of what is so loud."""
    return level is Level.URGENT or channel.timing.min_level is not Level.URGENT


@dataclass(frozen=True, slots=True)
class _Case:
    fresh: Fresh
    match: Match | None
    joined: Joined
    watch: Watch
    told: Sequence[Told]
    update: Update | None
    reached: bool
    sources: int
    restored: bool


def _verdict(case: _Case, *, baseline: bool, now: datetime) -> tuple[Reason | Suppressed, str]:
    entry, watch = case.fresh.entry, case.watch
    if untold := _told_to_nobody(case, baseline=baseline):
        return untold
    if case.told and case.fresh.previous is not None:
        return _verdict_on_edit(case)
    if case.told and _is_repeat(case):
        return Suppressed.SAME_STORY, _same(case)
    if (age := age_of(entry, now)) > watch.max_age:
        return Suppressed.TOO_OLD, f"published {_days(age)} ago; the watch takes at most {_days(watch.max_age)}"
    if case.told and case.update is not None:
        return case.update.kind, _said(case.update, case.fresh.entry.publisher)
    if case.fresh.previous is not None:
        return Reason.NEW, "matches since it was edited"
    return Reason.NEW, "possibly the same as another story" if case.joined.likely else "first sight of this story"


def _told_to_nobody(case: _Case, *, baseline: bool) -> tuple[Suppressed, str] | None:
    """Say why nobody is told, whatever the news is."""
    shadow = case.watch.state is WatchState.SHADOW
    if case.restored and not shadow:
        return Suppressed.RESTORED, "it may have been told before the database was restored"
    if baseline:
        feed = case.fresh.entry.feed
        return Suppressed.FIRST_SEEN_FEED, f"the first reading of feed {feed}: what it holds counts as known"
    return (Suppressed.SHADOW, "the watch is a shadow: it counts and tells nobody") if shadow else None


def _is_repeat(case: _Case) -> bool:
    """Another publisher is worth a message only where it makes up the number that the watch asks for."""
    if case.update is None:
        return True
    return case.update.kind is Reason.ALSO and (not case.reached or _is_raised(case.told))


def _is_raised(told: Iterable[Told]) -> bool:
    return any(one.level is Level.URGENT for one in told)


def _verdict_on_edit(case: _Case) -> tuple[Reason | Suppressed, str]:
    if not any(one.entry == case.fresh.entry.id for one in case.told):  # the desk knows the story from another entry
        if case.update is None or case.update.kind is Reason.ALSO:
            return Suppressed.SAME_STORY, _same(case)
        return case.update.kind, _said(case.update, case.fresh.entry.publisher)
    if case.update is None:
        return Suppressed.EDITED, "edited in nothing that is news to the desk"
    still = "" if case.match else "; it no longer matches the watch"
    return case.update.kind, f"{_said(case.update, case.fresh.entry.publisher)}{still}"


def _said(update: Update, publisher: str) -> str:
    """Say what an update brings, in one line. `publisher` is that of the entry which brings it, as people write it."""
    old, new = "; ".join(update.old), "; ".join(update.new)
    match update.kind:
        case Reason.ALSO:
            return f"now also {called(new, [publisher]) or 'another publisher'}"
        case Reason.GONE:
            return f"withdrawn: {old}"
        case Reason.CORRECTED if update.what == "headline":
            return f"the headline was: {old}"
        case _:
            return f"{update.what}: {old} -> {new}" if old else f"{update.what}: {new}"


def _same(case: _Case) -> str:
    last = case.told[-1]
    more = ""
    if case.update is not None and case.update.kind is Reason.ALSO:
        more = f"; {_said(case.update, case.fresh.entry.publisher)}"
    how = "told" if last.mute is None else "kept back by a mute"
    return f"{how} at {last.at:%Y-%m-%d %H:%M} UTC: {last.title}{more}"


def age_of(entry: Entry, now: datetime) -> timedelta:
    """How long ago `entry` was published; nothing where it gives no date that can be true."""
    if entry.published is None or entry.published < FIRST_WEB_FEEDS:
        return timedelta(0)
    return max(timedelta(0), now - entry.published)


def _recipients(channels: Iterable[Channel]) -> Iterator[tuple[str, str]]:
    return ((channel.name, recipient) for channel in channels for recipient in channel.recipients)


def _alert(
    recipient: tuple[str, str],
    *,
    entry: Entry,
    story: str,
    watch: Watch,
    reason: Reason,
    level: Level,
    now: datetime,
    update: Update | None = None,
    likely: str | None = None,
) -> Alert:
    channel, address = recipient
    return Alert(
        id=alert_id(
            watch=watch.name,
            story=story,
            entry=entry.id,
            channel=channel,
            recipient=address,
            reason=reason,
            revision=entry.revision,
        ),
        watch=watch.name,
        story=story,
        entry=entry.id,
        channel=channel,
        recipient=address,
        reason=reason,
        revision=entry.revision,
        created=now,
        due=now,
        level=level,
        update=update,
        likely=likely,
    )


def _days(span: timedelta) -> str:
    hours = round(span / timedelta(hours=1))
    return f"{hours} h" if hours < 72 else f"{hours // 24} days"


# --- after an attempt ------------------------------------------------------------------------------------


def settle(alert: Outgoing, attempts: int, result: SendResult, state: ChannelState, *, now: datetime) -> Settlement:
    """Say what one attempt changes. `attempts` counts those before it, `state` is the channel's condition until now.

    A fault of the channel burns no attempt: the alert waits as it is until the channel works again.
    """
    if isinstance(result, Sent):
        healthy = replace(
            state, condition=ChannelCondition.OPEN, failures=0, since=None, resume=None, detail=result.detail
        )
        return Settlement(state=AlertState.SENT, due=alert.due, attempts=attempts + 1, channel=healthy)
    if isinstance(result, Rejected) and result.fault is Fault.RECIPIENT:
        # The channel answered, so it works; that it refused this one message is the alert's own fate.
        return Settlement(state=AlertState.REJECTED, due=alert.due, attempts=attempts + 1, channel=state)
    failing = replace(state, failures=state.failures + 1, since=state.since or now, detail=result.detail)
    if isinstance(result, Rejected):
        return _hold(alert, attempts, result, failing, now)
    wish = result.retry_after if isinstance(result, Deferred) else None
    if wish is not None:  # the receiver gets too much of everything, not of this alert
        failing = replace(failing, resume=now + min(wish, retry.LONGEST_WISH))
    due = retry.next_attempt(attempts + 1, alert_id=alert.id, now=now, retry_after=wish)
    return Settlement(state=AlertState.PENDING, due=due, attempts=attempts + 1, channel=failing)


def _hold(alert: Outgoing, attempts: int, result: Rejected, failing: ChannelState, now: datetime) -> Settlement:
    if result.fault is Fault.GONE:
        held = replace(failing, condition=ChannelCondition.SUSPENDED, resume=None)
    else:
        pause = CHANNEL_PAUSES[min(failing.failures, len(CHANNEL_PAUSES)) - 1]
        held = replace(failing, condition=ChannelCondition.PAUSED, resume=now + pause)
    return Settlement(state=AlertState.PENDING, due=alert.due, attempts=attempts, channel=held)


def usable(state: ChannelState, *, now: datetime) -> bool:
    """Whether alerts may be sent to the channel now."""
    if state.condition is ChannelCondition.SUSPENDED:
        return False
    if state.resume is not None:
        # A clock that was set back must not stretch a pause, or a rest that was asked for, beyond its longest.
        return state.resume <= now or state.resume > now + CHANNEL_PAUSES[-1]
    return True
