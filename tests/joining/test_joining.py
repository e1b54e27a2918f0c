"""Stories through the real matcher, judgement and database: what is one, what is told, and what survives."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import config
from monitor.matching import Matcher
from monitor.settings import Level
from monitor.store import StorageError, open_store, stories
from monitor.types import Fresh
from tests import making
from tests.joining.desk import SHIPPED, Desk, arrivals, at, desk, edited
from tests.making import NOON
from tests.stories import labelled
from tests.stories.test_running_example import ALL, OTHERS, STATEMENT

_COUNTED = "The European Union says about {} North Korean soldiers have arrived in the Kursk region of Russia."

EASTERN = making.watch("eastern", "@north-korea OR @kursk")
EVERYTHING = making.watch("all", "/./")
MATCHER = Matcher([EASTERN], config.load(SHIPPED, environ={}).terms)
STREAM = [item.entry for item in labelled.read("tuning")][:160]


@pytest.fixture
def eastern(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path, EASTERN, matcher=MATCHER) as opened:
        yield opened


# 5,040 orders: every one hundred and eighty-first keeps the test short and still begins with each entry.
@pytest.mark.parametrize("order", list(itertools.permutations(ALL))[::181])
def test_the_running_example_is_one_story_of_four_in_any_order(order: tuple[str, ...], eastern: Desk) -> None:
    for entry in arrivals([ALL[name] for name in order]):
        eastern.arrive(Fresh(entry=entry), now=entry.first_seen)
    found = eastern.stories()
    assert len(found) == len(ALL)
    assert len({found[entry.title] for entry in STATEMENT.values()}) == 1
    assert len(set(found.values())) == 1 + len(OTHERS)
    told = eastern.told()
    assert {reason for reason, _ in told} <= {"new", "changed"}
    # Two reports that are first taken for two stories may each be told; what joins them later tells nothing anew.
    assert 4 <= len([title for reason, title in told if reason == "new"]) <= 5


def test_what_joined_them_is_remembered(eastern: Desk) -> None:
    for entry in arrivals(ALL.values()):
        eastern.arrive(Fresh(entry=entry), now=entry.first_seen)
    ((because, score),) = eastern.rows(f"SELECT because, score FROM members WHERE entry = '{STATEMENT['russian'].id}'")
    assert "12000 soldier" in because
    assert 0.3 <= score <= 1


def run(place: Path, cuts: set[int], sizes: list[int]) -> tuple[list[tuple[object, ...]], list[tuple[str, str]]]:
    """Let the stream arrive in readings of these sizes, with a restart before each of `cuts`."""
    with desk(place, EVERYTHING) as one:
        rest, number, now = list(STREAM), 0, NOON
        while rest:
            size = sizes[number % len(sizes)]
            reading, rest = rest[:size], rest[size:]
            now = max(entry.first_seen for entry in reading)
            if number in cuts:
                one = one.restarted()  # noqa: PLW2901 - the worker of the same database
            one.arrive(*(Fresh(entry=entry) for entry in reading), now=now)
            number += 1
        return one.rows("SELECT entry, story, because, score FROM members ORDER BY entry"), sorted(one.told())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, object]:
    return run(tmp_path_factory.mktemp("whole"), set(), [1])


@settings(max_examples=5, deadline=None)
@given(cuts=st.sets(st.integers(0, len(STREAM)), max_size=4), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_restarts_and_batches_change_no_story_and_no_alert(
    whole: tuple[object, object], tmp_path_factory: pytest.TempPathFactory, cuts: set[int], sizes: list[int]
) -> None:
    assert run(tmp_path_factory.mktemp("cut"), cuts, sizes) == whole


TROOPS = making.entry("Two thousand North Korean soldiers dig in near Kursk", guid="https://a.example/1")


def test_an_edited_headline_is_one_correction_and_a_date_nothing(eastern: Desk) -> None:
    eastern.arrive(Fresh(entry=TROOPS), now=NOON)
    corrected = edited(TROOPS, title="Two hundred North Korean soldiers dig in near Kursk")
    eastern.arrive(corrected, now=NOON + timedelta(minutes=5))
    stamped = edited(corrected.entry, title="Two hundred North Korean soldiers dig in near Kursk (updated 14:05)")
    (outcome,) = eastern.arrive(stamped, now=NOON + timedelta(minutes=9))
    assert outcome.suppressed == "edited"
    assert [reason for reason, _ in eastern.told()] == ["new", "corrected"]


def test_a_figure_that_another_brought_is_not_told_again_by_an_edit(eastern: Desk) -> None:
    agency = at(making.entry("North Korean soldiers in Kursk, EU says", summary=_COUNTED.format("12,000")), 0)
    title = "EU counts 15,000 North Korean soldiers in Russia's Kursk region"
    herald = at(making.entry(title, summary="What is known of the North Korean soldiers in Kursk.", feed="herald"), 20)
    first = edited(agency, summary=_COUNTED.format("15,000"))
    second = edited(first.entry, summary=_COUNTED.format("17,000"))
    arriving = (Fresh(entry=agency), Fresh(entry=herald), first, second)
    for place, fresh in enumerate(arriving):
        eastern.arrive(fresh, now=NOON + timedelta(minutes=30 * place))
    assert len(set(eastern.stories().values())) == 1
    assert [reason for reason, _ in eastern.told()] == ["new", "changed", "changed"]
    ((news,),) = eastern.rows("SELECT news FROM alerts WHERE revision = 2")
    assert "17000" in news
    assert eastern.rows("SELECT suppressed FROM matches WHERE revision = 1") == [("edited",)]


def test_what_else_an_edit_says_beside_a_known_figure_is_told(eastern: Desk) -> None:
    agency = at(making.entry("North Korean soldiers in Kursk, EU says", summary=_COUNTED.format("12,000")), 0)
    title = "EU counts 15,000 North Korean soldiers in Russia's Kursk region"
    herald = at(making.entry(title, summary="What is known of the North Korean soldiers in Kursk.", feed="herald"), 20)
    denied = edited(agency, summary=_COUNTED.format("15,000") + " Russia denies that they are there.")
    for place, fresh in enumerate((Fresh(entry=agency), Fresh(entry=herald), denied)):
        eastern.arrive(fresh, now=NOON + timedelta(minutes=30 * place))
    assert [reason for reason, _ in eastern.told()] == ["new", "changed", "corrected"]


def test_every_entry_that_was_told_can_be_corrected_not_only_the_last(eastern: Desk) -> None:
    grown = at(making.entry("Now 3,000 North Korean soldiers dig in near Kursk", feed="herald"), 10)
    eastern.arrive(Fresh(entry=TROOPS), now=NOON)
    eastern.arrive(Fresh(entry=grown), now=grown.first_seen)
    eastern.arrive(edited(TROOPS, title="North Korean soldiers seen near Kursk, number unknown"), now=grown.first_seen)
    assert [reason for reason, _ in eastern.told()] == ["new", "changed", "corrected"]


def test_two_stories_that_become_one_are_not_new_again(tmp_path: Path) -> None:
    first = making.entry("Ferry hits quay in the north", guid="https://a.example/1")
    second = at(making.entry("Паром вдарився об причал", feed="herald", guid="https://b.example/2"), 1)
    both = at(
        making.entry("Ferry accident", feed="lowland", guid="https://a.example/1", canonical_url=second.canonical_url),
        2,
    )
    later = at(replace(second, id="later", feed="courier", publisher="courier", guid="later"), 3)
    with desk(tmp_path, EVERYTHING) as one:
        for entry in (first, second, both, later):
            one.arrive(Fresh(entry=entry), now=entry.first_seen)
        assert set(one.stories().values()) == {first.id}
        assert one.told() == [("new", first.title), ("new", second.title)]
        assert one.rows("SELECT DISTINCT story FROM alerts UNION SELECT story FROM matches") == [(first.id,)]
        assert stories.story(one.rooms.store.db, second.id).id == first.id


def test_what_could_not_be_saved_is_forgotten(tmp_path: Path) -> None:
    """The database is full: the entry comes again, opens its story then, and is told."""
    with desk(tmp_path, EASTERN, matcher=MATCHER) as one:
        store = one.rooms.store
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
        big = replace(TROOPS, summary="x" * 1_000_000)
        with pytest.raises(StorageError):
            one.arrive(Fresh(entry=big), now=NOON)
        store.db.execute("PRAGMA max_page_count = 100000").fetchone()
        (outcome,) = one.arrive(Fresh(entry=big), now=NOON + timedelta(minutes=1))
        assert [alert.reason for alert in outcome.alerts] == ["new"]


def test_a_split_by_hand_is_seen_at_once_and_remembered(eastern: Desk) -> None:
    other = at(making.entry("Two thousand North Korean soldiers dig in near Kursk, Kyiv says", feed="herald"), 1)
    eastern.arrive(Fresh(entry=TROOPS), now=NOON)
    (outcome,) = eastern.arrive(Fresh(entry=other), now=other.first_seen)
    assert outcome.story.story == TROOPS.id
    with open_store(eastern.rooms.configuration.store) as by_hand, by_hand.writing() as db:
        stories.split(db, other.id, now=other.first_seen)
    third = at(making.entry("Two thousand North Korean soldiers dig in near Kursk, says Kyiv", feed="lowland"), 2)
    for worker in (eastern, eastern.restarted()):
        (outcome,) = worker.arrive(Fresh(entry=replace(third, id=f"{id(worker)}")), now=third.first_seen)
        assert outcome.story.merges == ()
        assert len(set(worker.stories().values())) == 2


def test_the_second_independent_publisher_raises_the_level(tmp_path: Path) -> None:
    watch = making.watch("eastern", "@north-korea OR @kursk", sources=2)
    with desk(tmp_path, watch) as one:
        reprint = at(replace(TROOPS, id="reprint", feed="harbour", publisher="harbour", guid="r"), 1)
        own = at(
            making.entry(
                "North Korean soldiers dig in near Kursk, two thousand of them",
                feed="herald",
                summary="Our correspondent saw the trenches from the road.",
            ),
            2,
        )
        for entry in (replace(TROOPS, summary="x y z. " * 30), replace(reprint, summary="x y z. " * 30), own):
            one.arrive(Fresh(entry=entry), now=entry.first_seen)
        assert one.rows("SELECT reason, level FROM alerts ORDER BY created") == [
            ("new", Level.NORMAL),
            ("also", Level.URGENT),
        ]
