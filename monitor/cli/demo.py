"""`monitor demo`: the product in about a minute, with nothing configured and no network."""

from __future__ import annotations

import click
from rich.console import Console

from monitor.demo.play import play


@click.command()
@click.option("--pause", default=2.0, show_default=True, help="Seconds between the steps of the day, at least.")
def demo(pause: float) -> None:
    """Play a written day: a dozen local feeds, a local mail server and webhook, the real worker between them."""
    play(Console(), pause=pause)
