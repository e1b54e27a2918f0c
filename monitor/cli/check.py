"""`monitor check`: is the configuration as it should be? Offline."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from monitor.cli.options import config_option, json_option, load
from monitor.console.plain import to_json
from monitor.errors import ConfigurationError


@click.command()
@config_option
@json_option
def check(folder: Path, as_json: bool) -> None:
    """Read the configuration as the worker will and name every problem with its place; uses no network."""
    try:
        configuration = load(folder)
    except ConfigurationError as error:
        if as_json:
            click.echo(to_json({"ok": False, "problems": error.problems, "warnings": []}))
        else:
            for problem in error.problems:
                click.echo(problem, err=True)
            count = len(error.problems)
            click.echo(f"{count} problem{'s' if count != 1 else ''}; nothing was put in force", err=True)
        sys.exit(2)
    if as_json:
        click.echo(to_json({"ok": True, "problems": [], "warnings": configuration.warnings}))
        return
    for warning in configuration.warnings:
        click.echo(f"warning: {warning}")
    click.echo(
        f"ok: {len(configuration.feeds)} feeds, {len(configuration.watches)} watches,"
        f" {len(configuration.terms)} term sets, {len(configuration.channels)} channels"
    )
