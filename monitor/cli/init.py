"""`monitor init`: a folder to begin with."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from monitor.config.example import example_folder


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Write the example configuration into FOLDER, which must be empty or not exist."""
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; name a new folder, nothing is ever overwritten")
    with example_folder() as source:
        shutil.copytree(source, folder, dirs_exist_ok=True)
    click.echo(f"Wrote a working example to {folder}. Next:")
    click.echo(f"  monitor check --config {folder}       read it as the worker will, without the network")
    click.echo(f"  monitor run --once --config {folder}  read every feed once; the first reading tells nobody")
    click.echo(f"  monitor run --config {folder}         keep watching; alerts appear on this terminal")
