"""`monitor explain`: what became of an entry, and why."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from monitor.cli.naming import too_short
from monitor.cli.options import config_option, json_option, load
from monitor.console.account import Account, show_account
from monitor.console.plain import to_json
from monitor.matching import Matcher
from monitor.settings import Configuration, WatchState
from monitor.store import Store, ledger, open_store
from monitor.types import Entry


@click.command()
@config_option
@json_option
@click.option("--watch", "-w", "only", help="Explain this watch only.")
@click.argument("entry_or_url")
def explain(folder: Path, as_json: bool, only: str | None, entry_or_url: str) -> None:
    """Say what became of an entry: its matches, its story, its alerts or why there were none.

    ENTRY_OR_URL is the id of an entry or of an alert of it, as at the foot of a message (or the first six characters or
    more), or the entry's link or guid. For a watch that did not match it says what was missing. Watches are explained
    as they stand in the files now.
    """
    configuration = load(folder)
    if only is not None and only not in configuration.watches:
        raise click.UsageError(f"no watch {only!r}; there are: {', '.join(configuration.watches)}")
    with open_store(configuration.store, read_only=True) as store:
        entries = ledger.find_entries(store.db, entry_or_url)
        accounts = [_account(entry, configuration, only, store) for entry in entries]
    if not accounts:
        why = too_short(entry_or_url) or "not read from any feed, or older than `store.keep`"
        click.echo(f"no entry {entry_or_url!r}: {why}", err=True)
        sys.exit(1)
    if as_json:
        click.echo(to_json(accounts))
        return
    console = Console()
    for account in accounts:
        show_account(account, console)


def _account(entry: Entry, configuration: Configuration, only: str | None, store: Store) -> Account:
    watches = [
        watch
        for watch in configuration.watches.values()
        if watch.state is not WatchState.OFF and only in {None, watch.name}
    ]
    matcher = Matcher(watches, configuration.terms)
    return Account(
        ledger=ledger.account(store.db, entry),
        explanations=tuple(matcher.explain(watch.name, entry) for watch in watches),
    )
