"""How slow this machine is, so that a limit on CPU time means the same on every one."""

from __future__ import annotations

import time

_USUAL_S = 0.006
"""CPU seconds that the yardstick takes on the machine that the limits of the tests were measured on."""


def pace() -> float:
    """Return how many times slower this machine is just now, at least 1."""
    return max(1.0, min(_yardstick() for _ in range(3)) / _USUAL_S)


def _yardstick() -> float:
    began = time.process_time()
    sum(number * number for number in range(200_000))
    return time.process_time() - began
