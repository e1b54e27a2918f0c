"""What the database keeps of the times in which something did not work: a row for each, not for each poll."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.settings import StoreSettings
from monitor.store import Store, notices, open_store, restorations, schema, spells, upkeep
from monitor.store.connection import connect
from monitor.types import FailureKind, FeedFailure, Notice, NoticeKind, Polled, Restoration, Spell, SpellKind
from tests.making import NOON, feed_state

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
REFUSED = FeedFailure(kind=FailureKind.CONNECT, detail="Connection refused")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as opened:
        yield opened


def poll(store: Store, minute: int, *, failing_since: int | None = None) -> None:
    """One poll so many minutes after noon."""
    now = NOON + minute * MINUTE
    since = None if failing_since is None else NOON + failing_since * MINUTE
    state = feed_state("herald", last_check=now, failing_since=since, last_failure=REFUSED if since else None)
    store.save(Polled(state=state, failure=REFUSED if since else None), now=now)


def kept(store: Store, until: int = 10_000) -> list[tuple[str, str, float, float | None]]:
    """What is known up to a minute: kind, subject, and the minutes of its beginning and its end."""
    found = spells.between(store.db, since=NOON - 24 * HOUR, until=NOON + until * MINUTE)
    return [(one.kind.value, one.subject, minute(one, "since"), minute(one, "until")) for one in found]  # type: ignore[misc]


def minute(one: Spell, name: str) -> float | None:
    at = getattr(one, name)
    return None if at is None else (at - NOON) / MINUTE


def test_a_thousand_polls_leave_a_row_for_each_stretch(store: Store) -> None:
    for number in range(0, 1000, 10):
        begun = 200 if 200 <= number < 500 else 700 if 700 <= number < 720 else None
        poll(store, number, failing_since=begun)
    assert store.db.execute("SELECT count(*) FROM spells").fetchone() == (2,)
    assert kept(store) == [("feed", "herald", 200, 500), ("feed", "herald", 700, 720)]
    assert kept(store, until=300) == [("feed", "herald", 200, None)]  # as it stood then
    with store.writing() as db:
        spells.forget(db, before=NOON + 600 * MINUTE)
    assert kept(store) == [("feed", "herald", 700, 720)]


def start(store: Store, minute: float, pause: timedelta = MINUTE) -> None:
    with store.writing() as db:
        upkeep.started(db, host="here", pid=1, version="1", now=NOON + minute * MINUTE, pause=pause)


def beat(store: Store, minute: float, *, stop: bool = False) -> None:
    with store.writing() as db:
        (upkeep.stopped if stop else upkeep.heartbeat)(db, now=NOON + minute * MINUTE)


def test_a_worker_that_did_not_run_is_known_by_the_next_start(store: Store) -> None:
    start(store, 0)
    beat(store, 30, stop=True)
    start(store, 30.5)  # a restart
    beat(store, 60)  # and a crash after that
    start(store, 80)
    beat(store, 100, stop=True)
    start(store, 90)  # the clock was set back
    beat(store, 100)
    assert kept(store, until=100) == [("worker", "", 60, 80)]
    assert kept(store, until=500) == [("worker", "", 60, 80), ("worker", "", 100, None)]


def test_a_worker_of_cron_may_rest(store: Store) -> None:
    for number in range(0, 100, 10):
        start(store, number, pause=20 * MINUTE)
        beat(store, number + 1, stop=True)
    start(store, 130, pause=20 * MINUTE)
    beat(store, 131, stop=True)
    assert kept(store, until=131) == [("worker", "", 91, 130)]
    assert spells.between(store.db, since=NOON + 131 * MINUTE, until=NOON + 150 * MINUTE, pause=20 * MINUTE) == []


def test_what_could_not_be_saved_is_known(store: Store) -> None:
    with store.writing() as db:
        upkeep.trouble(db, "the disk is full", now=NOON)
        upkeep.trouble(db, "the disk is full", now=NOON + 5 * MINUTE)
    assert kept(store, until=6) == [("storage", "", 0, None)]
    with store.writing() as db:
        upkeep.trouble(db, "", now=NOON + 10 * MINUTE)
    assert kept(store) == [("storage", "", 0, 10)]


def test_of_what_was_before_the_notices_know(tmp_path: Path) -> None:
    """An older database is upgraded: what failed and recovered, and what fails still."""
    path = tmp_path / "old.db"
    db = connect(path)
    schema.migrations.apply(db, stop_before="m011_bulletins")
    fails = feed_state("herald", failing_since=NOON, last_failure=REFUSED)
    over = Notice(
        kind=NoticeKind.RECOVERED, subject="gazette", detail="no longer failing: …", since=NOON - HOUR, at=NOON
    )
    with db.conn:
        db.execute(
            "INSERT INTO feeds (name, url, next_check, failures, failing_since, failure_kind, failure_detail,"
            " moved_polls, unchanged, validators_lie, window, calm, troubles)"
            " VALUES (?, '', '', 2, ?, 'connect', 'refused', 0, 0, 0, 0, 0, '[]')",
            [fails.feed, "2026-11-21T12:00:00.000000Z"],
        )
        notices.save(db, [over])
    db.close()
    with open_store(StoreSettings(path=path)) as store:
        found = spells.between(store.db, since=NOON - 2 * HOUR, until=NOON + HOUR)
    assert [(one.subject, one.since, one.until) for one in found if one.kind is SpellKind.FEED] == [
        ("gazette", NOON - HOUR, NOON),
        ("herald", NOON, None),
    ]


def test_what_a_restored_database_does_not_know(store: Store) -> None:
    made, now = NOON - 3 * HOUR, NOON - HOUR
    one = Restoration(at=now, made=made, until=now, backup="monitor.db.1", aside="", why="")
    with store.writing() as db:
        restorations.save(db, one)
    found = spells.between(store.db, since=NOON - 24 * HOUR, until=NOON - HOUR)
    assert [(one.kind, one.since, one.until) for one in found] == [(SpellKind.LOST, made, now)]
