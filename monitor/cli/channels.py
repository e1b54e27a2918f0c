"""`monitor channels`: the condition of each channel, and opening one again by hand."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.options import config_option, load
from monitor.store import open_store, outbox
from monitor.worker.delivering import resumed


@click.group()
def channels() -> None:
    """Look after channels."""


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
