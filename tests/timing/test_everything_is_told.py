"""Whatever the settings, the alerts, the answers and the clock: all is told once, in order, within the bounds.

The real database, the real decisions; only the receiver is a list, so that thousands of hours pass in seconds.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import alerts, dispatch, hours
from monitor.hours import QuietHours
from monitor.rooms import Rooms
from monitor.settings import Channel, DigestMode, DigestSettings, Level, StoreSettings, TimingSettings, Watch
from monitor.store import Store, open_store, waiting
from monitor.types import (
    Alert,
    Deferred,
    Delivery,
    Digest,
    DigestKind,
    Entry,
    Outcome,
    Polled,
    Reason,
    SendResult,
    Sent,
    Uncertain,
    Waits,
)
from tests import making

KYIV = ZoneInfo("Europe/Kyiv")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BEGIN = datetime(2026, 10, 24, 16, 0, tzinfo=UTC)  # in the night the clocks go back

NIGHT = st.sampled_from([None, QuietHours(start=time(23), end=time(6, 30)), QuietHours(start=time(2), end=time(3, 30))])
DIGESTS = st.none() | st.builds(
    DigestSettings,
    at=st.sampled_from([(time(7),), (time(3, 30), time(17)), (time(1),)]),
    mode=st.sampled_from(DigestMode),
)
TIMINGS = st.builds(
    TimingSettings,
    quiet=NIGHT,
    digest=DIGESTS,
    max_per_hour=st.none() | st.integers(1, 3),
    hold=st.sampled_from([timedelta(0), 20 * MINUTE]),
    max_age=st.sampled_from([30 * MINUTE, 2 * HOUR]),
)
WATCHES = st.builds(
    lambda every, hold: making.watch(update_every=every, hold=hold),
    st.sampled_from([timedelta(0), 90 * MINUTE]),
    st.sampled_from([None, timedelta(0), 45 * MINUTE]),
)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("alert"), st.integers(0, 5)),
        st.tuples(st.just("urgent"), st.integers(0, 5)),
        st.tuples(st.just("pass"), st.sampled_from([1, 7, 40, 180, 500])),
        st.tuples(st.just("step"), st.sampled_from([60, -60])),
        st.tuples(st.just("answer"), st.sampled_from(["deferred", "uncertain", "crash", "sent"])),
        st.tuples(st.just("restart"), st.just(0)),
    ),
    max_size=40,
)
BOUNDS = {
    Waits.HOLD: 45 * MINUTE,
    Waits.UPDATE_EVERY: 90 * MINUTE,
    Waits.PER_HOUR: HOUR,
    Waits.QUIET: 10 * HOUR,  # the night that has an hour more, begun within what UPDATE_EVERY waits for
    Waits.DIGEST: 31.5 * HOUR,  # of 01:00, which comes at 06:30, in the night that has an hour more
}


@dataclass(slots=True, kw_only=True)
class Night:
    """A channel, its database, and what arrived: moment, message, and the alerts told in it."""

    store: Store
    channel: Channel
    watch: Watch
    now: datetime = BEGIN
    answer: str = "sent"
    revisions: Counter[int] = field(default_factory=Counter)
    arrived: list[tuple[datetime, Alert | Digest, tuple[str, ...]]] = field(default_factory=list)

    def rooms(self) -> Rooms:
        """As much of the rooms as the queue needs."""
        configuration = SimpleNamespace(channels={"desk": self.channel}, watches={self.watch.name: self.watch})
        return cast("Rooms", SimpleNamespace(store=self.store, configuration=configuration))

    def decide(self, number: int, level: Level) -> None:
        """Save an alert: the first of a story is new."""
        entry = making.entry(f"story {number}", first_seen=self.now, published=self.now)
        revision, self.revisions[number] = self.revisions[number], self.revisions[number] + 1
        entry = replace(entry, revision=revision)
        reason = Reason.CHANGED if revision else Reason.NEW
        alert = making.alert(entry, reason=reason, created=self.now, due=self.now, level=level)
        outcome = Outcome(match=making.match(entry), story=making.joined(entry), alerts=(alert,))
        before: Entry | None = replace(entry, revision=revision - 1) if revision else None
        fresh = making.fresh(f"story {number}")
        polled = Polled(
            state=making.feed_state(), fresh=(replace(fresh, entry=entry, previous=before),), outcomes=(outcome,)
        )
        self.store.save(polled, now=self.now)

    def round(self) -> None:
        """Send what is due, as the worker does."""
        rooms = self.rooms()
        dispatch.gather(rooms, self.now)
        state, tried = making.channel_state(failures=0), set[str]()
        begun: set[str] = set()
        while True:
            batch, fresh = dispatch.due(self.channel, state, tried, rooms, self.now)
            begun |= fresh
            if not batch:
                break
            for one, attempts in batch:
                tried.add(one.id)
                begun.discard(one.id)
                if self.answer == "crash":
                    self.arrive(one)
                    self.answer = "sent"
                    return  # killed before it could write anything down
                state = self.send(one, attempts, state)
        dispatch.put_back(begun, rooms)

    def send(self, one: Alert | Digest, attempts: int, state: Any) -> Any:
        """Send one message and record it."""
        result: SendResult = Sent()
        if self.answer == "deferred":
            result = Deferred(detail="503")
        elif self.answer == "uncertain":
            result = Uncertain(detail="no answer")
        if self.answer != "deferred":
            self.arrive(one)
        settled = alerts.settle(one, attempts, result, state, now=self.now)
        delivery = Delivery(alert=one.id, channel="desk", at=self.now, result=result, took=timedelta(0))
        record = self.store.record_digest if isinstance(one, Digest) else self.store.record
        record(delivery, settled)
        return settled.channel

    def arrive(self, one: Alert | Digest) -> None:
        """The receiver has it."""
        since = waiting.told_with(self.store.db, one.id)
        alerts_in = since if isinstance(one, Digest) else [one, *since]
        self.arrived.append((self.now, one, tuple(alert.id for alert in alerts_in)))

    def check_waiting(self) -> None:
        """What waits has a time, not beyond what its rule allows."""
        found = self.store.db.query("SELECT waits, due FROM alerts WHERE state = 'pending' AND told_in IS NULL")
        for row in found:
            if row["waits"]:
                ahead = datetime.fromisoformat(row["due"]) - self.now
                most = BOUNDS[Waits(row["waits"])]
                assert ahead <= most, (row["waits"], ahead)

    def check_arrived(self) -> None:
        """All was told, in the order of each story, once but for repeats under the same id."""
        rows = list(self.store.db.query("SELECT id, story, state, digest, told_in FROM alerts ORDER BY rowid"))
        assert {row["state"] for row in rows} <= {"sent"}
        first: dict[str, int] = {}
        by: dict[str, set[str]] = {}
        for place, (_, one, told) in enumerate(self.arrived):
            for alert in told:
                first.setdefault(alert, place)
                by.setdefault(alert, set()).add(one.id)
        assert set(first) == {row["id"] for row in rows}
        assert all(len(messages) == 1 for messages in by.values())
        for story in {row["story"] for row in rows}:
            order = [first[row["id"]] for row in rows if row["story"] == story]
            assert order == sorted(order)

    def check_quiet(self) -> None:
        """In quiet hours only stories arrived that are urgent."""
        quiet = self.channel.timing.quiet
        urgent = {row["story"] for row in self.store.db.query("SELECT story FROM alerts WHERE level = 'urgent'")}
        for at, one, _ in self.arrived:
            if quiet and hours.quiet_until(quiet, KYIV, at):
                assert urgent & {alert.story for alert in (one.alerts if isinstance(one, Digest) else (one,))}

    def check_digests(self) -> None:
        """Where all is told again in digests, each is in one of them."""
        digest = self.channel.timing.digest
        if digest is not None and digest.mode is DigestMode.BOTH:
            told = Counter(
                alert.id
                for one in {one.id: one for _, one, _ in self.arrived if isinstance(one, Digest)}.values()
                if one.kind is DigestKind.DIGEST
                for alert in one.alerts
            )
            known = {row["id"] for row in self.store.db.query("SELECT id FROM alerts")}
            assert told == Counter(known)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TIMINGS, WATCHES, EVENTS)
def test_all_is_told_once_in_order_and_in_time(timing: TimingSettings, watch: Watch, events: list[Any]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(StoreSettings(path=Path(folder) / "monitor.db")) as store,
    ):
        store.db.execute("PRAGMA synchronous = OFF")
        channel = making.channel(timing=timing, timezone="Europe/Kyiv")
        night = Night(store=store, channel=channel, watch=watch)
        night.round()
        for kind, value in events:
            if kind in {"alert", "urgent"}:
                night.decide(value, Level.URGENT if kind == "urgent" else Level.NORMAL)
            elif kind == "answer":
                night.answer = value
            elif kind != "restart":
                night.now += value * MINUTE
            if kind in {"restart", "step"}:  # the worker does so when it starts, and when it sees a step of the clock
                with store.writing() as db:
                    waiting.judge_anew(db)
            night.round()
            night.check_waiting()
        night.answer = "sent"
        for _ in range(4 * 24):
            night.now += 30 * MINUTE
            night.round()
        night.now += 12 * HOUR
        night.round()
        night.check_arrived()
        night.check_quiet()
        night.check_digests()
