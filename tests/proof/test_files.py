"""Test files are held as strictly as the configuration: every mistake at its place, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import config
from monitor.errors import ConfigurationError
from tests.config.folders import HERE, marked
from tests.proof.newsroom import loaded, newsroom

BROKEN = """\
tests:
  one:
    wathces: [x]
    watches: [kurks]
    entries:
      - {at: 10m, feed: heralt, title: x}
      - {at: 5, feed: herald, title: ""}
    expect:
      - {entry: 1, watch: kursk, alert: newest}
      - {entry: 0, watch: kursk}
  two:
    entries: [{at: 0m, feed: herald, title: x, guid: "", age: 0m, url: mailto:x}]
"""
TOLD = """\
day.yaml:3:5: tests.one.wathces: unknown key (did you mean watches?)
day.yaml:4:15: tests.one.watches[0]: there is no watch 'kurks' in watches/ (did you mean kursk?)
day.yaml:6:25: tests.one.entries[0].feed: there is no feed 'heralt' in feeds.yaml (did you mean herald?)
day.yaml:7:14: tests.one.entries[1].at: a duration needs a unit: 5s, 5m, 5h or 5d
day.yaml:7:38: tests.one.entries[1].title: must not be empty
day.yaml:9:41: tests.one.expect[0].alert: must be new, also, changed, corrected or gone (did you mean new?)
day.yaml:10:17: tests.one.expect[1].entry: must be at least 1
day.yaml:11:3: tests.two: expect is missing
day.yaml:12:54: tests.two.entries[0].guid: must not be empty
day.yaml:12:63: tests.two.entries[0].age: '0m': must be longer than nothing and no longer than ten years
day.yaml:12:72: tests.two.entries[0].url: a URL begins with http:// or https://
"""


def told(folder: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        config.load_cases(loaded(folder).configuration, folder)
    return [str(problem).splitlines()[0].removeprefix(f"{folder}/tests/") for problem in caught.value.problems]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    assert told(newsroom(tmp_path, tests=BROKEN)) == TOLD.splitlines()


X = "entries: [{at: 0m, feed: herald, title: x}]\n"
EXPECTED = "{entry: 1, watch: kursk, alert: new}"
MISTAKES = {
    "entries out of order": (
        "entries: [{at: 5m, feed: herald, title: x}, {at: ‸4m, feed: herald, title: y}]\n    expect: []",
        "earlier than the entry above",
    ),
    "an article without a page": (
        "entries: [{at: 0m, feed: herald, title: x, ‸article: y}]\n    expect: []",
        "an article stands on a page",
    ),
    "no such entry": (
        "entries: [{at: 0m, feed: herald, title: x}]\n    expect: [{entry: ‸2, watch: kursk, alert: new}]",
        "the last entry is number 1",
    ),
    "another time": (
        "entries: [{at: 0m, feed: herald, title: x}]\n    expect: [{at: ‸1m, entry: 1, watch: kursk, alert: new}]",
        "entry 1 comes at another time",
    ),
    "no part": (
        f"watches: [drones]\n    {X}    expect: [{{entry: 1, watch: ‸kursk, alert: new}}]",
        "the watch kursk takes no part",
    ),
    "a watch that is off": (
        "watches: [‸retired]\n    entries: [{at: 0m, feed: herald, title: x}]\n    expect: []",
        "the watch retired is off: add `state: live`",
    ),
    "off as a state": (
        "state: ‸off\n    entries: [{at: 0m, feed: herald, title: x}]\n    expect: []",
        "a watch that is off does nothing",
    ),
    "twice": (
        f"{X}    expect:\n      - {EXPECTED}\n      - ‸{{entry: 1, watch: kursk, suppressed: edited}}",
        "an outcome of entry 1 for kursk stands above already",
    ),
    "no outcome": (
        "entries: [{at: 0m, feed: herald, title: x}]\n    expect: [‸{entry: 1, watch: kursk}]",
        "an outcome is missing",
    ),
    "two outcomes": (
        f"{X}    expect: [{{entry: 1, watch: kursk, alert: new, ‸suppressed: shadow}}]",
        "either alert or suppressed, not both",
    ),
    "no entries": ("entries: ‸[]\n    expect: []", "must have one element at least"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_at_its_place(name: str, tmp_path: Path) -> None:
    written, message = MISTAKES[name]
    text, line, column = marked(f"tests:\n  one:\n    {written}\n")
    assert HERE not in text
    (problem,) = told(newsroom(tmp_path, tests=text))
    assert problem.startswith(f"day.yaml:{line}:{column}: tests.one")
    assert message in problem


def test_the_worker_does_not_read_them(tmp_path: Path) -> None:
    assert loaded(newsroom(tmp_path, tests="tests: [")).configuration.watches


def test_nothing_in_the_folder_is_passed_over(tmp_path: Path) -> None:
    folder = newsroom(tmp_path, tests="tests: {}\n")
    (folder / "tests" / "more.yml").write_text("tests: {}\n", encoding="utf-8")
    (folder / "tests" / "notes.txt").write_text("later", encoding="utf-8")
    assert told(folder) == [
        "more.yml:1:1: only files that end in .yaml are read in tests/",
        "notes.txt:1:1: only files that end in .yaml are read in tests/",
    ]


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    assert told(newsroom(tmp_path, tests="- one\n")) == ["day.yaml:1:1: must be a mapping of keys to values"]


def test_files_can_be_named(tmp_path: Path) -> None:
    folder = newsroom(tmp_path / "config", tests="tests: [broken\n")
    other = tmp_path / "other.yaml"
    other.write_text("tests: {a: {entries: [{at: 1h30m, feed: herald, title: x}], expect: []}}\n", encoding="utf-8")
    (case,) = config.load_cases(loaded(folder).configuration, folder, [other])
    assert (case.name, case.file, case.line, case.watches) == ("a", str(other), 1, ("kursk", "drones"))
