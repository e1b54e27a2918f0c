"""What a mute keeps from whom: the judgement behind temporary suppression.

Pure: the mutes that are in force are handed in, `now` too. A mute keeps back what is decided, and what is due to be
sent, while it is in force. Nothing that it keeps back is lost: each is listed once, to whom it was kept from, when the
mute is over. Until then it counts as told for whatever the same mute would keep back as well; a report that it is not
about (of another publisher, say) goes out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from itertools import groupby

from monitor.types import (
    Alert,
    Entry,
    Merge,
    Mute,
    Outcome,
    Recap,
    Suppressed,
    Target,
    Told,
    Withheld,
    mute_id,
    recap_id,
)

LONGEST = timedelta(days=30)
"""A mute that lasts longer would be forgotten by those who made it: whoever means it changes the watch."""

BY_LINK = timedelta(hours=2)
"""How long a mute lasts that is made by the link in a message."""

LONGEST_REASON, LONGEST_NAME = 300, 100


# --- making and ending ---------------------------------------------------------------------------------------


def made(target: Target, author: str, because: str, lasting: timedelta, now: datetime) -> Mute | str:
    """Return a mute that begins now, or in words why it cannot be."""
    author, because = (" ".join(text.split()) for text in (author, because))
    if not any(astuple(target)):
        return "say what to mute: a watch, a story, a publisher, a feed or a channel"
    if target.recipient and not target.channel:
        return "a recipient is one of a channel: name the channel, too"
    if not because or not author:
        return "say why, and who says so: others will wonder"
    if len(because) > LONGEST_REASON or len(author) > LONGEST_NAME:
        return f"a reason has at most {LONGEST_REASON} characters, a name {LONGEST_NAME}"
    if not timedelta(0) < lasting <= LONGEST:
        return f"a mute lasts at most {LONGEST.days} days; to be rid of a watch for good, take it out of its file"
    return Mute(
        id=mute_id(target, author, because, now),
        target=target,
        author=author,
        because=because,
        made=now,
        until=now + lasting,
    )


def in_force(mute: Mute, now: datetime) -> bool:
    """Whether it keeps anything back now. One that was made in the future counts: the clock was set back since."""
    return mute.ended is None and now < mute.until


def ended(mute: Mute, now: datetime, by: str = "") -> Mute:
    """The mute as it is over: by hand where `by` says whose, else because its time is."""
    return replace(mute, ended=now, ended_by=by)


def merged(mutes: Iterable[Mute], merge: Merge) -> list[Mute]:
    """Go along with two stories that were found to be one."""
    return [
        replace(mute, target=replace(mute.target, story=merge.into)) if mute.target.story == merge.absorbed else mute
        for mute in mutes
    ]


# --- what is kept back ---------------------------------------------------------------------------------------


def concerns(mute: Mute, *, watch: str, story: str, feed: str, publisher: str) -> bool:
    """Whether it is about a match, leaving aside who would be told of it."""
    target = mute.target
    return (
        target.watch in {None, watch}
        and target.story in {None, story}
        and target.feed in {None, feed}
        and (target.publisher is None or target.publisher.casefold() == publisher.casefold())
    )


def keeps(mutes: Iterable[Mute], alert: Alert, *, feed: str, publisher: str, now: datetime) -> Mute | None:
    """Return the mute that keeps `alert` of an entry of `feed` from its recipient, if one does: the last to end."""
    found = (
        mute
        for mute in mutes
        if in_force(mute, now)
        and mute.target.channel in {None, alert.channel}
        and mute.target.recipient in {None, alert.recipient}
        and concerns(mute, watch=alert.watch, story=alert.story, feed=feed, publisher=publisher)
    )
    return max(found, key=lambda mute: (mute.until, mute.id), default=None)


def parted(
    alerts: Iterable[Alert], entry: Entry, mutes: Collection[Mute], now: datetime
) -> tuple[tuple[Alert, ...], tuple[Withheld, ...]]:
    """Part alerts of `entry` into those that go out and those that are kept back."""
    if not mutes:
        return tuple(alerts), ()
    go, stay = [], []
    for alert in alerts:
        mute = keeps(mutes, alert, feed=entry.feed, publisher=entry.publisher, now=now)
        if mute is None:
            go.append(alert)
        else:
            stay.append(withheld(alert, entry, mute, now))
    return tuple(go), tuple(stay)


def withheld(alert: Alert, entry: Entry, mute: Mute, now: datetime) -> Withheld:
    """Return `alert` as it is kept back by `mute`."""
    return Withheld(
        mute=mute.id,
        alert=alert,
        feed=entry.feed,
        publisher=entry.publisher,
        title=entry.title,
        url=entry.url,
        at=now,
    )


def applied(outcome: Outcome, entry: Entry, mutes: Collection[Mute], now: datetime) -> Outcome:
    """Return what is left of an outcome. Where nobody is told any more, the match is suppressed."""
    go, stay = parted(outcome.alerts, entry, mutes, now)
    if not stay:
        return outcome
    if go:
        return replace(outcome, alerts=go, withheld=stay)
    by = {mute.id: mute for mute in mutes}
    names = dict.fromkeys(one.mute for one in stay)
    detail = f"{said(by[next(iter(names))])}{f'; and {len(names) - 1} more' if len(names) > 1 else ''}"
    return replace(
        outcome,
        alerts=(),
        withheld=stay,
        suppressed=Suppressed.MUTED,
        detail=f"{detail}; kept back: {outcome.detail or stay[0].alert.reason}",
    )


def said(mute: Mute) -> str:
    """Name a mute in one line: which, by whom, how long, and why."""
    return f"mute {mute.id[:8]} by {mute.author}, until {mute.until:%Y-%m-%d %H:%M} UTC: {mute.because}"


def known(told: Iterable[Told], entry: Entry, mutes: Iterable[Mute], now: datetime) -> list[Told]:
    """Return what counts as told for a report in `entry`.

    What a mute kept back counts once that is over, for then it is listed; and as long as it lasts, where it keeps this
    report back as well.
    """
    force = {mute.id: mute for mute in mutes if in_force(mute, now)}
    return [one for one in told if one.mute is None or _holds(force.get(one.mute), one, entry)]


def _holds(mute: Mute | None, told: Told, entry: Entry) -> bool:
    return mute is None or concerns(
        mute, watch=told.watch, story=told.story, feed=entry.feed, publisher=entry.publisher
    )


# --- when it is over -----------------------------------------------------------------------------------------


def passed_on(over: Sequence[Withheld], mutes: Collection[Mute], now: datetime) -> Mapping[str, list[Withheld]]:
    """Sort what mutes that are over kept back: by the mute that keeps it back from now on, `""` where none does."""
    found: dict[str, list[Withheld]] = {}
    for one in over:
        mute = keeps(mutes, one.alert, feed=one.feed, publisher=one.publisher, now=now)
        found.setdefault(mute.id if mute else "", []).append(one)
    return found


def recaps(free: Iterable[Withheld], over: Mapping[str, Mute], now: datetime) -> tuple[Recap, ...]:
    """Return the messages that list what the mutes `over` kept back, one for each of them and each recipient."""

    def whose(one: Withheld) -> tuple[str, str, str]:
        return (one.mute, one.alert.channel, one.alert.recipient)

    found = []
    for (mute, channel, recipient), group in groupby(sorted(free, key=whose), key=whose):
        kept = tuple(sorted(group, key=lambda one: (one.at, one.alert.id)))
        found.append(
            Recap(
                id=recap_id(mute, channel, recipient, kept),
                mute=over[mute],
                channel=channel,
                recipient=recipient,
                withheld=kept,
                created=now,
                due=now,
            )
        )
    return tuple(found)
