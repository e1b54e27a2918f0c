"""`monitor status`: is everything as it should be?"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor.cli.options import config_option, database_of, json_option, load
from monitor.console.condition import Condition, assess
from monitor.console.plain import to_json
from monitor.console.tables import show_condition
from monitor.errors import ConfigurationError
from monitor.mutes import in_force
from monitor.settings import Configuration, StoreSettings
from monitor.store import acknowledgements, ledger, memory, notices, open_store, outbox, subscriptions
from monitor.store import mutes as mute_memory


@click.command()
@config_option
@json_option
@click.option("--check", is_flag=True, help="Print only problems; exit 1 unless the service lives and can save.")
def status(folder: Path, as_json: bool, check: bool) -> None:
    """Show the worker, its feeds, its channels, and every problem there is."""
    condition = _assess(folder)
    if as_json:
        click.echo(to_json(condition))
    elif check:
        for problem in condition.problems:
            click.echo(problem)
    else:
        show_condition(condition, Console())
    if check and not condition.healthy:
        sys.exit(1)


def _settings(folder: Path) -> tuple[Configuration | None, str, StoreSettings]:
    """Return what the files say, or why they are refused: a worker may well be running on what they said before."""
    try:
        configuration = load(folder)
    except ConfigurationError as error:
        database = database_of(folder)
        if not database.exists():
            raise
        return None, str(error), StoreSettings(path=database)
    return configuration, "", configuration.store


def _assess(folder: Path) -> Condition:
    now = datetime.now(UTC)
    configuration, refused, settings = _settings(folder)
    with open_store(settings, read_only=True) as store:
        return assess(
            configuration,
            refused=refused,
            worker=ledger.worker(store.db),
            feeds=memory.feed_states(store.db),
            entries=ledger.entry_counts(store.db),
            channels=outbox.channel_states(store.db),
            queues=outbox.counts(store.db),
            hubs=subscriptions.known(store.db),
            untold=notices.untold(store.db),
            totals=ledger.totals(store.db, since=now - timedelta(hours=24)),
            shadows=ledger.shadows(store.db, since=now - timedelta(hours=24)),
            mutes=[mute for mute in mute_memory.standing(store.db) if in_force(mute, now)],
            acknowledged=acknowledgements.since(store.db, now - timedelta(hours=24)),
            free_bytes=shutil.disk_usage(settings.path.parent).free,
            now=now,
        )
