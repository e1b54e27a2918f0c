"""The questions of the store on a real database: what is saved comes back, together or not at all."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Migrations

from monitor.errors import StoreError
from monitor.settings import StoreSettings
from monitor.store import (
    StorageError,
    Store,
    ledger,
    memory,
    open_store,
    outbox,
    rows,
    schema,
    stories,
    upkeep,
    waiting,
)
from monitor.types import (
    Alert,
    AlertState,
    Deferred,
    Delivery,
    FailureKind,
    FeedFailure,
    Fresh,
    Notice,
    NoticeKind,
    Outcome,
    Polled,
    Reason,
    Rhythm,
    Sent,
    Settlement,
    Suppressed,
)
from tests import making
from tests.making import NOON


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as opened:
        yield opened


def told(*fresh: Fresh) -> Polled:
    """A reading in which every entry matched and was told to the desk."""
    outcomes = [
        Outcome(match=making.match(item.entry), story=making.joined(item.entry), alerts=(making.alert(item.entry),))
        for item in fresh
    ]
    return Polled(
        state=making.feed_state(), present=tuple(item.entry.id for item in fresh), fresh=fresh, outcomes=tuple(outcomes)
    )


def due(store: Store, now: datetime) -> list[tuple[Alert, int]]:
    """What is due on the desk's channel."""
    return [(one.first, one.attempts) for one in waiting.due(store.db, "desk", now=now, limit=9)]


def test_a_reading_comes_back_as_it_was_saved(store: Store) -> None:
    fresh = making.fresh(authors=("A. Writer",), tags=("war", "війна"), summary="Текст\nдругий рядок")
    state = making.feed_state(
        etag='"1"',
        last_modified="yesterday",
        body_hash="abc",
        failures=2,
        failing_since=NOON,
        last_failure=FeedFailure(kind=FailureKind.STATUS, detail="teapot", status=418),
        moved_to="https://new.example/rss",
        moved_polls=1,
        unchanged=7,
        last_body=NOON,
        validators_lie=True,
        ttl=timedelta(minutes=30),
        rhythm=Rhythm(since=NOON, at=NOON, hours=(0.5,) * 24, days=(1.5,) * 7, heat=0.25, echo=-0.5, moments=3.5),
        last_new=NOON,
        window=20,
        hurry=timedelta(minutes=2),
        calm=3,
        troubles=(Notice(kind=NoticeKind.STALE, subject="gazette", detail="тиша", since=NOON, at=NOON),),
    )
    assert [item.name for item in fields(state) if getattr(state, item.name) == item.default] == []  # nothing left out
    store.save(replace(told(fresh), state=state), now=NOON)
    assert memory.feed_states(store.db) == {"gazette": state}
    assert memory.known_entries(store.db, [fresh.entry.id, "unknown"]) == {fresh.entry.id: fresh.entry}
    assert memory.entries_of_feed_at(store.db, "gazette", [fresh.entry.canonical_url or ""]) == {
        fresh.entry.canonical_url: [fresh.entry]
    }
    assert stories.home_of(store.db, [fresh.entry.id]) == {fresh.entry.id: fresh.entry.id}
    assert due(store, NOON) == [(making.alert(fresh.entry), 0)]
    assert outbox.matched_entry(store.db, making.alert(fresh.entry)) == (fresh.entry, making.match(fresh.entry).hits)


def test_a_reading_is_saved_whole_or_not_at_all(store: Store) -> None:
    good, bad = making.fresh(), making.fresh("Second report from the border")
    polled = told(good, bad)
    broken = replace(polled, outcomes=(*polled.outcomes, polled.outcomes[0]))  # the same match twice is a bug
    with pytest.raises(sqlite3.IntegrityError):
        store.save(broken, now=NOON)
    assert memory.known_entries(store.db, [good.entry.id]) == {}
    assert memory.feed_states(store.db) == {}
    store.save(polled, now=NOON)
    assert len(memory.known_entries(store.db, polled.present)) == 2


