"""`monitor story`: what is one story, and why; and to correct it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from monitor.cli.naming import too_short
from monitor.cli.options import config_option, json_option, load
from monitor.console.plain import to_json
from monitor.console.stories import Likely, StoryAccount, show_story
from monitor.joining import attributed
from monitor.store import Store, acknowledgements, ledger, open_store
from monitor.store import stories as memory


class _Group(click.Group):
    """`monitor story ID` is `monitor story show ID`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {*self.commands, "-h", "--help"}
        if args and not any(argument in known for argument in args):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Group)
def story() -> None:
    """Show a story, and correct it: `monitor story ID`, `monitor story split ENTRY`, `monitor story merge ID INTO`."""


@story.command()
@config_option
@json_option
@click.argument("story_or_entry")
def show(folder: Path, as_json: bool, story_or_entry: str) -> None:
    """Print a story: its members, who was first, who copied whom, what joined them, and what was told.

    STORY_OR_ENTRY is the id of a story, of one of its entries or of an alert (or the first six characters or more), or
    the link or guid of an entry.
    """
    with open_store(load(folder).store, read_only=True) as store:
        accounts = [_account(name, store) for name in _found(story_or_entry, store)]
    if as_json:
        click.echo(to_json(accounts))
        return
    console = Console()
    for account in accounts:
        show_story(account, console)


@story.command()
@config_option
@click.argument("entry")
def split(folder: Path, entry: str) -> None:
    """Take ENTRY out of its story, for good: it is a story of its own from now on.

    A running worker goes by it at once. Nobody is told anew.
    """
    with open_store(load(folder).store) as store:
        found = ledger.find_entries(store.db, entry)
        if len(found) != 1:
            raise click.UsageError(
                f"{entry!r} names {len(found) or 'no'} entries; `monitor explain {entry}` lists them"
            )
        home = memory.home_of(store.db, [found[0].id]).get(found[0].id)
        if home is None:
            raise click.UsageError(f"{found[0].id} is in no story: no watch matched it")
        if home == found[0].id:
            raise click.UsageError(f"{home} opened its story; split the other entries from it instead")
        with store.writing() as db:
            memory.split(db, found[0].id, now=datetime.now(UTC))
    click.echo(f"{found[0].id} is a story of its own; it was in {home}")


@story.command()
@config_option
@click.argument("one")
@click.argument("into")
def merge(folder: Path, one: str, into: str) -> None:
    """Make the story ONE part of the story INTO, for good.

    A running worker goes by it at once. Nobody is told anew.
    """
    with open_store(load(folder).store) as store:
        absorbed, home = (_single(what, store) for what in (one, into))
        if absorbed == home:
            raise click.UsageError(f"both are the story {home}")
        with store.writing() as db:
            memory.unite(db, absorbed, home, now=datetime.now(UTC))
    click.echo(f"{absorbed} is part of {home}")


def _found(what: str, store: Store) -> list[str]:
    found = memory.find(store.db, what)
    if not found:
        why = too_short(what) or "no watch matched such an entry, or it is older than `store.keep`"
        click.echo(f"no story {what!r}: {why}", err=True)
        sys.exit(1)
    return found


def _single(what: str, store: Store) -> str:
    found = _found(what, store)
    if len(found) > 1:
        raise click.UsageError(f"{what!r} names {len(found)} stories: {', '.join(found)}")
    return found[0]


def _account(name: str, store: Store) -> StoryAccount:
    story, independent = attributed(store, name)
    return StoryAccount(
        story=story,
        independent=independent,
        told=tuple(memory.messages(store.db, story.id)),
        likely=tuple(
            Likely(story=one, title=title, because=because)
            for one, title, because in memory.likely_ones(store.db, story.id)
        ),
        acknowledged=tuple(acknowledgements.of(store.db, story.id)),
        rulings=tuple(one for one in memory.rulings(store.db) if story.id in {one.story, one.other}),
    )
