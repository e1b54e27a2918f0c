"""`monitor status` when things are not as they should be: files that are refused, troubles that nobody was told of."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.settings import StoreSettings
from monitor.store import notices, open_store, outbox, upkeep
from monitor.types import ChannelCondition, FailureKind, FeedFailure, Notice, NoticeKind, Polled
from tests import making
from tests.cli.calling import call
from tests.config.folders import MONITOR, write

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
FAILURE = FeedFailure(kind=FailureKind.TLS, detail="the certificate has expired")
UNTOLD = Notice(kind=NoticeKind.CHANNEL_PAUSED, subject="duty", detail="HTTP 401", since=NOW - HOUR, at=NOW - HOUR)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A worker runs, a feed fails, the operator's channel is paused."""
    (tmp_path / "data").mkdir()
    with open_store(StoreSettings(path=tmp_path / "data" / "m.db")) as store:
        failing = making.feed_state("herald", failures=4, last_failure=FAILURE, failing_since=NOW - HOUR)
        store.save(Polled(state=failing, notices=(UNTOLD,)), now=NOW)
        paused = making.channel_state("duty", condition=ChannelCondition.PAUSED, failures=1, since=NOW - HOUR)
        with store.writing() as db:
            upkeep.started(db, host="here", pid=1, version="1", now=NOW)
            outbox.save_channel(db, paused)
    return write(tmp_path / "config", {"monitor.yaml": MONITOR + "store: {path: ../data/m.db}\n"})


def test_what_nobody_was_told_of_is_shown(folder: Path) -> None:
    shown = call("status", folder=folder).stdout
    assert re.search(r"- not told yet: channel-paused duty, found 6\d min ago: HTTP 401", shown)
    (line,) = json.loads(call("status", "--json", folder=folder).stdout)["untold"]
    assert (line["kind"], line["subject"], line["detail"]) == ("channel-paused", "duty", "HTTP 401")
    with open_store(StoreSettings(path=folder.parent / "data" / "m.db")) as store, store.writing() as db:
        notices.mark_told(db, [UNTOLD], now=NOW)
    assert "not told yet" not in call("status", folder=folder).stdout


def test_a_worker_whose_process_is_gone_does_not_run(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pid = ended.pid
    for host, running in ((socket.gethostname(), False), ("elsewhere", True)):
        with open_store(StoreSettings(path=folder.parent / "data" / "m.db")) as store, store.writing() as db:
            ahead = datetime.now(UTC) + timedelta(seconds=30)  # on a slow machine the call takes a while
            upkeep.started(db, host=host, pid=pid, version="1", now=ahead)
        done = call("status", "--check", folder=folder)
        assert (done.returncode == 0) is running
        assert (f"not running: process {pid} is gone" in done.stdout) is not running


def test_without_any_worker_the_check_says_so(folder: Path) -> None:
    database = folder.parent / "data" / "m.db"
    database.unlink()
    with open_store(StoreSettings(path=database)):
        pass
    done = call("status", "--check", folder=folder)
    assert (done.returncode, done.stdout) == (1, "not running: no worker ever held this database\n")


def test_refused_files_are_named_and_the_rest_is_shown(folder: Path) -> None:
    (folder / "watches" / "desk.yaml").write_text("watches:\n  kursk: {query: '@trops', channels: [desk]}\n")
    done = call("status", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "the files are refused as they are now" in done.stdout
    assert "watches/desk.yaml:2:" in done.stdout
    assert re.search(
        r"feed herald fails since 6\d min ago \(4 in a row\), tls: the certificate has expired", done.stdout
    )
    assert "channel duty is paused" in done.stdout


def test_refused_files_do_not_fail_the_check_of_a_service_that_lives(folder: Path) -> None:
    with open_store(StoreSettings(path=folder.parent / "data" / "m.db")) as store, store.writing() as db:
        upkeep.heartbeat(db, now=datetime.now(UTC) + timedelta(seconds=30))  # on a slow machine the call takes a while
    (folder / "feeds.yaml").write_text("feeds: [\n")
    done = call("status", "--check", folder=folder)
    assert done.returncode == 0
    assert "the files are refused as they are now" in done.stdout


def test_without_a_database_refused_files_are_all_there_is_to_say(tmp_path: Path) -> None:
    folder = write(tmp_path / "config", {"feeds.yaml": "feeds: {a: {}}\n"})
    done = call("status", folder=folder)
    assert done.returncode == 2
    assert "feeds.yaml:1:" in done.stderr
