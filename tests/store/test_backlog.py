"""What is asked for one alert does not grow with those that wait: no question looks through the queue or the table."""

from __future__ import annotations

import re
from pathlib import Path

from monitor.settings import StoreSettings
from monitor.store import open_store, outbox, waiting
from monitor.types import AlertState
from tests import making
from tests.making import NOON
from tests.store.test_store import settle, told

THROUGH_ALL = re.compile(r"SCAN (alerts|a|b)\b|alerts_(pending|queue) \(channel=\?\)")


def test_the_questions_about_one_alert_are_answered_by_its_story_thread_or_id(tmp_path: Path) -> None:
    fresh = making.fresh()
    alert = making.alert(fresh.entry)
    asked: list[str] = []
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as store:
        store.db.conn.set_trace_callback(asked.append)
        store.save(told(fresh), now=NOON)
        (found,) = waiting.due(store.db, "desk", now=NOON, limit=10)
        outbox.matched_entry(store.db, alert)
        outbox.thread_level(store.db, alert)
        outbox.told_before(store.db, alert)
        waiting.told_with(store.db, alert.id)
        with store.writing() as db:
            waiting.begin(db, found)
        settle(store, alert.id, AlertState.SENT)
        store.db.conn.set_trace_callback(None)
        about = [sql for sql in asked if re.search(r"\balerts\b", sql) and "LIMIT 10" not in sql]
        assert len(about) > 8  # but for the queue itself, of which the first ten were asked for
        for sql in about:
            steps = [row[3] for row in store.db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
            assert not THROUGH_ALL.search("; ".join(steps)), sql


def test_the_head_of_a_queue_is_found_in_order_without_sorting_it(tmp_path: Path) -> None:
    asked: list[str] = []
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as store:
        store.db.conn.set_trace_callback(asked.append)
        waiting.due(store.db, "desk", now=NOON, limit=10)
        store.db.conn.set_trace_callback(None)
        (sql,) = (sql for sql in asked if "LIMIT 10" in sql)
        steps = [row[3] for row in store.db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
        assert "SEARCH a USING INDEX alerts_queue (channel=?)" in steps
        assert not [step for step in steps if "TEMP B-TREE" in step]
