"""Tells the service manager how the worker is (sd_notify(3)): one datagram to a socket that it names.

Written here because it is ten lines; the packages that do it are either bindings to libsystemd, which a container and
other systems do not have, or have not been released for years. Without a service manager nothing is told.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta


class ServiceManager:
    """What started the worker, as its environment says."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        limit = environ.get("WATCHDOG_USEC", "")
        self._limit = timedelta(microseconds=int(limit)) if ours and limit.isdecimal() else None

    @property
    def watchdog(self) -> timedelta | None:
        """How often it wants a sign of life: three times within its limit. None where it wants none."""
        return self._limit / 3 if self._limit else None

    def ready(self, status: str) -> None:
        """Say that the worker is at work, after a start or a reload."""
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """Say that the configuration is read anew; `ready` must follow."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def alive(self, status: str) -> None:
        """Give a sign of life."""
        self._tell("WATCHDOG=1", f"STATUS={status}")

    def troubled(self, status: str) -> None:
        """Say what is wrong, which is no sign of life."""
        self._tell(f"STATUS={status}")

    def stopping(self) -> None:
        """Say that the worker ends."""
        self._tell("STOPPING=1", "STATUS=stopping")

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        # A manager that does not listen is no reason to stop: it will find out by itself.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
            door.setblocking(False)
            door.sendto("\n".join(line.replace("\n", " ") for line in lines).encode(), address)
