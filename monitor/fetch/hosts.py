"""Manners towards hosts: how many fetches at once, how soon after another, and not before the host said.

Remembered while the worker runs; what a single feed has to wait is in its `FeedState`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

LONGEST_WAIT = timedelta(hours=1)  # that one feed's Retry-After holds up the other feeds of its host


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0.0  # on the clock of the event loop
    closed_until: float = 0.0


class Hosts:
    """The limits of every host and the limit of all of them."""

    def __init__(self, *, at_once: int, per_host: int, gap: timedelta) -> None:
        self._all = asyncio.Semaphore(at_once)
        self._per_host = per_host
        self._gap = gap.total_seconds()
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Hold a slot of host `name`; a slow host keeps others waiting for itself alone."""
        host = self._host(name)
        async with host.slots:
            async with host.turn:
                await asyncio.sleep(host.next_start - asyncio.get_running_loop().time())
                host.next_start = asyncio.get_running_loop().time() + self._gap
            async with self._all:
                yield

    def close(self, name: str, wait: timedelta) -> None:
        """The host asked to be left alone for `wait`."""
        until = asyncio.get_running_loop().time() + min(wait, LONGEST_WAIT).total_seconds()
        host = self._host(name)
        host.closed_until = max(host.closed_until, until)

    def closed_for(self, name: str) -> timedelta:
        """How much longer the host wants to be left alone."""
        left = self._host(name).closed_until - asyncio.get_running_loop().time()
        return timedelta(seconds=max(0.0, left))

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host(slots=asyncio.Semaphore(self._per_host)))
