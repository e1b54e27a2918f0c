"""Writes configuration folders for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor import config
from monitor.errors import ConfigurationError, Problem
from monitor.settings import Configuration

MONITOR = """\
poll:
  contact: desk@example.org
operator: {channels: [duty]}
channels:
  duty: {kind: console}
  desk: {kind: console}
"""
FEEDS = """\
feeds:
  herald: {url: "https://herald.example/feed", language: en}
"""
WATCHES = """\
watches:
  kursk:
    query: '@troops NEAR/8 @kursk'
    languages: [en]
    channels: [desk]
"""
TERMS = """\
terms:
  troops: {en: [soldier, troops]}
  kursk: {en: [Kursk]}
"""
SOUND = {"monitor.yaml": MONITOR, "feeds.yaml": FEEDS, "watches/desk.yaml": WATCHES, "terms/war.yaml": TERMS}
HERE = "‸"
"""Marks the place of a mistake in a text of the tests."""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a sound configuration with some `files` replaced or added."""
    for name, text in {**SOUND, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def load(folder: Path, **environ: str) -> Configuration:
    """Load with nothing but `environ` in the environment."""
    return config.load(folder, environ=environ)


def load_without_secrets(folder: Path, **environ: str) -> Configuration:
    """Load as what sends nothing does, with nothing but `environ` in the environment."""
    return config.load(folder, environ=environ, secrets=False)


def problems(folder: Path, **environ: str) -> list[Problem]:
    """Load what must be refused, and return why."""
    with pytest.raises(ConfigurationError) as caught:
        load(folder, **environ)
    return list(caught.value.problems)


def told(folder: Path, **environ: str) -> list[str]:
    """Return the problems as `file:line:column: path: message`, files relative to the folder."""
    return [str(problem).splitlines()[0].removeprefix(f"{folder}/") for problem in problems(folder, **environ)]


def marked(text: str) -> tuple[str, int, int]:
    """Return a text without its mark, and the line and column where the mark was."""
    before, after = text.split(HERE)
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")
