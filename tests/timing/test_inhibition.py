"""One watch speaks for another: through the real judgement, in whatever order the entries come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.settings import Level
from monitor.types import Entry, Fresh, Suppressed
from tests import making
from tests.joining.desk import Desk, at, desk

GENERAL = making.watch("general", "troops")
LOUD = making.watch("loud", "troops AND Sudzha", level=Level.URGENT, silences=("general",))
FIRST = "North Korean troops are near Sudzha in the Kursk region, officials say"


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path, GENERAL, LOUD) as made:
        yield made


def report(title: str, minutes: float, feed: str = "gazette", url: str = "https://gazette.example/one") -> Entry:
    """A report of the one story: the page is the same."""
    return at(making.entry(title, feed=feed, guid=f"{feed} {title}", url=url, canonical_url=url), minutes)


def told(newsroom: Desk) -> list[tuple[str, str]]:
    return [tuple(row) for row in newsroom.rows("SELECT watch, reason FROM alerts ORDER BY rowid")]


def ledger(newsroom: Desk) -> dict[str, str | None]:
    return dict(newsroom.rows("SELECT watch, suppressed FROM matches"))


def test_the_general_watch_is_silent_where_the_urgent_one_tells(newsroom: Desk) -> None:
    newsroom.arrive(Fresh(entry=report(FIRST, 0)), now=making.NOON)
    assert told(newsroom) == [("loud", "new")]
    assert ledger(newsroom) == {"loud": None, "general": Suppressed.INHIBITED}
    assert newsroom.rows("SELECT detail FROM matches WHERE watch = 'general'") == [("told by the watch loud",)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["general first", "urgent first"])
def test_the_order_of_one_reading_does_not_matter(newsroom: Desk, order: tuple[int, ...]) -> None:
    reports = [report("Troops were seen", 0), report(FIRST, 1, feed="herald")]
    newsroom.arrive(*(Fresh(entry=reports[place]) for place in order), now=making.NOON)
    assert len(set(newsroom.stories().values())) == 1
    assert told(newsroom) == [("loud", "new")]


def test_what_the_general_watch_told_first_stays_told(newsroom: Desk) -> None:
    newsroom.arrive(Fresh(entry=report("Troops were seen", 0)), now=making.NOON)
    newsroom.arrive(Fresh(entry=report(FIRST, 9, feed="herald")), now=making.NOON + timedelta(minutes=9))
    assert told(newsroom) == [("general", "new"), ("loud", "new")]


def test_news_that_the_urgent_watch_does_not_match_is_told(newsroom: Desk) -> None:
    first = report("Sudzha: 10,000 troops arrived in the Kursk region", 0)
    newsroom.arrive(Fresh(entry=first), now=making.NOON)
    more = report("Now 15,000 troops arrived in the Kursk region", 9, feed="herald")
    newsroom.arrive(Fresh(entry=more), now=making.NOON + timedelta(minutes=9))
    assert told(newsroom) == [("loud", "new"), ("general", "changed")]


def test_other_channels_of_the_general_watch_are_told(tmp_path: Path) -> None:
    general = making.watch("general", "troops", channels=("desk", "other"))
    with desk(tmp_path, general, LOUD) as made:
        made.rooms.configuration.channels["other"] = making.channel("other")  # type: ignore[index]
        made.arrive(Fresh(entry=report(FIRST, 0)), now=making.NOON)
        assert made.rows("SELECT watch, channel FROM alerts ORDER BY rowid") == [("loud", "desk"), ("general", "other")]
