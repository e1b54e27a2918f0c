"""Alerts in a file, one JSON object a line. Rotating and reading the file is left to others."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
from pathlib import Path

from monitor.settings import FileSettings
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent, Uncertain

# What does not pass by waiting: the path is wrong, or not ours to write.
_MISCONFIGURED = frozenset({
    errno.EACCES, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOENT, errno.ENOTDIR, errno.EPERM,
    errno.EROFS, errno.ESPIPE,
})  # fmt: skip


class FileSender:
    """Appends whole lines. The file is opened for each message, so that it may be moved away at any time."""

    def __init__(self, settings: FileSettings) -> None:
        self._path = settings.path

    async def send(self, message: Message) -> SendResult:
        """Append the message and wait until it is on the disk."""
        return await asyncio.to_thread(_append, self._path, message.body)

    async def close(self) -> None:
        """Do nothing: no file stays open."""


def _append(path: Path, line: bytes) -> SendResult:
    try:
        created = not path.exists()
        # 0o640: alerts may be read by a group of the operator's choice, not by everybody.
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        return _failed(error)
    try:
        # Held against another process that appends in the same way; freed with the descriptor.
        fcntl.flock(file, fcntl.LOCK_EX)
        return _write(file, line) or _settle(file, path if created else None)
    except OSError as error:
        return _failed(error)
    finally:
        os.close(file)


def _write(file: int, line: bytes) -> SendResult | None:
    """Append the line in one write, or nothing: what a full disk cut off is taken back."""
    size = os.fstat(file).st_size
    # A line that a crash tore is ended first, so that it spoils only itself.
    torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
    whole = b"\n" * torn + line + b"\n"
    if os.write(file, whole) == len(whole):
        return None
    os.ftruncate(file, size)
    return Deferred(detail="the disk is full")


def _settle(file: int, created: Path | None) -> SendResult:
    """Wait until the line is on the disk, and with a new file its name too."""
    try:
        os.fsync(file)
        if created is not None:
            folder = os.open(created.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        return Uncertain(detail=f"written, but not known to be on the disk: {os.strerror(error.errno or 0)}")
    return Sent(detail="appended")


def _failed(error: OSError) -> SendResult:
    text = os.strerror(error.errno or 0)
    if error.errno in _MISCONFIGURED:
        return Rejected(fault=Fault.CHANNEL, detail=f"the file cannot be written: {text}")
    return Deferred(detail=f"the file cannot be written now: {text}")
