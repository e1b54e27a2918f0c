"""The worker's own backups: when one is due, and what the operator is told; and the keys that ask for all this."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor import bulletins, config
from monitor.cli.backup import backup
from monitor.errors import ConfigurationError
from monitor.settings import (
    BackupSettings,
    Configuration,
    FileSettings,
    OperatorSettings,
    PollSettings,
    StoreSettings,
)
from monitor.store import backups, open_store
from monitor.store import bulletins as queue
from monitor.types import BulletinKind
from monitor.worker.backing_up import RETRY_AFTER, BackingUp
from monitor.worker.once import utc_now
from monitor.worker.service import Service
from monitor.worker.trouble import StorageTrouble
from tests import making
from tests.chaos import versions
from tests.chaos.upgrade import damage
from tests.making import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def room(folder: Path, backup: BackupSettings, **more: Any) -> Configuration:
    """A worker that makes backups of its own."""
    values: dict[str, Any] = {"feeds": {}, "terms": {}, "watches": {}, "channels": {}} | more
    store = StoreSettings(path=folder / "monitor.db")
    return Configuration(folder=folder, poll=PollSettings(), store=store, backup=backup, **values)


def test_one_is_made_when_the_newest_is_old_and_trouble_is_told_once(tmp_path: Path) -> None:
    configuration, folder = room(tmp_path, BackupSettings(every=6 * HOUR, keep=2)), tmp_path / "backups"
    now = NOON
    with open_store(configuration.store) as store:
        backing_up = BackingUp(store, StorageTrouble(store, lambda: now), lambda: now)

        async def at(moment: datetime) -> int:
            """Let the worker look at a moment; return how many backups there are then."""
            nonlocal now
            now = moment
            backing_up.start_due(configuration)
            backing_up.start_due(configuration)  # never two at once
            await backing_up.finish()
            return len(backups.listed(configuration.store.path, folder)) if folder.is_dir() else 0

        def told() -> list[str]:
            return [row["kind"] for row in store.db.query("SELECT kind FROM notices ORDER BY at")]

        assert asyncio.run(at(NOON)) == 1
        assert asyncio.run(at(NOON + 5 * HOUR)) == 1
        assert asyncio.run(at(NOON + 6 * HOUR)) == 2
        assert asyncio.run(at(NOON + 12 * HOUR)) == 2
        assert told() == []
        folder.rename(tmp_path / "away")
        folder.touch()  # no folder can be made here
        assert asyncio.run(at(NOON + 18 * HOUR)) == 0
        assert asyncio.run(at(NOON + 18 * HOUR + RETRY_AFTER)) == 0
        assert told() == ["backup-failing"]
        folder.unlink()
        assert asyncio.run(at(NOON + 18 * HOUR + RETRY_AFTER + timedelta(seconds=1))) == 0  # not yet
        assert asyncio.run(at(NOON + 18 * HOUR + 2 * RETRY_AFTER)) == 1
        assert told() == ["backup-failing", "backup-recovered"]
        now = NOON - 240 * HOUR  # a clock that was set back makes no backup wait for days
        assert asyncio.run(at(now)) == 2


def test_a_clock_that_was_ahead_for_a_moment_costs_no_good_backup(tmp_path: Path) -> None:
    configuration = room(tmp_path, BackupSettings(every=24 * HOUR, keep=3))
    now = NOON
    with open_store(configuration.store) as store:
        backing_up = BackingUp(store, StorageTrouble(store, lambda: now), lambda: now)

        async def at(*moments: datetime) -> list[float]:
            """Let the worker look at these moments; return of which days the backups are then."""
            nonlocal now
            for moment in moments:
                now = moment
                backing_up.start_due(configuration)
                await backing_up.finish()
            return [(one.at - NOON) / DAY for one in backups.listed(configuration.store.path, configuration.backups)]

        assert asyncio.run(at(NOON, NOON + DAY, NOON + 2 * DAY)) == [2, 1, 0]
        assert asyncio.run(at(NOON + 60 * DAY)) == [60, 2, 1]
        looks = [NOON + 2 * DAY + HOUR + number * timedelta(seconds=3) for number in range(9)]
        assert asyncio.run(at(*looks)) == [60, 2, 1]  # the newest good one is an hour old
        assert asyncio.run(at(NOON + 3 * DAY)) == [3, 2, 1]


def test_a_stop_sends_before_it_waits_for_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backup takes until the last message is out and the end is noted: a stop that waits first never gets there."""
    out = tmp_path / "out.jsonl"
    duty = making.channel("duty", settings=FileSettings(path=out))
    operator = OperatorSettings(channels=("duty",))
    backup = BackupSettings(every=6 * HOUR, keep=2)
    configuration = room(tmp_path, backup, channels={"duty": duty}, operator=operator)
    begun, in_time, make = threading.Event(), [], backups.make

    def slow(database: Path, folder: Path, *, now: datetime) -> backups.Backup:
        begun.set()
        limit = time.monotonic() + 30
        while not (ended := out.exists() and noted(database)) and time.monotonic() < limit:
            time.sleep(0.01)
        in_time.append(ended)
        return make(database, folder, now=now)

    monkeypatch.setattr(backups, "make", slow)

    async def work() -> None:
        with open_store(configuration.store) as store:
            service = Service(store, lambda: configuration)
            working = asyncio.create_task(service.run(configuration))
            assert await asyncio.to_thread(begun.wait, 60)
            service._stopping.set()
            now = utc_now()
            with store.writing() as db:
                queue.save(db, bulletins.ordered(BulletinKind.RECEIPT, "duty", "duty", now - HOUR, now, now))
            await working

    asyncio.run(work())
    assert in_time == [True]
    assert len(backups.listed(configuration.store.path, configuration.backups)) == 1


