"""`monitor story`: what it shows, and what it corrects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.types import Fresh
from tests import making
from tests.cli.calling import agreed, call
from tests.config.folders import write
from tests.joining.desk import Desk, arrivals, desk
from tests.joining.test_joining import EASTERN, MATCHER
from tests.stories.test_running_example import ALL, OTHERS, STATEMENT


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Path]]:
    """A database with the running example, and a configuration that names it."""
    place = tmp_path_factory.mktemp("story")
    with desk(place, EASTERN, matcher=MATCHER) as one:
        copy = making.entry(
            STATEMENT["agency"].title,
            feed="lowland",
            summary=STATEMENT["agency"].summary,
            guid="https://lowland.example/1",
        )
        for entry in arrivals([*ALL.values(), copy]):
            one.arrive(Fresh(entry=entry), now=entry.first_seen)
        folder = write(
            place / "config",
            {
                "monitor.yaml": f"store: {{path: {place / 'monitor.db'}}}\nchannels: {{desk: {{kind: console}}}}\n",
                "feeds.yaml": "feeds: {}\n",
                "watches/desk.yaml": "watches: {}\n",
            },
        )
        yield one, folder


def test_what_a_person_reads(day: tuple[Desk, Path]) -> None:
    one, folder = day
    done = call("story", STATEMENT["ukrainian"].id[:8], folder=folder)
    assert done.returncode == 0, done.stderr
    agreed("story.txt", done.stdout, folder)
    assert "joined: " in done.stdout
    assert one.told()


def test_the_same_as_json(day: tuple[Desk, Path]) -> None:
    _, folder = day
    (account,) = json.loads(call("story", "show", "--json", STATEMENT["agency"].id, folder=folder).stdout)
    assert len(account["story"]["members"]) == 5
    assert account["told"][0]["reason"] == "new"


def test_split_and_merge_are_remembered(day: tuple[Desk, Path]) -> None:
    one, folder = day
    paper = STATEMENT["paper"]
    home = one.stories()[paper.title]
    assert call("story", "split", paper.id, folder=folder).returncode == 0
    assert one.stories()[paper.title] == paper.id
    assert f"{paper.id} split from {home}" in call("story", home, folder=folder).stdout
    assert call("story", "merge", paper.id, home, folder=folder).returncode == 0
    assert one.stories()[paper.title] == home


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing-such"], "no story 'nothing-such'"),
        (["split", STATEMENT["agency"].id], "opened its story"),
        (["split", "ffffff"], "names no entries"),
        (["merge", OTHERS["missile"].id, OTHERS["missile"].id], "both are the story"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str, day: tuple[Desk, Path]) -> None:
    _, folder = day
    done = call("story", *arguments, folder=folder)
    assert done.returncode in {1, 2}
    assert said in done.stderr
