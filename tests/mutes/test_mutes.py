"""What a mute keeps back, what it lets through, and what becomes of that: real database, real judgement."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import mutes, muting
from monitor.store import ledger
from monitor.store import stories as memory
from monitor.types import Fresh, Mute, Outcome, Suppressed, Target
from tests import making
from tests.joining.desk import Desk, at, edited
from tests.making import NOON
from tests.mutes.desk import end, listed, mute, newsdesk, sweep

HOUR = timedelta(hours=1)
SEEN = "Troops seen near Sudzha crossing the river at dawn"
OTHER = "Ministers discuss troops and budget shortfalls in Lisbon"


def arrive(one: Desk, title: str, minutes: float = 0, **more: str) -> Outcome:
    """Let an entry come in that only the watch for troops fits."""
    entry = at(making.entry(title, **more), minutes)
    (outcome,) = one.arrive(Fresh(entry=entry), now=NOON + timedelta(minutes=minutes))
    return outcome


def balance(one: Desk) -> None:
    """Every match is alerted or suppressed, and the ledger counts the same."""
    odd = one.rows(
        "SELECT * FROM matches m WHERE (suppressed IS NULL) != EXISTS (SELECT 1 FROM alerts a"
        " WHERE a.entry = m.entry AND a.watch = m.watch AND a.revision = m.revision)"
    )
    assert odd == []
    totals = ledger.totals(one.rooms.store.db, since=NOON - timedelta(days=400))
    assert totals["matched"] == totals["alerted"] + sum(totals["suppressed"].values())


# --- making ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "author", "because", "lasting", "said"),
    [
        (Target(), "Anna", "a drill", HOUR, "say what to mute"),
        (Target(watch=""), "Anna", "a drill", HOUR, "say what to mute"),
        (Target(recipient="anna"), "Anna", "a drill", HOUR, "name the channel"),
        (Target(watch="troops"), "Anna", " \n", HOUR, "say why"),
        (Target(watch="troops"), "", "a drill", HOUR, "say why"),
        (Target(watch="troops"), "Anna", "a" * 301, HOUR, "at most 300"),
        (Target(watch="troops"), "Anna", "a drill", timedelta(0), "at most 30 days"),
        (Target(watch="troops"), "Anna", "a drill", timedelta(days=30, seconds=1), "at most 30 days"),
    ],
)
def test_a_mute_says_what_by_whom_why_and_until_when(
    target: Target, author: str, because: str, lasting: timedelta, said: str
) -> None:
    made = mutes.made(target, author, because, lasting, NOON)
    assert isinstance(made, str)
    assert said in made


def test_a_mute_of_thirty_days_is_the_longest() -> None:
    made = mutes.made(Target(feed="gazette"), "Anna", " a\ndrill ", timedelta(days=30), NOON)
    assert isinstance(made, Mute)
    assert (made.because, made.until) == ("a drill", NOON + timedelta(days=30))


# --- what is kept back -------------------------------------------------------------------------------------


def test_a_muted_match_is_suppressed_with_who_and_why_and_listed_once_to_everybody(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        muted = mute(one, NOON, watch="troops")
        outcome = arrive(one, SEEN, 1)
        assert outcome.suppressed is Suppressed.MUTED
        assert outcome.alerts == ()
        assert "Anna" in outcome.detail
        assert "a drill" in outcome.detail
        assert muted.id[:8] in outcome.detail
        assert sweep(one, NOON + HOUR) == []
        assert one.told() == []
        assert [ended.id for ended in sweep(one, NOON + 2 * HOUR)] == [muted.id]
        assert listed(one) == [(name, "new", SEEN) for name in ("anna", "boris", "room")]
        assert sweep(one, NOON + 3 * HOUR) == []
        assert len(one.rows("SELECT * FROM recaps")) == 3
        balance(one)


def test_what_was_listed_counts_as_told(tmp_path: Path) -> None:
    """After the mute the desk hears what is new about the story, not the story again."""
    with newsdesk(tmp_path) as one:
        mute(one, NOON, watch="troops")
        arrive(one, SEEN, 1)
        again = arrive(one, SEEN, 10, feed="herald")
        assert again.suppressed is Suppressed.SAME_STORY
        assert "kept back by a mute" in again.detail
        sweep(one, NOON + 2 * HOUR)
        assert arrive(one, SEEN, 130, feed="courier").suppressed is Suppressed.SAME_STORY
        assert [title for _, _, title in listed(one)] == [SEEN] * 3
        balance(one)


def test_a_mute_of_one_channel_leaves_the_others_told(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        mute(one, NOON, channel="desk")
        outcome = arrive(one, SEEN, 1)
        assert outcome.suppressed is None
        assert [alert.recipient for alert in outcome.alerts] == ["room"]
        assert [held.alert.recipient for held in outcome.withheld] == ["anna", "boris"]
        sweep(one, NOON + 2 * HOUR)
        assert listed(one) == [("anna", "new", SEEN), ("boris", "new", SEEN)]
        balance(one)


def test_a_mute_of_one_recipient_leaves_the_other(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        mute(one, NOON, watch="troops", channel="desk", recipient="boris")
        assert [alert.recipient for alert in arrive(one, SEEN, 1).alerts] == ["anna", "room"]


def test_another_publisher_is_heard_while_one_is_muted(tmp_path: Path) -> None:
    """A mute of a publisher must not silence a story that others report."""
    with newsdesk(tmp_path) as one:
        mute(one, NOON, publisher="GAZETTE")
        assert arrive(one, SEEN, 1).suppressed is Suppressed.MUTED
        told = arrive(one, SEEN, 5, feed="herald")
        assert told.suppressed is None
        assert {alert.reason.value for alert in told.alerts} == {"new"}
        assert arrive(one, SEEN, 9, feed="courier").suppressed is Suppressed.SAME_STORY
        sweep(one, NOON + 2 * HOUR)
        assert listed(one) == [(name, "new", SEEN) for name in ("anna", "boris", "room")]
        balance(one)


def test_several_targets_must_all_hold(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        mute(one, NOON, feed="gazette", channel="room")
        assert [alert.recipient for alert in arrive(one, SEEN, 1).alerts] == ["anna", "boris"]
        assert len(arrive(one, OTHER, 2, feed="herald").alerts) == 3


def test_a_correction_of_a_story_told_before_is_kept_back_and_listed(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        first = at(making.entry(SEEN), 0)
        one.arrive(Fresh(entry=first), now=NOON)
        mute(one, NOON + HOUR, story=first.id)
        changed = edited(first, title="Troops seen near Belgorod crossing the river at dawn")
        (outcome,) = one.arrive(changed, now=NOON + HOUR + timedelta(minutes=5))
        assert outcome.suppressed is Suppressed.MUTED
        assert arrive(one, OTHER, 70).suppressed is None
        sweep(one, NOON + 3 * HOUR)
        assert {(reason, title) for _, reason, title in listed(one)} == {("corrected", changed.entry.title)}
        balance(one)


def test_what_waits_already_is_taken_out_of_the_outbox(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        arrive(one, SEEN, 0)
        with one.rooms.store.writing() as db:
            db.execute("UPDATE alerts SET state = 'sent' WHERE recipient = 'anna'")
            db.execute("UPDATE alerts SET begun = 1 WHERE recipient = 'boris'")
        muted = mute(one, NOON + HOUR, watch="troops")
        assert muting.take_out(one.rooms.store, NOON + HOUR) == {muted: 1}
        assert one.rows("SELECT recipient FROM withheld") == [("room",)]
        balance(one)
        with one.rooms.store.writing() as db:  # it was put off: surely not sent
            db.execute("UPDATE alerts SET begun = 0 WHERE recipient = 'boris'")
        assert muting.take_out(one.rooms.store, NOON + HOUR) == {muted: 1}
        assert one.rows("SELECT recipient FROM alerts") == [("anna",)]
        balance(one)


def test_a_match_that_nobody_will_be_told_of_is_suppressed_after_all(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        arrive(one, SEEN, 0)
        mute(one, NOON + HOUR, watch="troops")
        sweep(one, NOON + HOUR)
        ((reason, detail),) = one.rows("SELECT suppressed, detail FROM matches")
        assert reason == "muted"
        assert "by Anna" in detail
        balance(one)
        sweep(one, NOON + 3 * HOUR)
        assert len(listed(one)) == 3


# --- when it is over ---------------------------------------------------------------------------------------


def test_what_another_mute_keeps_back_as_well_passes_on_to_it(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        first = mute(one, NOON, watch="troops", lasting=2 * HOUR)
        arrive(one, SEEN, 1)
        mute(one, NOON + HOUR, channel="desk", lasting=4 * HOUR)
        sweep(one, first.until)
        assert listed(one) == [("room", "new", SEEN)]
        sweep(one, NOON + 5 * HOUR)
        assert sorted(listed(one)) == [(name, "new", SEEN) for name in ("anna", "boris", "room")]


def test_a_mute_that_is_ended_by_hand_lists_at_once_and_keeps_nothing_back_any_more(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        muted = mute(one, NOON, watch="troops")
        arrive(one, SEEN, 1)
        end(one, muted, NOON + timedelta(minutes=5))
        (ended,) = sweep(one, NOON + timedelta(minutes=5))
        assert ended.ended_by == "Boris"
        assert len(arrive(one, OTHER, 6).alerts) == 3


def test_a_mute_without_anything_kept_back_ends_in_silence(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        mute(one, NOON, watch="troops")
        assert len(sweep(one, NOON + 2 * HOUR)) == 1
        assert one.rows("SELECT * FROM recaps") == []


def test_a_mute_goes_along_with_a_story_that_becomes_part_of_another(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        arrive(one, SEEN, 0)
        arrive(one, OTHER, 1)
        stories = one.stories()
        mute(one, NOON + HOUR, story=stories[OTHER])
        with one.rooms.store.writing() as db:
            memory.unite(db, stories[OTHER], stories[SEEN], now=NOON + HOUR)
        assert one.rows("SELECT story FROM mutes") == [(stories[SEEN],)]


def test_a_clock_that_is_set_back_lets_no_mute_come_back(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        mute(one, NOON, watch="troops")
        sweep(one, NOON + 2 * HOUR)
        assert arrive(one, SEEN, 60).suppressed is None


def test_a_message_for_a_channel_that_is_no_more_is_refused_and_not_forgotten(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        mute(one, NOON, channel="room")
        arrive(one, SEEN, 1)
        muting.end_due(one.rooms.store, {}, NOON + 2 * HOUR)
        assert one.rows("SELECT state, detail FROM recaps") == [("rejected", "the channel is no longer configured")]


def test_old_mutes_are_forgotten_once_all_of_it_is_listed_and_sent(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as one:
        mute(one, NOON, watch="troops")
        arrive(one, SEEN, 1)
        sweep(one, NOON + 2 * HOUR)
        later = NOON + timedelta(days=40)
        one.rooms.store.maintain(before=later, frequencies={})
        assert len(one.rows("SELECT * FROM mutes")) == 1
        with one.rooms.store.writing() as db:
            db.execute("UPDATE recaps SET state = 'sent'")
        one.rooms.store.maintain(before=later, frequencies={})
        assert one.rows("SELECT * FROM mutes") == []
        assert one.rows("SELECT * FROM withheld") == []


def test_the_outcome_of_a_match_is_the_same_without_mutes() -> None:
    of = making.entry()
    outcome = Outcome(match=making.match(of), story=making.joined(of), alerts=(making.alert(of),))
    assert mutes.applied(outcome, of, (), NOON) == outcome
    elsewhere = mutes.made(Target(feed="herald"), "Anna", "a drill", HOUR, NOON)
    assert isinstance(elsewhere, Mute)
    assert mutes.applied(outcome, of, (elsewhere,), NOON) == outcome
    assert mutes.applied(outcome, of, (replace(elsewhere, target=Target(feed="gazette")),), NOON).alerts == ()
