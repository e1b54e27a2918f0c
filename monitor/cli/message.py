"""`monitor message`: what a channel would read. Sends nothing, keeps nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor import pipeline, telling
from monitor.cli.naming import one_of
from monitor.cli.options import config_option, load
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.render import digest as digests
from monitor.render import render
from monitor.rooms import Office
from monitor.settings import Channel, ConsoleSettings, EmailSettings
from monitor.store import Store, handling, mutes, open_store, recaps
from monitor.store import digests as digest_memory
from monitor.types import Alert, Digest, Recap

_SHOWN = ("alert", "digest", "recap")


@click.group()
def message() -> None:
    """Look at messages."""


@message.command()
@config_option
@click.option("--channel", metavar="NAME", help="As this channel would read it. Default: the one it is for.")
@click.argument("message_id", metavar="MESSAGE")
def preview(folder: Path, channel: str | None, message_id: str) -> None:
    """Print a message as it would be sent now: a mail as it goes over the wire, JSON with line breaks.

    MESSAGE is the id of an alert, a digest or a recap, or its first six characters or more; `monitor alerts` and
    `monitor outbox list` show them. Nothing is sent.
    """
    configuration = load(folder)
    one_of("channel", channel, configuration.channels)
    with open_store(configuration.store, read_only=True) as store:
        one = _told(message_id, store)
        name = channel or one.channel
        one_of("channel", name, configuration.channels)
        to = configuration.channels[name]
        recipient = one.recipient if one.recipient in to.recipients else to.recipients[0]
        office = Office(
            configuration=configuration, store=store, matcher=Matcher([], {}), joining=Joining(store, configuration)
        )
        body = _rendered(replace(one, channel=name, recipient=recipient), to, office)
    if isinstance(to.settings, ConsoleSettings | EmailSettings):
        click.echo(body.replace(b"\r\n", b"\n"), nl=False)
    else:
        click.echo(_pretty(body))


def _rendered(one: Alert | Digest | Recap, to: Channel, office: Office) -> bytes:
    now, templates = datetime.now(UTC), office.configuration.templates
    if isinstance(one, Alert):
        return render(pipeline.brief(one, 0, to, office), to, now=now, templates=templates).body
    if isinstance(one, Digest):
        return digests.render(pipeline.brief_digest(one, to, office), to, now=now, templates=templates).body
    return telling.render_recap(one, to, office, now).body


def _pretty(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body.decode()


def _told(name: str, store: Store) -> Alert | Digest | Recap:
    ids = dict.fromkeys(
        [*(one.id for one in handling.find(store.db, name) if one.kind in _SHOWN), *mutes.alerts(store.db, name)]
    )
    if len(ids) != 1:
        listed = f": {', '.join(ids)}" if ids else "; `monitor alerts` and `monitor outbox list` show them"
        raise click.UsageError(f"{name!r} names {len(ids) or 'no'} messages{listed}")
    [found] = ids
    one = handling.alert(store.db, found) or digest_memory.digest(store.db, found) or recaps.find(store.db, found)
    assert one is not None  # noqa: S101 - it was found a moment ago, by a connection that only reads
    return one
