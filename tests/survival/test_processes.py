"""The real worker survives: a restored backup, a database damaged while it runs, and what watches over it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.servers.feeds import FeedServer, document
from tests.worker.newsroom import Newsroom, newsroom, unlike, until

OPERATOR = "operator: {channels: [duty]}\n"
DUTY = "  duty: {kind: file, path: ../duty.jsonl}\n"


def notices(room: Newsroom) -> list[str]:
    """What the operator is told, or will be, in order."""
    return [kind for (kind,) in room.rows("SELECT kind FROM notices ORDER BY at, kind")]


def told(room: Newsroom) -> list[str]:
    """The headlines that the webhook took, in order."""
    return [json.loads(call.body)["data"]["headline"] for call in room.webhook.received]


def test_after_a_restore_nobody_is_told_twice_and_nothing_is_lost_in_silence(tmp_path: Path) -> None:
    with newsroom(tmp_path, more=DUTY + OPERATOR) as room:
        titles = [f"Troops {unlike(number)}" for number in range(3)]
        room.publish("paper-0", titles[0])
        worker = room.start("run")
        until(lambda: len(told(room)) == 1, seconds=120)
        name = Path(json.loads(room.run("backup", "--json").stdout)["backup"]["path"]).name
        room.publish("paper-0", titles[1])
        until(lambda: len(told(room)) == 2, seconds=120)
        assert room.run("restore", name).returncode == 75  # the worker holds the database
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
        done = room.run("restore", name)
        assert done.returncode == 0, done.stderr
        assert f"is now {name}" in done.stdout
        assert room.rows("SELECT count(*) FROM entries") == [(1,)]
        worker = room.start("run")
        until(lambda: "read-anew" in notices(room), seconds=120)
        room.publish("paper-0", titles[2])
        until(lambda: len(told(room)) == 3, seconds=120)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
        assert told(room) == titles
        held = room.rows("SELECT e.title FROM matches m JOIN entries e ON e.id = m.entry WHERE suppressed = 'restored'")
        assert held == [(titles[1],)]
        assert notices(room) == ["database-restored", "read-anew"]
        assert titles[1] in (room.folder.parent / "duty.jsonl").read_text()


def damage_under(room: Newsroom) -> None:
    """Spoil the pages of a table in the file, in such a way that who holds the database looks at the file again."""
    with closing(sqlite3.connect(room.database, timeout=30)) as db:
        size = db.execute("PRAGMA page_size").fetchone()[0]
        pages = [row[0] for row in db.execute("SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'entries'")]
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with room.database.open("r+b", buffering=0) as file:
            for page in pages:
                file.seek((page - 1) * size)
                file.write(b"\xa5" * size)
        with db:
            db.execute("INSERT INTO words VALUES ('seen by nobody', 0.5)")


def test_a_database_that_is_damaged_under_a_worker_is_replaced_at_the_next_start(tmp_path: Path) -> None:
    more = f"{DUTY}{OPERATOR}backup: {{every: 1h}}\n"
    with newsroom(tmp_path, more=more) as room:
        titles = [f"Troops {unlike(number)}" for number in range(3)]
        room.publish("paper-0", titles[0])
        worker = room.start("run")
        until(lambda: len(told(room)) == 1 and "backup.made" in room.log(), seconds=120)
        room.publish("paper-0", titles[1])
        until(lambda: len(told(room)) == 2, seconds=120)
        damage_under(room)
        room.publish("paper-0", "Rain")
        assert worker.wait(120) == 74, room.log()
        assert "the next start checks it" in room.log()
        worker = room.start("run")
        until(lambda: "database.replaced" in room.log() and room.log().count("worker.started") == 2, seconds=120)
        until(lambda: "read-anew" in notices(room) or "Rain" in str(room.rows("SELECT title FROM entries")), seconds=60)
        room.publish("paper-0", titles[2])
        until(lambda: len(told(room)) == 3, seconds=120)
        assert told(room) == titles
        assert notices(room)[0] == "database-damaged"
        (kept,) = [path for path in room.database.parent.glob("monitor.db.corrupt-*") if path.name.endswith("Z")]
        assert kept.stat().st_size > 0
        status = room.run("status").stdout
        assert f"kept as {kept.name}" in " ".join(status.split())
        assert worker.poll() is None
        assert room.log().count("database.replaced") == 1


# --- what watches over it ------------------------------------------------------------------------------------


class Heard(list[str]):
    """What a service manager was told."""

    def __init__(self, door: socket.socket) -> None:
        super().__init__()
        self._door = door

    def listen(self) -> list[str]:
        """Take in what came since, and return all."""
        while True:
            try:
                self.append(self._door.recv(4096).decode())
            except BlockingIOError:
                return self

    def anew(self, what: str) -> None:
        """Wait until it is told this once more."""
        self.listen()
        self.clear()
        until(lambda: any(what in one for one in self.listen()), seconds=60)


@contextmanager
def manager(place: Path) -> Iterator[tuple[dict[str, str], Heard]]:
    """A service manager: the environment that it gives, and what it is told."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(place / "notify"))
        door.setblocking(False)
        yield {**os.environ, "NOTIFY_SOCKET": str(place / "notify"), "WATCHDOG_USEC": "900000"}, Heard(door)


