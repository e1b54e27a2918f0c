"""What people say is kept by entry and watch, outlives the archive, and is summed up by week."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor import evaluation
from monitor.cli import cli
from monitor.console.feedback import labels_text
from monitor.precision import by_week, monday, wilson
from monitor.store import feedback, stories, upkeep
from monitor.types import Feedback, Fresh, Relevance
from tests import making
from tests.config.folders import write
from tests.joining.desk import Desk, desk
from tests.making import NOON

WEEK = timedelta(days=7)


def said(one: Desk, title: str, relevance: Relevance, author: str = "anna", watch: str = "kursk") -> Feedback:
    """Let somebody judge the entry with this headline."""
    store = one.rooms.store
    found = feedback.made(store.db, making.entry(title), watch, relevance, author=author, because="why", now=NOON)
    with store.writing() as db:
        feedback.save(db, found)
    return found


def test_the_last_word_counts_and_outlives_the_archive(tmp_path: Path) -> None:
    """The text is kept, and when it was told; who judges it anew later changes nothing else."""
    with desk(tmp_path, making.watch()) as one:
        one.arrive(Fresh(entry=making.entry("Troops march")), now=NOON)
        one.arrive(Fresh(entry=making.entry("Rain in Lisbon")), now=NOON + timedelta(minutes=1))
        first = said(one, "Troops march", Relevance.RELEVANT)
        assert (first.told, first.story) == (NOON, making.entry("Troops march").id)
        said(one, "Troops march", Relevance.NOT_RELEVANT, "boris")
        missed = said(one, "Rain in Lisbon", Relevance.RELEVANT)
        assert (missed.told, missed.story, missed.event) == (None, "", missed.entry.id)
        store = one.rooms.store
        with store.writing() as db:
            db.execute("UPDATE alerts SET state = 'sent'")
            db.execute("UPDATE entries SET last_seen = '2020-01-01T00:00:00.000000Z' WHERE title LIKE 'Troops%'")
            assert upkeep.forget(db, before=NOON) == 1
        kept = next(one for one in feedback.known(store.db, watch="kursk") if one.told is not None)
        assert (kept.entry, kept.author, kept.relevance) == (making.entry("Troops march"), "boris", "not-relevant")
        assert (kept.told, kept.story) == (NOON, first.story)
        again = said(one, "Troops march", Relevance.RELEVANT, "carla")
        assert (again.told, again.story) == (NOON, first.story)
        assert feedback.known(store.db, watch="other") == []
        assert {one.author for one in feedback.known(store.db, since=NOON)} == {"carla", "anna"}
        assert feedback.known(store.db, since=NOON + timedelta(seconds=1)) == []


def test_feedback_follows_its_story(tmp_path: Path) -> None:
    """When two stories turn out to be one, what was said of them is of one; and of two when they are split again."""
    with desk(tmp_path, making.watch()) as one:
        for minute, title in enumerate(("Troops march", "Ministers praise troops in Lisbon")):
            one.arrive(Fresh(entry=making.entry(title)), now=NOON + timedelta(minutes=minute))
        before = [
            said(one, title, Relevance.RELEVANT) for title in ("Troops march", "Ministers praise troops in Lisbon")
        ]
        assert len({found.event for found in before}) == 2
        with one.rooms.store.writing() as db:
            stories.unite(db, before[1].story, before[0].story, now=NOON)
        assert {found.event for found in feedback.known(one.rooms.store.db)} == {before[0].story}
        with one.rooms.store.writing() as db:
            stories.split(db, before[1].entry.id, now=NOON)
        events = {found.entry.title: found.event for found in feedback.known(one.rooms.store.db)}
        assert events == one.stories()
        assert len(set(events.values())) == 2


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 1, 0.0, 0.793), (1, 1, 0.207, 1.0), (5, 10, 0.237, 0.763), (8, 10, 0.490, 0.943), (0, 20, 0.0, 0.161)],
)
def test_an_interval_is_that_of_the_tables(right: int, of: int, low: float, high: float) -> None:
    """Published values of Wilson's interval."""
    assert wilson(right, of) == pytest.approx((low, high), abs=0.001)


