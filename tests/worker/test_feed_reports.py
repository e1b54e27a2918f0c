"""The worker as a process, and all that can happen to feeds: what an operator is told, once each, and its end."""

from __future__ import annotations

import json
import signal
from collections import Counter
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from tests.servers import feeds
from tests.servers.feeds import FeedServer
from tests.worker.newsroom import Newsroom, Publisher, newsroom, until


def _notices(room: Newsroom) -> Counter[tuple[str, str]]:
    return Counter(room.rows("SELECT kind, subject FROM notices"))


def _told(room: Newsroom, kind: str, feed: str = "") -> bool:
    return (kind, feed) in _notices(room)


def _set_up(room: Newsroom, *publishers: Publisher) -> None:
    urls = {name: one.server.url(f"/{name}") for one in publishers for name in one.feeds}
    lines = "".join(f"  {name}: {{url: '{url}'}}\n" for name, url in urls.items())
    room.write("feeds.yaml", f"defaults: {{every: 300ms}}\nfeeds:\n{lines}")


def _publish(publisher: Publisher, feed: str, number: int, count: int = 5) -> None:
    """Let the feed hold nothing but `count` new entries."""
    publisher.feeds[feed] = [(f"Report {number}.{one} from {feed}", "") for one in range(count)]


def _comes_back(publisher: Publisher, stack: ExitStack) -> None:
    """A server that was stopped answers again, at the same port."""
    again = FeedServer(port=publisher.server.port)
    publisher.server = stack.enter_context(again)
    for name in list(publisher.feeds):
        held = publisher.feeds[name]
        publisher.open(name)
        publisher.feeds[name] = held


def test_each_trouble_is_told_once_and_so_is_its_end(tmp_path: Path) -> None:
    """One feed fails, one overflows, one moves, a fourth is well; then every server is gone, and comes back."""
    with newsroom(tmp_path, feeds=0) as room, ExitStack() as stack, ExitStack() as servers:
        here = Publisher(servers.enter_context(FeedServer()))
        there = Publisher(servers.enter_context(FeedServer()))
        for publisher, names in ((here, ("failing", "calm")), (there, ("overflowing", "moving"))):
            for name in names:
                publisher.open(name)
                _publish(publisher, name, 0)
        _set_up(room, here, there)
        worker = room.start("run")
        until(lambda: "worker.started" in room.log())
        until(lambda: room.rows("SELECT count(*) FROM feeds WHERE last_ok IS NOT NULL") == [(4,)])

        here.broken["failing"] = feeds.status(500)
        there.server["/moved"] = feeds.document(there.body("moving"))
        there.broken["moving"] = feeds.redirect(there.server.url("/moved"))
        _publish(there, "overflowing", 1)
        for kind, feed in (("moved", "moving"), ("overflowing", "overflowing"), ("failing", "failing")):
            until(partial(_told, room, kind, feed), seconds=60)
        shown = room.run("feeds", "--failing")
        assert shown.returncode == 1
        assert "failing is failing since" in shown.stdout
        assert "overflowing is overflowing since" in shown.stdout
        assert "calm" not in shown.stdout

        here.broken.clear()
        for feed in ("failing", "overflowing"):
            until(partial(_told, room, "recovered", feed), seconds=60)
        assert "moving is moved" in room.run("feeds", "--failing").stdout

        servers.close()  # from here on nobody answers
        until(partial(_told, room, "network-down"), seconds=60)
        counted = room.rows("SELECT name, failures FROM feeds WHERE failures > 1")
        assert counted == []
        _comes_back(here, stack)
        _comes_back(there, stack)
        there.server["/moved"] = feeds.document(there.body("moving"))
        until(partial(_told, room, "network-back"), seconds=60)
        until(lambda: room.rows("SELECT count(*) FROM feeds WHERE failures > 0") == [(0,)])

        assert _notices(room) == {
            ("failing", "failing"): 1,
            ("recovered", "failing"): 1,
            ("overflowing", "overflowing"): 1,
            ("recovered", "overflowing"): 1,
            ("moved", "moving"): 1,
            ("network-down", ""): 1,
            ("network-back", ""): 1,
        }
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(15) == 0
        assert _events(room)["feed.failing"]["feed"] == "failing"
        assert {"feed.overflowing", "feed.moved", "feed.recovered", "network.down", "network.back"} <= _events(
            room
        ).keys()
        assert "Traceback" not in room.log()
        ((feed, fresh),) = room.rows("SELECT feed, fresh FROM feed_gaps")
        assert (feed, fresh) == ("overflowing", 5)


def _events(room: Newsroom) -> dict[str, dict[str, Any]]:
    lines = [json.loads(line) for line in room.log().splitlines()]
    return {line["event"]: line for line in lines}
