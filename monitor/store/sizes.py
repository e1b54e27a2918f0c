"""How large the database is, and how much of it is free."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """In bytes: the file, what of it is free for new rows, and the write-ahead log beside it."""

    file: int
    free: int
    journal: int


def sizes(db: Database, path: Path) -> Sizes:
    """Look at the database that is open, whose file is `path`."""
    page, pages, free = (
        db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count", "freelist_count")
    )
    journal = path.with_name(f"{path.name}-wal")
    return Sizes(file=page * pages, free=page * free, journal=journal.stat().st_size if journal.exists() else 0)
