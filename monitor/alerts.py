"""The judgement: who hears of a match, why or why not, and what one attempt to send changes.

Pure functions: what is known is handed in, `now` too, and every decision carries a named reason. Nothing here reads
a clock, a file or the network.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor import retry
from monitor.settings import Channel, Watch, WatchState
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
    Reason,
    Rejected,
    SendResult,
    Sent,
    Settlement,
    Suppressed,
    Told,
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
    told: Told | None,
    baseline: bool,
    now: datetime,
) -> Outcome:
    """Say what becomes of a match: alerts for every recipient of the watch, or one suppression with its reason.

    `match` is None where an edited entry no longer fits a watch that told of it. `told` is what the desk was last told
    of this story by this watch; `baseline` says that the feed is read for the first time.
    """
    found = match or Match(watch=watch.name, entry=fresh.entry.id, hits=())
    verdict, detail = _verdict(fresh, match, watch, told=told, baseline=baseline, now=now)
    if isinstance(verdict, Suppressed):
        return Outcome(match=found, story=joined, suppressed=verdict, detail=detail)
    alerts = tuple(
        _alert(fresh.entry, joined, watch, channel.name, recipient, verdict, now)
        for channel in channels
        for recipient in channel.recipients
    )
    return Outcome(match=found, story=joined, alerts=alerts, detail=detail)


def _verdict(
    fresh: Fresh, match: Match | None, watch: Watch, *, told: Told | None, baseline: bool, now: datetime
) -> tuple[Reason | Suppressed, str]:
    entry = fresh.entry
    if baseline:
        return Suppressed.FIRST_SEEN_FEED, f"the first reading of feed {entry.feed}: what it holds counts as known"
    if watch.state is WatchState.SHADOW:
        return Suppressed.SHADOW, "the watch is a shadow: it counts and tells nobody"
    if told is not None and fresh.previous is not None:
        return _verdict_on_edit(entry, fresh.previous, match, told)
    if told is not None:
        return Suppressed.SAME_STORY, _told(told)
    if (age := age_of(entry, now)) > watch.max_age:
        return Suppressed.TOO_OLD, f"published {_days(age)} ago; the watch takes at most {_days(watch.max_age)}"
    return Reason.NEW, "first sight of this story" if fresh.previous is None else "matches since it was edited"


def _verdict_on_edit(entry: Entry, before: Entry, match: Match | None, told: Told) -> tuple[Reason | Suppressed, str]:
    its_own = told.entry == entry.id  # else the desk knows the story from another entry
    # A headline that changed only in white space or case was not corrected.
    if _plain(entry.title) == _plain(told.title if its_own else before.title):
        return Suppressed.EDITED, "edited below the headline"
    if not its_own:
        return Suppressed.SAME_STORY, _told(told)
    still = "" if match else "; it no longer matches the watch"
    return Reason.CORRECTED, f"the headline was: {told.title}{still}"


def _told(told: Told) -> str:
    return f"told at {told.at:%Y-%m-%d %H:%M} UTC: {told.title}"


def age_of(entry: Entry, now: datetime) -> timedelta:
    """How long ago `entry` was published; nothing where it gives no date that can be true."""
    if entry.published is None or entry.published < FIRST_WEB_FEEDS:
        return timedelta(0)
    return max(timedelta(0), now - entry.published)


def _alert(
    entry: Entry, joined: Joined, watch: Watch, channel: str, recipient: str, reason: Reason, now: datetime
) -> Alert:
    return Alert(
        id=alert_id(
            watch=watch.name,
            story=joined.story,
            channel=channel,
            recipient=recipient,
            reason=reason,
            revision=entry.revision,
        ),
        watch=watch.name,
        story=joined.story,
        entry=entry.id,
        channel=channel,
        recipient=recipient,
        reason=reason,
        revision=entry.revision,
        created=now,
        due=now,
    )


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _days(span: timedelta) -> str:
    hours = round(span / timedelta(hours=1))
    return f"{hours} h" if hours < 72 else f"{hours // 24} days"


# --- after an attempt ------------------------------------------------------------------------------------


def settle(alert: Alert, attempts: int, result: SendResult, state: ChannelState, *, now: datetime) -> Settlement:
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
    due = retry.next_attempt(attempts + 1, alert_id=alert.id, now=now, retry_after=wish)
    return Settlement(state=AlertState.PENDING, due=due, attempts=attempts + 1, channel=failing)


def _hold(alert: Alert, attempts: int, result: Rejected, failing: ChannelState, now: datetime) -> Settlement:
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
    if state.condition is ChannelCondition.PAUSED and state.resume is not None:
        # A clock that was set back must not stretch a pause beyond its longest.
        return state.resume <= now or state.resume > now + CHANNEL_PAUSES[-1]
    return True
