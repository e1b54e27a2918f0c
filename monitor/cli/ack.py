"""`monitor ack`: say that a story is being looked after; later messages about it say so."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.cli.mute import author, by_option
from monitor.cli.naming import a_story
from monitor.cli.options import config_option, load
from monitor.mutes import LONGEST_NAME, LONGEST_REASON
from monitor.store import acknowledgements, open_store
from monitor.types import Acknowledgement


@click.command()
@config_option
@by_option
@click.option("--note", default="", metavar="TEXT", help="What else others should know.")
@click.argument("story")
def ack(folder: Path, by: str | None, note: str, story: str) -> None:
    """Say that you look after STORY, so that nobody else does the same: later messages about it name you.

    STORY is the id of a story or of one of its entries (or the first six characters or more), or the link of an entry.
    It mutes nothing.
    """
    name, note = (" ".join(text.split()) for text in (author(by), note))
    if len(name) > LONGEST_NAME or len(note) > LONGEST_REASON:
        raise click.UsageError(f"a name has at most {LONGEST_NAME} characters, a note {LONGEST_REASON}")
    with open_store(load(folder).store) as store:
        one = Acknowledgement(story=a_story(story, store), author=name, at=datetime.now(UTC), note=note)
        with store.writing() as db:
            acknowledgements.save(db, one)
    click.echo(f"{one.story} is acknowledged by {name}; later messages about it say so")
