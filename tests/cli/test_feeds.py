"""`monitor feeds`: the table, lists in and out, and the feeds of a page, as a person calls them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import schedule
from monitor.parse import opml
from monitor.settings import Feed, StoreSettings
from monitor.store import open_store, subscriptions
from monitor.types import (
    FailureKind,
    FeedFailure,
    Fetched,
    Fresh,
    Gap,
    GapReason,
    Notice,
    NoticeKind,
    ParsedFeed,
    Polled,
    Subscription,
    SubscriptionCondition,
)
from tests import making
from tests.cli.calling import call
from tests.servers.feeds import FeedServer, document, redirect, status

NOW = datetime.now(UTC)
MINUTE = timedelta(minutes=1)

MONITOR = """\
poll: {contact: a@b.example, allow_networks: [127.0.0.0/8]}
store: {path: ../monitor.db}
channels: {desk: {kind: console}}
"""

FEEDS = """\
feeds:
  gazette: {url: https://gazette.example/rss, publisher: Gazette, tags: [world], language: en}
  herald: {url: https://herald.example/rss, title: The Herald}
  new: {url: https://new.example/rss}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "config"
    made.mkdir()
    (made / "feeds.yaml").write_text(FEEDS)
    (made / "monitor.yaml").write_text(MONITOR)
    _remember(tmp_path / "monitor.db")
    return made


def _remember(path: Path) -> None:
    """The gazette gave ten entries, each two or twenty minutes late, and had a gap; the herald fails."""
    with open_store(StoreSettings(path=path)) as store:
        gazette = Feed(name="gazette", url="https://gazette.example/rss", title="", publisher="")
        state = making.feed_state("gazette", last_ok=NOW - 60 * MINUTE, baseline=NOW - timedelta(days=3), window=10)
        late, seen = [2 * MINUTE] * 9 + [20 * MINUTE], NOW - 5 * MINUTE
        fresh = tuple(
            Fresh(entry=making.entry(f"number {number}", first_seen=seen, published=seen - wait))
            for number, wait in enumerate(late)
        )
        parsed = ParsedFeed(title="", language=None, entries=())
        gap = Gap(feed="gazette", since=NOW - 60 * MINUTE, until=seen, fresh=10, reason=GapReason.NO_OVERLAP)
        fetched = Fetched(url="", body=b"", etag='"1"')
        after = schedule.succeeded(gazette, state, fetched, parsed, seen, fresh=fresh, gap=gap)
        store.save(Polled(state=after, fresh=fresh, gap=gap), now=seen)
        failure = FeedFailure(kind=FailureKind.TLS, detail="the certificate has expired")
        report = Notice(
            kind=NoticeKind.FAILING, subject="herald", detail="tls: it has expired", since=NOW - 60 * MINUTE, at=NOW
        )
        herald = making.feed_state("herald", failures=4, last_failure=failure, troubles=(report,), failing_since=NOW)
        for _ in range(4):
            store.save(Polled(state=herald, failure=failure), now=NOW)


def test_the_table_has_every_feed(folder: Path) -> None:
    done = call("feeds", folder=folder)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    gazette = next(line for line in lines if "gazette" in line)
    assert "ok" in gazette
    assert "2 min" in gazette
    assert "20 min" in gazette
    assert "4 tls" in next(line for line in lines if "herald" in line)
    assert "unread" in next(line for line in lines if "new" in line)
    assert re.search(r"herald is failing since 6\d min ago: tls: it has expired", done.stdout)


def test_only_what_somebody_should_look_at(folder: Path) -> None:
    done = call("feeds", "--failing", folder=folder)
    assert done.returncode == 1
    assert "herald" in done.stdout
    assert "gazette" not in done.stdout


def test_for_programs(folder: Path) -> None:
    lines = {line["name"]: line for line in json.loads(call("feeds", "--json", folder=folder).stdout)}
    gazette = lines["gazette"]
    assert (gazette["state"], gazette["delay_p50"], gazette["delay_p95"]) == ("ok", 120, 1200)
    assert gazette["gaps"][0]["fresh"] == 10
    assert gazette["per_day"] > 1
    assert lines["herald"]["failures_by_kind"] == {"tls": 4}
    assert lines["new"]["state"] == "unread"


def test_feeds_that_are_pushed_say_until_when(folder: Path, tmp_path: Path) -> None:
    until = NOW + timedelta(days=9)
    proven = Subscription(
        id="1",
        feed="gazette",
        hub="https://hub.example/",
        topic="https://gazette.example/rss",
        condition=SubscriptionCondition.LIVE,
        due=NOW,
        until=until,
        pushed=NOW,
    )
    asked = replace(proven, id="2", feed="herald", condition=SubscriptionCondition.ASKED, until=None, pushed=None)
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as store, store.writing() as db:
        subscriptions.save(db, [proven, asked])
    assert "push" not in call("feeds", folder=folder).stdout  # nobody can push to a worker without an endpoint
    (folder / "monitor.yaml").write_text(MONITOR + "endpoint: {public_url: 'https://m.example/'}\n")
    lines = {line["name"]: line for line in json.loads(call("feeds", "--json", folder=folder).stdout)}
    assert {name: line["push"] for name, line in lines.items()} == {"gazette": "proven", "herald": "asked", "new": ""}
    assert datetime.fromisoformat(lines["gazette"]["push_until"]) == until
    shown = " ".join(call("feeds", folder=folder).stdout.split())
    assert "push" in shown
    assert "asked" in shown


def test_an_option_in_front_of_a_command_is_not_lost_in_silence(folder: Path) -> None:
    done = call("feeds", "--config", folder, "export")
    assert done.returncode == 2
    assert "write the options behind the command" in done.stderr
    assert call("feeds", "export", "--config", folder).returncode == 0


# --- lists -----------------------------------------------------------------------------------------------


def test_what_is_exported_can_be_imported(folder: Path, tmp_path: Path) -> None:
    done = call("feeds", "export", folder=folder)
    assert [one.url for one in opml.read(done.stdout.encode())] == [
        "https://gazette.example/rss",
        "https://herald.example/rss",
        "https://new.example/rss",
    ]
    (tmp_path / "list.opml").write_text(done.stdout)
    again = call("feeds", "import", tmp_path / "list.opml", folder=folder)
    assert again.returncode == 0
    assert again.stdout == ""
    assert again.stderr.count("it is in feeds.yaml already") == 3
    assert call("feeds", "export", "--tag", "world", folder=folder).stdout.count("xmlUrl") == 1


LIST = """<opml version="2.0"><body><outline text="War">
  <outline text="Gazette" xmlUrl="https://second-gazette.example/rss"/>
  <outline text="Herald" xmlUrl="https://herald.example/rss"/>
  <outline text="Feed of files" xmlUrl="feed://files.example"/>
</outline></body></opml>"""


def test_an_import_writes_over_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(LIST)
    target = tmp_path / "more.yaml"
    done = call("feeds", "import", tmp_path / "list.opml", "--write", target, folder=folder)
    assert done.returncode == 0, done.stderr
    text = target.read_text()
    assert text == (
        'feeds:\n  gazette-2:\n    url: "https://second-gazette.example/rss"\n    title: "Gazette"\n    tags: ["War"]\n'
    )
    assert "1 feeds written to" in done.stderr
    assert "left out: feed://files.example" in done.stderr
    again = call("feeds", "import", tmp_path / "list.opml", "--write", target, folder=folder)
    assert again.returncode == 2
    assert "nothing is ever written over" in again.stderr
    assert target.read_text() == text
    inside = call("feeds", "import", tmp_path / "list.opml", "--write", folder / "more.yaml", folder=folder)
    assert inside.returncode == 2
    assert call("check", folder=folder).returncode == 0  # a file that nothing reads would have been refused
    assert (folder / "feeds.yaml").read_text() == FEEDS


def test_what_is_no_list_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text("<html></html>")
    done = call("feeds", "import", tmp_path / "list.opml", folder=folder)
    assert done.returncode == 1
    assert "no OPML, but <html>" in done.stderr


# --- the feeds of a page ---------------------------------------------------------------------------------


RSS = (
    b"<rss version='2.0'><channel><title>Gazette World</title><language>en-gb</language>"
    b"<item><title>One</title><link>https://gazette.example/1</link>"
    b"<pubDate>Sat, 21 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"
)


@pytest.fixture
def site() -> Iterator[FeedServer]:
    with FeedServer() as server:
        page = b"<html><head><link rel=alternate type='application/rss+xml' href='/world.rss'></head></html>"
        server["/"] = document(page, content_type="text/html")
        server["/world.rss"] = document(RSS)
        server["/rss"] = redirect("/world.rss")
        server["/feed"] = document(page, content_type="text/html")
        server["/gone"] = status(404)
        yield server


def test_the_feeds_of_a_page_are_found_and_read(folder: Path, site: FeedServer) -> None:
    done = call("feeds", "find", site.url("/"), folder=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        f"# {site.url('/world.rss')}: 1 entries, the newest of 2026-11-21 09:00 UTC\n"
        "feeds:\n"
        "  gazette-world:\n"
        f'    url: "{site.url("/world.rss")}"\n'
        '    title: "Gazette World"\n'
        '    language: "en"\n'
    )
    found = json.loads(call("feeds", "find", "--json", site.url("/"), folder=folder).stdout)
    assert [(one["url"], one["entries"]) for one in found] == [(site.url("/world.rss"), 1)]


def test_a_feed_is_its_own_feed(folder: Path, site: FeedServer) -> None:
    done = call("feeds", "find", site.url("/world.rss"), folder=folder)
    assert "gazette-world:" in done.stdout
    assert len(site.requests) == 1


def test_what_cannot_be_reached_is_said(folder: Path, site: FeedServer) -> None:
    done = call("feeds", "find", site.url("/gone"), folder=folder)
    assert done.returncode == 1
    assert "404" in done.stderr


def test_a_private_network_is_refused(folder: Path, site: FeedServer) -> None:
    monitor = folder / "monitor.yaml"
    monitor.write_text(monitor.read_text().replace(", allow_networks: [127.0.0.0/8]", ""))
    done = call("feeds", "find", site.url("/"), folder=folder)
    assert done.returncode == 1
    assert "forbidden-address" in done.stderr
    assert site.requests == []


def test_nothing_found_is_said(folder: Path, site: FeedServer) -> None:
    for path in ("/world.rss", "/rss"):
        site[path] = status(404)
    done = call("feeds", "find", site.url("/"), folder=folder)
    assert done.returncode == 1
    assert "no feed found" in done.stderr
