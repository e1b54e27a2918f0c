"""A shell without the secrets of the channels, as where systemd gives them to the worker: all but sending works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor import config
from monitor.cli import cli
from monitor.errors import ConfigurationError
from monitor.store import open_store, outbox
from monitor.types import ChannelCondition
from tests import making
from tests.cli.calling import call
from tests.tuning.folders import write

CHANNELS = """\
  board: {kind: webhook, url_env: NOBODY_HAS_THIS_URL, secret_credential: board}
  mail: {kind: email, host: mail.example.org, from: a@desk.example, to: [b@desk.example],
         username: a, password_credential: mail}
  chat: {kind: slack, url_file: not-here}
  room: {kind: ntfy, topic_env: NOBODY_HAS_THIS_TOPIC}
operator: {channels: [mail], ping: {url_env: NOBODY_HAS_THIS_PING}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom with an archive, whose channels have their secrets from elsewhere."""
    made = write(tmp_path_factory.mktemp("desk"))
    with (made / "monitor.yaml").open("a", encoding="utf-8") as file:
        file.write(CHANNELS)
    return made


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, env={"MONITOR_CONFIG": str(folder), "CREDENTIALS_DIRECTORY": None})


def test_what_sends_nothing_works(folder: Path) -> None:
    alert = json.loads(run(folder, "alerts", "--since", "9d", "--json").stdout)["alerts"][0]["id"]
    entry = json.loads(run(folder, "search", "Kursk", "--since", "9d", "--json").stdout)["found"][0]["entry"]["id"]
    for command in (
        ["alerts"],
        ["outbox", "list"],
        ["outbox", "show", alert],
        ["message", "preview", alert],
        ["message", "preview", alert, "--channel", "board"],
        ["message", "preview", alert, "--channel", "room"],
        ["explain", entry],
        ["story", entry],
        ["ack", entry, "--by", "Anna"],
        ["mute", "add", "--channel", "board", "--for", "1h", "--because", "works", "--by", "Anna"],
        ["mute", "list"],
        ["feedback", alert, "relevant", "--by", "Anna"],
        ["feedback", "list"],
        ["receipt"],
        ["handover"],
        ["feeds"],
        ["routes", "kursk"],
        ["search", "Kursk", "--since", "9d"],
        ["backtest", "kursk"],
        ["diff", str(folder), str(folder)],
        ["test"],
        ["status"],
        ["backup"],
    ):
        done = run(folder, *command)
        assert done.exit_code == 0, (command, done.output, done.exception)
        assert "was not read" not in done.output


def test_what_sends_and_what_judges_the_files_still_asks_for_them(folder: Path) -> None:
    checked = run(folder, "check", "--json")
    assert checked.exit_code == 2
    assert {one["path"] for one in json.loads(checked.stdout)["problems"]} == {
        "channels.board.url_env",
        "channels.board.secret_credential",
        "channels.mail.password_credential",
        "channels.chat.url_file",
        "channels.room.topic_env",
        "operator.ping.url_env",
    }
    assert isinstance(run(folder, "run", "--once").exception, ConfigurationError)
    examined = json.loads(run(folder, "doctor", "--offline", "--json").stdout)
    assert ("configuration", "fail") in {(one["check"], one["verdict"]) for one in examined}


def test_a_channel_is_opened_again_and_keeps_its_fingerprint(folder: Path) -> None:
    configuration = config.load(folder, environ={}, secrets=False)
    with open_store(configuration.store) as store, store.writing() as db:
        outbox.save_channel(db, making.channel_state("board", condition=ChannelCondition.SUSPENDED, detail="410"))
    assert run(folder, "channels", "resume", "board").exit_code == 0
    with open_store(configuration.store, read_only=True) as store:
        assert outbox.channel_states(store.db)["board"] == making.channel_state("board")


def test_where_files_are_refused_it_says_what_works_without_them(tmp_path: Path) -> None:
    (tmp_path / "monitor.yaml").write_text("pol: {}\n", encoding="utf-8")
    done = call("alerts", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("\nthe configuration is refused; `monitor doctor` works without it\n")
    (tmp_path / "monitor.db").touch()
    again = CliRunner().invoke(
        cli, ["alerts"], env={"MONITOR_CONFIG": str(tmp_path), "MONITOR_DATABASE": str(tmp_path / "monitor.db")}
    )
    assert isinstance(again.exception, ConfigurationError)
    assert again.exception.__notes__ == [
        "the configuration is refused; `monitor status` and `monitor doctor` work without it"
    ]
