"""`monitor backup` and `monitor restore`: copies of the database, and how one is put back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from monitor.cli.options import config_option, database_of, json_option, load
from monitor.console.backups import Listed, show_backups, show_restoration
from monitor.console.plain import to_json
from monitor.errors import ConfigurationError, StoreError
from monitor.store import backups, restoring
from monitor.worker.lock import hold


@click.group(invoke_without_command=True)
@config_option
@json_option
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write it into. Default: the one of the configuration. Of others than that none are deleted.",
)
@click.pass_context
def backup(context: click.Context, folder: Path, as_json: bool, target: Path | None) -> None:
    """Copy the database, also while the worker runs; check the copy; delete the oldest ones."""
    if context.invoked_subcommand is not None:
        return
    configuration = load(folder)
    database = configuration.store.path
    if not database.exists():
        raise StoreError(f"{database}: there is no database yet")
    place = target or configuration.backups
    now = datetime.now(UTC)
    made = backups.make(database, place, now=now)
    gone = backups.rotate(database, place, keep=configuration.backup.keep, now=now) if target is None else []
    if as_json:
        click.echo(to_json({"backup": made, "deleted": gone}))
    else:
        show_backups([Listed(backup=made, faults=())], Console())
        for path in gone:
            click.echo(f"deleted {path}")


@backup.command("list")
@config_option
@json_option
@click.option("--check", is_flag=True, help="Read each one through and say whether it is sound.")
def list_(folder: Path, as_json: bool, check: bool) -> None:
    """Show the backups there are, the newest first."""
    configuration = load(folder)
    found = [
        Listed(backup=one, faults=backups.faults(one.path) if check else None)
        for one in backups.listed(configuration.store.path, configuration.backups)
    ]
    if as_json:
        click.echo(to_json(found))
    elif found:
        show_backups(found, Console())
    else:
        click.echo(f"no backups in {configuration.backups}")


@click.command()
@config_option
@json_option
@click.argument("file", type=click.Path(path_type=Path))
def restore(folder: Path, as_json: bool, file: Path) -> None:
    """Put a backup in place of the database, once the worker is stopped; FILE is a path, or a name from the list.

    The backup is checked first and stays where it is; the database before is kept beside. What was told since the
    backup is not told again: what may be concerned stands in the ledger as `restored` and is listed to the operator.
    """
    now = datetime.now(UTC)
    database = database_of(folder)
    with hold(database, command="monitor restore", now=now):
        done = restoring.restore(_named(file, folder), database, now=now)
    if as_json:
        click.echo(to_json(done))
    else:
        show_restoration(done, database, Console())


def _named(file: Path, folder: Path) -> Path:
    if file.exists() or len(file.parts) > 1:
        return file
    try:
        return load(folder).backups / file
    except ConfigurationError:
        return file  # then only a path will do
