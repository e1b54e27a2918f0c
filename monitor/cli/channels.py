"""`monitor channels`: the condition of each channel, and opening one again by hand."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.options import config_option, json_option, load
from monitor.console.plain import to_json
from monitor.render.desk_feed import TYPES
from monitor.store import open_store, outbox
from monitor.worker.delivering import resumed
from monitor.worker.publishing import file_of, url_of


@click.group()
def channels() -> None:
    """Look after channels."""


@channels.command()
@config_option
@json_option
def feeds(folder: Path, as_json: bool) -> None:
    """Say where the feeds of the channels are: their files, and their addresses, which nobody can guess."""
    configuration = load(folder)
    if configuration.desk_feeds is None:
        raise click.UsageError("there are none: write `desk_feeds:` in monitor.yaml")
    with open_store(configuration.store, read_only=True) as store:
        found = [
            {
                "channel": name,
                "kind": kind,
                "file": file_of(configuration, name, kind),
                "url": url_of(configuration, store, name, kind),
            }
            for name in configuration.channels
            for kind in TYPES
        ]
    if as_json:
        click.echo(to_json(found))
        return
    for one in found:
        places = [str(place) for place in (one["file"], one["url"]) if place]
        click.echo(f"{one['channel']} ({one['kind']}): {', '.join(places) or 'nowhere yet: there is no endpoint'}")


@channels.command()
@config_option
@click.argument("name")
def resume(folder: Path, name: str) -> None:
    """Open channel NAME again after it was paused or suspended; a running worker sees it at once."""
    configuration = load(folder)
    if name not in configuration.channels:
        raise click.UsageError(f"no channel {name!r}; there are: {', '.join(configuration.channels)}")
    with open_store(configuration.store) as store:
        state = outbox.channel_states(store.db).get(name)
        if state is not None:
            with store.writing() as db:
                outbox.save_channel(db, resumed(state))
    click.echo(f"{name} is open; what waits for it goes out with the next round")
