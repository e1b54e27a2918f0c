"""`monitor message`: what a channel would read. Sends nothing, keeps nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor import pipeline
from monitor.cli.naming import one_of
from monitor.cli.options import config_option, load
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.render import render
from monitor.rooms import Office
from monitor.settings import ConsoleSettings, EmailSettings
from monitor.store import Store, handling, open_store
from monitor.store import mutes as mute_memory
from monitor.types import Alert


@click.group()
def message() -> None:
    """Look at messages."""


@message.command()
@config_option
@click.option("--channel", metavar="NAME", help="As this channel would read it. Default: the one it is for.")
@click.argument("alert_id", metavar="ALERT")
def preview(folder: Path, channel: str | None, alert_id: str) -> None:
    """Print the message of an alert as it would be sent now: a mail as it goes over the wire, JSON with line breaks.

    ALERT is its id, or the first six characters or more; `monitor alerts` lists them. Nothing is sent.
    """
    configuration = load(folder)
    one_of("channel", channel, configuration.channels)
    with open_store(configuration.store, read_only=True) as store:
        alert = _alert(alert_id, store)
        name = channel or alert.channel
        one_of("channel", name, configuration.channels)
        to = configuration.channels[name]
        recipient = alert.recipient if alert.recipient in to.recipients else to.recipients[0]
        office = Office(
            configuration=configuration, store=store, matcher=Matcher([], {}), joining=Joining(store, configuration)
        )
        briefing = pipeline.brief(replace(alert, channel=name, recipient=recipient), 0, to, office)
    body = render(briefing, to, now=datetime.now(UTC), templates=configuration.templates).body
    if isinstance(to.settings, ConsoleSettings | EmailSettings):
        click.echo(body.replace(b"\r\n", b"\n"), nl=False)
    else:
        click.echo(_pretty(body))


def _pretty(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body.decode()


def _alert(name: str, store: Store) -> Alert:
    ids = dict.fromkeys(
        [*(one.id for one in handling.find(store.db, name) if one.kind == "alert"), *mute_memory.alerts(store.db, name)]
    )
    if len(ids) != 1:
        listed = f": {', '.join(ids)}" if ids else "; `monitor alerts` lists them"
        raise click.UsageError(f"{name!r} names {len(ids) or 'no'} alerts{listed}")
    found = handling.alert(store.db, next(iter(ids)))
    assert found is not None  # noqa: S101 - it was found a moment ago, by a connection that only reads
    return found
