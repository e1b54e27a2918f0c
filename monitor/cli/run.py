"""`monitor run`: the service, or one round of it."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from monitor.cli.options import config_option, load
from monitor.console.progress import Progress
from monitor.settings import Configuration
from monitor.store import open_store, safety
from monitor.worker import logs, run_once, run_service
from monitor.worker.lock import hold
from monitor.worker.once import Round


@click.command()
@config_option
@click.option("--once", is_flag=True, help="Read what is due, send what is due, and go: the form for cron.")
@click.option("--verbose", "-v", is_flag=True, help="Log every reading, also those without news.")
def run(folder: Path, once: bool, verbose: bool) -> None:
    """Watch the feeds and send alerts, until SIGTERM; SIGHUP reads the configuration again.

    \b
    Exit codes:
      0   stopped in order, or the round is done
      1   the database took no writes, or (with --once) every feed fails
      2   wrong usage or configuration
      74  the database is damaged: the next start sets it aside and goes on with a backup
      75  another worker holds the database
    """
    logs.configure(verbose=verbose)
    configuration = load(folder, secrets=True)
    for warning in configuration.warnings:
        logs.log.warning("configuration.warning", problem=warning)
    command = "monitor run --once" if once else "monitor run"
    database, now = configuration.store.path, datetime.now(UTC)
    with hold(database, command=command, now=now), safety.watched(database):
        logs.log_restoration(safety.secure(database, configuration.backups, now=now))
        with open_store(configuration.store) as store:
            if not once:
                asyncio.run(run_service(configuration, store, partial(load, folder, secrets=True)))
                return
            with Progress(total=len(configuration.feeds)) as progress:
                done = asyncio.run(run_once(configuration, store, report=progress.read))
    _tell(done, configuration)


def _tell(done: Round, configuration: Configuration) -> None:
    logs.log.info(
        "round.done",
        feeds=done.feeds,
        not_due=len(configuration.feeds) - done.feeds,
        failed=done.failed,
        fresh=done.fresh,
        articles=done.articles,
        alerts=done.alerts,
    )
    if done.storage_failed or done.blind:
        sys.exit(1)
