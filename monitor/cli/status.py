"""`monitor status`: is everything as it should be?"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor import budgeting
from monitor.cli.options import config_option, database_of, json_option, load, since_option
from monitor.console.condition import Condition, Remembered, assess
from monitor.console.delays import Delays, delays_of, show_delays
from monitor.console.keeping import kept
from monitor.console.plain import to_json
from monitor.console.tables import show_condition
from monitor.errors import ConfigurationError
from monitor.mutes import in_force
from monitor.settings import Configuration, StoreSettings
from monitor.store import (
    acknowledgements,
    backups,
    canary,
    clocks,
    ledger,
    memory,
    notices,
    open_store,
    outbox,
    presence,
    restorations,
    subscriptions,
)
from monitor.store import mutes as mute_memory
from monitor.store.sizes import sizes


@click.command()
@config_option
@json_option
@click.option("--check", is_flag=True, help="Print only problems; exit 1 unless the service lives and can save.")
@click.option("--delays", is_flag=True, help="Show how long each step took instead, by feed and by watch.")
@since_option("7d")
def status(folder: Path, as_json: bool, check: bool, delays: bool, since: timedelta) -> None:
    """Show the worker, its feeds, its channels, and every problem there is.

    With --delays: from publication to first sight, from there to the match, and from there to the receiver's yes, of
    what happened --since. The time that a message was held on purpose does not count.
    """
    if delays:
        _show_delays(_delays(folder, since), as_json)
        return
    condition = _assess(folder)
    if as_json:
        click.echo(to_json(condition))
    elif check:
        for problem in (condition.at_rest, *condition.problems):
            if problem:
                click.echo(problem)
    else:
        show_condition(condition, Console())
    if check and not condition.healthy:
        sys.exit(1)


def _delays(folder: Path, since: timedelta) -> Delays:
    _, _, settings = _settings(folder)
    with open_store(settings, read_only=True) as store:
        return delays_of(clocks.taken(store.db, since=datetime.now(UTC) - since))


def _show_delays(found: Delays, as_json: bool) -> None:  # the flag of the command
    if as_json:
        click.echo(to_json(found))
    else:
        show_delays(found, Console())


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
        worker = ledger.worker(store.db)
        known = Remembered(
            worker=worker,
            gone=presence.gone(worker),
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
            keeping=kept(
                configuration,
                sizes(store.db, settings.path),
                next(iter(backups.listed(settings.path, (configuration or settings).backups)), None),
                restorations.last(store.db),
                canary.state(store.db),
            ),
            budgets=budgeting.standing(store, configuration, now) if configuration else (),
        )
    free = shutil.disk_usage(settings.path.parent).free
    return assess(configuration, known, refused=refused, free_bytes=free, now=now)
