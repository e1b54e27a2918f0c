"""The edge that runs: clocks, signals, the lock, the log, and which work is done at once.

What a poll or a delivery does stands in `monitor.pipeline`; here is when it is done, how many at once, and what
happens when something breaks. One bad feed, watch or channel never stops another.
"""

from monitor.worker.once import run_once
from monitor.worker.service import run_service

__all__ = ["run_once", "run_service"]
