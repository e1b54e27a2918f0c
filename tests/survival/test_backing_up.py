"""The worker's own backups: when one is due, and what the operator is told; and the keys that ask for all this."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor import config
from monitor.cli.backup import backup
from monitor.errors import ConfigurationError
from monitor.settings import BackupSettings, Configuration, PollSettings, StoreSettings
from monitor.store import backups, open_store
from monitor.worker.backing_up import RETRY_AFTER, BackingUp
from monitor.worker.trouble import StorageTrouble
from tests.chaos import versions
from tests.chaos.upgrade import damage
from tests.making import NOON

HOUR = timedelta(hours=1)


def test_one_is_made_when_the_newest_is_old_and_trouble_is_told_once(tmp_path: Path) -> None:
    store_settings, folder = StoreSettings(path=tmp_path / "monitor.db"), tmp_path / "backups"
    configuration = Configuration(
        folder=tmp_path,
        poll=PollSettings(),
        store=store_settings,
        feeds={},
        terms={},
        watches={},
        channels={},
        backup=BackupSettings(every=6 * HOUR, keep=2),
    )
    now = NOON
    with open_store(store_settings) as store:
        backing_up = BackingUp(store, StorageTrouble(store, lambda: now), lambda: now)

        async def at(moment: datetime) -> int:
            """Let the worker look at a moment; return how many backups there are then."""
            nonlocal now
            now = moment
            backing_up.start_due(configuration)
            backing_up.start_due(configuration)  # never two at once
            await backing_up.finish()
            return len(backups.listed(store_settings.path, folder)) if folder.is_dir() else 0

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
