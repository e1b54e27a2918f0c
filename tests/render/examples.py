"""How many generated texts the tests of hostile texts try: a few each time, thousands when they are asked to.

make hostile    (MONITOR_EXAMPLES=5000 and those tests)
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings


def tried(few: int) -> settings:
    """Try `few` examples, or as many as MONITOR_EXAMPLES says."""
    most = int(os.environ.get("MONITOR_EXAMPLES", few))
    return settings(max_examples=most, deadline=None, suppress_health_check=[HealthCheck.too_slow])
