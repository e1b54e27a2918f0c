"""A replay of the current configuration is what the ledger says: the same outcome for every match, the same alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.backtest import backtest, replay, staged
from monitor.settings import WatchState
from monitor.store import Store, archive, ledger, open_store
from tests.backtest.stream import BEGIN, desk

COMPARED = {
    "matches": "entry, watch, revision, story, score, suppressed, detail, decided",
    "alerts": "id, watch, story, entry, channel, recipient, reason, revision, title, created, due, level, news, likely",
    "members": "entry, story, joined",
}


def told(store: Store, table: str) -> list[tuple[Any, ...]]:
    """What a table of the ledger says."""
    return [tuple(row) for row in store.db.execute(f"SELECT {COMPARED[table]} FROM {table} ORDER BY 1, 2, 3")]


@pytest.mark.parametrize("seed", range(4))
def test_a_replay_is_what_happened(tmp_path: Path, seed: int) -> None:
    """Several feeds, their first readings, edits, articles, pages that are gone, what people ruled, restarts."""
    with desk(tmp_path, seed) as room:
        room.live(350)
        with staged(room.configuration, {}) as stage:
            for event in archive.events(room.store.db):
                stage.play(event)
            for table in COMPARED:
                assert told(stage.store, table) == told(room.store, table), table
        kinds = {row[0] for row in room.store.db.execute("SELECT DISTINCT kind FROM history")}
        assert kinds == {"seen", "article", "gone"}
        assert len(told(room.store, "alerts")) > 20
        reasons = {row[5] for row in told(room.store, "matches")}
        assert {None, "first-seen-feed", "same-story", "shadow"} <= reasons


def test_the_figures_are_those_of_the_ledger(tmp_path: Path) -> None:
    """What is reported from a moment on is what the ledger counts from then on; a shadow is shown as if live."""
    with desk(tmp_path, 3) as room:
        room.live(350)
        begin, end = archive.span(room.store.db) or (None, None)
        assert begin is not None
        assert end is not None
        since = begin + (end - begin) / 2
        report = backtest(room.store, room.configuration, since=since, until=end)
        found = {one.watch: one for one in report.watches}
        totals = ledger.totals(room.store.db, since=since)
        live = [one for one in report.watches if one.state is WatchState.LIVE]
        assert sum(one.alerts for one in live) == totals["alerted"]
        assert sum(one.matched for one in report.watches) == totals["matched"]
        assert found["shadow"].alerts > 0
        assert "shadow" not in found["shadow"].suppressed
        for one in report.watches:
            assert one.matched == one.alerts + sum(one.suppressed.values())
            assert sum(one.by_day) == one.alerts == sum(one.reasons.values())
        later = ledger.entries_since(room.store.db, since=since)
        assert report.entries == len(later)
        assert report.before == len(ledger.entries_since(room.store.db, since=begin)) - len(later)


def test_nothing_is_written(tmp_path: Path) -> None:
    with desk(tmp_path, 4) as room:
        room.live(80)
        before = list(room.store.db.conn.iterdump())
        with open_store(room.configuration.store, read_only=True) as reading:
            assert list(replay(reading, room.configuration))
        assert list(room.store.db.conn.iterdump()) == before


def test_a_feed_that_is_not_configured_is_left_out(tmp_path: Path) -> None:
    with desk(tmp_path, 5) as room:
        room.live(150)
        feeds = {name: feed for name, feed in room.configuration.feeds.items() if name != "herald"}
        report = backtest(
            room.store, replace(room.configuration, feeds=feeds), since=BEGIN, until=BEGIN + timedelta(days=30)
        )
        assert report.left_out == room.store.db["entries"].count_where("feed = 'herald'") > 0
        assert {shown.publisher for one in report.watches for shown in one.examples}.isdisjoint({"herald"})
