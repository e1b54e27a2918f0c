"""Backups, restoring and safe mode on real files: what is called a backup is one, and nothing is ever deleted."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import DamagedError, StoreError
from monitor.settings import StoreSettings
from monitor.store import StorageError, backups, open_store, restorations, restoring, safety
from monitor.store.sizes import sizes
from monitor.types import Polled
from tests import making
from tests.chaos import versions
from tests.chaos.upgrade import damage
from tests.making import NOON

DAY = timedelta(days=1)
LAST = versions.MIGRATIONS[-1]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with rows in every table."""
    path = tmp_path / "monitor.db"
    versions.make(path, LAST, 300)
    return path


def words(path: Path) -> int:
    """How many rows a table has that tests change."""
    return versions.content(path)["words"]


def add_word(path: Path, word: str) -> None:
    """Change the database."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO words VALUES (?, 0.5)", [word])


def test_a_backup_is_whole_while_somebody_writes(database: Path) -> None:
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        with open_store(StoreSettings(path=database)) as store:
            while not stop.is_set():
                with store.writing() as db:  # both or neither
                    db.execute("INSERT INTO words VALUES (?, 0.1)", [f"left {len(written)}"])
                    db.execute("INSERT INTO words VALUES (?, 0.1)", [f"right {len(written)}"])
                written.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        made = [backups.make(database, database.parent / "backups", now=NOON + number * DAY) for number in range(5)]
    finally:
        stop.set()
        thread.join()
    for one in made:
        assert backups.faults(one.path) == ()
        with closing(sqlite3.connect(one.path)) as db:
            sides = [
                db.execute(f"SELECT count(*) FROM words WHERE word LIKE '{side} %'").fetchone()[0]
                for side in ("left", "right")
            ]
        assert sides[0] == sides[1]
    assert backups.listed(database, database.parent / "backups")[0].at == NOON + 4 * DAY


def test_the_oldest_go_and_strangers_stay(database: Path) -> None:
    folder = database.parent / "backups"
    for number in range(4):
        backups.make(database, folder, now=NOON + number * DAY)
    (folder / "monitor-notes.db").touch()
    (folder / "other-20261121T120000Z.db").touch()
    left = folder / ".monitor-20261121T120000Z.db.partial"
    left.touch()
    os.utime(left, (0, 0))
    gone = backups.rotate(database, folder, keep=2)
    assert [one.at for one in backups.listed(database, folder)] == [NOON + 3 * DAY, NOON + 2 * DAY]
    assert len(gone) == 3
    assert {path.name for path in folder.iterdir()} >= {"monitor-notes.db", "other-20261121T120000Z.db"}


def test_what_a_clock_that_was_ahead_has_named_goes_first(database: Path) -> None:
    folder = database.parent / "backups"
    for day in (0, 1, 2, 60):
        backups.make(database, folder, now=NOON + day * DAY)
    gone = backups.rotate(database, folder, keep=3, now=NOON + 2 * DAY - DAY / 86400)  # a second late is not ahead
    assert [path.name for path in gone] == [f"monitor-{NOON + 60 * DAY:%Y%m%dT%H%M%SZ}.db"]
    gone = backups.rotate(database, folder, keep=2, now=NOON + 3 * DAY)
    assert [path.name for path in gone] == [f"monitor-{NOON:%Y%m%dT%H%M%SZ}.db"]


def test_a_backup_that_cannot_be_made_leaves_nothing(database: Path) -> None:
    damage(database)
    with pytest.raises(StoreError):
        backups.make(database, database.parent / "backups", now=NOON)
    assert list((database.parent / "backups").iterdir()) == []


def test_restoring_puts_the_backup_in_place_and_keeps_the_other(database: Path) -> None:
    made = backups.make(database, database.parent / "backups", now=NOON)
    add_word(database, "later")
    done = restoring.restore(made.path, database, now=NOON + DAY)
    assert words(database) == words(made.path)
    aside = database.with_name(done.aside)
    assert words(aside) == words(made.path) + 1
    assert not list(database.parent.glob("*.restoring*"))
    with open_store(StoreSettings(path=database)) as store:
        assert restorations.last(store.db) == done


@pytest.mark.parametrize("version", versions.MIGRATIONS[:-1])
def test_an_older_backup_is_brought_to_this_version(tmp_path: Path, database: Path, version: str) -> None:
    old = tmp_path / "old.db"
    versions.make(old, version, 20)
    restoring.restore(old, database, now=NOON)
    assert versions.applied(database) == versions.MIGRATIONS
    assert versions.applied(old)[-1] == version


def newer(path: Path) -> None:
    """Let a later version have written it."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('monitor', 'm999_later', '')"
        )


def empty(path: Path) -> None:
    """Let it be no database at all."""
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    """Let it be the database of something else."""
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE other (id)")


@pytest.mark.parametrize("spoil", [newer, damage, empty, foreign, Path.unlink])
def test_what_is_not_sound_is_refused_and_nothing_changes(database: Path, spoil: object) -> None:
    made = backups.make(database, database.parent / "backups", now=NOON)
    spoil(made.path)  # type: ignore[operator]
    before, names = database.read_bytes(), {path.name for path in database.parent.iterdir()}
    with pytest.raises(backups.UnsoundError):
        restoring.restore(made.path, database, now=NOON)
    assert database.read_bytes() == before
    assert {path.name for path in database.parent.iterdir()} == names


# --- safe mode -----------------------------------------------------------------------------------------------