def test_what_watches_over_it_hears_that_it_works_and_when_it_does_not(tmp_path: Path) -> None:
    """One worker with everything: service manager, a service that is called, canary, backups."""
    with FeedServer() as elsewhere, manager(tmp_path) as (environment, heard):
        elsewhere["/ping/secret-token"] = document(b"OK")
        elsewhere["/ping/secret-token/fail"] = document(b"OK")
        keeping = (
            f"{DUTY}operator: {{channels: [duty], ping: {{url: '{elsewhere.url('/ping/secret-token')}', every: 1s}}}}\n"
            "canary: {every: 1s, within: 5s}\nbackup: {every: 2s, keep: 2}\n"
        )
        with newsroom(tmp_path, more=keeping) as room:
            room.environment = environment
            usual = (room.folder / "monitor.yaml").read_text()
            room.write("monitor.yaml", usual.replace("deadline: 5s}", "deadline: 5s, parse_deadline: 1ms}"))
            worker = room.start("run")
            until(lambda: "canary-late" in _notices_or_none(room), seconds=120)
            assert "the canary does not come through since" in room.run("status").stdout
            heard.listen()
            assert heard[0].startswith("READY=1\nSTATUS=watching 1 feeds")
            heard.anew("WATCHDOG=1")
            room.write("monitor.yaml", usual)
            heard.clear()
            worker.send_signal(signal.SIGHUP)
            until(lambda: any("READY=1" in one for one in heard.listen()), seconds=60)
            kinds = [one.split("=")[0] for one in heard if "WATCHDOG" not in one]
            assert kinds == ["RELOADING", "READY"]
            assert "\nMONOTONIC_USEC=" in next(one for one in heard if "RELOADING" in one)
            until(lambda: "canary-back" in notices(room), seconds=120)
            room.publish("paper-0", "Troops near Sudzha")
            until(lambda: len(told(room)) == 1, seconds=120)
            until(lambda: room.log().count("backup.made") > 2, seconds=120)
            until(lambda: elsewhere.asked("/ping/secret-token"), seconds=120)
            _hangs(worker, heard)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(60) == 0
            heard.listen()
            assert heard[-1].startswith("STOPPING=1")
            assert notices(room) == ["canary-late", "canary-back"]  # once each
            assert len(list((room.database.parent / "backups").glob("monitor-*.db"))) == 2
            assert "secret-token" not in room.log()
            _left_nothing(room)


def _notices_or_none(room: Newsroom) -> list[str]:
    try:
        return notices(room)
    except sqlite3.OperationalError:  # there is no database yet
        return []


def _hangs(worker: subprocess.Popen[str], heard: Heard) -> None:
    """A worker that hangs gives no sign of life; the one after it was stopped does."""
    worker.send_signal(signal.SIGSTOP)
    until(lambda: _state(worker) == "T", seconds=30)
    heard.listen()
    heard.clear()
    time.sleep(1.5)  # five signs of life
    assert heard.listen() == []
    worker.send_signal(signal.SIGCONT)
    heard.anew("WATCHDOG=1")


def _state(worker: subprocess.Popen[str]) -> str:
    return Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()[0]


def _left_nothing(room: Newsroom) -> None:
    """No table knows of the canary, but for its own row."""
    for (table,) in room.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%canary%'"):
        assert not [row for row in room.rows(f"SELECT * FROM {table}") if "(canary)" in row], table
    assert room.rows("SELECT late, detail FROM canary") == [(None, "")]