def noted(database: Path) -> bool:
    """Whether the worker has noted that it ended."""
    with closing(sqlite3.connect(database, timeout=30)) as db:
        found = db.execute("SELECT stopped IS NOT NULL FROM worker").fetchone()
    return bool(found and found[0])


BASE = "channels: {duty: {kind: console}}\n"


def loaded(folder: Path, text: str) -> Configuration:
    """What the files say with `text` in monitor.yaml."""
    (folder / "watches").mkdir(parents=True)
    (folder / "feeds.yaml").write_text("feeds: {a: {url: https://a.example/rss}}\n")
    (folder / "watches" / "a.yaml").write_text("watches: {a: {query: troops, channels: [duty]}}\n")
    (folder / "monitor.yaml").write_text(BASE + text)
    return config.load(folder, environ={"PING": "https://ping.example/token"})


def test_the_keys(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "operator: {channels: [duty], ping: {url_env: PING, every: 2m}}\n"
        "backup: {folder: ../copies, every: 12h, keep: 3}\ncanary: {every: 30m, within: 1m}\n",
    )
    assert found.operator.ping is not None
    assert found.operator.ping.url.reveal() == "https://ping.example/token"
    assert found.backups == tmp_path.parent / "copies"
    assert (found.backup.every, found.backup.keep) == (12 * HOUR, 3)
    assert found.canary is not None
    assert (found.canary.every, found.canary.within) == (HOUR / 2, HOUR / 60)


def test_without_the_keys_nothing_is_done(tmp_path: Path) -> None:
    found = loaded(tmp_path, "")
    assert (found.operator.ping, found.backup.every, found.canary) == (None, None, None)
    assert found.backups == found.store.path.with_name("backups")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("operator: {channels: [duty], ping: {every: 2m}}\n", "url is missing"),
        ("operator: {channels: [duty], ping: {url_env: NONE}}\n", "the environment has no variable NONE"),
        ("backup: {keep: 0}\n", "monitor.yaml:2:16: backup.keep"),
        ("canary: {evry: 1h}\n", "did you mean"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        loaded(tmp_path, text)


def test_the_list_says_which_are_sound(tmp_path: Path) -> None:
    configuration = loaded(tmp_path / "config", "backup: {keep: 2}\nstore: {path: ../monitor.db}\n")
    database, options = configuration.store.path, ["--config", str(tmp_path / "config")]
    versions.make(database, versions.MIGRATIONS[-1], 20)
    spoilt = backups.make(database, configuration.backups, now=NOON)
    damage(spoilt.path)
    shown = CliRunner().invoke(backup, ["--to", str(tmp_path / "usb"), *options])
    assert shown.exit_code == 0, shown.output
    assert len(backups.listed(database, tmp_path / "usb")) == 1
    assert CliRunner().invoke(backup, options).exit_code == 0
    lines = CliRunner().invoke(backup, ["list", "--check", *options]).output.splitlines()
    assert lines[0].endswith("  sound")
    assert "monitor-20261121T120000Z.db  " in lines[1]
    assert not lines[1].endswith("sound")
