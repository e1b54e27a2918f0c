"""A damaged database ends every command with what to do about it, never with a traceback."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from monitor.cli import DAMAGED, main
from monitor.settings import StoreSettings
from monitor.store import open_store
from monitor.types import Polled
from tests import making
from tests.config.folders import MONITOR, write


def partly(path: Path) -> None:
    """Overwrite the tables; what they are and which version wrote them can be read."""
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        pages = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE rootpage AND tbl_name != '_sqlite_migrations'"
        ).fetchall()
    with path.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(b"\xa5" * size)


def below(path: Path) -> None:
    """Leave the head of the file alone."""
    path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * 40_960)


def wholly(path: Path) -> None:
    """Put something else in its place."""
    path.write_bytes(b"no database, but long enough to be taken for one" * 100)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    with open_store(StoreSettings(path=tmp_path / "data" / "m.db")) as store:
        store.save(Polled(state=making.feed_state("herald")), now=making.NOON)
    return write(tmp_path / "config", {"monitor.yaml": MONITOR + "store: {path: ../data/m.db}\n"})


@pytest.mark.parametrize("spoil", [partly, below, wholly])
def test_every_command_says_what_to_do(
    folder: Path,
    spoil: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoil(folder.parent / "data" / "m.db")
    monkeypatch.setenv("MONITOR_CONFIG", str(folder))
    for command in (
        "status",
        "status --check",
        "mute list",
        "mute add --watch kursk --for 1h --because rest --by Anna",
        "outbox list",
        "handover",
        "backtest kursk",
    ):
        monkeypatch.setattr("sys.argv", ["monitor", *command.split()])
        with pytest.raises(SystemExit) as ending:
            main()
        said = capsys.readouterr().err
        assert ending.value.code == DAMAGED, (command, said)
        (line,) = said.splitlines()
        assert "the database is damaged: " in line
        assert "`monitor doctor`" in line
        assert "goes on with the newest good backup" in line


def test_a_mistake_of_ours_is_none_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise sqlite3.OperationalError("no such column: colour")

    monkeypatch.setattr("monitor.cli.cli", lambda **_: broken())
    with pytest.raises(sqlite3.OperationalError):
        main()
