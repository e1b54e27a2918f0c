"""Who looks after which story, and the keys that links are signed with."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from monitor.settings import Secret
from monitor.store import memory, rows
from monitor.types import Acknowledgement


def save(db: Database, one: Acknowledgement) -> None:
    """Write that somebody looks after a story. The caller holds the transaction."""
    row = {"story": one.story, "author": one.author, "note": one.note, "at": rows.stamp(one.at)}
    memory.insert(db, "acknowledgements", row)


def of(db: Database, story: str) -> list[Acknowledgement]:
    """Everybody who said to look after `story`, in order."""
    return [_one(row) for row in db.query("SELECT * FROM acknowledgements WHERE story = ? ORDER BY at, id", [story])]


def since(db: Database, moment: datetime) -> list[tuple[Acknowledgement, str]]:
    """What was acknowledged at or after `moment`, in order, each with the headline of its story."""
    found = db.query(
        "SELECT a.*, s.title FROM acknowledgements a JOIN stories s ON s.id = a.story WHERE a.at >= ?"
        " ORDER BY a.at, a.id",
        [rows.stamp(moment)],
    )
    return [(_one(row), row["title"]) for row in found]


def key(db: Database) -> Secret | None:
    """The key that links are signed with; None before there is one."""
    return next((Secret(row["secret"]) for row in db.query("SELECT secret FROM keys WHERE name = 'links'")), None)


def keep_key(db: Database, secret: Secret) -> None:
    """Keep a key, unless there is one. The caller holds the transaction."""
    db.execute("INSERT INTO keys (name, secret) VALUES ('links', ?) ON CONFLICT (name) DO NOTHING", [secret.reveal()])


def _one(row: rows.Row) -> Acknowledgement:
    return Acknowledgement(story=row["story"], author=row["author"], at=rows.moment(row["at"]), note=row["note"])
