"""`monitor receipt`, `monitor handover` and the budgets in `monitor status`, as a person calls them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner, Result

from monitor import budgeting
from monitor.cli import cli
from monitor.cli.bulletins import moment
from monitor.settings import StoreSettings
from monitor.store import open_store, upkeep
from monitor.types import Entry, FailureKind, FeedFailure, Outcome, Polled, Suppressed
from tests import making
from tests.config.folders import MONITOR, load, write

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
WATCHES = """\
watches:
  kursk: {title: Kursk, query: troops, channels: [desk], expect: 0-1/day}
  floods: {title: Floods, query: flood, channels: [desk]}
"""
REFUSED = FeedFailure(kind=FailureKind.CONNECT, detail="Connection refused")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two stories were told and one entry was not, a feed fails for an hour, and the worker runs."""
    files = {"monitor.yaml": MONITOR + "store: {path: ../data/m.db}\n", "watches/desk.yaml": WATCHES}
    place = write(tmp_path / "config", files)
    (tmp_path / "data").mkdir()
    fresh = [making.fresh(title, feed="herald") for title in ("Troops near Sudzha", "Troops leave Lern", "More troops")]
    outcomes = [outcome(one.entry, told=one is not fresh[2]) for one in fresh]
    state = making.feed_state("herald", baseline=NOW - 100 * HOUR, last_check=NOW - 2 * HOUR)
    failing = making.feed_state(
        "herald", baseline=NOW - 100 * HOUR, failures=3, failing_since=NOW - HOUR, last_failure=REFUSED
    )
    with open_store(StoreSettings(path=tmp_path / "data" / "m.db")) as store:
        store.save(Polled(state=state, fresh=tuple(fresh), outcomes=tuple(outcomes)), now=NOW - 2 * HOUR)
        store.save(Polled(state=failing, failure=REFUSED), now=NOW - HOUR)
        with store.writing() as db:
            upkeep.started(db, host="here", pid=1, version="1", now=NOW)
        budgeting.review(store, load(place), NOW)
    return place


def outcome(entry: Entry, *, told: bool) -> Outcome:
    """The desk is told of an entry, or knows its story."""
    then = NOW - 2 * HOUR
    return Outcome(
        match=making.match(entry),
        story=making.joined(entry),
        alerts=(making.alert(entry, created=then, due=then),) if told else (),
        suppressed=None if told else Suppressed.SAME_STORY,
    )


def call(folder: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(cli, [*arguments, "--config", str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit | click.UsageError), done.exception
    return done


def test_the_receipt_says_what_was_seen_and_what_was_not(folder: Path) -> None:
    shown = call(folder, "receipt").output
    assert shown.startswith("Receipt: 1 feed, 0 healthy, 3 entries read, 2 alerts\n")
    assert "! Blind on herald since" in shown
    assert "Kursk: 3 matches, 2 alerts about 2 stories; not told: 1 same story" in shown
    assert "0 matches for Floods" in shown
    data = json.loads(call(folder, "receipt", "--json").output)["data"]
    assert (data["receipt"]["entries"], data["receipt"]["suppressed"]) == (3, {"same-story": 1})
    assert (data["id"], data["whole"]) == (None, False)
    assert "<h1" in call(folder, "receipt", "--html").output


def test_a_receipt_of_another_time_or_of_one_watch(folder: Path) -> None:
    before = call(folder, "receipt", "--since", "5h", "--until", "3h").output
    assert before.startswith("Receipt: 1 feed, 1 healthy, 0 entries read, 0 alerts\n")
    assert "Everything was seen: silence can be believed. 0 matches." in before
    one = call(folder, "receipt", "--watch", "floods").output
    assert "0 matches for Floods" in one
    assert "Kursk" not in one


def test_the_handover_names_the_stories_and_what_does_not_work(folder: Path) -> None:
    shown = call(folder, "handover").output
    assert shown.startswith("Handover: 2 stories moving, 1 feed down, 2 alerts waiting\n")
    assert "- Troops near Sudzha" in shown
    assert "Nobody looks after any of the stories." in " ".join(shown.split())
    assert "! Blind on herald since" in shown
    assert "! Kursk is over its budget since" in shown
    assert json.loads(call(folder, "handover", "--json").output)["type"] == "handover"


def test_it_can_be_sent_to_a_channel(folder: Path) -> None:
    assert "the handover goes to duty with the next round" in call(folder, "handover", "--channel", "duty").output
    (waiting,) = [one for one in json.loads(call(folder, "outbox", "list", "--json").output) if one["kind"] != "alert"]
    assert (waiting["kind"], waiting["channel"], waiting["state"]) == ("bulletin", "duty", "pending")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("receipt", "--channel", "dury"), "no channel 'dury'; there are: duty, desk"),
        (("receipt", "--watch", "kurks"), "no watch 'kurks'"),
        (("receipt", "--since", "1h", "--until", "2h"), "--since must be before --until"),
        (("receipt", "--json", "--html"), "one of --json, --html and --channel"),
        (("receipt", "--watch", "kursk", "--channel", "duty"), "leave --watch or --channel away"),
        (("handover", "--since", "yesterday"), "is no moment of the past: write 24h (ago), 07:00"),
        (("handover", "--since", "2099-01-01"), "is no moment of the past"),
    ],
)
def test_what_makes_no_sense_is_refused(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = call(folder, *arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("│", " ").split())


def test_moments_as_people_write_them() -> None:
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)  # in Kyiv the clocks were set forward at three that night
    kyiv = ZoneInfo("Europe/Kyiv")
    wanted = {
        "now": noon,
        "24h": noon - 24 * HOUR,
        "07:00": noon - 8 * HOUR,
        "15:30": noon - 22.5 * HOUR,
        "2026-03-01": datetime(2026, 2, 28, 22, tzinfo=UTC),
        "2026-03-29T07:00": noon - 8 * HOUR,
        "2026-03-01T07:00+01:00": datetime(2026, 3, 1, 6, tzinfo=UTC),
    }
    assert {text: moment(text, kyiv, noon) for text in wanted} == wanted


def test_status_shows_the_budgets(folder: Path) -> None:
    shown = " ".join(call(folder, "status").output.split())
    assert "budget of kursk: 2 alerts of 0-1/day: over since" in shown
    (line,) = json.loads(call(folder, "status", "--json").output)["budgets"]
    assert (line["watch"], line["alerts"], line["state"]) == ("kursk", 2, "over")
