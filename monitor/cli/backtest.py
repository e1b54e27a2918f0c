"""`monitor backtest` and `monitor diff`: what the watches would have told, and what a change would change."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor.backtest import Advance, compare
from monitor.backtest import backtest as run_backtest
from monitor.cli.options import config_option, json_option, load, since_option
from monitor.config.revisions import folder_at
from monitor.console.backtest import progress_bar, show_difference, show_report
from monitor.console.page import page
from monitor.console.plain import to_json
from monitor.settings import Configuration
from monitor.store import Store, archive, open_store
from monitor.worker.opening import COLLECT_AFTER


@click.command()
@config_option
@json_option
@since_option("14d")
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write the report as one HTML page to this file, too.",
)
@click.argument("watches", nargs=-1, metavar="[WATCH]…")
def backtest(folder: Path, as_json: bool, since: timedelta, html_file: Path | None, watches: tuple[str, ...]) -> None:
    """Replay the archive under the configuration as it is now, and report what each watch would have told.

    Everything that was read is judged anew with the clock of then: matches, stories, alerts, suppressions. Nothing is
    fetched, stored or sent. A shadow is shown as if it were live, and so is a watch that is off and named. Of three
    named watches or fewer everything is shown: examples, terms that did the work and that never hit, near misses.
    """
    configuration = load(folder)
    unknown = [name for name in watches if name not in configuration.watches]
    if unknown:
        raise click.UsageError(f"no watch {unknown[0]!r}; there are: {', '.join(configuration.watches)}")
    with open_store(configuration.store, read_only=True) as store, told_progress() as advance:
        begin, end = span(store, since)
        report = run_backtest(store, configuration, since=begin, until=end, names=watches, advance=advance)
    if html_file is not None:
        html_file.write_text(page(report), encoding="utf-8")
    if as_json:
        click.echo(to_json(report))
    else:
        show_report(report, Console())


@click.command()
@config_option
@json_option
@since_option("30d")
@click.argument("old")
@click.argument("new")
def diff(folder: Path, as_json: bool, since: timedelta, old: str, new: str) -> None:
    """Say which alerts a change of the configuration gains and loses, over the archive, and what makes the difference.

    OLD and NEW are folders, or revisions of the git repository that the configuration folder is in, such as HEAD~1.
    The archive is that of the configuration folder. Nothing is fetched, stored or sent.
    """
    with ExitStack() as stack:
        before, after = (stack.enter_context(configuration_of(what, folder)) for what in (old, new))
        store = stack.enter_context(open_store(load(folder).store, read_only=True))
        begin, end = span(store, since)
        with told_progress() as advance:
            difference = compare(store, before, after, since=begin, until=end, advance=advance)
    if as_json:
        click.echo(to_json(difference))
    else:
        show_difference(difference, Console())


@contextmanager
def configuration_of(what: str, folder: Path) -> Iterator[Configuration]:
    """Read the configuration that OLD or NEW names: a folder, or a revision of `folder`."""
    if Path(what).is_dir():
        yield load(Path(what))
        return
    with folder_at(folder, what) as then:
        yield load(then)


def span(store: Store, since: timedelta) -> tuple[datetime, datetime]:
    """Return the time that is reported: up to the last thing that was read."""
    kept = archive.span(store.db)
    if kept is None:
        raise click.ClickException("nothing was read yet; start the worker once with `monitor run --once`")
    return max(kept[0], kept[1] - since), kept[1]


@contextmanager
def told_progress() -> Iterator[Advance]:
    """Show on a terminal how far a replay is, which is run in between."""
    gc.set_threshold(COLLECT_AFTER)
    with progress_bar(Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
