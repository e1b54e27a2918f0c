"""Calls the commands as a person does, in a process of its own, and compares what is printed with golden files.

After a wanted change write the golden files anew and look at the difference:

    REGOLD=1 pytest tests/cli && git diff tests/cli/golden
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]


def call(*arguments: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `monitor ARGUMENTS`, on the configuration in `folder` where one is given, with a terminal of 100 columns."""
    command = [sys.executable, "-m", "monitor", *map(str, arguments)]
    environ = {**os.environ, "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    if folder is not None:
        environ["MONITOR_CONFIG"] = str(folder)
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environ)


def agreed(name: str, printed: str, folder: Path) -> None:
    """Compare with a golden file; `folder` and times are written so that they are the same in every run."""
    printed = re.sub(r"in \d+\.\d s", "in 0.0 s", printed.replace(str(folder), "FOLDER"))
    printed = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    path = GOLDEN / name
    if os.environ.get("REGOLD") == "1":
        path.write_text(printed, encoding="utf-8")
    assert path.exists(), f"{name} is missing; see the docstring of calling.py"
    assert printed == path.read_text(encoding="utf-8")
