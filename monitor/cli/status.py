"""`monitor status`: is everything as it should be?"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor.cli.options import config_option, json_option, load
from monitor.console.condition import Condition, assess
from monitor.console.plain import to_json
from monitor.console.tables import show_condition
from monitor.settings import Configuration
from monitor.store import ledger, memory, open_store, outbox, subscriptions


@click.command()
@config_option
@json_option
@click.option("--check", is_flag=True, help="Print only problems; exit 1 unless the service lives and can save.")
def status(folder: Path, as_json: bool, check: bool) -> None:
    """Show the worker, its feeds, its channels, and every problem there is."""
    condition = _assess(load(folder))
    if as_json:
        click.echo(to_json(condition))
    elif check:
        for problem in condition.problems:
            click.echo(problem)
    else:
        show_condition(condition, Console())
    if check and not condition.healthy:
        sys.exit(1)


def _assess(configuration: Configuration) -> Condition:
    now = datetime.now(UTC)
    with open_store(configuration.store, read_only=True) as store:
        return assess(
            configuration,
            worker=ledger.worker(store.db),
            feeds=memory.feed_states(store.db),
            entries=ledger.entry_counts(store.db),
            channels=outbox.channel_states(store.db),
            queues=outbox.counts(store.db),
            hubs=subscriptions.known(store.db),
            totals=ledger.totals(store.db, since=now - timedelta(hours=24)),
            free_bytes=shutil.disk_usage(configuration.store.path.parent).free,
            now=now,
        )
