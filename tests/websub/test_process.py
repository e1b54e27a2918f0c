"""Feeds that are pushed, from end to end: the real worker, a real hub, real HTTP between them."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.status import status as show_status
from tests.servers.feeds import status
from tests.servers.hub import Hub, call, hub_server
from tests.servers.ports import free_port
from tests.worker.newsroom import Newsroom, newsroom, until

SELF = "<link rel='self' href='{topic}' xmlns='http://www.w3.org/2005/Atom'/>"
HUB = "<link rel='hub' href='{hub}' xmlns='http://www.w3.org/2005/Atom'/>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A newsroom whose paper names a hub."""

    room: Newsroom
    hub: Hub
    topic: str

    def subscribed(self) -> bool:
        return bool(self.hub.subscribers)

    def column(self, name: str) -> object:
        found = self.room.rows(f"SELECT {name} FROM subscriptions")
        return found[0][0] if found else None

    def polls(self) -> int:
        return len(self.room.publisher.server.asked("/paper-0"))


@contextmanager
def desk_in(place: Path, hub: Hub, *, every: str) -> Iterator[Desk]:
    port = free_port()
    more = f"endpoint: {{public_url: 'http://127.0.0.1:{port}/', listen: '127.0.0.1:{port}'}}\n"
    with newsroom(place, every=every, more=more) as room:
        topic = room.publisher.server.url("/paper-0")
        room.publisher.channel["paper-0"] = SELF.format(topic=topic) + HUB.format(hub=hub.url)
        room.publish("paper-0", "Rain in the west")
        yield Desk(room=room, hub=hub, topic=topic)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The paper is polled once an hour, so that what comes sooner was pushed."""
    with hub_server() as hub, desk_in(tmp_path, hub, every="1h") as made:
        yield made


@pytest.fixture
def polling_desk(tmp_path: Path) -> Iterator[Desk]:
    """The paper is polled every second."""
    with hub_server() as hub, desk_in(tmp_path, hub, every="1s") as made:
        yield made


def poll_again(desk: Desk) -> None:
    """Go on with a worker that polls at once."""
    for worker in desk.room.workers:
        if worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0
    with closing(sqlite3.connect(desk.room.database)) as database, database:
        database.execute("UPDATE feeds SET next_check = '2000-01-01T00:00:00.000000Z'")
    desk.room.start("run")


@pytest.mark.checklist(9)
def test_what_a_hub_pushes_is_told_once_and_a_poll_stores_it_no_second_time(desk: Desk) -> None:
    desk.room.start("run")
    until(desk.subscribed)
    (form,) = desk.hub.asked
    assert form["hub.topic"] == desk.topic
    assert len(form["hub.callback"].rsplit("/", 1)[1]) >= 32
    assert len(form["hub.secret"]) >= 32
    assert desk.hub.answers[0].headers["content-type"] == "text/plain; charset=utf-8"
    polls = desk.polls()
    desk.room.publish("paper-0", "North Korean troops reported near Sudzha")
    (answer,) = desk.hub.push(desk.topic, desk.room.publisher.body("paper-0"))
    assert (answer.status, answer.body) == (202, b"")
    until(lambda: len(desk.room.webhook.received) == 1)
    assert desk.polls() == polls
    until(lambda: desk.column("pushes") == 1)
    before = desk.room.rows("SELECT count(*) FROM entries"), desk.room.rows("SELECT count(*) FROM matches")
    desk.hub.push(desk.topic, desk.room.publisher.body("paper-0"), algorithm="sha1")  # hubs repeat themselves
    until(lambda: desk.column("pushes") == 2)
    polls = desk.polls()
    poll_again(desk)
    until(lambda: desk.polls() > polls)
    until(lambda: desk.room.log().count("worker.started") == 2)
    assert before == (desk.room.rows("SELECT count(*) FROM entries"), desk.room.rows("SELECT count(*) FROM matches"))
    assert before[0] == [(2,)]
    assert len(desk.room.webhook.received) == 1
    assert "Traceback" not in desk.room.log()


def shown(desk: Desk) -> dict[str, str]:
    """What `monitor status` says of the hub; within this process, which takes a tenth of the time."""
    printed = CliRunner().invoke(show_status, ["--json", "--config", str(desk.room.folder)])
    (line,) = json.loads(printed.stdout)["hubs"]
    return dict(line)


def standing(desk: Desk) -> str:
    return shown(desk)["state"]


@pytest.mark.checklist(9)
def test_polling_is_slow_while_a_hub_pushes_and_as_before_when_it_stops(tmp_path: Path) -> None:
    with hub_server() as hub, desk_in(tmp_path, hub, every="{least: 1s, most: 1h}") as desk:
        desk.room.start("run")
        until(desk.subscribed)
        assert standing(desk) == "live"
        for number in range(30):
            desk.room.publish("paper-0", f"Rain in valley {number}")
        desk.hub.push(desk.topic, desk.room.publisher.body("paper-0"))
        until(lambda: desk.column("pushes") == 1)
        assert standing(desk) == "proven"
        poll_again(desk)
        wait = "SELECT (julianday(next_check) - julianday(last_check)) * 1440 FROM feeds WHERE name = 'paper-0'"
        until(lambda: desk.room.rows(wait)[0][0] > 0)
        assert desk.room.rows(wait)[0][0] > 50  # minutes, though thirty entries came just now
        desk.room.publish("paper-0", "Rain that nobody pushed")
        poll_again(desk)
        until(lambda: desk.column("missed") is not None)
        assert standing(desk) == "live"
        assert 0 < desk.room.rows(wait)[0][0] < 50


@pytest.mark.checklist(9)
def test_what_is_not_signed_is_taken_ignored_and_counted(desk: Desk) -> None:
    desk.room.start("run")
    until(desk.subscribed)
    desk.room.publish("paper-0", "North Korean troops reported near Sudzha")
    body = desk.room.publisher.body("paper-0")
    (secret,) = desk.hub.subscribers.values()
    for signature in ("", "sha256=00", "md5=00", f"sha256={secret}", "sha256"):
        assert [answer.status for answer in desk.hub.push(desk.topic, body, signature=signature)] == [202]
    until(lambda: desk.column("ignored") == 5)
    assert desk.column("pushes") == 0
    assert desk.room.rows("SELECT count(*) FROM entries") == [(1,)]
    assert desk.room.webhook.received == []
    for algorithm in ("sha384", "sha512"):
        desk.hub.push(desk.topic, body, algorithm=algorithm)
    until(lambda: desk.column("pushes") == 2)
    assert "push.ignored" in desk.room.log()
    assert secret not in desk.room.log()


def test_a_hub_that_asks_for_what_we_do_not_wish_gets_404(desk: Desk) -> None:
    desk.room.start("run")
    until(desk.subscribed)
    form = desk.hub.asked[0]
    assert desk.hub.ask_back(form, topic="https://another.example/feed").status == 404
    assert desk.hub.ask_back({**form, "hub.mode": "unsubscribe"}).status == 404
    assert desk.hub.ask_back({**form, "hub.mode": "publish"}).status == 404
    assert desk.hub.ask_back({**form, "hub.callback": form["hub.callback"][:-1]}).status == 404
    assert call(form["hub.callback"]).status == 404
    another = "y" if form["hub.callback"].endswith("x") else "x"
    assert call(form["hub.callback"][:-1] + another, b"<rss/>").status == 410
    assert desk.column("condition") == "live"


def test_a_push_that_is_too_large_is_refused(tmp_path: Path, desk: Desk) -> None:
    text = (desk.room.folder / "monitor.yaml").read_text()
    desk.room.write("monitor.yaml", text.replace("deadline: 5s", "deadline: 5s, max_size: 64KB"))
    desk.room.start("run")
    until(desk.subscribed)
    (answer,) = desk.hub.push(desk.topic, b"<rss>" + b" " * 70_000)
    assert answer.status in {413, 0}  # the connection may break before the answer is read
    body = desk.room.publisher.body("paper-0")
    callback = desk.hub.asked[0]["hub.callback"]
    assert call(callback, body, {"Content-Encoding": "gzip"}).status == 415
    assert [answer.status for answer in desk.hub.push(desk.topic, body)] == [202]
    until(lambda: desk.column("pushes") == 1)


@pytest.mark.checklist(9)
def test_a_lease_is_renewed_before_it_ends_under_the_same_callback(desk: Desk) -> None:
    desk.hub.lease = 2
    desk.room.start("run")
    until(lambda: len(desk.hub.asked) >= 3)
    assert set(desk.hub.modes()) == {"subscribe"}
    assert len({form["hub.callback"] for form in desk.hub.asked}) == 1
    assert len(desk.hub.subscribers) == 1
    until(lambda: desk.column("condition") == "live")  # a slow machine renews too late, and is asked back once more


def test_a_hub_that_denies_is_named_and_the_feed_is_polled(polling_desk: Desk) -> None:
    desk = polling_desk
    desk.hub.denies = "subscribers\nonly"
    desk.room.start("run")
    until(lambda: "subscription.denied" in desk.room.log())
    line = shown(desk)
    assert (line["state"], line["detail"]) == ("denied", "denied by the hub: subscribers only")
    desk.room.publish("paper-0", "North Korean troops reported near Sudzha")
    until(lambda: len(desk.room.webhook.received) == 1)
    assert desk.hub.modes() == ["subscribe"]  # asked again after a week


@pytest.mark.parametrize(("code", "condition"), [(400, "denied"), (500, "asked")])
def test_a_hub_that_fails_is_named_and_the_feed_is_polled(polling_desk: Desk, code: int, condition: str) -> None:
    desk = polling_desk
    desk.hub.status = code
    desk.room.start("run")
    until(lambda: "subscription.failed" in desk.room.log())
    assert str(code) in str(desk.column("detail"))
    assert desk.column("condition") == condition
    desk.room.publish("paper-0", "North Korean troops reported near Sudzha")
    until(lambda: len(desk.room.webhook.received) == 1)


def test_a_hub_that_dies_leaves_the_feed_to_polling(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with hub_server() as hub:
            desk = stack.enter_context(desk_in(tmp_path, hub, every="1s"))
            hub.lease = 2
            desk.room.start("run")
            until(desk.subscribed)
        until(lambda: "connect" in str(desk.column("detail")))
        desk.room.publish("paper-0", "North Korean troops reported near Sudzha")
        until(lambda: len(desk.room.webhook.received) == 1)
        assert "connect" in shown(desk)["detail"]
        assert "Traceback" not in desk.room.log()


def test_a_hub_may_point_to_another(desk: Desk) -> None:
    desk.hub.status = 307
    desk.room.start("run")
    until(desk.subscribed)


def test_the_hub_of_a_feed_that_is_gone_is_asked_to_end(desk: Desk) -> None:
    worker = desk.room.start("run")
    until(desk.subscribed)
    desk.room.write("feeds.yaml", "feeds:\n  other: {url: 'http://127.0.0.1:9/'}\n")
    worker.send_signal(signal.SIGHUP)
    until(lambda: not desk.hub.subscribers)
    until(lambda: desk.room.rows("SELECT count(*) FROM subscriptions") == [(0,)])
    assert desk.hub.modes() == ["subscribe", "unsubscribe"]
    assert call(desk.hub.asked[0]["hub.callback"], b"<rss/>").status == 410


def test_a_push_that_says_nothing_lets_the_feed_be_polled(desk: Desk) -> None:
    """Some hubs only knock."""
    desk.room.publisher.broken["paper-0"] = status(200, desk.room.publisher.body("paper-0"))
    desk.room.start("run")
    until(desk.subscribed)
    del desk.room.publisher.broken["paper-0"]
    desk.room.publish("paper-0", "North Korean troops reported near Sudzha")
    polls = desk.polls()
    assert [answer.status for answer in desk.hub.push(desk.topic, b"")] == [202]
    until(lambda: "push.not_read" in desk.room.log())
    (next_check,) = desk.room.rows("SELECT julianday(next_check) - julianday('now') FROM feeds")[0]
    assert next_check * 86400 < 61  # within a minute of the last poll, where an hour was due
    assert desk.polls() == polls


def test_a_port_that_is_taken_stops_nothing(desk: Desk) -> None:
    port = int((desk.room.folder / "monitor.yaml").read_text().rsplit(":", 1)[1].strip("'} \n"))
    with socket.create_server(("127.0.0.1", port)):
        desk.room.start("run")
        until(lambda: "endpoint.failed" in desk.room.log())
        until(lambda: desk.polls() == 1)
        assert desk.hub.asked == []
