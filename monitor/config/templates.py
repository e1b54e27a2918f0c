"""The operator's own templates of messages, in templates/: read as they are, and tried on invented alerts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from monitor.config.faults import listed
from monitor.errors import Problem
from monitor.render.overrides import NAMES, flaws
from monitor.render.samples import samples

FOLDER = "templates"
MAX_SIZE = 1024 * 1024


def read(folder: Path) -> tuple[Mapping[str, str], list[Problem]]:
    """Return the templates of the configuration in `folder` by file name, and every problem there is with them."""
    sources: dict[str, str] = {}
    problems: list[Problem] = []
    for path in _files(folder / FOLDER):
        found = _source(path)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            sources[path.name] = found
    if sources:
        tried = flaws(sources, samples())
        problems += [_problem(folder / FOLDER / flaw.name, flaw.line, flaw.message) for flaw in tried]
    return sources, problems


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if path.name[0] != "." and path.suffix != ".md")


def _source(path: Path) -> str | Problem:
    if path.name not in NAMES and not (path.name[0] == "_" and path.suffix in {".html", ".txt"}):
        names = listed(NAMES)
        return _problem(path, 1, f"no message is made with this: must be {names}; what they include begins with _")
    try:
        content = path.read_bytes()
    except OSError as error:
        return _problem(path, 1, f"cannot be read: {error.strerror}")
    if len(content) > MAX_SIZE:
        return _problem(path, 1, "larger than 1 MB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _problem(path, content.count(b"\n", 0, error.start) + 1, "not UTF-8; save the file in UTF-8")


def _problem(path: Path, line: int, message: str) -> Problem:
    return Problem(file=str(path), line=line, column=1, path="", message=message)
