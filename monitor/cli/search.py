"""`monitor search`: the watch language over the archive."""

from __future__ import annotations

import sys
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor import query
from monitor.cli.options import config_option, json_option, load, since_option
from monitor.config.languages import NAMES
from monitor.console.plain import to_json
from monitor.console.search import Finding, show_findings
from monitor.errors import QueryError
from monitor.matching import Matcher
from monitor.settings import Configuration, Watch
from monitor.store import archive, open_store, stories
from monitor.types import Entry, Match

_NAME = "search"


@click.command()
@config_option
@json_option
@since_option("7d")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Show so many, the latest.")
@click.option(
    "--language", "-l", "languages", multiple=True, help="Inflect the words in this language; may be given repeatedly."
)
@click.argument("text", metavar="QUERY")
def search(folder: Path, as_json: bool, since: timedelta, limit: int, languages: tuple[str, ...], text: str) -> None:
    """Find entries in the archive. QUERY is written as that of a watch, with the term sets of the configuration.

    It reads headline, summary and, where it was fetched, the article, as they stand now. Without --language the words
    are inflected as in a watch that names none.
    """
    configuration = load(folder)
    watch = _watch(text, languages, configuration)
    matcher = Matcher([watch], configuration.terms)
    latest: deque[tuple[Entry, Match]] = deque(maxlen=limit)
    matched = searched = 0
    with open_store(configuration.store, read_only=True) as store:
        for entry in archive.entries(store.db, since=datetime.now(UTC) - since):
            searched += 1
            for match in matcher.match(entry):
                matched += 1
                latest.append((entry, match))
        homes = stories.home_of(store.db, (entry.id for entry, _ in latest))
    findings = [Finding(entry=entry, hits=match.hits, story=homes.get(entry.id)) for entry, match in reversed(latest)]
    if as_json:
        click.echo(to_json({"searched": searched, "matched": matched, "found": findings}))
    else:
        show_findings(findings, matched, searched, Console())
    sys.exit(0 if matched else 1)


def _watch(text: str, languages: tuple[str, ...], configuration: Configuration) -> Watch:
    unknown = [language for language in languages if language not in NAMES]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is no language code such as en", param_hint="--language")
    try:
        parsed = query.parse(text)
    except QueryError as error:
        raise click.BadParameter(f"{error}\n{error.caret}", param_hint="QUERY") from None
    for name in query.set_names(parsed):
        if name not in configuration.terms:
            raise click.BadParameter(f"there is no term set @{name}", param_hint="QUERY")
    return Watch(name=_NAME, title=_NAME, query=parsed, channels=(), languages=languages)
