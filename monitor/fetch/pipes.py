"""What goes through the pipes between the worker and a child that reads: a length, then a pickle."""

from __future__ import annotations

import struct
from typing import Any

HEADER = struct.Struct(">Q")
Job = tuple[str, dict[str, Any]]
"""The name of a work and its arguments."""

WORK = {
    "feed": "monitor.parse.document:parse",
    "article": "monitor.parse.article:extract",
    "robots": "monitor.parse.robots:permission",
}
"""Who does which work. Imported at the first job of its kind: extraction alone brings 30 MB of libraries along."""
