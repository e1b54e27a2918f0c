"""Where the example configuration lies that operators copy: beside the package in a checkout, else inside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path


@contextmanager
def example_folder() -> Iterator[Path]:
    """Give the folder of the example configuration for the length of a block. It is not to be written to."""
    installed = resources.files("monitor") / "example_config"
    if installed.is_dir():
        with resources.as_file(installed) as folder:
            yield folder
    else:
        yield Path(__file__).resolve().parents[2] / "config"
