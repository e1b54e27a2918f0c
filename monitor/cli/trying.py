"""`monitor try`: what the watches would make of a feed. Sends nothing, keeps nothing."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from monitor import __version__, pipeline
from monitor.cli.options import config_option, json_option, load
from monitor.console.account import show_entry, show_sentences
from monitor.console.plain import to_json
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.matching import Explanation, Matcher
from monitor.parse.identity import to_entries
from monitor.settings import Configuration, Feed, PollSettings
from monitor.types import Entry, FeedFailure, Match, NotModified, ParsedFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One entry and the watches that fit it."""

    entry: Entry
    matches: tuple[Match, ...]
    explanations: tuple[Explanation, ...]


@click.command("try")
@config_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Show the entries that no watch fits, too.")
@click.argument("url_or_file")
def try_(folder: Path, as_json: bool, everything: bool, url_or_file: str) -> None:
    """Fetch a feed, read it and match it against every watch; nothing is stored, nobody is told.

    URL_OR_FILE is the name of a configured feed, a URL, or a file on disk.
    """
    configuration = load(folder)
    feed, settings = _feed(configuration, url_or_file)
    reading = asyncio.run(_read(feed, settings))
    if isinstance(reading, FeedFailure):
        click.echo(f"{feed.url}: {reading.kind}: {reading.detail}", err=True)
        sys.exit(1)
    tried = _try(configuration, to_entries(feed, reading, datetime.now(UTC)))
    if as_json:
        click.echo(to_json({"feed": feed, "notes": reading.notes, "entries": tried}))
        return
    _show(feed, reading, tried, everything=everything)


def _feed(configuration: Configuration, what: str) -> tuple[Feed, PollSettings]:
    if what in configuration.feeds:
        return configuration.feeds[what], configuration.poll
    path = Path(what)
    if path.is_file():
        url = path.absolute().as_uri()
        feed = Feed(name=path.stem, url=url, title=path.name, publisher=path.stem)
        return feed, replace(configuration.poll, files=path.absolute().parent)
    if "://" not in what:
        raise click.UsageError(f"{what!r} is neither a configured feed, nor a URL, nor a file")
    return Feed(name="tried", url=what, title=what, publisher="tried"), configuration.poll


async def _read(feed: Feed, settings: PollSettings) -> ParsedFeed | FeedFailure:
    async with Fetcher(settings, version=__version__) as fetcher, Reader(settings) as reader:
        reading = await pipeline.read(feed, None, fetcher, reader)
    if isinstance(reading, NotModified):  # cannot be: nothing was known before
        raise TypeError(reading)
    return reading if isinstance(reading, FeedFailure) else reading[1]


def _try(configuration: Configuration, entries: tuple[Entry, ...]) -> list[Tried]:
    watches = configuration.watches
    matcher = Matcher(watches.values(), configuration.terms)
    tried = []
    for entry in entries:
        matches = matcher.match(entry)
        explanations = tuple(matcher.explain(match.watch, entry) for match in matches)
        tried.append(Tried(entry=entry, matches=matches, explanations=explanations))
    return tried


def _show(feed: Feed, read: ParsedFeed, tried: list[Tried], *, everything: bool) -> None:
    console = Console()
    for one in tried:
        if not one.matches and not everything:
            continue
        show_entry(one.entry, tuple(hit for match in one.matches for hit in match.hits), console)
        for explanation in one.explanations:
            console.print(f"[green]matches[/] {explanation.watch}")
            show_sentences(explanation, console)
        console.print()
    for note in read.notes:
        console.print(f"note: {note}", style="yellow")
    matched = sum(bool(one.matches) for one in tried)
    console.print(f"{feed.url}: {len(tried)} entries, {matched} matched; nothing was stored or sent")
