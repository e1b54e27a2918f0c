"""What `monitor receipt` and `monitor handover` share: a stretch of time, the form, and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from pydantic_core import PydanticCustomError

from monitor import bulletins
from monitor.cli.naming import one_of
from monitor.cli.options import load
from monitor.config import values
from monitor.hours import last_of
from monitor.render import bulletin as paper
from monitor.settings import Channel, Configuration
from monitor.store import Store, open_store
from monitor.store import bulletins as queue
from monitor.types import BulletinKind


def moment(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Read a moment of the past as people write it: `24h` (ago), `07:00` (the last time it was), a date with or without
    a time, or `now`. What names no zone is by the clocks of `zone`. Raises UsageError.
    """
    found = now if text == "now" else _ago(text, now) or _clock(text, zone, now) or _date(text, zone)
    if found is None or found > now:
        advice = "write 24h (ago), 07:00 (the last time it was), 2026-11-21 or 2026-11-21T07:00"
        raise click.UsageError(f"{text!r} is no moment of the past: {advice}")
    return found


def _ago(text: str, now: datetime) -> datetime | None:
    try:
        return now - values.duration(text)
    except (PydanticCustomError, OverflowError):
        return None


def _clock(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    try:
        return last_of((values.time_of_day(text),), zone, now)
    except PydanticCustomError:
        return None


def _date(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def span_options(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the options that say from when to when."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        since = click.option(
            "--since",
            default=default,
            metavar="MOMENT",
            show_default=True,
            help="From when on: 12h (ago), 22:00 (the last time it was), 2026-11-21 or 2026-11-21T22:00.",
        )
        until = click.option("--until", metavar="MOMENT", default="now", show_default=True, help="To when, likewise.")
        return since(until(command))

    return add


def form_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say in which form, or to whom."""
    html = click.option("--html", is_flag=True, help="Print a page of HTML that needs nothing else.")
    channel = click.option(
        "--channel", metavar="NAME", help="Print nothing and send it to everybody on this channel, by the worker."
    )
    return html(channel(command))


def show_or_send(
    kind: BulletinKind,
    folder: Path,
    *,
    since: str,
    until: str,
    as_json: bool,
    html: bool,
    channel: str | None,
    watch: str | None = None,
) -> None:
    """Print a receipt or a handover, or order that it is sent. Raises UsageError where the names or times make none."""
    if sum((as_json, html, channel is not None)) > 1:
        raise click.UsageError("one of --json, --html and --channel")
    configuration = load(folder)
    one_of("watch", watch, configuration.watches)
    one_of("channel", channel, configuration.channels)
    zone, now = zone_of(configuration, channel), datetime.now(UTC)
    begin, end = (moment(text, ZoneInfo(zone), now) for text in (since, until))
    if begin >= end:
        raise click.UsageError("--since must be before --until")
    if channel is not None:
        with open_store(configuration.store) as store:
            click.echo(_send(kind, store, configuration.channels[channel], begin, end, now))
        return
    with open_store(configuration.store, read_only=True) as store:
        said = bulletins.contents(kind, store, configuration, begin, end, zone, watch=watch)
    if as_json:
        click.echo(said.data.model_dump_json(indent=2))
    else:
        click.echo(paper.html(said) if html else paper.text(said), nl=False)


def zone_of(configuration: Configuration, channel: str | None) -> str:
    """Return by which clocks times are read and shown: of the channel, else of the operator's first one, else UTC."""
    name = channel or next(iter(configuration.operator.channels), None)
    return configuration.channels[name].timezone if name else "UTC"


def _send(kind: BulletinKind, store: Store, channel: Channel, since: datetime, until: datetime, now: datetime) -> str:
    with store.writing() as db:
        for recipient in channel.recipients:
            queue.save(db, bulletins.ordered(kind, channel.name, recipient, since, until, now))
    return f"the {kind} goes to {', '.join(channel.recipients)} with the next round; see `monitor outbox list`"
