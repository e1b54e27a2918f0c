"""A configuration folder for the commands, with an archive of made-up news beside it."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from monitor import config
from monitor.store import open_store
from tests.backtest.stream import FEEDS, Desk

MONITOR = """\
channels:
  desk: {kind: console}
"""

WATCHES = """\
watches:
  # what the desk asked for in spring
  kursk:
    title: Troops in Kursk
    query: '@places AND @forces'   # not the people
    channels: [desk]
    languages: [en]
  border:
    title: The border
    query: border AND NOT Warsaw
    channels: [desk]
    languages: [en]
  drones:
    title: Drones
    query: drones
    channels: [desk]
    languages: [en]
    state: shadow  # until the desk has seen it
    must_match: ["Drones hit Sudzha"]
"""

TERMS = """\
terms:
  places: {en: [Kursk, Sudzha, Lgov, Voronezh]}
  forces: {en: [troops, soldiers, brigades]}
"""


def write(place: Path) -> Path:
    """Write the configuration; return its folder."""
    folder = place / "config"
    feeds = "".join(f"  {name}: {{url: 'https://{name}.example/rss'}}\n" for name in FEEDS)
    for name, text in {
        "monitor.yaml": MONITOR,
        "feeds.yaml": f"defaults: {{first_sight: alert}}\nfeeds:\n{feeds}",
        "watches/desk.yaml": WATCHES,
        "terms/words.yaml": TERMS,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def live(folder: Path, steps: int, step: timedelta) -> None:
    """Let a worker live for a while under the configuration of `folder`."""
    configuration = config.load(folder, environ={})
    with open_store(configuration.store) as store:
        Desk(configuration, store, random.Random(5)).live(steps, step)