def test_a_full_database_refuses_the_whole_reading_and_takes_it_later(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    open_store(StoreSettings(path=path)).close()
    big = making.fresh(summary="x" * 2_000_000)
    with open_store(StoreSettings(path=path, max_size=500_000)) as small:
        with pytest.raises(StorageError, match="full"):
            small.save(told(big), now=NOON)
        assert memory.known_entries(small.db, [big.entry.id]) == {}
        with small.writing() as db:  # the worker can still say so: that row is changed in place
            upkeep.trouble(db, "the database is full", now=NOON)
        assert ledger.worker(small.db).trouble == "the database is full"
    with open_store(StoreSettings(path=path)) as large:
        large.save(told(big), now=NOON)
        assert large.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_update_waits_for_what_it_updates(store: Store) -> None:
    fresh = making.fresh()
    store.save(told(fresh), now=NOON)
    edited = Fresh(entry=replace(fresh.entry, title="Other headline", revision=1), previous=fresh.entry)
    correction = making.alert(edited.entry, reason=Reason.CORRECTED, created=NOON + timedelta(minutes=1))
    outcome = Outcome(match=making.match(edited.entry), story=making.joined(fresh.entry), alerts=(correction,))
    store.save(replace(told(), fresh=(edited,), outcomes=(outcome,)), now=NOON + timedelta(minutes=1))
    later = NOON + timedelta(hours=1)
    first = making.alert(fresh.entry)
    assert [alert.id for alert, _ in due(store, later)] == [first.id]
    settle(store, first.id, AlertState.SENT)
    assert [alert.id for alert, _ in due(store, later)] == [correction.id]
    assert outbox.told_before(store.db, first) is None
    assert outbox.told_before(store.db, correction) == (fresh.entry.title, fresh.entry.summary)


def settle(store: Store, alert: str, state: AlertState) -> None:
    result = Sent(detail="ok") if state is AlertState.SENT else Deferred(detail="later")
    delivery = Delivery(alert=alert, channel="desk", at=NOON, result=result, took=timedelta(milliseconds=20))
    due = NOON + timedelta(minutes=5)
    store.record(delivery, Settlement(state=state, due=due, attempts=1, channel=making.channel_state(failures=1)))


def test_a_deferred_alert_is_due_later_and_at_once_when_the_clock_was_set_back(store: Store) -> None:
    fresh = making.fresh()
    store.save(told(fresh), now=NOON)
    settle(store, making.alert(fresh.entry).id, AlertState.PENDING)
    assert waiting.channels_with_due(store.db, now=NOON + timedelta(minutes=4)) == []
    assert waiting.channels_with_due(store.db, now=NOON + timedelta(minutes=5)) == ["desk"]
    assert waiting.channels_with_due(store.db, now=NOON - timedelta(hours=1)) == ["desk"]
    assert outbox.channel_states(store.db) == {"desk": making.channel_state(failures=1)}
    assert outbox.counts(store.db)["desk"]["pending"] == 1


def test_an_update_waits_for_what_it_updates_though_the_clock_was_set_back_between(store: Store) -> None:
    fresh = making.fresh()
    store.save(told(fresh), now=NOON)
    edited = Fresh(entry=replace(fresh.entry, title="Other headline", revision=1), previous=fresh.entry)
    before = NOON - timedelta(hours=1)
    correction = making.alert(edited.entry, reason=Reason.CORRECTED, created=before, due=before)
    outcome = Outcome(match=making.match(edited.entry), story=making.joined(fresh.entry), alerts=(correction,))
    store.save(replace(told(), fresh=(edited,), outcomes=(outcome,)), now=before)
    (found,) = waiting.due(store.db, "desk", now=before, limit=10)
    assert [alert.id for alert in found.alerts] == [making.alert(fresh.entry).id, correction.id]


def test_what_was_put_off_by_a_clock_that_was_ahead_is_tried_again_when_it_is_right(store: Store) -> None:
    fresh = making.fresh()
    store.save(told(fresh), now=NOON - timedelta(hours=2))
    settle(store, making.alert(fresh.entry, created=NOON - timedelta(hours=2)).id, AlertState.PENDING)
    for now, due in ((NOON + timedelta(minutes=1), []), (NOON - timedelta(hours=1), ["desk"])):
        with store.writing() as db:
            db.execute("UPDATE alerts SET created = ?", [rows.stamp(NOON - timedelta(hours=2))])
            waiting.retry_soon(db, now=now)
        assert waiting.channels_with_due(store.db, now=now) == due


def test_what_waits_for_a_channel_that_is_gone_is_refused_visibly(store: Store) -> None:
    fresh = making.fresh()
    store.save(told(fresh), now=NOON)
    with store.writing() as db:
        assert outbox.reject_orphans(db, ["desk"], now=NOON) == 0
        assert outbox.reject_orphans(db, ["room"], now=NOON) == 1
    account = ledger.account(store.db, fresh.entry)
    assert [(alert.state, alert.detail) for alert in account.matches[0].alerts] == [
        ("rejected", "the channel is no longer configured")
    ]


def test_the_ledger_gives_every_match_one_outcome(store: Store) -> None:
    first, second = making.fresh(), making.fresh("Second report from the border")
    quiet = Outcome(
        match=making.match(second.entry),
        story=making.joined(second.entry),
        suppressed=Suppressed.TOO_OLD,
        detail="published 5 days ago",
    )
    polled = told(first)
    store.save(replace(polled, fresh=(first, second), outcomes=(*polled.outcomes, quiet)), now=NOON)
    assert ledger.totals(store.db, since=NOON) == {"matched": 2, "alerted": 1, "suppressed": {"too-old": 1}}
    assert [(line.title, line.reason) for line in ledger.suppressions(store.db, since=NOON)] == [
        ("Second report from the border", "too-old")
    ]
    assert ledger.find_entries(store.db, second.entry.id[:8]) == [second.entry]
    assert ledger.find_entries(store.db, second.entry.url or "") == [second.entry]


def test_old_entries_go_but_not_what_their_feed_still_holds_or_what_waits(store: Store) -> None:
    old, held, waiting = (making.fresh(f"Report number {word} from the border") for word in ("one", "two", "three"))
    store.save(replace(told(waiting), fresh=(old, held, waiting)), now=NOON - timedelta(days=60))
    with store.writing() as db:
        db.execute("UPDATE entries SET last_seen = '2026-09-22T12:00:00.000000Z'")
        assert upkeep.forget(db, before=NOON) == 0  # the last reading held all of them
    store.save(Polled(state=making.feed_state(), present=(held.entry.id,)), now=NOON)
    assert store.maintain(before=NOON - timedelta(days=30), frequencies={"війна": 0.2}) == 1
    assert upkeep.learnt(store.db) == {"війна": 0.2}
    left = memory.known_entries(store.db, [old.entry.id, held.entry.id, waiting.entry.id])
    assert set(left) == {held.entry.id, waiting.entry.id}


def test_two_writers_take_turns_instead_of_failing(tmp_path: Path) -> None:
    settings = StoreSettings(path=tmp_path / "monitor.db")
    open_store(settings).close()
    failures: list[BaseException] = []

    def count_up() -> None:
        try:
            with open_store(settings) as store:
                for _ in range(100):
                    with store.writing() as db:  # reads, then writes: what a deferred transaction cannot do
                        pid = db.execute("SELECT pid FROM worker").fetchone()[0]
                        db.execute("UPDATE worker SET pid = ?", [pid + 1])
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            failures.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with open_store(settings, read_only=True) as store:
        assert ledger.worker(store.db).pid == 200


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    settings = StoreSettings(path=tmp_path / "monitor.db")
    with open_store(settings) as store:
        store.db.table("_sqlite_migrations").insert(
            {"migration_set": "monitor", "name": "m999_later", "applied_at": "2030-01-01"}
        )
    with pytest.raises(StoreError, match=r"newer version.*m999_later"):
        open_store(settings)


def test_an_older_database_is_copied_before_it_is_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = StoreSettings(path=tmp_path / "monitor.db")
    open_store(settings).close()
    grown = Migrations("monitor")
    grown._migrations = list(schema.migrations._migrations)
    grown(name="m999_later")(lambda db: db.execute("CREATE TABLE later (id INTEGER)"))
    monkeypatch.setattr(schema, "migrations", grown)
    open_store(settings).close()
    copy = sqlite3.connect(tmp_path / "monitor.db.before-m999_later")
    tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_schema")}
    copy.close()
    assert "entries" in tables
    assert "later" not in tables


def test_what_is_no_database_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    path.write_text("these are the notes of an editor, and no database at all\n" * 100)
    with pytest.raises(StoreError, match=r"monitor\.db"):
        open_store(StoreSettings(path=path))
    with pytest.raises(StoreError, match="no database yet"):
        open_store(StoreSettings(path=tmp_path / "other.db"), read_only=True)