def test_precision_by_week() -> None:
    """Weeks begin on Monday, in UTC; what was missed is no alert; nobody knows what the archive has forgotten."""
    monday_morning = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)

    def word(title: str, at: datetime | None, relevance: Relevance, watch: str = "kursk") -> Feedback:
        entry = making.entry(title)
        return Feedback(watch=watch, entry=entry, relevance=relevance, author="a", because="", at=NOON, told=at)

    words = [
        word("a", monday_morning, Relevance.RELEVANT),
        word("b", monday_morning, Relevance.NOT_RELEVANT),
        word("c", monday_morning - timedelta(hours=1), Relevance.RELEVANT),
        word("d", None, Relevance.RELEVANT),
        word("e", monday_morning - 5 * WEEK, Relevance.RELEVANT),
    ]
    told = [("kursk", one.entry.id, one.told) for one in words[:3] if one.told]
    told += [("kursk", "f", monday_morning), ("border", "f", monday_morning)]
    found = by_week(words, told, kept_since=monday_morning - 2 * WEEK)
    assert [(one.watch, one.week, one.relevant, one.not_relevant, one.unjudged, one.share) for one in found] == [
        ("border", date(2026, 11, 16), 0, 0, 1, None),
        ("kursk", date(2026, 11, 16), 1, 1, 1, 0.5),
        ("kursk", date(2026, 11, 9), 1, 0, 0, 1.0),
        ("kursk", date(2026, 10, 12), 1, 0, None, 1.0),
    ]
    assert (found[0].low, found[0].high) == (None, None)
    assert (found[1].low, found[1].high) == wilson(1, 2)
    assert monday(datetime(2026, 11, 15, 23, 59, tzinfo=UTC)) == date(2026, 11, 9)
    assert by_week([], [], kept_since=None) == ()


def test_what_a_quiet_feed_still_shows_does_not_say_where_the_archive_begins(tmp_path: Path) -> None:
    """Of the week whose alerts were forgotten nobody knows how many went unjudged: none is not the answer."""
    now = datetime.now(UTC)
    arrived = [
        ("herald", "Troops in winter quarters", 300),  # still in its feed's document, so that it is kept
        ("gazette", "Troops march", 100),
        ("gazette", "Ministers praise troops in Lisbon", 100),
        ("gazette", "Bakers feed troops after storm", 1),
    ]
    with desk(tmp_path, making.watch()) as one:
        for feed, title, days in arrived:
            seen = now - timedelta(days=days)
            one.arrive(Fresh(entry=making.entry(title, feed=feed, first_seen=seen, published=seen)), now=seen)
        said(one, "Troops march", Relevance.RELEVANT)
        with one.rooms.store.writing() as db:
            db.execute("UPDATE alerts SET state = 'sent'")
            assert upkeep.forget(db, before=now - one.rooms.configuration.store.keep) == 2
    folder = write(
        tmp_path / "config",
        {
            "monitor.yaml": f"store: {{path: {tmp_path / 'monitor.db'}}}\nchannels: {{desk: {{kind: console}}}}\n",
            "feeds.yaml": "feeds: {}\n",
            "watches/desk.yaml": "watches: {}\n",
        },
    )
    done = CliRunner().invoke(
        cli, ["feedback", "report", "--weeks", "60", "--json"], env={"MONITOR_CONFIG": str(folder)}
    )
    assert done.exit_code == 0, done.output
    assert [(week["relevant"], week["unjudged"]) for week in json.loads(done.stdout)] == [(0, 1), (1, None), (0, None)]


def test_what_was_judged_is_a_file_of_labelled_entries(tmp_path: Path) -> None:
    """As `monitor eval stories` reads it."""
    with desk(tmp_path, making.watch(), making.watch("march", "march")) as one:
        one.arrive(Fresh(entry=making.entry("Troops march")), now=NOON)
        said(one, "Troops march", Relevance.RELEVANT)
        said(one, "Troops march", Relevance.NOT_RELEVANT, watch="march")
        text = labels_text(feedback.known(one.rooms.store.db))
    (labelled,) = evaluation.read(text, "labels.jsonl")
    assert (labelled.entry.title, labelled.story) == ("Troops march", making.entry("Troops march").id)
