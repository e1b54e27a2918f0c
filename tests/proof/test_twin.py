"""The twin: the same entries, published as real feeds and polled by the real pipeline, have the same outcomes.

A case hands the pipeline what was parsed; here every byte is fetched from a file, read by the child process and saved,
and the outcomes are read from the database.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from monitor import __version__, config, pipeline, schedule
from monitor.config import Case, Given
from monitor.fetch.article import Articles
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.proof.cast import Cast
from monitor.proof.replay import BEGINNING, Stage
from monitor.rooms import Rooms
from monitor.settings import Configuration, Feed
from monitor.store import open_store
from tests.proof.newsroom import case, loaded, newsroom

ENTRIES = (
    '- {at: 0m, feed: herald, guid: "urn:a", title: "Soldiers reach the town of Kursk", age: 5m}',
    '- {at: 0m, feed: herald, guid: "urn:b", title: "Soldiers & a drone seen over Kursk", age: 60h}',
    '- {at: 10m, feed: courier, url: "https://courier.example/1", title: "Soldiers reach the town of Kursk"}',
    '- {at: 20m, feed: herald, guid: "urn:a", title: "Soldiers near the town of Kursk", age: 25m}',
    '- {at: 30m, feed: herald, guid: "urn:a", title: "Soldiers near the town of Kursk", summary: More, age: 35m}',
    '- {at: 40m, feed: courier, url: "https://courier.example/1", title: "Soldiers leave the town of Kursk"}',
    "expect:",
    "- {entry: 1, watch: kursk, alert: new}",
)


def test_a_case_is_what_production_does(tmp_path: Path) -> None:
    folder = newsroom(tmp_path / "config", tests=case(*ENTRIES))
    configuration = loaded(folder).configuration
    (one,) = config.load_cases(configuration, folder)
    played = played_outcomes(one, configuration)
    assert played == polled_outcomes(one, configuration, tmp_path)
    assert len({outcome for _, _, outcome in played}) >= 5


def played_outcomes(one: Case, configuration: Configuration) -> list[tuple[str, str, str]]:
    stage = Stage(configuration, Cast(configuration.watches, configuration.terms))
    return sorted(
        (entry.title + entry.summary, outcome.match.watch, outcome.suppressed or outcome.alerts[0].reason)
        for reading in stage.play(one)
        for entry in reading.fresh.values()
        for outcome in reading.outcomes
        if outcome.match.entry == entry.id
    )


def polled_outcomes(one: Case, configuration: Configuration, place: Path) -> list[tuple[str, str, str]]:
    files = place / "feeds"
    files.mkdir()
    configuration = replace(
        configuration,
        poll=replace(configuration.poll, files=files),
        store=replace(configuration.store, path=place / "twin.db"),
        feeds={name: replace(feed, url=(files / f"{name}.xml").as_uri()) for name, feed in configuration.feeds.items()},
    )
    asyncio.run(poll_all(one, configuration, files))
    with closing(sqlite3.connect(place / "twin.db")) as db:
        rows = db.execute(
            "SELECT COALESCE(r.title || r.summary, e.title || e.summary), m.watch, COALESCE(m.suppressed,"
            " (SELECT reason FROM alerts a WHERE a.entry = m.entry AND a.watch = m.watch AND a.revision = m.revision))"
            " FROM matches m JOIN entries e ON e.id = m.entry"
            " LEFT JOIN revisions r ON r.entry = m.entry AND r.revision = m.revision"
        ).fetchall()
    return sorted(rows)


async def poll_all(one: Case, configuration: Configuration, files: Path) -> None:
    clock = [BEGINNING]
    with open_store(configuration.store) as store:
        async with Fetcher(configuration.poll, version=__version__) as fetcher, Reader(configuration.poll) as reader:
            rooms = Rooms(
                configuration=configuration,
                store=store,
                fetcher=fetcher,
                reader=reader,
                articles=Articles(
                    fetcher, configuration.articles, configuration.poll, clock=lambda: clock[0], robots={}
                ),
                matcher=Matcher(configuration.watches.values(), configuration.terms),
                joining=Joining(store, configuration),
                senders={},
                clock=lambda: clock[0],
            )
            known = BEGINNING - timedelta(days=1)
            states = {
                name: replace(schedule.first_state(feed, BEGINNING), last_ok=known, baseline=known)
                for name, feed in configuration.feeds.items()
            }
            for at, name in dict.fromkeys((given.at, given.feed) for given in one.given):
                feed, clock[0] = configuration.feeds[name], BEGINNING + at
                shown = [given for given in one.given if (given.at, given.feed) == (at, name)]
                (files / f"{name}.xml").write_text(rss(feed, shown, clock[0]), encoding="utf-8")
                polled = await pipeline.poll(feed, states[name], rooms, schedule.USUAL)
                assert polled.failure is None
                states[name] = polled.state


def rss(feed: Feed, given: Sequence[Given], now: datetime) -> str:
    items = "".join(
        f"<item><title>{escape(one.title)}</title><description>{escape(one.summary)}</description>"
        + (f"<guid isPermaLink='false'>{one.guid}</guid>" if one.guid else "")
        + (f"<link>{one.url}</link>" if one.url else "")
        + (f"<pubDate>{format_datetime((now - one.age).astimezone(UTC))}</pubDate>" if one.age else "")
        + "</item>"
        for one in given
    )
    return f"<rss version='2.0'><channel><title>{feed.title}</title>{items}</channel></rss>"
