"""What several commands share: where the configuration lies, and JSON instead of text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from monitor import config
from monitor.console.plain import to_json
from monitor.errors import ConfigurationError
from monitor.settings import Configuration

config_option = click.option(
    "--config",
    "-c",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="MONITOR_CONFIG",
    default=Path("config"),
    show_default=True,
    help="Folder with monitor.yaml, feeds.yaml, watches/ and terms/. Also MONITOR_CONFIG.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def load(folder: Path) -> Configuration:
    """Read the configuration in `folder`. Raises ConfigurationError with every problem."""
    return config.load(folder, environ=os.environ)


def load_with_places(folder: Path) -> config.Loaded:
    """Read the configuration in `folder`, and keep where each part of it stands. Raises as `load`."""
    return config.load_with_places(folder, environ=os.environ)


@contextmanager
def refused(as_json: bool) -> Iterator[None]:  # the flag of the command
    """Tell as JSON, where that was asked for, that files are refused; as text it is told by `monitor.cli.main`."""
    try:
        yield
    except ConfigurationError as error:
        if not as_json:
            raise
        click.echo(to_json({"ok": False, "problems": error.problems, "warnings": []}))
        sys.exit(2)
