"""Mutes at work: what one keeps back that waits already, and what becomes of it when it is over.

    what waited before a mute was made
      | take out  of the outbox, what it keeps back

    a mute whose time is over, or that somebody ended
      | pass on   what another mute keeps back as well     monitor.mutes
      | list      the rest, one message for each recipient
      | save      one transaction

What is decided while a mute is in force is kept back where it is decided (`monitor.judging`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor import hours, mutes
from monitor.settings import Channel
from monitor.store import Store
from monitor.store import mutes as mute_memory
from monitor.store import recaps as recap_memory
from monitor.types import Mute, Recap


def take_out(store: Store, now: datetime) -> dict[Mute, int]:
    """Take out of the outbox what waited there before a mute was made that keeps it back; return how much.

    What may have been sent already stays until that is known. Raises StorageError.
    """
    force = [mute for mute in mute_memory.standing(store.db) if mutes.in_force(mute, now)]
    waiting = {alert.id: (alert, entry) for mute in force for alert, entry in mute_memory.unsent(store.db, mute)}
    kept = [
        (mute, mutes.withheld(alert, entry, mute, now))
        for alert, entry in waiting.values()
        if (mute := mutes.keeps(force, alert, feed=entry.feed, publisher=entry.publisher, now=now)) is not None
    ]
    if kept:
        with store.writing() as db:
            for mute, withheld in kept:
                mute_memory.take_out(db, withheld, mutes.said(mute))
    return Counter(mute for mute, _ in kept)


def end_due(store: Store, channels: Mapping[str, Channel], now: datetime) -> list[Mute]:
    """End the mutes whose time is over, and list what they and those that somebody ended kept back.

    `channels` are all that are configured. Returns the mutes that are over since. Raises StorageError.
    """
    standing = mute_memory.standing(store.db)
    over = [mutes.ended(mute, now) for mute in standing if not mutes.in_force(mute, now)]
    if not over and not mute_memory.unlisted(store.db):
        return []
    with store.writing() as db:
        for mute in over:
            mute_memory.save(db, mute)
        known = {mute.id: mute for mute in mute_memory.known(db)}
        parts = mutes.passed_on(mute_memory.unlisted(db), known.values(), now)
        for name, withheld in parts.items():
            if name:
                mute_memory.pass_on(db, withheld, name)
        recaps = mutes.recaps(parts.get("", ()), known, now)
        for recap in recaps:
            recap_memory.save(db, _after_quiet(recap, channels.get(recap.channel), now))
        recap_memory.reject_orphans(db, channels, now=now)
    return list({mute.id: mute for mute in (*over, *(recap.mute for recap in recaps))}.values())


def _after_quiet(recap: Recap, channel: Channel | None, now: datetime) -> Recap:
    """Let the message wait for the end of quiet hours."""
    if channel is None or channel.timing.quiet is None:
        return recap
    return replace(recap, due=hours.quiet_until(channel.timing.quiet, ZoneInfo(channel.timezone), now) or now)
