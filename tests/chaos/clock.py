"""A clock for worker processes that can be set back and forth while they run; nothing of the worker is changed."""

from __future__ import annotations

import os
import struct
import subprocess
from pathlib import Path
from typing import Self


class SettableClock:
    """The wall clock of every process that is started with `environment`. Needs Linux and a C compiler (`cc`)."""

    def __init__(self, library: Path, file: Path) -> None:
        self._file = file
        self.ahead = 0
        self.steps = 0
        self.environment = {**os.environ, "LD_PRELOAD": str(library), "CHAOS_CLOCK": str(file)}
        self._write()

    @classmethod
    def made(cls, folder: Path) -> Self:
        """Compile it in `folder`."""
        library = folder / "clock.so"
        source = Path(__file__).with_name("clock.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source], check=True)
        return cls(library, folder / "clock")

    def set(self, ahead: int) -> None:
        """Let the clock be `ahead` seconds before the true time; negative: behind."""
        self.steps += ahead != self.ahead
        self.ahead = ahead
        self._write()

    def _write(self) -> None:
        with self._file.open("r+b" if self._file.exists() else "wb") as file:  # in place: it is mapped
            file.write(struct.pack("q", self.ahead))
