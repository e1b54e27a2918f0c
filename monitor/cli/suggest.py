"""`monitor suggest`: what would make a watch better, learnt from what people said of its alerts."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor import tuning
from monitor.cli.backtest import span, told_progress
from monitor.cli.naming import one_of
from monitor.cli.options import config_option, json_option, load_with_places, since_option
from monitor.config import editing
from monitor.config.revisions import is_kept
from monitor.console.plain import to_json
from monitor.console.tuning import difference, show_suggestions, suggestions_data
from monitor.store import open_store


@click.command()
@config_option
@json_option
@since_option("30d")
@click.option("--diff", "only_diff", is_flag=True, help="Print only the changed file, as a patch with all proposals.")
@click.argument("watch")
def suggest(folder: Path, as_json: bool, since: timedelta, only_diff: bool, watch: str) -> None:
    """Propose changes of the query of WATCH that keep out what was called not relevant, and find what was missed.

    It learns from `monitor feedback` and the links in messages. A proposal is a word for a NOT, a word that was
    missing, a smaller distance or a limit; each is run through the matcher over all that was judged and over the
    archive. None is made that would have cost an alert called relevant. What nobody judged and would be kept out is
    counted and shown: look at it. Nothing is changed: paste the line, then `monitor diff` shows every alert that it
    gains and loses.

    \b
    Exit codes:
      0   there is a proposal
      1   there is none, or nobody judged enough
    """
    loaded = load_with_places(folder)
    one_of("watch", watch, loaded.configuration.watches)
    with open_store(loaded.configuration.store, read_only=True) as store, told_progress() as advance:
        begin, end = span(store, since)
        found = tuning.suggest(store, loaded.configuration, watch, since=begin, until=end, advance=advance)
    path = Path(loaded.problem(("watches", watch), "").file)
    steps = _steps(path, watch, found)
    if as_json:
        click.echo(to_json(suggestions_data(found, path, steps)))
    elif only_diff:
        click.echo(difference(path, steps[-1]) if steps else "", nl=False)
    else:
        show_suggestions(found, path, steps, Console(), in_git=is_kept(folder))
    sys.exit(0 if found.proposals else 1)


def _steps(path: Path, watch: str, found: tuning.Suggestions) -> list[str]:
    """Return the text of the watch's file with the first proposal, with the first two, and so on.

    Nothing where it cannot be changed without changing more, as where the query stands behind an alias.
    """
    try:
        source = editing.query_text(path, watch)
        return [editing.with_query(path, watch, tuning.rewritten(source, one.query)) for one in found.proposals]
    except editing.EditError as error:
        click.echo(error, err=True)
        return []
