"""The commands as a person or a script calls them: what they print, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import feeds
from tests.worker.newsroom import Newsroom, newsroom

HEADLINE = "North Korean troops reported near Sudzha"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A newsroom after one round: a told story, a copy of it, an entry that nothing matches, a feed that fails."""
    with newsroom(tmp_path_factory.mktemp("room"), feeds=3) as made:
        made.publish("paper-0", HEADLINE, "A column of troops was seen.")
        assert made.run("run", "--once").returncode == 0
        made.publish("paper-1", HEADLINE)
        made.publish("paper-1", "Rain in the west")
        made.publisher.broken["paper-2"] = feeds.status(404)
        time.sleep(1.2)
        assert made.run("run", "--once").returncode == 0
        yield made


def entry_id(room: Newsroom, title: str, feed: str) -> str:
    found = room.rows("SELECT id, title, feed FROM entries")
    return next(str(row[0]) for row in found if row[1:] == (title, feed))


def test_explain_says_who_was_told(room: Newsroom) -> None:
    told = room.run("explain", entry_id(room, HEADLINE, "paper-0"))
    assert told.returncode == 0
    assert "alerted troops" in told.stdout
    assert "new to mail one@desk.example: sent after 1 attempts" in told.stdout
    assert "troops" in told.stdout


def test_explain_says_why_not(room: Newsroom) -> None:
    copied = room.run("explain", entry_id(room, HEADLINE, "paper-1")[:8])
    assert "suppressed troops, same-story" in copied.stdout
    assert "same headline" in copied.stdout
    missed = room.run("explain", entry_id(room, "Rain in the west", "paper-1"))
    assert "no match troops" in missed.stdout
    assert "no troops in title or summary" in missed.stdout


def test_explain_takes_a_link(room: Newsroom) -> None:
    (url,) = room.rows(f"SELECT url FROM entries WHERE title = '{HEADLINE}' AND feed = 'paper-0'")[0]
    accounts = json.loads(room.run("explain", str(url), "--json").stdout)
    assert [account["ledger"]["entry"]["feed"] for account in accounts] == ["paper-0"]
    assert accounts[0]["ledger"]["matches"][0]["alerts"][0]["state"] == "sent"


def test_the_id_at_the_foot_of_a_message_names_its_entry_and_its_story(room: Newsroom) -> None:
    (alert, entry, story) = room.rows("SELECT id, entry, story FROM alerts WHERE channel = 'hook'")[0]
    (account,) = json.loads(room.run("explain", str(alert)[:6], "--json").stdout)
    assert account["ledger"]["entry"]["id"] == entry
    (account,) = json.loads(room.run("story", str(alert), "--json").stdout)
    assert account["story"]["id"] == story


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["explain", "abcde"], 1, "no entry 'abcde': of an id at least the first 6 characters are needed"),
        (["story", "abcde"], 1, "no story 'abcde': of an id at least the first 6 characters are needed"),
        (["explain", "https://nowhere.example/"], 1, "no entry 'https://nowhere.example/'"),
        (["explain", "abc", "--watch", "trops"], 2, "no watch 'trops'; there are: troops"),
        (["try", "no-such-feed"], 2, "neither a configured feed, nor a URL, nor a file"),
        (["try", "paper-2"], 1, "the server answered 404"),
        (["channels", "resume", "hok"], 2, "no channel 'hok'; there are: hook, mail"),
        (["polish"], 2, "No such command 'polish'"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(room: Newsroom, arguments: list[str], code: int, says: str) -> None:
    done = room.run(*arguments) if arguments != ["polish"] else bare("polish")
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def bare(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "monitor", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_status_shows_feeds_channels_and_problems(room: Newsroom) -> None:
    shown = room.run("status")
    assert shown.returncode == 0
    assert "not running" in shown.stdout
    assert "feed paper-2 fails since" in shown.stdout
    data = json.loads(room.run("status", "--json").stdout)
    assert {line["name"]: line["state"] for line in data["feeds"]} == {
        "paper-0": "ok",
        "paper-1": "ok",
        "paper-2": "failing",
    }
    assert {line["name"]: line["sent"] for line in data["channels"]} == {"hook": 1, "mail": 2}
    assert data["totals"] == {"matched": 2, "alerted": 1, "suppressed": {"same-story": 1}}


def test_status_check_fails_while_no_service_runs(room: Newsroom) -> None:
    done = room.run("status", "--check")
    assert done.returncode == 1
    assert "not running: the worker stopped in order, " in done.stdout


def test_try_matches_without_a_trace(room: Newsroom, tmp_path: Path) -> None:
    before = room.rows("SELECT count(*) FROM entries"), len(room.smtp.mails)
    document = tmp_path / "saved.xml"
    document.write_bytes(room.publisher.body("paper-1"))
    for what in ("paper-1", str(document)):
        shown = room.run("try", what)
        assert shown.returncode == 0, shown.stderr
        assert "matches troops" in shown.stdout
        assert "2 entries, 1 matched; nothing was stored or sent" in shown.stdout
        assert "Rain in the west" not in shown.stdout
    assert "Rain in the west" in room.run("try", "paper-1", "--all").stdout
    assert (room.rows("SELECT count(*) FROM entries"), len(room.smtp.mails)) == before


def test_check_names_every_mistake(room: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("feeds:\n  a: {url: htp://x, evry: 10m}\n")
    (tmp_path / "monitor.yaml").write_text("pol: {}\n")
    command = [sys.executable, "-m", "monitor", "check", "--config", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "monitor.yaml:1:1: pol: " in done.stderr
    assert "did you mean poll" in done.stderr
    assert "feeds.yaml:2:" in done.stderr
    assert "3 problems; nothing was put in force" in done.stderr


def test_init_writes_an_example_that_checks_and_never_overwrites(tmp_path: Path) -> None:
    folder = tmp_path / "newsroom"
    assert bare("init", str(folder)).returncode == 0
    checked = bare("check", "--config", str(folder))
    assert checked.returncode == 0, checked.stderr
    again = bare("init", str(folder))
    assert again.returncode == 2
    assert "is not empty" in again.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_commands(shell: str) -> None:
    assert "_MONITOR_COMPLETE" in bare("completion", shell).stdout
