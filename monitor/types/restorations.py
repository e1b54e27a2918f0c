"""What is remembered of a database that was replaced by an older one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """The database was replaced: by a backup, or by an empty one.

    What was told after `made` is not known any more, so that what was published before `until` may have been told.
    """

    at: datetime
    made: datetime | None  # as of when the backup is; None: it began empty
    until: datetime  # the last sign of life of the worker before; `at` where there is none
    backup: str  # the file it came from; empty where there was none
    aside: str  # where the database before lies now; empty where there was none
    why: str  # what was wrong with the database before; empty where a person asked for it
