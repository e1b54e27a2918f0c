"""The commands over an archive, as a person calls them: backtest, diff, search, and the promotion of a shadow."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config.revisions import is_kept
from tests.backtest.folders import WATCHES, live, write
from tests.cli.calling import call

ALWAYS = ("--since", "3000d")  # the archive is older than the machine's clock


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration in a git repository, with an archive of some days."""
    found = write(tmp_path_factory.mktemp("desk"))
    live(found, 240, timedelta(minutes=60))
    _git(found, "init", "-q")
    _git(found, "add", ".")
    _git(found, "commit", "-qm", "first")
    return found


def _git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=Desk", "-c", "user.email=desk@desk.example")
    subprocess.run(["git", "-C", str(folder), *names, *arguments], check=True, capture_output=True)


def test_what_a_watch_did(folder: Path) -> None:
    done = call("backtest", "kursk", "border", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "terms that never hit: @places Voronezh, @forces brigades" in done.stdout
    assert re.search(r"near misses: \d+ entries lacked only @forces", done.stdout)
    assert re.search(r"near misses: \d+ entries lacked only NOT Warsaw", done.stdout)
    assert re.search(r"^  [·▁▂▃▄▅▆▇█]+  \d\d \w+ to \d\d \w+, at most \d+ a day$", done.stdout, re.MULTILINE)
    every = call("backtest", "--json", folder=folder)
    told = {one["watch"]: one for one in json.loads(every.stdout)["watches"]}
    assert told["drones"]["state"] == "shadow"
    assert f"{told['kursk']['matched']} matches, {told['kursk']['alerts']} alerts" in done.stdout
    assert call("backtest", "krusk", folder=folder).returncode == 2


def test_the_page_stands_alone(folder: Path, tmp_path: Path) -> None:
    """Nothing is fetched from elsewhere and no script runs; what a feed wrote is text."""
    target = tmp_path / "report.html"
    assert call("backtest", "--html", target, folder=folder).returncode == 0
    page = target.read_text(encoding="utf-8")
    assert page.count("<svg") >= 4
    assert not re.search(r"<script|<link|<img|src=|url\(|@import|https?:", page)
    assert page.count("<section") == page.count("</section>") == 3


def test_a_revision_against_the_files(folder: Path) -> None:
    """Nothing in the work tree changes but what is changed here; secrets and the database stay where they are."""
    watches = folder / "watches/desk.yaml"
    watches.write_text(WATCHES.replace("border AND NOT Warsaw", "border OR bridge"), encoding="utf-8")
    try:
        done = call("diff", "HEAD", folder, folder=folder)
        told = json.loads(call("diff", "HEAD", folder, "--json", folder=folder).stdout)
    finally:
        watches.write_text(WATCHES, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "border: +" in done.stdout
    assert "before: no border in title" in done.stdout
    by_name = {one["watch"]: one for one in told["watches"]}
    assert by_name["border"]["gained"]
    assert (by_name["drones"]["gained"], by_name["drones"]["lost"]) == ([], [])
    status = ["git", "-C", str(folder), "status", "--porcelain", "."]
    assert subprocess.run(status, capture_output=True, text=True, check=True).stdout == ""


def test_whether_git_has_the_files(folder: Path, tmp_path: Path) -> None:
    fresh = folder / "next"
    fresh.mkdir()
    try:
        assert is_kept(folder)
        assert not is_kept(fresh), "in the repository, and not known to it"
        assert not is_kept(tmp_path)
    finally:
        fresh.rmdir()


def test_what_is_no_revision(folder: Path) -> None:
    done = call("diff", "v0", folder, folder=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "'v0' is neither a folder nor a revision of" in done.stderr
    assert call("diff", "--", "--output=x", folder, folder=folder).returncode == 1


def test_a_search(folder: Path) -> None:
    done = call("search", "@places AND refineries", *ALWAYS, "--json", folder=folder)
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert 0 < told["matched"] < told["searched"]
    texts = [f"{one['entry']['title']} {one['entry']['summary']} {one['entry']['article']}" for one in told["found"]]
    assert all("refineries" in text for text in texts)
    seen = [one["entry"]["first_seen"] for one in told["found"]]
    assert seen == sorted(seen, reverse=True)
    shown = call("search", "refineries", "--limit", "1", *ALWAYS, folder=folder)
    assert re.search(r"\d+ of \d+ entries, the latest 1 are shown", shown.stdout)
    assert call("search", "zeppelin", *ALWAYS, folder=folder).returncode == 1


@pytest.mark.parametrize("text", ["drones AND", "@nowhere", "a b"])
def test_a_search_that_cannot_be_read(folder: Path, text: str) -> None:
    done = call("search", text, folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "QUERY" in done.stderr


def test_a_shadow_goes_live(folder: Path) -> None:
    """The one word changes, and nothing else; what it would have told is shown first."""
    watches = folder / "watches/desk.yaml"
    try:
        tried = call("watch", "promote", "drones", "--dry-run", folder=folder)
        assert tried.returncode == 0
        assert watches.read_text(encoding="utf-8") == WATCHES
        done = call("watch", "promote", "drones", folder=folder)
        after = watches.read_text(encoding="utf-8")
    finally:
        watches.write_text(WATCHES, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"drones: \+[1-9]\d* -0, 0 unchanged", done.stdout)
    assert "before: the watch is shadow" in done.stdout
    assert after == WATCHES.replace("state: shadow  #", "state: live  #")
    assert call("watch", "promote", "kursk", folder=folder).returncode == 2


def test_a_shadow_whose_examples_fail_stays_one(folder: Path) -> None:
    watches = folder / "watches/desk.yaml"
    odd = WATCHES.replace("Drones hit Sudzha", "Kites over Sudzha")
    watches.write_text(odd, encoding="utf-8")
    try:
        done = call("watch", "promote", "drones", folder=folder)
        assert watches.read_text(encoding="utf-8") == odd
    finally:
        watches.write_text(WATCHES, encoding="utf-8")
    assert done.returncode == 1
    assert "drones stays a shadow: its examples do not hold" in done.stderr
    assert "Kites over Sudzha" in done.stdout


def test_without_a_history(tmp_path: Path) -> None:
    done = call("backtest", folder=write(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no database yet" in done.stderr
