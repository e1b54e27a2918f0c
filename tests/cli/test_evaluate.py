"""`monitor eval`: what it prints, and how it refuses."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.calling import agreed, call
from tests.config.folders import write

ROWS = (
    ("ships-1", "ships", "en", "Gazette", "12:00", "Ferry Halcyon collides with tanker Orvell in Marrow Strait"),
    ("ships-2", "ships", "uk", "Обрій", "12:05", "Пором «Галсіон» зіткнувся з танкером «Орвелл»"),
    ("other-1", "other", "en", "Herald", "12:10", "Ferry Halcyon collides with tanker Orvell in the Marrow Strait"),
    ("troops-1", "troops", "en", "Herald", "12:20", "Soldiers dig in near Kursk"),
    ("ships-3", "ships", "en", "Lowland", "12:30", "Thirty towed to safety"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    keys = ("id", "story", "language", "publisher", "seen", "title")
    rows = (dict(zip(keys, row, strict=True)) for row in ROWS)
    lines = (json.dumps(row | {"seen": f"2026-11-21T{row['seen']}:00Z"}, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_what_a_person_reads(file: Path) -> None:
    done = call("eval", "stories", file)
    assert done.returncode == 0, done.stderr
    agreed("eval.txt", done.stdout, file.parent)


def test_the_same_as_json(file: Path) -> None:
    found = json.loads(call("eval", "stories", "--json", "--preset", "strict", file).stdout)
    assert found["overall"]["entries"] == 5
    assert found["overall"]["lost"] == ["other"]
    assert {"precision", "recall", "f1"} == set(found["pairs"]["en-uk"])


def test_with_watches(file: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "config", {})
    found = json.loads(call("eval", "stories", "--json", "--watches", file, folder=folder).stdout)
    assert (found["overall"]["entries"], found["left_out"]) == (1, 4)


def test_a_file_with_mistakes_is_refused_with_every_line(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "a"}\n{"id": 5}\n')
    done = call("eval", "stories", path)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"{path}:1:1: story: is missing",
        f"{path}:2:1: id: must be a text, not 5",
    ]
    refused = call("eval", "stories", "--json", path)
    assert (refused.returncode, len(json.loads(refused.stdout)["problems"])) == (2, 2)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_what_cannot_be_read_is_wrong_usage(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "news.jsonl"
    if content is not None:
        path.write_bytes(content)
    done = call("eval", "stories", path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_nothing_to_measure_is_said(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text("\n")
    assert call("eval", "stories", tmp_path / "news.jsonl").returncode == 1


def test_calibrating_needs_a_model(tmp_path: Path) -> None:
    folder = write(tmp_path / "config", {})
    assert "no model" in call("eval", "calibrate", folder=folder).stderr
    done = call("eval", "calibrate", "--model", tmp_path, folder=folder)
    assert done.returncode == 2
    assert ("there is neither" if find_spec("onnxruntime") else "news-monitor[semantic]") in done.stderr
