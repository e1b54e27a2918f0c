"""`monitor check`: the matrix, the advice with its places, and how it ends."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.cli.calling import ROOT, agreed, call
from tests.config.folders import write

FEEDS = """\
feeds:
  herald: {url: "https://herald.example/feed", language: en, publisher: Herald}
  bote: {url: "https://bote.example/feed", language: pl}
  chas: {url: "https://chas.example/feed", language: uk}
  mixed: {url: "https://mixed.example/feed"}
"""
TERMS = """\
terms:
  troops: {en: [troops, soldier, Soldier], uk: [вiйсько], any: [KPA]}
  kursk: {en: [Kursk, "Kursk region"], pl: [Kursk], uk: [Курськ]}
  spare: {en: [spare]}
"""
WATCHES = """\
watches:
  deaf: {query: "@troops NEAR/3 @kursk", channels: [desk]}
  named: {query: "@kursk AND NOT feed:herld", languages: [en, uk], channels: [desk]}
  never: {query: '"Kursk region" AND NOT Kursk', channels: [desk]}
  dear: {query: "NUM(>=1000) OR Mali*", channels: [desk]}
"""
FILES = {"feeds.yaml": FEEDS, "terms/war.yaml": TERMS, "watches/desk.yaml": WATCHES}


def test_what_a_person_reads(tmp_path: Path) -> None:
    done = call("check", folder=write(tmp_path, FILES))
    assert (done.returncode, done.stderr) == (0, "")
    agreed("check.txt", done.stdout, tmp_path)


def test_what_a_program_reads(tmp_path: Path) -> None:
    told = json.loads(call("check", "--json", folder=write(tmp_path, FILES)).stdout)
    assert told["ok"] is True
    assert {"file", "line", "column", "path", "message", "caret"} == set(told["warnings"][0])
    assert told["coverage"]["feeds"] == {"en": 1, "pl": 1, "uk": 1}
    deaf = next(watch for watch in told["coverage"]["watches"] if watch["name"] == "deaf")
    assert deaf["gaps"] == {"pl": ["troops"]}
    assert {"name": "spare", "title": "", "terms": {"en": 1}, "used_by": []} in told["coverage"]["sets"]


def test_warnings_fail_where_that_is_asked_for(tmp_path: Path) -> None:
    assert call("check", "--strict", folder=write(tmp_path / "odd", FILES)).returncode == 1
    assert call("check", "--strict", folder=write(tmp_path / "sound", {})).returncode == 0


def test_what_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, {"terms/war.yaml": "terms: {troops: {en: ['@kursc']}}\n"})
    done = call("check", folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no term set @kursc" in done.stderr
    assert done.stderr.endswith("problems; nothing was put in force\n")
    told = json.loads(call("check", "--json", folder=folder).stdout)
    assert told["ok"] is False
    assert len(told["problems"]) == 2


def test_the_shipped_configuration_is_checked_in_a_moment() -> None:
    """Without word lists; the two seconds that are allowed leave room for a busy machine."""
    began = time.process_time_ns(), time.monotonic()
    done = call("check", folder=ROOT / "config")
    assert done.returncode == 0
    assert "●" in done.stdout
    assert time.monotonic() - began[1] < 10


def test_all_sets_are_shown_when_asked_for(tmp_path: Path) -> None:
    folder = write(tmp_path, FILES)
    assert "@spare" not in call("check", folder=folder).stdout
    assert "@spare" in call("check", "--all", folder=folder).stdout
