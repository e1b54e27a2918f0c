"""Makes the backups that the configuration asks for, beside the work: in a thread with a connection of its own.

When one is due is read off the newest that there is, so that neither a restart nor a backup by hand makes two. That
none could be made is told to the operator once, and once when one was made again.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from monitor.errors import StoreError
from monitor.rooms import Clock
from monitor.settings import Configuration
from monitor.store import StorageError, Store, backups
from monitor.store import notices as memory
from monitor.types import Notice, NoticeKind
from monitor.worker.logs import log, log_notices
from monitor.worker.trouble import StorageTrouble

RETRY_AFTER = timedelta(minutes=15)
"""When it is tried again after one could not be made."""

_CLOCK = timedelta(minutes=1)
"""A backup that is younger than this by the clock is none of the future: times in names are whole seconds."""


class BackingUp:
    """The backups of one database."""

    def __init__(self, store: Store, trouble: StorageTrouble, clock: Clock) -> None:
        self._store = store
        self._trouble = trouble
        self._clock = clock
        self._failed: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def start_due(self, configuration: Configuration) -> None:
        """Begin to make one where it is due and none is under way."""
        every = configuration.backup.every
        if every is None or (self._task is not None and not self._task.done()):
            return
        now = self._clock()
        if self._failed is not None and timedelta(0) <= now - self._failed < RETRY_AFTER:
            return
        try:
            found = backups.listed(configuration.store.path, configuration.backups)
        except OSError as error:
            self._failing(error, now)
            return
        past = [one for one in found if one.at - now <= _CLOCK]  # a clock that was ahead has named others
        if past and now - past[0].at < every:
            return
        self._task = asyncio.create_task(self._make(configuration, now), name="backup")

    async def finish(self) -> None:
        """Wait until none is under way."""
        task, self._task = self._task, None
        if task is not None:
            await asyncio.wait([task])

    async def _make(self, configuration: Configuration, now: datetime) -> None:
        database, folder = configuration.store.path, configuration.backups
        try:
            made = await asyncio.to_thread(backups.make, database, folder, now=now)
            gone = backups.rotate(database, folder, keep=configuration.backup.keep, now=now)
        except (StoreError, OSError) as error:
            self._failing(error, now)
            return
        self._failed = None
        log.info("backup.made", file=str(made.path), size=made.size, deleted=len(gone))
        self._tell(NoticeKind.BACKUP_RECOVERED, f"{made.path.name} was made", now)

    def _failing(self, error: Exception, now: datetime) -> None:
        log.error("backup.failed", detail=str(error))
        self._failed = now
        self._trouble.crashed(error)
        again = round(RETRY_AFTER / timedelta(minutes=1))
        self._tell(NoticeKind.BACKUP_FAILING, f"{error}; it is tried again every {again} min", now)

    def _tell(self, kind: NoticeKind, detail: str, now: datetime) -> None:
        told = memory.lasting(self._store.db, NoticeKind.BACKUP_FAILING, NoticeKind.BACKUP_RECOVERED)
        if (told is None) is kind.is_end:
            return  # it is known to fail, or it never did
        notice = Notice(kind=kind, subject="", detail=detail, since=told.since if told else now, at=now)
        log_notices([notice])
        try:
            with self._store.writing() as db:
                memory.save(db, [notice])
        except StorageError as error:
            self._trouble.failed(error)
