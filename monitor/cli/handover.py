"""`monitor handover`: what one shift leaves to the next."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.bulletins import form_options, show_or_send, span_options
from monitor.cli.options import config_option, json_option
from monitor.types import BulletinKind


@click.command()
@config_option
@json_option
@span_options("8h")
@form_options
def handover(folder: Path, as_json: bool, since: str, until: str, html: bool, channel: str | None) -> None:
    """Show which stories moved and who looks after them, what is muted, what does not work, and what waits.

    Times are those of the zone of the channel that it is sent to, else of the operator's first channel, else UTC.
    """
    show_or_send(BulletinKind.HANDOVER, folder, since=since, until=until, as_json=as_json, html=html, channel=channel)
