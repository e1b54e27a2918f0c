"""The difference of two configurations is the set difference of two whole replays, and says what made it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.backtest import Difference, compare, replay
from monitor.backtest.difference import Telling, telling
from monitor.query import parse_term
from monitor.settings import Configuration, TermSet, Watch, WatchState
from monitor.store import Store, archive, open_store
from tests.backtest.stream import FEEDS, TERMS, WATCHES, configuration, desk, watch

QUERIES = (
    "@places AND @forces",
    "@forces NEAR/2 @places",
    "border OR bridge",
    "drones AND NOT Kursk",
    "title:Minister OR article:refineries",
    "ATLEAST/2(Kursk, troops, border)",
)
WORDS = ("Kursk", "Sudzha", "Lgov", "Rylsk", "Warsaw", "hospital")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of some days."""
    found = tmp_path_factory.mktemp("archive")
    with desk(found, 11) as room:
        room.live(320, timedelta(minutes=40))
    return found


def whole(store: Store, of: Configuration, since: Any) -> set[Telling]:
    """All that one replay tells from a moment on."""
    return {
        telling(alert)
        for played in replay(store, of)
        if played.at >= since
        for alert in (*played.alerts, *(one for outcome in played.outcomes for one in outcome.alerts))
    }


def spread(difference: Difference, kind: str) -> set[Telling]:
    """What a difference says is gained, or lost, one by one."""
    channels = {"desk": "desk", "one": "duty", "two": "duty"}
    return {
        (one.watch, one.entry, one.revision, one.reason, channels[recipient], recipient)
        for watch_ in difference.watches
        for one in getattr(watch_, kind)
        for recipient in one.recipients
    }


watches = st.builds(
    lambda name, query, state, channels, sources: watch(
        name, query, state=state, channels=channels, sources=sources, max_age=timedelta(hours=6)
    ),
    st.sampled_from(("one", "two", "three")),
    st.sampled_from(QUERIES),
    st.sampled_from((WatchState.LIVE, WatchState.LIVE, WatchState.SHADOW, WatchState.OFF)),
    st.sampled_from((("desk",), ("duty",), ("desk", "duty"))),
    st.sampled_from((None, 2)),
)


@st.composite
def configurations(draw: st.DrawFn) -> dict[str, Any]:
    """What of a configuration may change."""
    places = draw(st.lists(st.sampled_from(WORDS), min_size=1, unique=True))
    terms = TERMS | {"places": TermSet(name="places", lists={"en": tuple(map(parse_term, places))})}
    feeds = draw(st.sets(st.sampled_from(FEEDS), min_size=2))
    return {"terms": terms, "feeds": feeds, "watches": draw(st.lists(watches, max_size=3))}


def built(place: Path, drawn: dict[str, Any]) -> Configuration:
    found = configuration(place, terms=drawn["terms"])
    feeds = {name: feed for name, feed in found.feeds.items() if name in drawn["feeds"]}
    return replace(found, feeds=feeds, watches={one.name: one for one in drawn["watches"]})


@given(configurations(), configurations(), st.floats(0, 1))
@settings(max_examples=12, deadline=None)
def test_the_difference_is_that_of_two_whole_replays(
    place: Path, old: dict[str, Any], new: dict[str, Any], share: float
) -> None:
    before, after = built(place, old), built(place, new)
    with open_store(before.store, read_only=True) as store:
        kept = archive.span(store.db)
        assert kept is not None
        since = kept[0] + (kept[1] - kept[0]) * share
        found = compare(store, before, after, since=since, until=kept[1])
        was, now = whole(store, before, since), whole(store, after, since)
    assert spread(found, "gained") == now - was
    assert spread(found, "lost") == was - now
    assert sum(one.unchanged for one in found.watches) == len({one[:4] for one in was & now})


# --- what made the difference ----------------------------------------------------------------------------


def difference(place: Path, old: Configuration, new: Configuration) -> Difference:
    with open_store(old.store, read_only=True) as store:
        kept = archive.span(store.db)
        assert kept is not None
        return compare(store, old, new, since=kept[0], until=kept[1])


def whys(found: Difference, kind: str) -> set[str]:
    return {why for one in found.watches for change in getattr(one, kind) for why in change.why}


def test_nothing_is_between_a_configuration_and_itself(place: Path) -> None:
    found = difference(place, configuration(place), configuration(place))
    assert all(not one.gained and not one.lost for one in found.watches)
    assert [one.watch for one in found.watches] == [one.name for one in WATCHES]
    assert sum(one.unchanged for one in found.watches) > 10


@pytest.mark.parametrize(
    ("old", "new", "gained", "lost"),
    [
        (watch("a", "troops"), watch("a", "troops OR hospital"), "no troops in title or summary", None),
        (watch("a", "troops"), watch("a", "troops OR hospital"), "terms that only one of the two has: hospital", None),
        (watch("a", "troops"), watch("a", "troops AND NOT Kursk"), None, 'NOT Kursk: "Kursk" stands in the '),
        (watch("a", "troops"), watch("a", "troops", state=WatchState.SHADOW), None, "the watch is shadow"),
        (watch("a", "troops"), watch("b", "troops"), "there is no such watch", "there is no such watch"),
        (watch("a", "troops"), watch("a", "troops", channels=("duty",)), "told to other recipients", "told to other"),
        (watch("a", "Minister", max_age=timedelta(hours=2)), watch("a", "Minister"), "too-old: published", None),
    ],
)
def test_it_says_what_made_the_difference(
    place: Path, old: Watch, new: Watch, gained: str | None, lost: str | None
) -> None:
    found = difference(place, configuration(place, old), configuration(place, new))
    for kind, expected in (("gained", gained), ("lost", lost)):
        said = whys(found, kind)
        assert not expected or any(expected in why for why in said), said
