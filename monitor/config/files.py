"""Finds and opens the files of a configuration folder. What is in them is read elsewhere.

    monitor.yaml      the worker and its channels
    feeds.yaml        what is polled
    watches/*.yaml    watches
    terms/*.yaml      term sets
    schema/*.json     for editors only
    tests/*.yaml      for `monitor test` only (see `cases`)
    templates/*       of messages (see `templates`)

Nothing is passed over in silence: a YAML file that nobody would read is a problem, anything else a warning.
Hidden files (.git, ..data of a mounted volume) and *.md are nobody's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monitor.config.problems import Source, from_flaws
from monitor.config.yaml import Document
from monitor.errors import Problem

MAX_SIZE = 8 * 1024 * 1024
"""Of one file. It holds some 80,000 feeds; what is larger was not written by a person."""

SINGLE = ("monitor", "feeds")
FOLDERS = ("watches", "terms")
TESTS = "tests"
_OTHERS = ("schema", TESTS, "templates")
"""Folders that are not read here."""

_YAML = (".yaml", ".yml")


@dataclass(slots=True, kw_only=True)
class Files:
    """What was found: the files of each kind that can be read, and what is wrong with the rest.

    `broken` names the kinds of which a file is missing or hard to read, so that nobody can say what it defines.
    """

    sources: dict[str, list[Source]] = field(default_factory=lambda: {kind: [] for kind in (*SINGLE, *FOLDERS, TESTS)})
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)


def read(folder: Path) -> Files:
    """Read every file of `folder`."""
    files = Files()
    if not folder.is_dir():
        files.problems.append(_about(folder, "there is no such folder"))
        files.broken.update((*SINGLE, *FOLDERS))
        return files
    for kind in SINGLE:
        _add(files, kind, folder / f"{kind}.yaml")
    for kind in FOLDERS:
        _add_folder(files, kind, folder / kind)
    expected = {*(f"{kind}.yaml" for kind in SINGLE), *FOLDERS, *_OTHERS}
    for path in _listed(folder):
        if path.name not in expected:
            _stray(files, path, f"nothing reads this; a configuration has {', '.join(sorted(expected - {*_OTHERS}))}")
    return files


def read_tests(folder: Path, named: Sequence[Path] = ()) -> Files:
    """Read the test files that are named, or, where none is, those in `folder`/tests."""
    files = Files()
    for path in named:
        _add(files, TESTS, path)
    if not named:
        _add_folder(files, TESTS, folder / TESTS)
    return files


def _add_folder(files: Files, kind: str, folder: Path) -> None:
    for path in _listed(folder):
        if path.suffix == ".yaml" and path.is_file():
            _add(files, kind, path)
        else:
            _stray(files, path, f"only files that end in .yaml are read in {kind}/")


def _listed(folder: Path) -> Iterator[Path]:
    """List what lies in a folder, without what is hidden or made for people."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if not path.name.startswith(".") and path.suffix != ".md")


def _stray(files: Files, path: Path, why: str) -> None:
    """Note a file that is not read: surely by mistake if it is YAML."""
    if path.suffix in _YAML or path.is_dir():
        files.problems.append(_about(path, why))
    else:
        files.warnings.append(_about(path, why))


def _add(files: Files, kind: str, path: Path) -> None:
    content = _content(path)
    if isinstance(content, Problem):
        files.problems.append(content)
        files.broken.add(kind)
        return
    source = Source(name=str(path), document=Document(content))
    files.problems.extend(from_flaws(source))
    if source.document.readable:
        files.sources[kind].append(source)
    if any(len(flaw.path) <= 1 for flaw in source.document.flaws):  # the section itself, or the whole file
        files.broken.add(kind)


def _content(path: Path) -> str | Problem:
    """Return the text of a file, or why it has none."""
    try:
        if not path.is_file():
            return _about(path, "there is no such file")
        with path.open("rb") as file:
            content = file.read(MAX_SIZE + 1)
    except OSError as error:
        return _about(path, f"cannot be read: {error.strerror}")
    if len(content) > MAX_SIZE:
        return _about(path, f"larger than {MAX_SIZE // 1024**2} MB: split it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        message = f"not UTF-8: the byte {content[error.start]:#04x}; save the file in UTF-8"
        return Problem(file=str(path), line=line, column=column, path="", message=message)


def _about(path: Path, message: str) -> Problem:
    return Problem(file=str(path), line=1, column=1, path="", message=message)
