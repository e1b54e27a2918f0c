"""`monitor test`: what it prints, the JUnit file, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.calling import ROOT, agreed, call
from tests.proof.newsroom import WATCHES, newsroom

TESTS = """\
tests:
  as-it-is:
    entries:
      - {at: 0m, feed: herald, title: "Soldiers reach the town of Kursk"}
    expect:
      - {entry: 1, watch: kursk, alert: new}
  as-it-is-not:
    entries:
      - {at: 0m, feed: herald, title: "Soldiers reach the town of Kursk"}
      - {at: 1h30m, feed: courier, title: "Soldiers reach the town of Kursk"}
      - {at: 1h40m, feed: courier, title: "Pilgrims reach the town of Kursk"}
      - {at: 1h50m, feed: courier, title: "A drone [red] over the sea"}
    expect:
      - {entry: 1, watch: kursk, alert: new}
      - {entry: 2, watch: kursk, alert: new}
      - {entry: 3, watch: kursk, alert: new}
"""
ODD = WATCHES.replace("Soldiers seen near Kursk", "Soldiers seen near Lgov")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return newsroom(tmp_path_factory.mktemp("room"), watches=ODD, tests=TESTS)


def test_what_a_person_reads(folder: Path) -> None:
    done = call("test", folder=folder)
    assert (done.returncode, done.stderr) == (1, "")
    agreed("test.txt", done.stdout, folder)


def test_what_a_program_reads(folder: Path) -> None:
    done = call("test", "--json", folder=folder)
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"]) == (1, False)
    assert [bool(proof["failures"]) for proof in told["examples"]] == [True, False]
    assert told["cases"][1]["failures"][0]["at"] == 5400.0
    assert told["unproved"] == ["drones"]


def test_what_a_build_server_reads(folder: Path, tmp_path: Path) -> None:
    """The structure that readers of JUnit files rely on: counts that agree, and one failure in each failed case."""
    call("test", "--junit", tmp_path / "junit.xml", folder=folder)
    root = ET.parse(tmp_path / "junit.xml").getroot()
    assert root.tag == "testsuites"
    assert [child.tag for child in root] == ["testsuite"] * 2
    for suite in root:
        cases = list(suite)
        assert {case.tag for case in cases} == {"testcase"}
        assert int(suite.attrib["tests"]) == len(cases)
        assert int(suite.attrib["failures"]) == sum(case.find("failure") is not None for case in cases)
        for case in cases:
            assert {"name", "classname", "time", "file", "line"} == set(case.attrib)
            assert re.fullmatch(r"\d+\.\d{3}", case.attrib["time"])
            assert [child.tag for child in case] in ([], ["failure"])
    assert (root.attrib["tests"], root.attrib["failures"], root.attrib["errors"]) == ("4", "2", "0")
    (failure,) = root.iterfind("testsuite/testcase[@name='as-it-is-not']/failure")
    assert failure.attrib["message"] == "1h30m, entry 2, kursk: expected alert: new, came suppressed: same-story"
    assert "A drone [red] over the sea" in (failure.text or "")


def test_files_can_be_named(folder: Path, tmp_path: Path) -> None:
    quiet = tmp_path / "quiet.yaml"
    quiet.write_text(
        'tests: {one: {entries: [{at: 0m, feed: herald, title: "\\u0001 rain"}], expect: []}}\n', encoding="utf-8"
    )
    done = call("test", quiet, "--junit", tmp_path / "junit.xml", folder=folder)
    assert f"ok   {quiet}: 1 test\n" in done.stdout
    assert ET.parse(tmp_path / "junit.xml").getroot().attrib["tests"] == "3"


def test_a_broken_file_is_refused_with_its_place(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("tests: {one: {entris: []}}\n", encoding="utf-8")
    done = call("test", broken, folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{broken}:1:15: tests.one.entris: unknown key (did you mean entries?)" in done.stderr
    told = json.loads(call("test", broken, "--json", folder=folder).stdout)
    assert told["ok"] is False
    assert told["problems"][0]["path"] == "tests.one"


def test_the_shipped_tests_hold() -> None:
    done = call("test", folder=ROOT / "config")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all as written" in done.stdout
