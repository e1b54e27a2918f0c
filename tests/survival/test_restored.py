"""What may have been told before the database was restored: as a table, and as the ledger and the operator see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import judging, novelty, restored
from monitor.backtest.replay import replay
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.rooms import Office
from monitor.settings import Configuration, PollSettings, StoreSettings, WatchState
from monitor.store import Store, archive, digests, open_store, restorations, rows, waiting
from monitor.types import Digest, DigestKind, FeedState, Fresh, NoticeKind, Polled, Reason, Restoration, Suppressed
from tests import making
from tests.making import NOON

HOUR = timedelta(hours=1)
DONE = Restoration(at=NOON, made=NOON - 9 * HOUR, until=NOON - HOUR, backup="b.db", aside="a.db", why="")


def state(**more: Any) -> FeedState:
    """A feed as the backup knows it."""
    return making.feed_state(last_ok=NOON - 9 * HOUR, **more)


CASES = {
    "published since the backup": (making.fresh(published=NOON - 3 * HOUR), state(), True),
    "published while nobody worked": (making.fresh(published=NOON - HOUR / 2), state(), False),
    "without a date": (making.fresh(published=None), state(), True),
    "dated in the future": (making.fresh(published=NOON + 9 * HOUR), state(), True),
    "edited since the backup": (
        Fresh(entry=making.entry("B", published=NOON - 20 * HOUR, updated=NOON - 3 * HOUR), previous=making.entry("A")),
        state(),
        True,
    ),
    "edited while nobody worked": (
        Fresh(entry=making.entry("B", published=NOON - 20 * HOUR, updated=NOON - HOUR / 2), previous=making.entry("A")),
        state(),
        False,
    ),
    "edited nobody knows when": (
        Fresh(entry=making.entry("B", published=NOON - HOUR / 2), previous=making.entry("A")),
        state(),
        True,
    ),
    "read before the restoration only": (making.fresh(published=NOON - 3 * HOUR), state(), True),
    "read since the restoration": (
        making.fresh(published=NOON - 3 * HOUR),
        making.feed_state(last_ok=NOON + HOUR / 60),
        False,
    ),
    "a feed that was never read": (
        making.fresh(published=NOON - 3 * HOUR),
        FeedState(feed="gazette", url="", next_check=NOON),
        True,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_may_have_been_told(name: str) -> None:
    fresh, before, expected = CASES[name]
    found = restored.maybe_told((fresh,), before, DONE, NOON + HOUR / 12)
    assert found == ({fresh.entry.id} if expected else frozenset())
    assert not restored.maybe_told((fresh,), before, None, NOON + HOUR / 12)


def test_a_feed_that_is_added_days_later_is_a_new_feed() -> None:
    fresh = making.fresh(published=NOON - 3 * HOUR)
    never = FeedState(feed="gazette", url="", next_check=NOON)
    assert not restored.maybe_told((fresh,), never, DONE, NOON + 48 * HOUR)
    assert restored.maybe_told((fresh,), state(), DONE, NOON + 48 * HOUR)  # one that was down for two days is not


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as opened:
        yield opened


def office(store: Store, **more: Any) -> Office:
    """What is judged with: a watch for troops and a desk."""
    watch = making.watch(**more)
    configuration = Configuration(
        folder=Path(),
        poll=PollSettings(),
        store=StoreSettings(path=Path("monitor.db")),
        feeds={"gazette": making.feed(), "herald": making.feed("herald")},
        terms={},
        watches={watch.name: watch},
        channels={"desk": making.channel()},
    )
    return Office(
        configuration=configuration,
        store=store,
        matcher=Matcher([watch], {}),
        joining=Joining(store, configuration),
    )


def read(room: Office, *fresh: Fresh, before: FeedState, after: timedelta) -> Polled:
    """One reading of a feed, saved."""
    now = NOON + after
    seen = novelty.News(present=tuple(one.entry.id for one in fresh), fresh=fresh)
    feed = room.configuration.feeds[before.feed]
    polled = judging.found(seen, feed, before, room, now)
    room.store.save(polled, now=now)
    return polled


def test_the_ledger_has_it_the_operator_gets_a_list_and_it_counts_as_told(store: Store) -> None:
    with store.writing() as db:
        restorations.save(db, DONE)
    room = office(store)
    old = making.fresh("Twelve troops seen near Sudzha bridge on Sunday", published=NOON - 3 * HOUR)
    polled = read(room, old, before=state(), after=HOUR / 60)
    assert [one.suppressed for one in polled.outcomes] == [Suppressed.RESTORED]
    assert [one.kind for one in polled.notices] == [NoticeKind.READ_ANEW]
    assert old.entry.title in polled.notices[0].detail
    assert "kursk" in polled.notices[0].detail
    # The same news elsewhere, after it: the desk knows the story.
    again = making.fresh(old.entry.title, feed="herald", guid="x", published=NOON + HOUR / 30)
    polled = read(room, again, before=making.feed_state("herald", last_ok=NOON + HOUR / 60), after=HOUR / 20)
    assert [one.suppressed for one in polled.outcomes] == [Suppressed.SAME_STORY]
    new = making.fresh("Rain of drones over Belgorod kills troops", published=NOON + HOUR / 30)
    polled = read(room, new, before=making.feed_state(last_ok=NOON + HOUR / 60), after=HOUR / 20)
    assert [alert.reason for alert in polled.outcomes[0].alerts] == [Reason.NEW]


def test_a_replay_knows_what_was_not_told(store: Store) -> None:
    with store.writing() as db:
        restorations.save(db, DONE)
    old = making.fresh("Troops seen", published=NOON - 3 * HOUR)
    new = making.fresh("Drones hit troops over Belgorod, governor says", published=NOON - HOUR / 2)
    room = office(store)
    judged = read(room, old, new, before=state(), after=HOUR / 60)
    assert [one.suppressed for one in judged.outcomes] == [Suppressed.RESTORED, None]
    (event,) = archive.events(store.db)
    assert isinstance(event, archive.Read)
    assert event.restored == {old.entry.id}
    again = [outcome for played in replay(store, room.configuration) for outcome in played.outcomes]
    assert [(one.match.entry, one.suppressed, one.alerts) for one in again] == [
        (one.match.entry, one.suppressed, one.alerts) for one in judged.outcomes
    ]


def test_a_shadow_stays_one(store: Store) -> None:
    with store.writing() as db:
        restorations.save(db, DONE)
    room = office(store, state=WatchState.SHADOW)
    polled = read(room, making.fresh(published=NOON - 3 * HOUR), before=state(), after=HOUR / 60)
    assert [one.suppressed for one in polled.outcomes] == [Suppressed.SHADOW]
    assert not polled.notices


def test_what_waited_is_not_sent_again_and_what_is_held_waits_on(store: Store) -> None:
    room = office(store)
    for number, due in enumerate((NOON - 10 * HOUR, NOON + 10 * HOUR)):
        fresh = making.fresh(f"Troops {['north', 'south'][number] * 3} {number}", published=NOON - 10 * HOUR)
        read(room, fresh, before=making.feed_state(), after=-10 * HOUR)
        with store.writing() as db:
            db.execute(
                "UPDATE alerts SET due = ? WHERE entry = ?", [f"{due:%Y-%m-%dT%H:%M:%S.000000Z}", fresh.entry.id]
            )
    with store.writing() as db:
        restorations.save(db, DONE)
    found = [(row["state"], row["detail"]) for row in store.db.query("SELECT state, detail FROM alerts ORDER BY due")]
    assert [one for one, _ in found] == ["rejected", "pending"]
    assert "monitor outbox retry" in found[0][1]
    (notice,) = store.db.query("SELECT * FROM notices")
    assert notice["kind"] == "database-restored"
    assert "north" in notice["detail"]
    assert "south" not in notice["detail"]


@pytest.mark.parametrize(("due", "state"), [(NOON + 4 * HOUR, "pending"), (NOON - HOUR / 2, "rejected")])
@pytest.mark.parametrize("by", ["digest", "alert"])
def test_what_is_told_with_something_else_shares_its_fate(store: Store, by: str, due: datetime, state: str) -> None:
    """Whenever it was due itself: else it goes out and counts as refused, or its message is refused and it waits on."""
    room, alerts = office(store), []
    for place, own in {"north": due, "south": NOON - 2 * HOUR, "west": NOON + 9 * HOUR}.items():
        polled = read(room, making.fresh(f"Troops {place * 3}"), before=making.feed_state(), after=-10 * HOUR)
        alerts += [(alert, own) for outcome in polled.outcomes for alert in outcome.alerts]
    first, *others = (alert for alert, _ in alerts)
    folded = Digest(
        id="d" * 20,
        kind=DigestKind.LATE,
        channel=first.channel,
        recipient=first.recipient,
        since=first.created,
        created=NOON - HOUR,
        due=due,
        alerts=(first, *others),
    )
    with store.writing() as db:
        for alert, own in alerts:
            db.execute("UPDATE alerts SET due = ? WHERE id = ?", [rows.stamp(own), alert.id])
        if by == "digest":
            digests.save_digest(db, folded)
        else:
            waiting.tell_in(db, first.id, others)
        restorations.save(db, DONE)
    assert [row["state"] for row in store.db.query("SELECT state FROM alerts")] == [state] * 3
    assert [row["state"] for row in store.db.query("SELECT state FROM digests")] == [state] * (by == "digest")
    (notice,) = store.db.query("SELECT detail FROM notices")
    assert all((place in notice["detail"]) is (state == "rejected") for place in ("north", "south", "west"))
