"""What several commands share: where the configuration lies, and JSON instead of text."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from pydantic_core import PydanticCustomError

from monitor import config
from monitor.config import values
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


class _Span(click.ParamType[timedelta]):
    """A length of time as in the configuration: 45s, 10m, 1h30m, 7d."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        try:
            return values.duration(value)
        except PydanticCustomError:
            self.fail(f"{value!r} is no duration: write 45s, 10m, 1h30m or 7d", param, ctx)


SPAN = _Span()

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def since_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that says how far back a command looks: a duration as in the configuration."""
    text = "How far back to look, such as 12h or 7d."
    return click.option("--since", type=SPAN, default=default, show_default=True, help=text)


def load(folder: Path, *, secrets: bool = False) -> Configuration:
    """Read the configuration in `folder`. Raises ConfigurationError with every problem.

    What sends needs `secrets`. All else works in a shell without them: systemd may give them to the worker alone.
    """
    return load_with_places(folder, secrets=secrets).configuration


def database_of(folder: Path) -> Path:
    """Return where the database is, even where the configuration in `folder` is refused."""
    return config.database_of(folder, environ=os.environ)


def load_with_places(folder: Path, *, secrets: bool = False) -> config.Loaded:
    """Read the configuration in `folder`, and keep where each part of it stands. Raises as `load`."""
    try:
        return config.load_with_places(folder, environ=os.environ, secrets=secrets)
    except ConfigurationError as error:
        if not secrets:
            error.add_note(_advice(folder))
        raise


def _advice(folder: Path) -> str:
    """Say what works although the files are refused; `monitor status` needs a database that it can find."""
    try:
        known = database_of(folder).exists()
    except ConfigurationError:
        known = False
    working = "`monitor status` and `monitor doctor` work" if known else "`monitor doctor` works"
    return f"the configuration is refused; {working} without it"


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
