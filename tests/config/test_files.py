"""The folder: what is read, what is refused, what is passed over on purpose."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from monitor.config import files
from tests.config.folders import MONITOR, load, problems, told, write


def test_nothing_there(tmp_path: Path) -> None:
    assert told(tmp_path / "gone") == [f"{tmp_path}/gone:1:1: there is no such folder"]


@pytest.mark.parametrize("name", ["monitor.yaml", "feeds.yaml"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    write(tmp_path, {})
    (tmp_path / name).unlink()
    assert told(tmp_path) == [f"{name}:1:1: there is no such file"]


@pytest.mark.parametrize(
    "name", ["watches/more.yml", "terms/more.yml", "monitor.yml", "feed.yaml", "watches/old/x.yaml", "term/x.yaml"]
)
def test_yaml_that_nobody_would_read(tmp_path: Path, name: str) -> None:
    (problem,) = problems(write(tmp_path, {name: "watches: {}\n"}))
    assert problem.file.removeprefix(f"{tmp_path}/") in (name, str(Path(name).parent))


def test_other_strays_are_told(tmp_path: Path) -> None:
    warnings = load(write(tmp_path, {"watches/old.txt": "", "notes": ""})).warnings
    assert [warning.removeprefix(f"{tmp_path}/") for warning in warnings] == [
        "notes:1:1: nothing reads this; a configuration has feeds.yaml, monitor.yaml, terms, watches",
        "watches/old.txt:1:1: only files that end in .yaml are read in watches/",
    ]


def test_notes_hidden_files_and_schemas_are_nobodys_business(tmp_path: Path) -> None:
    extra = {"README.md": "", "terms/NOTES.md": "", ".git/x.yaml": "", "watches/.x.yaml": "[", "schema/x.json": "{}"}
    assert load(write(tmp_path, extra)).warnings == ()


def test_not_utf8(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "terms/war.yaml").write_bytes("terms:\n  # йй".encode() + b"\xea\xf3")
    assert told(tmp_path) == ["terms/war.yaml:2:7: not UTF-8: the byte 0xea; save the file in UTF-8"]


def test_a_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "monitor.yaml").write_bytes(b"\xef\xbb\xbf" + MONITOR.replace("\n", "\r\n").encode())
    assert load(tmp_path).channels


def test_a_huge_file(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "feeds.yaml").write_bytes(b"#" * (files.MAX_SIZE + 1))
    assert told(tmp_path) == ["feeds.yaml:1:1: larger than 8 MB: split it"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "feeds.yaml").chmod(0)
    assert told(tmp_path) == ["feeds.yaml:1:1: cannot be read: Permission denied"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "feeds.yaml").unlink()
    os.mkfifo(tmp_path / "feeds.yaml")
    assert told(tmp_path) == ["feeds.yaml:1:1: there is no such file"]


def test_several_files_of_a_kind_are_one(tmp_path: Path) -> None:
    more = {
        "watches/more.yaml": "watches: {sumy: {query: '@sumy', channels: [desk]}}\n",
        "terms/more.yaml": "terms: {sumy: {en: [Sumy]}}\n",
        "terms/empty.yaml": "# nothing yet\n",
    }
    configuration = load(write(tmp_path, more))
    assert list(configuration.watches) == ["kursk", "sumy"]
    assert list(configuration.terms) == ["sumy", "troops", "kursk"], "in the order of the files"
