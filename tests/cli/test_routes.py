"""`monitor routes`: who would hear what, when and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.config.folders import write

MONITOR = """\
store: {path: monitor.db}
channels:
  desk:
    kind: console
    timezone: Europe/Kyiv
    quiet: {from: "23:00", to: "06:30"}
    digest: {at: ["07:00"], mode: both}
    max_per_hour: 20
  editors: {kind: console, timezone: Europe/Kyiv, digest: {at: ["07:00", "17:00"]}}
  phone: {kind: console, min_level: urgent}
"""
WATCHES = """\
watches:
  troops: {query: troops, channels: [desk, editors, phone], sources: 3, hold: 10m, update_every: 1h}
  loud: {query: "troops AND Sudzha", channels: [phone], level: urgent, silences: [troops]}
  draft: {query: tanks, channels: [desk], state: shadow}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"monitor.yaml": MONITOR, "feeds.yaml": "feeds: {}\n", "watches/desk.yaml": WATCHES}
    return write(tmp_path_factory.mktemp("routes"), files)


MORNING = "Tue 24 Nov 2026, 06:30 EET: quiet hours from 23:00 to 06:30"
AGAIN = "again in the digest of Tue 24 Nov 2026, 07:00 EET"


def lines(folder: Path, *arguments: str) -> list[str]:
    done = call("routes", *arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


def test_at_night_most_waits(folder: Path) -> None:
    assert lines(folder, "troops", "--at", "2026-11-23T23:30+02:00") == [
        "troops (troops), level normal",
        "not told where the watch loud tells of the same story",
        "desk",
        f"a new story: {MORNING}; {AGAIN}",
        f"a new story with 3 publishers: now: at once; {AGAIN}",
        f"an update: {MORNING}; later where 20 messages were sent within an hour; {AGAIN}",
        "editors",
        "a new story: Tue 24 Nov 2026, 07:00 EET: in the digest",
        "a new story with 3 publishers: Tue 24 Nov 2026, 07:00 EET: in the digest",
        "an update: Tue 24 Nov 2026, 07:00 EET: in the digest",
        "phone",
        "a new story: never: the channel is told of what is urgent",
        "a new story with 3 publishers: now: at once",
        "an update: never: the channel is told of what is urgent",
    ]


def test_by_day_it_is_held_for_others_and_updates_keep_their_distance(folder: Path) -> None:
    told = json.loads(call("routes", "troops", "--at", "2026-11-23T10:00Z", "--json", folder=folder).stdout)
    desk = [(one["of"], one["when"], one["because"]) for one in told["routes"] if one["channel"] == "desk"]
    assert desk == [
        ("a new story", "2026-11-23T10:10:00+00:00", "held 10 min for more publishers"),
        ("a new story with 3 publishers", "2026-11-23T10:00:00+00:00", "at once"),
        ("an update", "2026-11-23T11:00:00+00:00", "at most one message about a story in 1 h"),
    ]


def test_a_shadow_tells_nobody(folder: Path) -> None:
    assert "a new story: never: the watch is shadow" in lines(folder, "draft")


@pytest.mark.parametrize(("arguments", "why"), [(("nothing",), "no watch"), (("loud", "--at", "noon"), "no time")])
def test_what_is_not_there_is_said(folder: Path, arguments: tuple[str, ...], why: str) -> None:
    done = call("routes", *arguments, folder=folder)
    assert done.returncode == 2
    assert why in done.stderr
