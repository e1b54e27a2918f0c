"""The wall clock is set while the unmodified worker runs: what is news then is told at once, and in order."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import pytest

from tests.chaos.clock import SettableClock
from tests.worker.newsroom import newsroom, unlike, until

HOUR = 3600
LONG = 120  # seconds that a slow machine may take

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None, reason="setting a process's clock needs Linux and cc"
)


def test_a_worker_tells_on_while_its_clock_is_set_forward_and_back(tmp_path: Path) -> None:
    clock = SettableClock.made(tmp_path)
    with newsroom(tmp_path) as room:
        room.environment = clock.environment
        worker = room.start("run")
        for number, ahead in enumerate((0, HOUR, 0, -HOUR)):
            clock.set(ahead)
            room.publish("paper-0", f"Troops {unlike(number)}")
            until(lambda: len(room.webhook.received) == len(room.publisher.feeds["paper-0"]), seconds=LONG)
            until(lambda: room.log().count("clock.stepped") == clock.steps, seconds=LONG)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(LONG) == 0
        assert len({call.headers["webhook-id"] for call in room.webhook.received}) == len(room.webhook.received)
        assert "Traceback" not in room.log()
