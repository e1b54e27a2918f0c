"""Reviews a small configuration for the tests of this room."""

from __future__ import annotations

from pathlib import Path

from monitor import config
from monitor.language.wordlist import WordLists
from monitor.review import Review, review
from tests.config.folders import write


def reviewed(folder: Path, files: dict[str, str], *, thorough: bool = False) -> Review:
    """Review a sound configuration with some files replaced."""
    return review(config.load(write(folder, files), environ={}), WordLists(), thorough=thorough)


def advice(folder: Path, *, thorough: bool = False, **parts: str) -> list[str]:
    """Give the advice on a configuration as `place: message`, the place as the files have it."""
    files = {
        "watches/desk.yaml": parts.get("watches", "watches: {w: {query: soldier, channels: [desk]}}\n"),
        "terms/war.yaml": parts.get("terms", "terms: {}\n"),
        "feeds.yaml": parts.get("feeds", 'feeds: {herald: {url: "https://herald.example/feed", language: en}}\n'),
    }
    loaded = config.load_with_places(write(folder, files), environ={})
    found = review(loaded.configuration, WordLists(), thorough=thorough).advice
    problems = sorted(loaded.problem(one.path, one.message, one.offset) for one in found)
    return [f"{problem.line}:{problem.column} {problem.path}: {problem.message}" for problem in problems]


def watch(query: str, **more: str) -> str:
    """Write a watch with this query on a line of its own."""
    keys = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return f"watches:\n  w:\n    query: '{query}'\n    channels: [desk]\n{keys}"
