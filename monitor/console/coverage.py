"""Which languages are heard, as a table: watches and term sets against the languages of the feeds."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from monitor.review import Coverage, SetCoverage, WatchCoverage

_ANY = "any"


def show_coverage(coverage: Coverage, console: Console, *, everything: bool = False) -> None:
    """Print the matrix; the sets that no watch uses by name are only counted, unless `everything` is asked for."""
    if not coverage.feeds:
        return
    shown = [one for one in coverage.sets if one.used_by or everything]
    console.print(_table(coverage, shown))
    console.print(
        "● the watch names the language  ○ all its sets have lists for it  – one of them has none\n"
        "Below: how many terms a set has, with those of the sets that it includes.",
        style="dim",
        soft_wrap=True,
    )
    left = len(coverage.sets) - len(shown)
    if left:
        sets = "set, which no watch names itself" if left == 1 else "sets, which no watch names themselves"
        console.print(f"{left} more term {sets}: --all shows more.", style="dim")
    if coverage.unlabelled:
        verb = "feed has" if coverage.unlabelled == 1 else "feeds have"
        console.print(f"{coverage.unlabelled} {verb} no language of its own.", style="dim")


def _table(coverage: Coverage, sets: Iterable[SetCoverage]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("\nfeeds", no_wrap=True)
    for language, feeds in coverage.feeds.items():
        table.add_column(f"{language}\n{feeds}", justify="right", no_wrap=True)
    table.add_column(_ANY, justify="right", no_wrap=True)
    for watch in coverage.watches:
        cells = [_of_watch(watch, language) for language in coverage.feeds]
        table.add_row(escape(watch.name), *cells, "")
    table.add_section()
    needed = _needed(coverage)
    for one in sets:
        cells = [_of_set(one, language, needed=(one.name, language) in needed) for language in coverage.feeds]
        table.add_row(escape(f"@{one.name}"), *cells, _count(one, _ANY))
    return table


def _of_watch(watch: WatchCoverage, language: str) -> Text:
    if not watch.sets:
        return Text("○", style="dim")  # its own words have no language
    if language in watch.needs:
        return Text("●", style="green")
    if language not in watch.gaps:
        return Text("○")
    return Text("–", style="dim" if watch.needs else "bold red")


def _of_set(one: SetCoverage, language: str, *, needed: bool) -> Text:
    if one.covers(language):
        return _count(one, language)
    return Text("–", style="bold red" if needed else "dim")


def _count(one: SetCoverage, language: str) -> Text:
    return Text(str(one.terms.get(language, "")))


def _needed(coverage: Coverage) -> set[tuple[str, str]]:
    """Name the lists that some watch cannot do without: for its own languages, or for all where it names none."""
    return {
        (name, language)
        for watch in coverage.watches
        for language in watch.needs or coverage.feeds
        for name in watch.sets
    }
