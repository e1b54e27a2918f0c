"""`monitor routes`: who would hear what, through which channel, when and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from monitor.cli.options import config_option, json_option, load
from monitor.console.plain import to_json
from monitor.console.routes import routes as found
from monitor.console.routes import show_routes
from monitor.store import open_store, outbox
from monitor.types import ChannelState


@click.command()
@config_option
@json_option
@click.option(
    "--at",
    metavar="TIME",
    help="When the story is decided on, such as 2026-11-23T23:30+02:00; without an offset in UTC. Default: now.",
)
@click.argument("watch")
def routes(folder: Path, as_json: bool, at: str | None, watch: str) -> None:
    """Print who would hear of a story that WATCH finds, when and why: of a new one, and of an update."""
    configuration = load(folder)
    if watch not in configuration.watches:
        raise click.UsageError(f"no watch {watch!r}; there are: {', '.join(configuration.watches)}")
    moment = _moment(at)
    states: dict[str, ChannelState] = {}
    if configuration.store.path.exists():
        with open_store(configuration.store, read_only=True) as store:
            states = outbox.channel_states(store.db)
    known = configuration.watches[watch]
    listed = found(known, configuration, states, moment)
    if as_json:
        click.echo(to_json({"watch": watch, "at": moment, "routes": listed}))
    else:
        show_routes(known, listed, configuration, moment, Console())


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no time: write 2026-11-23T23:30+02:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
