"""Noise budgets at work: asks the store what watches told, lets `monitor.budgets` judge, and notes what is to be told.

The notice is saved as those of feeds are, and reaches the operator the same way (`monitor.telling`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor import budgets, spells
from monitor.budgets import Budget
from monitor.settings import Configuration, Watch, WatchState
from monitor.store import Store, notices
from monitor.store import budgets as memory
from monitor.store import spells as spell_memory
from monitor.types import Notice, NoticeKind

EVERY = timedelta(minutes=5)
"""How often it is looked whether watches keep within their budgets."""


def watched(configuration: Configuration) -> dict[str, Watch]:
    """Return the watches that have a budget: those on trial tell nobody anything."""
    return {
        name: watch
        for name, watch in configuration.watches.items()
        if watch.expect is not None and watch.state is WatchState.LIVE
    }


def review(store: Store, configuration: Configuration, now: datetime) -> list[Notice]:
    """Note what is new to tell of the budgets of watches; return it. Raises StorageError."""
    watches = watched(configuration)
    if memory.known(store.db).keys() != watches.keys():
        with store.writing() as db:
            memory.forget(db, but=watches)
            for name in watches:
                memory.begin(db, name, now=now)
    found = [notice for one in standing(store, configuration, now) if (notice := budgets.judged(one, now)) is not None]
    if found:
        with store.writing() as db:
            notices.save(db, found)
            for notice in found:
                over = notice.kind is NoticeKind.WATCH_RECOVERED
                memory.save_trouble(db, notice.subject, None if over else notice)
    return found


def standing(store: Store, configuration: Configuration, now: datetime) -> list[Budget]:
    """Return every budget with all that it is judged by; of watches that were never looked at there is none."""
    known, watches = memory.known(store.db), watched(configuration)
    if not watches:
        return []
    kept = now - configuration.store.keep
    since = max(kept, now - budgets.HISTORY)
    told = memory.told(store.db, watches, since=since)
    troubles = spell_memory.between(store.db, since=since, until=now, pause=spells.rest(configuration.feeds.values()))
    return [
        Budget(
            watch=name,
            expect=watch.expect,
            told=told[name],
            known=max(known[name][0], kept),
            feeds=tuple(configuration.feeds),
            spells=troubles,
            trouble=known[name][1],
        )
        for name, watch in watches.items()
        if name in known and watch.expect is not None
    ]
