"""The database file: that it opens, is sound, fits this version, and has room."""

from __future__ import annotations

import os

from monitor.doctor.finding import Finding, fail, left_out, ok, warn
from monitor.errors import StoreError
from monitor.settings import StoreSettings
from monitor.store import Store, backups, condition
from monitor.store.connection import connect_to_read

LARGE_JOURNAL = 32 * 1024 * 1024
"""Bytes. SQLite folds the journal in from four megabytes on; beyond this something keeps it from doing so."""

NEARLY_FULL = 0.9

NAMES = ("database", "integrity", "schema", "journal", "size")


def examine(settings: StoreSettings) -> tuple[list[Finding], Store | None]:
    """Look at the file; return what was found, and the open database where its content can be asked.

    Where one check fails, those that need what it lacks are left out. The caller closes the database.
    """
    try:
        store = Store(connect_to_read(settings.path))  # whatever its shape: that is told below
    except StoreError as error:
        return [_closed(settings, error), *(left_out(name, "the database is not open") for name in NAMES[1:])], None
    found = [ok("database", f"{settings.path} is open"), _integrity(settings)]
    if found[-1].advice:
        store.close()
        return [*found, *(left_out(name, "the database is damaged") for name in NAMES[2:])], None
    found += [_schema(store), _journal(store, settings), _size(store, settings)]
    if found[2].advice:
        store.close()
        return found, None
    return found, store


def _closed(settings: StoreSettings, error: StoreError) -> Finding:
    if not settings.path.exists():
        return warn("database", str(error), "the first round makes it; after that, look whether `store.path` is right")
    advice = "a restart of the worker sets a damaged file aside and goes on with the newest good backup"
    if not (os.access(settings.path, os.R_OK) and os.access(settings.path.parent, os.W_OK)):
        advice = "run this as the worker's user (`sudo -u news-monitor`), and give that user the folder"
    # Not the advice that a command gives with it: to come here.
    return fail("database", f"{settings.path}: cannot read the database: {error.__cause__}", advice)


def _integrity(settings: StoreSettings) -> Finding:
    if found := backups.faults(settings.path):
        advice = "restart the worker: it sets the file aside and goes on with the newest good backup"
        return fail("integrity", "; ".join(found), advice)
    return ok("integrity", "pages, indexes and references are sound")


def _schema(store: Store) -> Finding:
    shape = condition.shape(store.db)
    if shape.unknown:
        said = f"written by a newer version, which knows {', '.join(shape.unknown)}"
        return fail("schema", said, "install that version again, or restore a backup from before")
    if shape.missing:
        said = f"written by an older version: {len(shape.missing)} changes are to be made"
        return warn("schema", said, "the next start of the worker makes them, after a copy beside the database")
    return ok("schema", "that of this version")


def _journal(store: Store, settings: StoreSettings) -> Finding:
    journal = condition.space(store.db, settings.path).journal
    said = f"{journal / 1024 / 1024:,.1f} MB are not folded into the database yet"
    if journal > LARGE_JOURNAL:
        advice = "some program reads the database without an end and keeps them: end it (`fuser` on the file names it)"
        return warn("journal", said, advice)
    return ok("journal", said)


def _size(store: Store, settings: StoreSettings) -> Finding:
    space = condition.space(store.db, settings.path)
    used = space.size - space.free
    said = f"{used / 1024 / 1024:,.1f} MB used of {space.size / 1024 / 1024:,.1f} MB"
    if settings.max_size is None:
        return ok("size", said)
    said += f", `store.max_size` is {settings.max_size / 1024 / 1024:,.1f} MB"
    if used >= NEARLY_FULL * settings.max_size:
        return fail("size", said, "raise `store.max_size`, or lower `store.keep` so that old entries make room")
    return ok("size", said)