def header(path: Path) -> None:
    """Spoil what says that it is a database."""
    with path.open("r+b") as file:
        file.write(b"not a database at all")


def cut(path: Path) -> None:
    """Lose the second half."""
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("spoil", [damage, header, cut, empty])
def test_the_newest_good_backup_takes_the_place_of_a_damaged_file(database: Path, spoil: object) -> None:
    folder = database.parent / "backups"
    good = backups.make(database, folder, now=NOON)
    bad = backups.make(database, folder, now=NOON + DAY)
    damage(bad.path)
    add_word(database, "later")
    spoil(database)  # type: ignore[operator]
    spoiled = database.read_bytes()
    done = safety.secure(database, folder, now=NOON + 2 * DAY)
    assert done is not None
    assert done.backup == good.path.name
    assert done.why
    assert words(database) == words(good.path)
    assert database.with_name(done.aside).read_bytes() == spoiled
    assert safety.secure(database, folder, now=NOON + 2 * DAY) is None  # once


def test_without_a_good_backup_it_begins_empty_and_says_so(database: Path) -> None:
    damage(database)
    done = safety.secure(database, database.parent / "backups", now=NOON)
    assert done is not None
    assert (done.backup, done.made) == ("", None)
    assert versions.content(database)["entries"] == 0
    with open_store(StoreSettings(path=database)) as store:
        (notice,) = store.db.query("SELECT * FROM notices")
    assert notice["kind"] == "database-damaged"
    assert "an empty database is in its place" in notice["detail"]


def test_a_sound_file_is_left_alone_also_after_an_unclean_end(database: Path) -> None:
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE worker SET stopped = NULL")
    before = database.read_bytes()
    assert safety.secure(database, database.parent / "backups", now=NOON) is None
    assert database.read_bytes() == before
    assert safety.secure(database.with_name("none.db"), database.parent, now=NOON) is None


def test_after_an_orderly_end_the_file_is_not_read_through(database: Path) -> None:
    damage(database)
    with closing(sqlite3.connect(database)) as db:
        found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    assert found != "ok"
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE worker SET stopped = '2026'")
    assert safety.damage(database) == ""


def test_damage_that_the_check_does_not_find_is_believed_the_second_time(database: Path) -> None:
    folder = database.parent / "backups"
    backups.make(database, folder, now=NOON)
    other = database.with_name("other.db")
    other.write_bytes(b"x" * 9000)
    for expected in (None, "file is not a database"):
        with pytest.raises(DamagedError, match="goes on with the newest good backup"), safety.watched(database):
            try:
                with closing(sqlite3.connect(other)) as db:
                    db.execute("SELECT 1 FROM sqlite_schema")
            except sqlite3.Error as error:
                raise StorageError(str(error)) from error
        done = safety.secure(database, folder, now=NOON)
        assert (done.why if done else None) == expected
    with safety.watched(database):
        pass  # an end in order
    assert safety.secure(database, folder, now=NOON) is None


def test_what_is_no_damage_is_no_reason(database: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), safety.watched(database), closing(sqlite3.connect(database)) as db:
        db.execute("SELECT * FROM nothing")
    assert not database.with_name("monitor.db.damaged").exists()


# --- space -----------------------------------------------------------------------------------------------------


def fill(path: Path, count: int) -> None:
    """Save readings of a quiet feed long ago."""
    with open_store(StoreSettings(path=path)) as store:
        for number in range(count):
            at = NOON - 60 * DAY + number * DAY / 24
            fresh = tuple(making.fresh(f"{number} {place}", summary="x" * 2000, first_seen=at) for place in range(25))
            store.save(
                Polled(state=making.feed_state(), fresh=fresh, present=tuple(one.entry.id for one in fresh)), now=at
            )


def test_what_was_freed_is_given_back_to_the_disk_in_steps(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    fill(path, 240)
    with open_store(StoreSettings(path=path)) as store:
        before = sizes(store.db, path)
        steps = 0
        while store.forget_some(before=NOON):
            steps += 1
        store.maintain(before=NOON, frequencies={})
        freed = sizes(store.db, path)
        while store.shrink():
            steps += 1
        after = sizes(store.db, path)
    assert steps > 9
    assert freed.free > before.file / 2
    assert freed.file == before.file
    assert before.file - after.file > 10_000_000
    assert path.stat().st_size == after.file
    assert versions.faults(path) == []


def test_a_database_of_an_earlier_layout_can_give_back_as_well(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA auto_vacuum = NONE")
        db.execute("CREATE TABLE _laid_out (id)")
        db.execute("DROP TABLE _laid_out")
    versions.make(path, versions.MIGRATIONS[0], 20)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA auto_vacuum").fetchone() == (0,)
    with open_store(StoreSettings(path=path)) as store:
        assert store.db.execute("PRAGMA auto_vacuum").fetchone() == (2,)


def test_the_journal_shrinks_again_after_somebody_read_for_long(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    fill(path, 1)
    with open_store(StoreSettings(path=path)) as store, closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchone()
        for number in range(12):
            with store.writing() as db:
                db.execute("INSERT INTO words VALUES (?, 0.5)", [f"{number}" + "x" * 2_000_000])
        long = sizes(store.db, path).journal
        reader.execute("COMMIT")
        for number in range(3):
            with store.writing() as db:
                db.execute("INSERT INTO words VALUES (?, 0.5)", [f"after {number}" + "x" * 5_000_000])
        assert long > 20_000_000
        assert sizes(store.db, path).journal < 18_000_000
