"""`monitor doctor`: is everything there that the worker needs, and does it work?"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from monitor import doctor as examining
from monitor.cli.options import config_option, database_of, json_option, load
from monitor.console.doctor import show_findings
from monitor.console.plain import to_json
from monitor.doctor import SAMPLE, Finding, Verdict
from monitor.errors import ConfigurationError
from monitor.settings import StoreSettings


@click.command()
@config_option
@json_option
@click.option("--offline", is_flag=True, help="Leave out what needs the network.")
@click.option("--strict", is_flag=True, help="Exit 1 also where something is only to be mended.")
@click.option(
    "--feeds",
    "sample",
    type=click.IntRange(min=0),
    default=SAMPLE,
    show_default=True,
    metavar="N",
    help="How many feeds are fetched, spread over all of them.",
)
def doctor(folder: Path, as_json: bool, offline: bool, strict: bool, sample: int) -> None:
    """Look at all that the worker needs, and say what to do about what is wrong.

    The files, the database, the disk, the clock, the names, some feeds, every channel (logged in to or connected to,
    never sent a message), the endpoint, and what the worker itself left in the database. It changes nothing, and a
    worker may run meanwhile. Exit code 1 where something does not work.
    """
    found = _found(folder, offline=offline, sample=sample)
    if as_json:
        click.echo(to_json(found))
    else:
        show_findings(found, Console())
    bad = {Verdict.FAIL, Verdict.WARN} if strict else {Verdict.FAIL}
    if any(one.verdict in bad for one in found):
        sys.exit(1)


def _found(folder: Path, *, offline: bool, sample: int) -> list[Finding]:
    try:
        configuration = load(folder, secrets=True)
    except ConfigurationError as error:
        return examining.examine_without(error, _database(folder))
    return asyncio.run(examining.examine(configuration, now=datetime.now(UTC), offline=offline, sample=sample))


def _database(folder: Path) -> StoreSettings | None:
    try:
        return StoreSettings(path=database_of(folder))
    except ConfigurationError:
        return None
