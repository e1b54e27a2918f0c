"""What `monitor status` says of the database, its backups, its restorations and the canary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.console.plain import ago, brief
from monitor.settings import Configuration
from monitor.store.backups import Backup
from monitor.store.canary import Canary
from monitor.store.sizes import Sizes
from monitor.types import Restoration

SHOWN_FOR = timedelta(days=7)
"""How long a restoration is shown."""

LONG_JOURNAL = 256 * 1024 * 1024
"""Bytes of the write-ahead log that only somebody causes who reads the database for very long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How the database is kept. `every` is how often a backup is made, None where none is."""

    sizes: Sizes
    backup: Backup | None  # the newest
    every: timedelta | None
    restoration: Restoration | None
    canary: Canary | None  # None: none is sent

    def problems(self, now: datetime) -> Iterator[str]:
        """Say what somebody must look at."""
        done = self.restoration
        if done is not None and done.why and now - done.at < SHOWN_FOR:
            source = f"the backup {done.backup}" if done.backup else "an empty one, there was no good backup"
            kept = f"; the damaged file is kept as {done.aside}" if done.aside else ""
            yield f"the database was damaged ({done.why}) and was replaced {ago(done.at, now)} by {source}{kept}"
        if self.every is not None and (self.backup is None or now - self.backup.at > 2 * self.every):
            last = ago(self.backup.at, now) if self.backup else "never"
            yield f"backups are made every {brief(self.every)}, and the last one was made {last}"
        if self.canary is not None and self.canary.late is not None:
            since = ago(self.canary.late, now)
            yield f"the canary does not come through since {since}: {self.canary.detail}; desks may miss news"
        if self.sizes.journal > LONG_JOURNAL:
            yield f"the write-ahead log has {_size(self.sizes.journal)}: somebody reads the database for very long"

    def lines(self, now: datetime) -> Iterator[str]:
        """Say how it is, a line each."""
        backup = f"last backup {ago(self.backup.at, now)}" if self.backup else "no backup"
        yield f"database: {_size(self.sizes.file)}, {_size(self.sizes.free)} of it free; {backup}"
        if self.restoration is not None and now - self.restoration.at < SHOWN_FOR:
            source = self.restoration.backup or "empty"
            yield f"restored {ago(self.restoration.at, now)} ({source}); before: {self.restoration.aside or 'none'}"
        if self.canary is not None and self.canary.arrived is not None and self.canary.took is not None:
            took = brief(self.canary.took)
            yield f"last canary: {ago(self.canary.arrived, now)}, through everything in {took}"


def kept(
    configuration: Configuration | None,
    sizes: Sizes,
    backup: Backup | None,
    restoration: Restoration | None,
    canary: Canary,
) -> Keeping:
    """Put together what is known; without a `configuration` nothing is asked for."""
    return Keeping(
        sizes=sizes,
        backup=backup,
        every=configuration.backup.every if configuration else None,
        restoration=restoration,
        canary=canary if configuration is not None and configuration.canary is not None else None,
    )


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
