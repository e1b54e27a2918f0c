"""Whether the process that noted itself in the database is still there, as far as this machine can tell."""

from __future__ import annotations

import os
import socket

from monitor.store.ledger import Worker


def gone(worker: Worker) -> bool:
    """Whether the worker did not stop in order and its process is surely no more: sooner known than by its silence.

    Only the machine that it ran on can tell, by the same name. Two containers that bear one name but do not see each
    other's processes take each other's workers for gone.
    """
    if worker.stopped is not None or worker.pid <= 0 or worker.host != socket.gethostname():
        return False
    try:
        os.kill(worker.pid, 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is there, and belongs to somebody else
        return False
    return False
