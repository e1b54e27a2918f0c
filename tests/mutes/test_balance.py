"""Whatever arrives, is muted and ends, in whatever order: the books balance, and what was kept back is listed once."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.types import Fresh, Mute, Outcome
from tests import making
from tests.joining.desk import Desk, at, edited
from tests.making import NOON
from tests.mutes.desk import LISTS, end, mute, newsdesk, sweep
from tests.mutes.test_mutes import balance

TITLES = (
    "Troops seen near Sudzha crossing the river at dawn",
    "Ministers discuss troops and budget shortfalls in Lisbon",
    "Bridge closed after troops inspect cracked pillars in Riga",
)
FEEDS = ("gazette", "herald")
TARGETS: tuple[dict[str, str], ...] = (
    {"watch": "troops"},
    {"channel": "desk"},
    {"channel": "room", "watch": "troops"},
    {"publisher": "gazette"},
    {"feed": "herald", "channel": "desk"},
    {"channel": "desk", "recipient": "anna"},
)
STEPS = st.one_of(
    st.tuples(st.just("arrive"), st.sampled_from(TITLES), st.sampled_from(FEEDS)),
    st.tuples(st.just("edit"), st.sampled_from(TITLES), st.sampled_from(FEEDS)),
    st.tuples(st.just("mute"), st.sampled_from(TARGETS), st.integers(1, 90)),
    st.tuples(st.just("end"), st.integers(0, 3), st.none()),
    st.tuples(st.just("wait"), st.integers(1, 60), st.none()),
    st.tuples(st.just("sweep"), st.none(), st.none()),
    st.tuples(st.just("send"), st.none(), st.none()),
)


class Play:
    """One run, beside a plain account of who should have heard what."""

    def __init__(self, one: Desk) -> None:
        self.desk = one
        self.now = NOON
        self.entries: dict[tuple[str, str], Any] = {}
        self.mutes: list[Mute] = []
        self.decided: Counter[tuple[str, str]] = Counter()  # alert and mute, "" where it goes out

    def do(self, what: str, first: Any, second: Any) -> None:
        self.now += timedelta(seconds=1)
        getattr(self, what)(first, second)

    def arrive(self, title: str, feed: str) -> None:
        if (title, feed) not in self.entries:
            entry = at(making.entry(title, feed=feed), (self.now - NOON) / timedelta(minutes=1))
            self.entries[title, feed] = entry
            self.judged(self.desk.arrive(Fresh(entry=entry), now=self.now))

    def edit(self, title: str, feed: str) -> None:
        if before := self.entries.get((title, feed)):
            fresh = edited(before, title=f"{title}, says mayor number {before.revision}")
            self.entries[title, feed] = fresh.entry
            self.judged(self.desk.arrive(fresh, now=self.now))

    def judged(self, outcomes: tuple[Outcome, ...]) -> None:
        """Compare with what each recipient's mutes say, asked one by one."""
        for outcome in outcomes:
            if outcome.suppressed is not None and not outcome.withheld:
                continue
            watch = self.desk.rooms.configuration.watches[outcome.match.watch]
            everybody = {(name, to) for name in watch.channels for to in LISTS[name].recipients}
            assert len(outcome.alerts) + len(outcome.withheld) == len(everybody)
            assert (outcome.suppressed is not None) == (not outcome.alerts)
            entry = next(one for one in self.entries.values() if one.id == outcome.match.entry)
            for alert in (*outcome.alerts, *(held.alert for held in outcome.withheld)):
                kept = any(self.is_kept(muted, alert, entry) for muted in self.mutes)
                assert kept == (alert not in outcome.alerts)

    def is_kept(self, muted: Mute, alert: Any, entry: Any) -> bool:
        target = muted.target
        wanted = [target.watch, target.channel, target.recipient, target.feed, target.publisher]
        given = [alert.watch, alert.channel, alert.recipient, entry.feed, entry.publisher]
        return self.now < muted.until and all(one in {None, other} for one, other in zip(wanted, given, strict=True))

    def mute(self, target: dict[str, str], minutes: int) -> None:
        self.mutes.append(mute(self.desk, self.now, timedelta(minutes=minutes), **target))

    def end(self, place: int, _: None) -> None:
        if place < len(self.mutes) and self.now < self.mutes[place].until:
            end(self.desk, self.mutes.pop(place), self.now)

    def wait(self, minutes: int, _: None) -> None:
        self.now += timedelta(minutes=minutes)

    def sweep(self, *_: None) -> None:
        sweep(self.desk, self.now)

    def send(self, *_: None) -> None:
        with self.desk.rooms.store.writing() as db:
            db.execute("UPDATE alerts SET state = 'sent' WHERE state = 'pending'")


def check(play: Play, ends: datetime) -> None:
    """After all mutes are over: nothing is unlisted, nothing listed twice, and nobody missed anything."""
    one = play.desk
    sweep(one, ends)
    balance(one)
    assert one.rows("SELECT * FROM withheld WHERE recap IS NULL") == []
    assert one.rows("SELECT * FROM mutes WHERE ended IS NULL") == []
    wrong = one.rows(
        "SELECT * FROM withheld w JOIN recaps r ON r.id = w.recap"
        " WHERE (r.channel, r.recipient, r.mute) != (w.channel, w.recipient, w.mute)"
    )
    assert wrong == []
    empty = one.rows("SELECT * FROM recaps r WHERE NOT EXISTS (SELECT 1 FROM withheld w WHERE w.recap = r.id)")
    assert empty == []
    unheard = one.rows(
        "SELECT * FROM matches m WHERE m.suppressed = 'muted' AND NOT EXISTS (SELECT 1 FROM withheld w"
        " WHERE w.watch = m.watch AND w.story = m.story)"
    )
    assert unheard == []
    before = one.rows("SELECT count(*) FROM recaps")
    sweep(one, ends + timedelta(days=1))
    assert one.rows("SELECT count(*) FROM recaps") == before


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=25))
def test_the_books_balance_and_what_was_kept_back_is_listed_once(steps: list[tuple[str, Any, Any]]) -> None:
    with tempfile.TemporaryDirectory() as place, newsdesk(Path(place)) as one:
        play = Play(one)
        for what, first, second in steps:
            play.do(what, first, second)
            balance(one)
        check(play, play.now + timedelta(days=1))
