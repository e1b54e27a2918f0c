"""`monitor alerts` and `monitor outbox`: what was decided, what waits to be sent, and to help it along by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from monitor.cli.mute import author, by_option
from monitor.cli.naming import one_of, too_short
from monitor.cli.options import config_option, json_option, load, since_option
from monitor.console.outbox import Held, by_condition, by_turn, show_alerts, show_message
from monitor.console.plain import to_json
from monitor.settings import Configuration
from monitor.store import Store, handling, open_store, waiting
from monitor.store import mutes as mute_memory
from monitor.store import outbox as outboxes
from monitor.store.handling import Waiting


def channel_option(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that leaves only one channel."""
    return click.option("--channel", metavar="NAME", help=text)


@click.command()
@config_option
@json_option
@since_option("24h")
@click.option("--watch", "-w", metavar="NAME", help="Of this watch only.")
@channel_option("To this channel only.")
def alerts(folder: Path, as_json: bool, since: timedelta, watch: str | None, channel: str | None) -> None:
    """Show who was told of what, and how far it came; and what mutes kept back."""
    configuration = load(folder)
    one_of("watch", watch, configuration.watches)
    one_of("channel", channel, configuration.channels)
    begin = datetime.now(UTC) - since
    with open_store(configuration.store, read_only=True) as store:
        found = handling.alerts_since(store.db, since=begin, watch=watch, channel=channel)
        kept = mute_memory.kept_since(store.db, since=begin, watch=watch, channel=channel)
    held = [Held(withheld=one, mute=one.mute) for one in kept]
    if as_json:
        click.echo(to_json({"alerts": found, "muted": held}))
    else:
        show_alerts(found, held, Console())


@click.group()
def outbox() -> None:
    """Look at what waits to be sent, and help it along."""


@outbox.command("list")
@config_option
@json_option
@channel_option("Of this channel only.")
def list_(folder: Path, as_json: bool, channel: str | None) -> None:
    """Show all that waits to be sent: alerts, digests, what mutes held back, and notices to the operator."""
    configuration = load(folder)
    one_of("channel", channel, configuration.channels)
    with open_store(configuration.store, read_only=True) as store:
        found = _pending(store, configuration, channel)
    if as_json:
        click.echo(to_json(found))
    elif found:
        show_alerts(found, [], Console())
    else:
        click.echo("nothing waits")


@outbox.command()
@config_option
@json_option
@click.argument("message_id", metavar="ID")
def show(folder: Path, as_json: bool, message_id: str) -> None:
    """Show one message and every attempt to send it; ID is its id, or the first six characters or more."""
    configuration = load(folder)
    with open_store(configuration.store, read_only=True) as store:
        one = _single(message_id, store)
        one = next((waits for waits in _pending(store, configuration, one.channel) if waits.id == one.id), one)
        attempts = handling.attempts(store.db, one.id)
    if as_json:
        click.echo(to_json({"message": one, "attempts": attempts}))
    else:
        show_message(one, attempts, Console())


@outbox.command()
@config_option
@click.argument("message_id", metavar="ID")
def retry(folder: Path, message_id: str) -> None:
    """Send a message now that waits or was refused; a running worker sees it at once.

    Quiet hours, digests and other rules of the channel hold it no more. A channel that is paused or suspended stays
    so: `monitor channels resume` opens it.
    """
    with open_store(load(folder).store) as store:
        one = _single(message_id, store)
        if one.state == "sent":
            click.echo(f"{one.id} was sent {one.settled:%Y-%m-%d %H:%M} UTC", err=True)
            sys.exit(1)
        with store.writing() as db:
            handling.retry(db, one, now=datetime.now(UTC))
    click.echo(f"{one.id} goes out with the next round")


@outbox.command()
@config_option
@by_option
@click.option("--because", required=True, metavar="TEXT", help="Why. It stands in the ledger.")
@click.argument("message_id", metavar="ID")
def drop(folder: Path, by: str | None, because: str, message_id: str) -> None:
    """Never send a message that waits. What is being sent at this moment may still arrive."""
    if not because.split():
        raise click.UsageError("say why: others will wonder")
    with open_store(load(folder).store) as store:
        one = _single(message_id, store)
        if one.state != "pending":
            click.echo(f"{one.id} is {one.state} already", err=True)
            sys.exit(1)
        detail = f"dropped by {author(by)}: {' '.join(because.split())}"
        with store.writing() as db:
            handling.drop(db, one, detail, now=datetime.now(UTC))
    click.echo(f"{one.id} is not sent: {detail}")


def _pending(store: Store, configuration: Configuration, channel: str | None) -> list[Waiting]:
    """All that waits, with its turn where a channel takes only so many messages, and what holds a channel."""
    found, now = handling.pending(store.db, channel=channel), datetime.now(UTC)
    found = by_condition(found, outboxes.channel_states(store.db))
    for one in configuration.channels.values():
        if one.timing.rate is not None:
            accepted = waiting.accepted_since(store.db, one.name, now - one.timing.rate.within)
            found = by_turn(found, one, accepted, now)
    return found


def _single(name: str, store: Store) -> Waiting:
    found = handling.find(store.db, name)
    if len(found) != 1:
        advice = too_short(name) or "see `monitor outbox list`"
        listed = f": {', '.join(one.id for one in found)}" if found else f"; {advice}"
        raise click.UsageError(f"{name!r} names {len(found) or 'no'} messages{listed}")
    return found[0]
