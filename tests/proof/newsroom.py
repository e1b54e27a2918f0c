"""A small configuration folder for the tests of the proof, and cases written into it."""

from __future__ import annotations

from pathlib import Path

from monitor import config
from monitor.config import Loaded
from monitor.proof import Report, prove
from tests.config.folders import write

FEEDS = """\
feeds:
  herald: {url: "https://herald.example/feed", language: en, publisher: Herald}
  courier: {url: "https://courier.example/feed", language: en, publisher: Courier}
"""
WATCHES = """\
watches:
  kursk:
    query: '@troops NEAR/8 @kursk'
    languages: [en]
    channels: [desk]
    max_age: 48h
    must_match: ["Soldiers seen near Kursk"]
    must_not_match: ["Kursk elects a mayor"]
  drones:
    query: drone
    languages: [en]
    channels: [desk]
    state: shadow
  retired:
    query: cavalry
    channels: [desk]
    state: off
"""
HEAD = "tests:\n  one:\n    entries:\n"


def newsroom(folder: Path, *, watches: str = WATCHES, tests: str = "") -> Path:
    """Write the folder, with a test file where there is a text for one."""
    files = {"feeds.yaml": FEEDS, "watches/desk.yaml": watches}
    return write(folder, {**files, "tests/day.yaml": tests} if tests else files)


def loaded(folder: Path) -> Loaded:
    """Read the folder with nothing in the environment."""
    return config.load_with_places(folder, environ={})


def proved(folder: Path) -> Report:
    """Read the folder and prove all that is in it."""
    found = loaded(folder)
    return prove(found, config.load_cases(found.configuration, folder))


def case(*lines: str) -> str:
    """Write a test file with one test; entries begin with `- `, what follows `expect:` is expected."""
    return HEAD + "".join(f"      {line}\n" if line != "expect:" else "    expect:\n" for line in lines)
