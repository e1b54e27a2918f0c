"""What several commands share: where the configuration lies, and JSON instead of text."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor import config
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
