"""One worker per database: a lock file beside it that names its holder.

The lock is the kernel's (`flock`), so it ends with the process however that dies; the text in the file is for people.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from monitor.errors import LockedError, StoreError


@contextmanager
def hold(database: Path, *, command: str, now: datetime) -> Iterator[None]:
    """Hold the lock of `database` for the length of a block. Raises LockedError, which names the other holder."""
    path = database.with_name(f"{database.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: cannot open the lock file: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LockedError(f"{database} is in use by {_holder(handle)}") from error
        note = {"pid": os.getpid(), "host": socket.gethostname(), "command": command, "since": now.isoformat()}
        os.truncate(handle, 0)
        os.pwrite(handle, json.dumps(note).encode(), 0)
        yield
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    try:
        note = json.loads(os.pread(handle, 4096, 0))
        return f"`{note['command']}`, process {note['pid']} on {note['host']}, since {note['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process that has not said its name yet"
