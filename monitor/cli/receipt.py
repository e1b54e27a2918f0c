"""`monitor receipt`: what was seen in a stretch of time and what was not, so that silence can be believed."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.bulletins import form_options, show_or_send, span_options
from monitor.cli.options import config_option, json_option
from monitor.types import BulletinKind


@click.command()
@config_option
@json_option
@span_options("24h")
@form_options
@click.option("--watch", "-w", metavar="NAME", help="Count what came of this watch only.")
def receipt(
    folder: Path,
    as_json: bool,
    since: str,
    until: str,
    html: bool,
    channel: str | None,
    watch: str | None,
) -> None:
    """Show how many feeds were read and how many entries, when which feed was not seen, and what came of each watch.

    Times are those of the zone of the channel that it is sent to, else of the operator's first channel, else UTC.
    """
    if watch is not None and channel is not None:
        raise click.UsageError("what is sent to a channel is about all watches: leave --watch or --channel away")
    show_or_send(
        BulletinKind.RECEIPT,
        folder,
        since=since,
        until=until,
        as_json=as_json,
        html=html,
        channel=channel,
        watch=watch,
    )
