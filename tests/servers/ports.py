"""Ports for those who must know their own before they listen at it."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """Return a port that nobody listens at, and that the system gives to no outgoing connection meanwhile."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
