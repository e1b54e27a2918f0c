"""`monitor mute`: keep alerts back for a while, by whose word and why; what was kept back is listed when it is over."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor import mutes
from monitor.cli.naming import a_story, one_of
from monitor.cli.options import SPAN, config_option, json_option, load
from monitor.console.mutes import MuteAccount, show_mutes
from monitor.console.plain import to_json
from monitor.settings import Configuration
from monitor.store import Store, open_store
from monitor.store import mutes as memory
from monitor.types import Mute, Target

by_option = click.option("--by", metavar="NAME", help="Who says so. Default: the name you are logged in with.")


def author(by: str | None) -> str:
    """Return the name that was given, or else the login name."""
    try:
        return by or getpass.getuser()
    except (KeyError, OSError):
        raise click.UsageError("there is no login name: say who you are with --by NAME") from None


@click.group()
def mute() -> None:
    """Keep alerts back for a while; what is kept back is listed to those concerned when it is over."""


@mute.command()
@config_option
@click.option("--for", "lasting", type=SPAN, required=True, help="How long, such as 2h: at most 30 days.")
@click.option("--because", required=True, metavar="TEXT", help="Why. It is told when the mute is over.")
@click.option("--watch", "-w", metavar="NAME", help="What this watch tells.")
@click.option("--story", metavar="ID", help="What is told of this story.")
@click.option("--publisher", metavar="NAME", help="What entries of this publisher tell.")
@click.option("--feed", metavar="NAME", help="What entries of this feed tell.")
@click.option("--channel", metavar="NAME", help="What is told to this channel; others are told as ever.")
@by_option
def add(
    folder: Path,
    lasting: timedelta,
    because: str,
    watch: str | None,
    story: str | None,
    publisher: str | None,
    feed: str | None,
    channel: str | None,
    by: str | None,
) -> None:
    """Keep back what is named, from now on; where several are named, what they all hold for.

    What waits to be sent already is kept back as well. A running worker goes by it at once.
    """
    configuration = load(folder)
    _check_names(configuration, watch=watch, feed=feed, channel=channel, publisher=publisher)
    with open_store(configuration.store) as store:
        target = Target(
            watch=watch,
            story=a_story(story, store) if story is not None else None,
            publisher=publisher,
            feed=feed,
            channel=channel,
        )
        made = mutes.made(target, author(by), because, lasting, datetime.now(UTC))
        if isinstance(made, str):
            raise click.UsageError(made)
        with store.writing() as db:
            memory.save(db, made)
    click.echo(f"mute {made.id[:8]} until {made.until:%Y-%m-%d %H:%M} UTC; `monitor mute end {made.id[:8]}` ends it")


def _check_names(
    configuration: Configuration, *, watch: str | None, feed: str | None, channel: str | None, publisher: str | None
) -> None:
    one_of("watch", watch, configuration.watches)
    one_of("feed", feed, configuration.feeds)
    one_of("channel", channel, configuration.channels)
    publishers = {one.publisher.casefold(): one.publisher for one in configuration.feeds.values()}
    if publisher is not None and publisher.casefold() not in publishers:
        one_of("publisher", publisher, sorted(publishers.values()))


@mute.command("list")
@config_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Those that are over, too, with all that they kept back.")
def list_(folder: Path, as_json: bool, everything: bool) -> None:
    """Show what is muted, by whom, why and until when, and what was kept back so far."""
    now = datetime.now(UTC)
    with open_store(load(folder).store, read_only=True) as store:
        known = memory.known(store.db) if everything else memory.standing(store.db)
        accounts = [account(one, store, now) for one in known]
    if as_json:
        click.echo(to_json(accounts))
    elif accounts:
        show_mutes(accounts, Console(), now=now)
    else:
        click.echo("nothing was muted" if everything else "nothing is muted")


def account(one: Mute, store: Store, now: datetime) -> MuteAccount:
    """Return a mute with what it kept back."""
    kept = tuple(memory.kept_by(store.db, one.id))
    return MuteAccount(mute=one, in_force=mutes.in_force(one, now), kept=kept)


@mute.command()
@config_option
@by_option
@click.argument("mute_id", metavar="ID")
def end(folder: Path, by: str | None, mute_id: str) -> None:
    """End a mute; ID is its id, or the first four characters or more.

    A running worker lists at once what was kept back; without one the next `monitor run --once` does.
    """
    with open_store(load(folder).store) as store:
        found = memory.find(store.db, mute_id)
        if len(found) != 1:
            raise click.UsageError(f"{mute_id!r} names {len(found) or 'no'} mutes; see `monitor mute list --all`")
        if found[0].ended is not None:
            click.echo(f"mute {found[0].id[:8]} is over since {found[0].ended:%Y-%m-%d %H:%M} UTC", err=True)
            sys.exit(1)
        with store.writing() as db:
            memory.save(db, mutes.ended(found[0], datetime.now(UTC), author(by)))
        kept = len(memory.kept_by(store.db, found[0].id))
    click.echo(f"mute {found[0].id[:8]} is over; {kept} alerts were kept back and are listed with the next round")
