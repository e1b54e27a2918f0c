"""`monitor feeds`: how every feed stands; lists of feeds in and out; the feeds of a page."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click
from click.core import ParameterSource
from rich.console import Console

from monitor import __version__, pipeline, schedule, subscriptions
from monitor.cli.options import config_option, json_option, load
from monitor.config.listing import Candidate, Listing, feeds_text
from monitor.console.feeds import FeedHealth, health_of, show_feeds
from monitor.console.plain import to_json
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.parse import discovery, opml
from monitor.settings import Configuration, Feed, PollSettings
from monitor.store import memory, observations, open_store
from monitor.store import subscriptions as subscription_memory
from monitor.types import FeedFailure, Fetched, ParsedFeed

SPAN = timedelta(days=7)
"""Over how long delays, gaps and failures are counted."""


@click.group(invoke_without_command=True)
@config_option
@json_option
@click.option("--failing", is_flag=True, help="Only the feeds that somebody should look at; exit 1 where there are.")
@click.pass_context
def feeds(context: click.Context, folder: Path, as_json: bool, failing: bool) -> None:
    """Show how every feed stands: its rate, its last entry, how long entries wait to be seen, its failures.

    Rates are learnt from the feed's own entries; delays, gaps and failures are those of the last seven days.
    """
    if context.invoked_subcommand is not None:
        _refuse_own_options(context)
        return
    now = datetime.now(UTC)
    lines = _healths(load(folder), now)
    if failing:
        lines = [line for line in lines if not line.is_well]
    if as_json:
        click.echo(to_json(lines))
    elif lines or not failing:
        show_feeds(lines, Console(), now=now)
    else:
        click.echo("every feed is well")
    if failing and lines:
        sys.exit(1)


def _refuse_own_options(context: click.Context) -> None:
    """An option in front of a subcommand would be lost without a word."""
    for option in ("folder", "as_json", "failing"):
        if context.get_parameter_source(option) is ParameterSource.COMMANDLINE:
            command = f"monitor feeds {context.invoked_subcommand}"
            raise click.UsageError(f"write the options behind the command: {command} …")


def _healths(configuration: Configuration, now: datetime) -> list[FeedHealth]:
    with open_store(configuration.store, read_only=True) as store:
        states = memory.feed_states(store.db)
        delays = observations.delays(store.db, since=now - SPAN)
        failures = observations.failures_since(store.db, since=now - SPAN)
        gaps = observations.gaps_since(store.db, since=now - SPAN)
        hubs = subscription_memory.known(store.db) if configuration.endpoint else []
    paced = subscriptions.all_paced(configuration.feeds.values(), hubs, now)
    fleet = schedule.survey(paced, states, configuration.poll.budget, now)
    return [
        health_of(
            feed,
            states.get(name),
            delays=delays.get(name, ()),
            failures=failures.get(name, {}),
            gaps=gaps.get(name, ()),
            hubs=[hub for hub in hubs if hub.feed == name],
            fleet=fleet,
            now=now,
        )
        for name, feed in configuration.feeds.items()
    ]


# --- lists of feeds ----------------------------------------------------------------------------------------


@feeds.command("import")
@config_option
@click.option("--write", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write to this new file.")
@click.argument("list_file", metavar="FILE.opml", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_(folder: Path, target: Path | None, list_file: Path) -> None:
    """Turn the feeds of FILE.opml into YAML for feeds.yaml, with folders as tags.

    Your own file is never changed: look the text over and put it below `feeds:` there. Feeds that are there already
    are left out.
    """
    configuration = load(folder)
    try:
        found = opml.read(list_file.read_bytes())
    except opml.NotOpmlError as error:
        click.echo(f"{list_file}: {error}", err=True)
        sys.exit(1)
    candidates = [Candidate(url=one.url, title=one.title, tags=one.tags, language=one.language) for one in found]
    listing = _listing(configuration, candidates)
    if target is None:
        click.echo(listing.text, nl=False)
    else:
        _write_new(target, listing.text, folder)
    for reason in listing.left_out:
        click.echo(f"left out: {reason}", err=True)
    click.echo(f"{listing.count} feeds" + (f" written to {target}" if target else ""), err=True)


def _listing(configuration: Configuration, candidates: list[Candidate]) -> Listing:
    urls = {feed.url for feed in configuration.feeds.values()}
    return feeds_text(candidates, names=configuration.feeds.keys(), urls=urls)


def _write_new(target: Path, text: str, folder: Path) -> None:
    if target.resolve().is_relative_to(folder.resolve()) and target.name != "feeds.yaml":
        raise click.UsageError(f"{folder} would be refused with a file that nothing reads; write it somewhere else")
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise click.UsageError(f"{target} exists; name a new file, nothing is ever written over") from None
    except OSError as error:
        raise click.UsageError(f"{target} cannot be written: {error.strerror}") from None


@feeds.command()
@config_option
@click.option("--tag", help="Only the feeds with this tag.")
def export(folder: Path, tag: str | None) -> None:
    """Print the configured feeds as OPML 2.0, which other programs read."""
    chosen = [feed for feed in load(folder).feeds.values() if tag is None or tag in feed.tags]
    click.echo(opml.write(chosen, title="news-monitor", now=datetime.now(UTC)), nl=False)


# --- the feeds of a page -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """A feed that was found, fetched and read."""

    url: str
    title: str
    language: str | None
    entries: int
    newest: datetime | None


@feeds.command()
@config_option
@json_option
@click.argument("url")
def find(folder: Path, as_json: bool, url: str) -> None:
    """Find the feeds of the page at URL and print them as YAML for feeds.yaml; stores nothing.

    Looks at what the page names and at the usual places, and shows only what could be fetched and read as a feed.
    """
    configuration = load(folder)
    if "://" not in url:
        url = f"https://{url}"
    found = asyncio.run(_find(url, configuration.poll))
    if isinstance(found, FeedFailure):
        click.echo(f"{url}: {found.kind}: {found.detail}", err=True)
        sys.exit(1)
    if as_json:
        click.echo(to_json(found))
        return
    for one in found:
        newest = f", the newest of {one.newest:%Y-%m-%d %H:%M} UTC" if one.newest else ""
        click.echo(f"# {one.url}: {one.entries} entries{newest}")
    candidates = [Candidate(url=one.url, title=one.title, language=one.language) for one in found]
    listing = _listing(configuration, candidates)
    click.echo(listing.text, nl=False)
    for reason in listing.left_out:
        click.echo(f"left out: {reason}", err=True)
    if not found:
        click.echo(f"{url}: no feed found", err=True)
        sys.exit(1)


@asynccontextmanager
async def _rooms(settings: PollSettings) -> AsyncIterator[tuple[Fetcher, Reader]]:
    async with Fetcher(settings, version=__version__) as fetcher, Reader(settings) as reader:
        yield fetcher, reader


async def _find(url: str, settings: PollSettings) -> list[Discovered] | FeedFailure:
    async with _rooms(settings) as (fetcher, reader):
        page = await fetcher.fetch(_feed(url), None)
        if isinstance(page, FeedFailure):
            return page
        if not isinstance(page, Fetched):  # cannot be: nothing was known before
            raise TypeError(page)
        parsed = await reader.read(page, _feed(url))
        if isinstance(parsed, ParsedFeed):
            return [_discovered(page.url, parsed)]
        places = discovery.candidates(page.body, url=page.url, content_type=page.content_type)
        readings = await asyncio.gather(*(pipeline.read(_feed(place), None, fetcher, reader) for place in places))
    found = [_discovered(*_known(reading)) for reading in readings if isinstance(reading, tuple)]
    return list({one.url: one for one in reversed(found)}.values())[::-1]


def _known(reading: tuple[Fetched, ParsedFeed]) -> tuple[str, ParsedFeed]:
    return reading[0].url, reading[1]


def _feed(url: str) -> Feed:
    host = urlsplit(url).hostname or url
    return Feed(name="found", url=url, title=host, publisher=host)


def _discovered(url: str, parsed: ParsedFeed) -> Discovered:
    dates = [entry.published for entry in parsed.entries if entry.published is not None]
    return Discovered(
        url=url,
        title=parsed.title,
        language=parsed.language,
        entries=len(parsed.entries),
        newest=max(dates, default=None),
    )
