"""What operators are told: each notice waits for each of them, goes out in one message, and is forgotten when told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Migrations

from monitor.settings import StoreSettings
from monitor.store import Store, memory, notices, open_store, outbox, schema, upkeep
from monitor.types import (
    Addressee,
    AlertState,
    Bundle,
    ChannelCondition,
    ChannelState,
    Deferred,
    Delivery,
    Notice,
    NoticeKind,
    Polled,
    SendResult,
    Sent,
    Settlement,
    bundle_id,
)
from tests import making
from tests.making import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANNA, BOB = Addressee(channel="duty", recipient="anna"), Addressee(channel="duty", recipient="bob")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as opened:
        yield opened


def _notice(kind: NoticeKind = NoticeKind.STALE, subject: str = "gazette", at: datetime = NOON) -> Notice:
    return Notice(kind=kind, subject=subject, detail="тиша", since=at - HOUR, at=at)


def _bundle(*found: Notice, to: Addressee = ANNA) -> Bundle:
    return Bundle(
        id=bundle_id(to, found), channel=to.channel, recipient=to.recipient, notices=found, created=NOON, due=NOON
    )


def _address(store: Store, *found: Notice, to: tuple[Addressee, ...] = (ANNA,)) -> None:
    with store.writing() as db:
        notices.save(db, found)
        for notice in found:
            notices.address(db, notice, to)


def _bring(store: Store, bundle: Bundle) -> None:
    with store.writing() as db:
        notices.save_bundle(db, bundle)


def _settle(store: Store, bundle: Bundle, result: SendResult, state: AlertState, *more: Notice) -> None:
    channel = ChannelState(channel=bundle.channel, settings="x", told=NoticeKind.CHANNEL_PAUSED)
    delivery = Delivery(alert=bundle.id, channel=bundle.channel, at=NOON + HOUR, result=result, took=timedelta(0))
    store.record_bundle(delivery, Settlement(state=state, due=NOON + HOUR, attempts=1, channel=channel, notices=more))


def test_notices_wait_until_they_were_told(store: Store) -> None:
    first, second = _notice(), _notice(NoticeKind.RECOVERED, at=NOON + HOUR)
    store.save(Polled(state=making.feed_state(), notices=(first,)), now=NOON)
    store.save(Polled(state=making.feed_state(), notices=(first, second)), now=NOON)  # the same finding is one notice
    assert notices.untold(store.db) == notices.unaddressed(store.db) == [first, second]
    with store.writing() as db:
        notices.mark_told(db, [first], now=NOON)
    assert notices.untold(store.db) == [second]
    assert notices.since(store.db, NOON) == [first, second]
    assert notices.since(store.db, NOON + HOUR) == [second]


def test_the_network_is_down_until_it_is_back(store: Store) -> None:
    down = _notice(NoticeKind.NETWORK_DOWN, subject="")
    assert notices.network_down(store.db) is None
    with store.writing() as db:
        notices.save(db, [down, _notice(at=NOON + HOUR)])
    assert notices.network_down(store.db) == down
    with store.writing() as db:
        notices.save(db, [_notice(NoticeKind.NETWORK_BACK, subject="", at=NOON + HOUR)])
    assert notices.network_down(store.db) is None


def test_what_was_addressed_waits_for_each_until_it_is_in_a_message(store: Store) -> None:
    first, second = _notice(), _notice(at=NOON + HOUR)
    _address(store, first, second, to=(ANNA, BOB))
    assert notices.unaddressed(store.db) == []
    assert notices.waiting(store.db) == {ANNA: [first, second], BOB: [first, second]}
    bundle = _bundle(first, second)
    _bring(store, bundle)
    assert notices.waiting(store.db) == {BOB: [first, second]}
    assert notices.last_bundles(store.db) == {ANNA: (NOON, True)}
    assert notices.channels_with_due(store.db, now=NOON) == ["duty"]
    assert notices.due_bundles(store.db, "duty", now=NOON) == [(bundle, 0)]
    assert notices.due_bundles(store.db, "duty", now=NOON - HOUR) == [(bundle, 0)]  # made in the future
    assert notices.due_bundles(store.db, "desk", now=NOON) == []


def test_what_was_found_too_early_can_be_taken_back_until_it_is_in_a_message(store: Store) -> None:
    waiting, bundled = _notice(), _notice(at=NOON + HOUR)
    _address(store, waiting, bundled)
    _bring(store, _bundle(bundled))
    with store.writing() as db:
        assert notices.retract(db, [waiting, bundled]) == {bundled.id}
    assert notices.untold(store.db) == [bundled]
    assert notices.waiting(store.db) == {}


def test_a_message_that_was_sent_has_told_its_notices(store: Store) -> None:
    first, second, trouble = _notice(), _notice(at=NOON + HOUR), _notice(NoticeKind.CHANNEL_PAUSED, "desk")
    _address(store, first, second)
    bundle = _bundle(first)
    _bring(store, bundle)
    _settle(store, bundle, Deferred(detail="503"), AlertState.PENDING)
    assert notices.untold(store.db) == [first, second]
    assert notices.due_bundles(store.db, "duty", now=NOON) == []
    assert [attempts for _, attempts in notices.due_bundles(store.db, "duty", now=NOON + HOUR)] == [1]
    _settle(store, bundle, Sent(), AlertState.SENT, trouble)
    assert notices.untold(store.db) == [trouble, second]
    assert notices.last_bundles(store.db) == {ANNA: (NOON, False)}
    assert outbox.channel_states(store.db)["duty"].told is NoticeKind.CHANNEL_PAUSED


def test_what_a_recipient_waited_for_that_is_not_told_any_more_can_be_addressed_anew(store: Store) -> None:
    first, second, both = _notice(), _notice(at=NOON + HOUR), _notice(at=NOON + 2 * HOUR)
    _address(store, first, second)
    _address(store, both, to=(ANNA, BOB))
    _bring(store, _bundle(first))
    assert notices.awaiting(store.db) == {ANNA, BOB}
    with store.writing() as db:
        notices.take_back(db, ANNA, now=NOON)
    assert notices.awaiting(store.db) == {BOB}
    assert notices.unaddressed(store.db) == [first, second]
    assert notices.channels_with_due(store.db, now=NOON) == []


def test_told_notices_are_forgotten_but_nothing_that_waits(store: Store) -> None:
    old = NOON - 9 * DAY
    told, waiting, pending, refused, alone = (_notice(subject=name, at=old) for name in ("a", "b", "c", "d", "e"))
    _address(store, told, waiting, pending, refused)
    with store.writing() as db:
        notices.save(db, [alone])
    for notice, result, state in (
        (told, Sent(), AlertState.SENT),
        (pending, Deferred(detail="x"), AlertState.PENDING),
        (refused, Sent(), AlertState.REJECTED),
    ):
        bundle = replace(_bundle(notice), created=old)
        _bring(store, bundle)
        _settle(store, bundle, result, state)
    with store.writing() as db:
        upkeep.forget(db, before=NOON - DAY)
    assert notices.since(store.db, old) == [waiting, pending, alone]
    assert [row["state"] for row in store.db.query("SELECT state FROM bundles")] == ["pending"]


def test_what_was_told_of_a_channel_comes_back(store: Store) -> None:
    state = ChannelState(
        channel="duty", settings="x", condition=ChannelCondition.PAUSED, told=NoticeKind.CHANNEL_PAUSED
    )
    with store.writing() as db:
        outbox.save_channel(db, state)
    assert outbox.channel_states(store.db) == {"duty": state}


def test_what_an_older_worker_found_counts_as_told_and_its_end_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reports were nobody's to read; a database full of them must not flood an operator."""
    path = tmp_path / "monitor.db"
    older = Migrations("monitor")
    older._migrations = [one for one in schema.migrations._migrations if one.name < "m004"]
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations", older)
        open_store(StoreSettings(path=path)).close()
    report = {"id": "1", "kind": "failing", "feed": "gazette", "detail": 'said "feed": x', "since": SINCE, "at": SINCE}
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO reports VALUES (:id, :kind, :feed, :detail, :since, :at, NULL)", report)
        values = ("gazette", "https://gazette.example/rss", SINCE, json.dumps([report]))
        db.execute(
            "INSERT INTO feeds (name, url, next_check, failures, moved_polls, unchanged, validators_lie, window, calm,"
            " troubles) VALUES (?1, ?2, ?3, 0, 0, 0, 0, 0, 0, ?4)",
            values,
        )
    with open_store(StoreSettings(path=path)) as store:
        assert notices.untold(store.db) == []
        (found,) = notices.since(store.db, NOON - HOUR)
        assert (found.subject, found.detail) == ("gazette", 'said "feed": x')
        assert memory.feed_states(store.db)["gazette"].troubles == (found,)


SINCE = "2026-11-21T12:00:00.000000Z"
