"""`monitor watch`: what is done to a watch; to let it go live after its trial."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor.backtest import compare
from monitor.cli.backtest import span, told_progress
from monitor.cli.options import config_option, load_with_places, since_option
from monitor.config import Loaded, editing
from monitor.console.backtest import show_difference
from monitor.console.proofs import show_report
from monitor.errors import StoreError
from monitor.proof import prove
from monitor.settings import Configuration, WatchState
from monitor.store import open_store


@click.group()
def watch() -> None:
    """Change a watch: `monitor watch promote NAME`."""


@watch.command()
@config_option
@since_option("30d")
@click.option("--dry-run", is_flag=True, help="Show what it would change, and leave the file as it is.")
@click.argument("name")
def promote(folder: Path, since: timedelta, dry_run: bool, name: str) -> None:
    """Let the watch NAME, a shadow until now, tell its channels.

    Its examples must hold. What it would have told, had it been live, is shown; then `state: shadow` becomes
    `state: live` in its file, in which nothing else changes. A running worker goes by it after SIGHUP.
    """
    loaded = load_with_places(folder)
    configuration = loaded.configuration
    if name not in configuration.watches:
        raise click.UsageError(f"no watch {name!r}; there are: {', '.join(configuration.watches)}")
    state = configuration.watches[name].state
    if state is not WatchState.SHADOW:
        raise click.UsageError(f"{name} is {state}; only a shadow can be promoted")
    _refuse_unless_proven(loaded, name)
    path = Path(loaded.problem(("watches", name), "").file)
    text = editing.with_state(path, name, WatchState.LIVE)
    _show(configuration, name, since)
    if dry_run:
        click.echo(f"{path} stays as it is")
        return
    editing.replace_text(path, text)
    click.echo(f"{name} is live in {path}; a running worker goes by it after SIGHUP (`kill -HUP`)")


def _refuse_unless_proven(loaded: Loaded, name: str) -> None:
    report = prove(loaded, ())
    own = tuple(proof for proof in report.examples if proof.group == name)
    if any(proof.failures for proof in own):
        show_report(replace(report, examples=own, unproved=()), Console())
        click.echo(f"{name} stays a shadow: its examples do not hold", err=True)
        sys.exit(1)


def _show(configuration: Configuration, name: str, since: timedelta) -> None:
    """Print what would have been told; where there is no archive yet, say so."""
    live = replace(configuration.watches[name], state=WatchState.LIVE)
    after = replace(configuration, watches={**configuration.watches, name: live})
    try:
        with open_store(configuration.store, read_only=True) as store, told_progress() as advance:
            begin, end = span(store, since)
            difference = compare(store, configuration, after, since=begin, until=end, advance=advance)
    except StoreError as error:
        click.echo(f"what it would have told cannot be shown: {error}", err=True)
        return
    show_difference(difference, Console())
