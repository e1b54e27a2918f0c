"""When the database takes no writes: said once in the log, shown by `status`, and said again when it is over."""

from __future__ import annotations

from collections.abc import Callable

from monitor.rooms import Clock
from monitor.store import StorageError, Store, ledger, upkeep
from monitor.store.connection import damage_in
from monitor.worker.logs import log


def _nothing() -> None:
    """Do nothing: one round ends by itself."""


class StorageTrouble:
    """Whether the last write was refused. It outlives a restart, because the database remembers it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._failing = bool(ledger.worker(store.db).trouble)
        self.damage: BaseException | None = None
        self.on_damage: Callable[[], None] = _nothing

    def crashed(self, error: BaseException | None) -> None:
        """Look whether an error tells of a damaged database: then the worker must end."""
        if self.damage is None and error is not None and damage_in(error):
            log.critical("storage.damaged", detail=damage_in(error))
            self.damage = error
            self.on_damage()

    @property
    def failing(self) -> bool:
        """Whether the last write was refused."""
        return self._failing

    def failed(self, error: StorageError) -> None:
        """Note that a write was refused."""
        self.crashed(error)
        if not self._failing:
            log.error("storage.failed", detail=str(error))
        self._failing = True
        self._note(str(error))

    def worked(self) -> None:
        """Note that a write was taken."""
        if self._failing:
            log.info("storage.recovered")
            self._note("")
        self._failing = False

    def _note(self, text: str) -> None:
        try:
            with self._store.writing() as db:
                upkeep.trouble(db, text, now=self._clock())
        except StorageError:
            pass  # then `status` sees it from outside: a heartbeat that stands still, and the free space of the disk
