"""A configuration folder for the commands, whose worker told a day of news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor import config
from monitor.matching import Matcher
from monitor.store import open_store
from monitor.types import Fresh
from tests import making
from tests.joining.desk import Desk, rooms_of

NEWS = (
    "Drones strike depot in Kursk|The governor spoke of a fire.",
    "Kursk submarine: widow publishes diary|The book tells of 2000.",
    "Shelling of Kursk border villages|Residents were told to hide.",
    "Documents on Kursk submarine released|The navy kept them closed.",
    "Troops push back attackers near Kursk|Fighting went on.",
    "Museum buys letter of Kursk submarine sailor|It will be shown in May.",
    "Oil depot burns near Belgorod|The governor spoke of drones.",
    "Belgorod shelled for a third day|Two houses burn.",
    "Kursk submarine film wins award|The jury praised it.",
    "Kursk power cut after strike|Engineers work on it.",
)

WATCHES = """\
watches:
  # what the desk asked for in spring
  kursk:
    title: Kursk
    query: 'Kursk'  # the region
    channels: [desk]
    languages: [en]
    must_match: [{lang: en, text: "Kursk hit by drones"}]
  region:
    title: The region
    query: |
      Kursk       # the city
      AND shelling
    channels: [desk]
    languages: [en]
  weighed:
    title: Weighed
    score: {threshold: 1, terms: [{query: Kursk, weight: 1}]}
    channels: [desk]
"""


def write(place: Path) -> Path:
    """Write the configuration and let a worker tell the news; return its folder."""
    folder = place / "config"
    for name, text in {
        "monitor.yaml": "channels:\n  desk: {kind: console}\n",
        "feeds.yaml": "feeds:\n  gazette: {url: 'https://gazette.example/rss'}\n",
        "watches/desk.yaml": WATCHES,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    configuration = config.load(folder, environ={})
    now = datetime.now(UTC) - timedelta(days=1)
    with open_store(configuration.store) as store:
        matcher = Matcher(configuration.watches.values(), configuration.terms)
        desk = Desk(rooms=rooms_of(configuration, store, matcher))
        for line in NEWS:
            title, _, summary = line.partition("|")
            now += timedelta(hours=1)
            desk.arrive(Fresh(entry=making.entry(title, summary=summary, first_seen=now, published=now)), now=now)
    return folder
