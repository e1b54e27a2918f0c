"""The worker as a process: the cron form, the service, its lock, its reload, and what it survives."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.servers import feeds
from tests.servers.webhooks import Answer
from tests.worker.newsroom import SECRET, Newsroom, newsroom, unlike, until

PARAGRAPH_SEPARATOR = "\u2029"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path, feeds=2) as made:
        yield made


def test_one_round_reads_matches_and_tells_every_recipient_once(room: Newsroom) -> None:
    room.publish("paper-0", "North Korean troops reported near Sudzha", "A column of troops was seen.")
    room.publish("paper-1", "Rain in the west")
    done = room.run("run", "--once")
    assert done.returncode == 0, done.stderr
    assert sorted(mail.recipients[0] for mail in room.smtp.mails) == ["one@desk.example", "two@desk.example"]
    (call,) = room.webhook.received
    assert call.verified == (SECRET,)
    assert call.headers["webhook-id"] in {row[0] for row in room.rows("SELECT id FROM alerts")}
    again = room.run("run", "--once")
    assert again.returncode == 0
    assert len(room.smtp.mails) == 2
    assert len(room.webhook.received) == 1


@pytest.mark.checklist(1)
def test_what_is_read_again_unchanged_is_asked_for_conditionally(room: Newsroom) -> None:
    room.publish("paper-0", "North Korean troops reported near Sudzha")
    room.run("run", "--once")
    time.sleep(1.2)
    requests = room.publisher.server.requests
    before = len(requests)
    done = room.run("run", "--once", "--verbose")
    assert {request.path for request in requests[before:] if "if-none-match" in request.headers} == {
        "/paper-0",
        "/paper-1",
    }
    assert done.stderr.count("unchanged (server)") == 2


def test_the_service_tells_and_stops_in_order(room: Newsroom) -> None:
    worker = room.start("run")
    until(lambda: "worker.started" in room.log())
    room.publish("paper-1", "North Korean troops reported near Sudzha")
    until(lambda: len(room.smtp.mails) == 2 and len(room.webhook.received) == 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) == 0
    events = [json.loads(line)["event"] for line in room.log().splitlines()]
    assert events[0].startswith(("configuration.warning", "worker.started"))
    assert events[-1] == "worker.stopped"
    assert "Traceback" not in room.log()
    assert room.rows("SELECT count(*) FROM worker WHERE stopped IS NOT NULL") == [(1,)]


def test_a_second_worker_is_told_who_holds_the_database(room: Newsroom) -> None:
    worker = room.start("run")
    until(lambda: "worker.started" in room.log())
    second = room.run("run", "--once")
    assert second.returncode == 75
    assert re.search(rf"in use by `monitor run`, process {worker.pid} on ", second.stderr)


def test_a_lock_ends_with_its_holder_however_that_dies(room: Newsroom) -> None:
    worker = room.start("run")
    until(lambda: "worker.started" in room.log())
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    done = room.run("status", "--check")  # its last sign of life is fresh
    assert (done.returncode, f"process {worker.pid} is gone" in done.stdout) == (1, True)
    assert room.run("run", "--once").returncode == 0


def test_a_reload_puts_new_files_in_force_and_a_broken_one_keeps_the_old(room: Newsroom) -> None:
    worker = room.start("run")
    until(lambda: "worker.started" in room.log())
    began = room.rows("SELECT started FROM worker")
    room.write("watches/rain.yaml", "watches:\n  rain: {query: rain, channels: [hok], colour: red}\n")
    worker.send_signal(signal.SIGHUP)
    until(lambda: "configuration.refused" in room.log())
    refused = [json.loads(line) for line in room.log().splitlines() if "configuration.problem" in line]
    assert any("rain.yaml:2:" in line["problem"] and "did you mean" in line["problem"] for line in refused)
    room.publish("paper-0", "North Korean troops reported near Sudzha")
    until(lambda: len(room.webhook.received) == 1)
    status = room.run("status")
    assert status.returncode == 0  # the files cannot be read; the worker goes on without them
    assert "the files are refused as they are now" in status.stdout
    assert "the last reload was refused" in status.stdout
    room.write("watches/rain.yaml", "watches:\n  rain: {query: rain, channels: [hook]}\n")
    assert "the last reload was refused" in room.run("status").stdout
    worker.send_signal(signal.SIGHUP)
    until(lambda: "configuration.reloaded" in room.log())
    room.publish("paper-1", "Rain in the west")
    until(lambda: len(room.webhook.received) == 2)
    assert "the last reload" not in room.run("status").stdout
    assert room.rows("SELECT started FROM worker") == began  # a reload is no start


def test_a_channel_that_fails_holds_up_no_other_and_nothing_is_lost(room: Newsroom) -> None:
    room.webhook.otherwise = Answer(503)
    room.smtp.refused["two@desk.example"] = "550 5.1.1 no such user"
    worker = room.start("run")
    room.publish("paper-0", "North Korean troops reported near Sudzha")
    until(lambda: [mail.recipients for mail in room.smtp.mails] == [("one@desk.example",)])
    until(lambda: room.rows("SELECT state FROM alerts WHERE recipient = 'two@desk.example'") == [("rejected",)])
    until(lambda: "channel hook fails since" in room.run("status").stdout)
    assert "refused for good" in room.run("status").stdout
    room.webhook.otherwise = Answer(200)
    until(lambda: room.rows("SELECT state FROM alerts WHERE channel = 'hook'") == [("sent",)], seconds=40)
    ids = {call.headers["webhook-id"] for call in room.webhook.received}
    assert len(ids) == 1
    assert len(room.webhook.received) > 1
    assert worker.poll() is None


def test_feeds_that_fail_are_named_slowed_and_told_of_their_recovery(tmp_path: Path) -> None:
    with newsroom(tmp_path, feeds=2, every="200ms") as room:
        room.publisher.broken["paper-0"] = feeds.status(500)
        worker = room.start("run")
        until(lambda: "feed.failed" in room.log())
        assert "feed paper-0 fails since" in room.run("status").stdout
        until(lambda: "feed.failing" in room.log(), seconds=120)  # which is told, once it lasts
        del room.publisher.broken["paper-0"]
        until(lambda: "feed.recovered" in room.log(), seconds=120)
        assert "paper-0 fails" not in room.run("status").stdout
        assert worker.poll() is None


def test_line_breaks_in_a_title_reach_no_header(room: Newsroom) -> None:
    room.publish("paper-0", f"Troops\nBcc: all@desk.example\u2028near{PARAGRAPH_SEPARATOR}Sudzha")
    assert room.run("run", "--once").returncode == 0
    assert len(room.smtp.mails) == 2
    for mail in room.smtp.mails:
        assert mail.message["Bcc"] is None
        assert "Troops Bcc: all@desk.example near Sudzha" in mail.message["Subject"]


def _shows(room: Newsroom, expected: str) -> bool:
    return re.search(expected, room.run("status").stdout) is not None


def test_hostile_feeds_a_full_database_and_a_dead_mail_server_are_all_shown_and_survived(tmp_path: Path) -> None:
    """Everything at once, as in a bad night; each trouble has its own line in `status`."""
    with newsroom(tmp_path, feeds=4) as room:
        room.publish("paper-0", "North Korean troops reported near Sudzha")
        room.publisher.broken["paper-1"] = feeds.trickle(room.publisher.body("paper-1") * 1000, every=0.3)
        room.publisher.broken["paper-2"] = feeds.gzip_bomb(300)
        room.publisher.broken["paper-3"] = feeds.endless(b"<item><title>x</title></item>" * 1000)
        room.write(
            "monitor.yaml", (room.folder / "monitor.yaml").read_text().replace(f"port: {room.smtp.port}", "port: 9")
        )
        worker = room.start("run")
        for expected in (
            "feed paper-1 fails since .*timeout",
            "feed paper-2 fails since .*too-large",
            "feed paper-3 fails since .*too-large",
            "channel mail fails since",
        ):
            until(partial(_shows, room, expected))
        assert len(room.webhook.received) == 1  # meanwhile the others were served
        room.write("monitor.yaml", (room.folder / "monitor.yaml").read_text() + "store: {max_size: 1MB}\n")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
        worker = room.start("run")
        for number in range(40):
            room.publish("paper-0", f"Troops {unlike(number)}", f"{unlike(number + 100, 80)} " * 60)
        until(lambda: "database or disk is full" in room.run("status").stdout)
        assert worker.poll() is None
        monitor = (room.folder / "monitor.yaml").read_text()
        room.write("monitor.yaml", monitor.replace("1MB", "100MB").replace("port: 9", f"port: {room.smtp.port}"))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
        worker = room.start("run")
        until(lambda: len(room.webhook.received) == 41, seconds=90)
        # A feed whose failure could not be saved says so until it is polled again.
        until(lambda: "database or disk is full" not in room.run("status").stdout, seconds=90)
        assert worker.poll() is None
        assert "Traceback" not in room.log()
