"""The house is as ARCHITECTURE.md says: the contracts hold, they bite, and the core sees no clock."""

from __future__ import annotations

import ast
import configparser
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "monitor"

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "monotonic"),
    ("time", "localtime"),
    ("time", "gmtime"),
}
"""Calls that ask what time it is, by the last two names: `datetime.datetime.now` ends in the first pair."""


def contract(section: str, option: str) -> list[str]:
    """Read a list from the contracts, without the brackets of optional rooms."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return parser[f"importlinter:contract:{section}"][option].split()


def core_rooms() -> list[str]:
    """The rooms that decide, as the contract names them."""
    return [name.removeprefix("monitor.") for name in contract("judgement", "source_modules")]


def files_of(room: str) -> list[Path]:
    """The files of a room, which is one file or a folder of them."""
    single = PACKAGE / f"{room}.py"
    return [single] if single.exists() else sorted((PACKAGE / room).rglob("*.py"))


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts over the package in `folder`, in a process that imports from there alone."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its contracts that a test may spoil."""
    shutil.copytree(PACKAGE, tmp_path / "monitor", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_house_stands(copy: Path) -> None:
    """The contracts hold for the package as it is."""
    result = lint_imports(copy)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("file", "line", "named"),
    [
        ("types.py", "import httpx", "monitor.types -> httpx"),
        ("query/nodes.py", "import sqlite3", "monitor.query.nodes -> sqlite3"),
        ("errors.py", "from monitor import types", "monitor.errors -> monitor.types"),
        ("pipeline.py", "import sqlite3", "monitor.pipeline -> sqlite3"),
        ("notify/file.py", "from monitor import store", "monitor.notify.file -> monitor.store"),
        ("gossip.py", "", "monitor.gossip"),
    ],
    ids=["network-in-core", "disk-in-core", "upwards", "library-outside-its-room", "sideways", "room-without-floor"],
)
def test_a_breach_is_found_and_named(copy: Path, file: str, line: str, named: str) -> None:
    """One wrong import, or a room without a floor, fails the run, and the report names the place."""
    path = copy / "monitor" / file
    text = path.read_text(encoding="utf-8") if path.exists() else '"""A room nobody gave a floor."""\n'
    path.write_text(f"{text}\n{line}\n", encoding="utf-8")
    result = lint_imports(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    assert named in " ".join(result.stdout.split())


def clock_calls(source: str) -> Iterator[tuple[int, str]]:
    """Find calls that read a clock, as (line, call)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if (name, node.func.attr) in CLOCKS:
                yield node.lineno, f"{name}.{node.func.attr}()"


def test_the_search_for_clocks_finds_one() -> None:
    """The scan below can fail."""
    found = list(clock_calls("import datetime\nnow = datetime.datetime.now(tz=datetime.UTC)\n"))
    assert found == [(2, "datetime.now()")]


@pytest.mark.parametrize("room", core_rooms())
def test_the_core_is_told_the_time(room: str) -> None:
    """No room that decides reads a clock: `now` is an argument."""
    files = files_of(room)
    assert files
    calls = [
        f"{path.relative_to(ROOT)}:{line}: {call}"
        for path in files
        for line, call in clock_calls(path.read_text(encoding="utf-8"))
    ]
    assert calls == []


def test_every_file_says_what_it_is_for() -> None:
    """Each file begins with a docstring."""
    silent = [
        str(path.relative_to(ROOT))
        for path in sorted(PACKAGE.rglob("*.py"))
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


LARGEST_FILE, LONGEST_FUNCTION = 450, 60
"""Where an alarm (350 and 40 lines) that was thought about and let be ends in a refusal."""


def sizes() -> Iterator[tuple[str, int, int]]:
    """Every file and function of the package as (place, lines, most lines allowed)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        yield path.relative_to(ROOT).as_posix(), len(source.splitlines()), LARGEST_FILE
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                place = f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}"
                yield place, (node.end_lineno or node.lineno) - node.lineno + 1, LONGEST_FUNCTION


def test_rooms_stay_small() -> None:
    """No file and no function is far beyond its alarm."""
    assert [f"{place}: {lines} lines" for place, lines, most in sizes() if lines > most] == []
