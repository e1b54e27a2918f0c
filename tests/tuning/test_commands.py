"""The commands as a person calls them: judge alerts, look at it, and get proposals as lines to paste."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor import config
from monitor.cli import cli
from monitor.config.editing import EditError, query_text, with_query
from monitor.errors import MonitorError
from tests import making
from tests.tuning.folders import WATCHES, write


def test_from_words_on_alerts_to_a_patch_of_the_watch(tmp_path: Path) -> None:
    """One desk, one afternoon: the line that was proposed is pasted, and `test` holds it against the examples."""
    folder = write(tmp_path)
    watches = folder / "watches/desk.yaml"

    def run(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli, arguments, env={"MONITOR_CONFIG": str(folder), "COLUMNS": "100"})
        if isinstance(done.exception, MonitorError):
            assert code == 1
            return str(done.exception)
        assert done.exit_code == code, done.output
        return done.stdout if code != 2 else done.stderr

    alerts = json.loads(run("alerts", "--since", "9d", "-w", "kursk", "--json"))["alerts"]
    wrong = [one["id"] for one in alerts if "submarine" in one["title"]]
    right = [one["id"][:8] for one in alerts if "submarine" not in one["title"]]
    assert "nobody called an alert of kursk not relevant" in run("suggest", "kursk", code=1)

    said = run("feedback", *wrong, "not-relevant", "--because", "the  submarine", "--by", "Anna")
    assert said.count("is not relevant for kursk: ") == 4
    run("feedback", wrong[0], "relevant", "--by", "Boris")
    run("feedback", wrong[0], "not-relevant", "--by", "Anna")
    run("feedback", *right, "relevant", "--by", "Anna")
    missed = str(making.entry("Oil depot burns near Belgorod").url)
    assert "say which watch is meant with --watch" in run("feedback", missed, "relevant", code=2)
    assert "was missed" in run("feedback", missed, "relevant", "-w", "kursk")
    assert "no watch 'krusk'" in run("feedback", missed, "relevant", "-w", "krusk", code=2)
    assert "names no alerts and entries" in run("feedback", "0" * 8, "relevant", code=2)

    listed = json.loads(run("feedback", "list", "--json"))
    assert len(listed) == 9
    assert {(one["author"], one["because"]) for one in listed if one["relevance"] == "not-relevant"} == {
        ("Anna", ""),
        ("Anna", "the submarine"),
    }
    (week, *_) = json.loads(run("feedback", "report", "-w", "kursk", "--json"))
    assert (week["relevant"] + week["not_relevant"] + week["unjudged"]) in range(1, 9)
    assert "95% interval" in run("feedback", "report")

    shown = run("suggest", "kursk")
    assert "1. AND NOT submarine" in shown
    assert "saves 4 not relevant (4 stories), costs 0 of 4 relevant" in shown
    assert "+    query: 'Kursk AND NOT submarine'  # the region" in shown
    assert f"Copy the configuration: cp -r {folder} next" in shown
    assert f"Paste what you like into next/watches/desk.yaml, then: monitor diff {folder} next --since 30d" in shown
    told = json.loads(run("suggest", "kursk", "--json"))
    assert told["judged"] == {"relevant": 4, "not_relevant": 4, "missed": 1, "kept_out_already": 0}
    assert told["replay"] == {"lost_not_relevant": 4, "lost": [], "gained": []}
    patch = run("suggest", "kursk", "--diff")
    assert watches.read_text(encoding="utf-8") == WATCHES

    examples = run("feedback", "export", "-w", "kursk")
    assert patch.splitlines()[4:6] == [
        "-    query: 'Kursk'  # the region",
        "+    query: 'Kursk AND NOT submarine'  # the region",
    ]
    tuned = WATCHES.replace("'Kursk'  #", "'Kursk AND NOT submarine'  #")
    lines = "".join(f"{line}\n" for line in examples.splitlines()[2:])
    example = '    must_match: [{lang: en, text: "Kursk hit by drones"}]\n'
    watches.write_text(tuned.replace(example, lines), encoding="utf-8")
    loaded = config.load(folder, environ={}).watches["kursk"]
    assert (len(loaded.must_match), len(loaded.must_not_match)) == (5, 4)
    failed = run("test", code=1)  # the one that was missed is still missed: the example says so
    assert "Oil depot burns near Belgorod" in failed
    assert "Kursk submarine" not in failed
    assert "adds up scores" in run("suggest", "weighed", code=1)


@pytest.mark.parametrize(
    ("before", "query", "after"),
    [
        ("query: a1", "a1 AND NOT b1", "query: 'a1 AND NOT b1'"),
        ("query: a1 # why", "it's", "query: 'it''s' # why"),
        ('query: "a1"\n    level: urgent', "b1", "query: 'b1'\n    level: urgent"),
        (
            "query: |\n      a1  # x\n      AND b1\n    level: urgent",
            "a1  # x\nOR c1\n",
            "query: |\n      a1  # x\n      OR c1\n    level: urgent",
        ),
        (
            "query: |  # keep\n        a1\n\n    level: urgent",
            "a1 AND b1",
            "query: |  # keep\n        a1 AND b1\n\n    level: urgent",
        ),
        ("query: >\n      a1\n      b1\n    level: urgent", "a1", "query: |\n      a1\n    level: urgent"),
        ("query: 'a1'", "a1\nAND b1", "query: |\n      a1\n      AND b1"),
        ("{query: a1, level: urgent}", "b1", "{query: 'b1', level: urgent}"),
    ],
)
def test_the_query_in_a_file_changes_and_nothing_else(tmp_path: Path, before: str, query: str, after: str) -> None:
    path = tmp_path / "desk.yaml"
    head = "# mine\nwatches:\n  one: {query: other}\n  two:"
    separator = " " if before.startswith("{") else "\n    "
    path.write_text(f"{head}{separator}{before}\n  three:\n    query: more\n", encoding="utf-8")
    assert query_text(path, "two").startswith("a1")
    assert with_query(path, "two", query) == f"{head}{separator}{after}\n  three:\n    query: more\n"


def test_what_cannot_be_edited_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desk.yaml"
    path.write_text("watches:\n  two: {score: {}}\n  three: {query: &q a1}\n  four: {query: *q}\n", encoding="utf-8")
    with pytest.raises(EditError, match="two has no `query` of its own"):
        query_text(path, "two")
    with pytest.raises(EditError):
        with_query(path, "nobody", "a1")
    with pytest.raises(EditError):
        with_query(path, "three", "b1")  # four says the same, by an alias
