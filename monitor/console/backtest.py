"""A replay on a terminal: a line for each watch, all that is known of one, and the difference between two."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from monitor.backtest import Changed, Difference, Report, Shown, TermUse, WatchDifference, WatchReport
from monitor.console.charts import sparkline
from monitor.settings import WatchState

_IN_FULL = 3
"""So many watches, or fewer, are shown with all that is known of each."""

_SHOWN = 10  # terms, and alerts of a difference


def progress_bar(console: Console) -> Progress:
    """Return a bar for a replay; it is drawn on a terminal only."""
    return Progress(
        TextColumn("replaying"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


def show_report(report: Report, console: Console) -> None:
    """Print the report: of few watches everything, of many a table."""
    console.print(
        f"{report.since:%Y-%m-%d %H:%M} to {report.until:%Y-%m-%d %H:%M} UTC: {report.entries:,} entries, "
        f"{len(report.watches)} watch{'' if len(report.watches) == 1 else 'es'}; nothing was sent",
        highlight=False,
        soft_wrap=True,
    )
    if report.left_out:
        console.print(f"[yellow]{report.left_out:,} entries of feeds that are not configured were left out[/]")
    if len(report.watches) <= _IN_FULL:
        for one in report.watches:
            _show_watch(one, report, console)
    else:
        console.print(_table(report))
        console.print("`monitor backtest NAME` shows examples, terms and near misses of one watch.", style="dim")


def _table(report: Report) -> Table:
    table = Table("watch", "matches", "alerts", "a day", "stories", "alerts by day", "suppressed")
    for one in sorted(report.watches, key=lambda one: (-one.alerts, one.watch)):
        table.add_row(
            escape(one.watch) + _state(one),
            str(one.matched),
            str(one.alerts),
            f"{one.alerts_a_day:g}",
            str(one.stories),
            sparkline(one.by_day),
            _counts(one.suppressed),
        )
    return table


def _state(one: WatchReport) -> str:
    return "" if one.state is WatchState.LIVE else f" [dim]({one.state}: as if live)[/]"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {escape(name)}" for name, count in counts.items())


def _show_watch(one: WatchReport, report: Report, console: Console) -> None:
    console.print(f"\n[bold]{escape(one.watch)}[/]{_state(one)}", highlight=False)
    lines = [
        f"{one.matched} matches, {one.alerts} alerts ({one.alerts_a_day:g} a day) about {one.stories} stories",
        f"{sparkline(one.by_day)}  {report.days[0]:%d %b} to {report.days[-1]:%d %b}, at most {max(one.by_day)} a day",
    ]
    if one.reasons:
        lines.append(f"alerts: {_counts(one.reasons)}")
    if one.suppressed:
        lines.append(f"suppressed: {_counts(one.suppressed)}")
    if one.withdrawn:
        lines.append(f"{one.withdrawn} more told that a page was withdrawn")
    if one.terms:
        lines.append(f"terms that did the work: {_terms(one.terms, count=True)}")
    if one.never_hit:
        lines.append(f"terms that never hit: {_terms(one.never_hit, count=False)}")
    for line in lines:
        console.print(f"  {line}", highlight=False, soft_wrap=True)
    _show_examples(one.examples, console)
    for miss in one.near_misses:
        of = "" if report.sampled == 1 else f" of one in {report.sampled} looked at"
        line = f"near misses: {miss.entries} entries{of} lacked only {miss.clause}"
        console.print(f"  {escape(line)}", highlight=False, soft_wrap=True)
        _show_examples(miss.examples, console)


def _terms(terms: tuple[TermUse, ...], *, count: bool) -> str:
    shown = [
        f"{f'@{term.set} ' if term.set else ''}{term.term}{f' {term.matches}' if count else ''}"
        for term in terms[:_SHOWN]
    ]
    more = len(terms) - len(shown)
    return escape(", ".join(shown) + (f" and {more} more" if more else ""))


def _show_examples(examples: Iterable[Shown], console: Console) -> None:
    for one in examples:
        hits = f" [{', '.join(one.hits)}]" if one.hits else ""
        console.print(f"    {one.at:%d %b %H:%M} {escape(one.title)}", highlight=False, soft_wrap=True)
        line = f"{one.publisher}, {one.reason}: {one.detail}{hits}"
        console.print(f"      {escape(line)}", style="dim", highlight=False, soft_wrap=True)


def show_difference(difference: Difference, console: Console) -> None:
    """Print what a change gains and loses, watch by watch."""
    console.print(
        f"{difference.since:%Y-%m-%d %H:%M} to {difference.until:%Y-%m-%d %H:%M} UTC, {difference.entries:,} entries",
        highlight=False,
    )
    changed = [one for one in difference.watches if one.gained or one.lost]
    for one in changed:
        _show_watch_difference(one, console)
    same = sum(one.unchanged for one in difference.watches)
    gained, lost = (sum(len(getattr(one, kind)) for one in difference.watches) for kind in ("gained", "lost"))
    console.print(
        f"\n[green]+{gained} alerts gained[/], [red]-{lost} lost[/], {same} unchanged in"
        f" {len(difference.watches)} watches",
        highlight=False,
    )


def _show_watch_difference(one: WatchDifference, console: Console) -> None:
    head = f"+{len(one.gained)} -{len(one.lost)}, {one.unchanged} unchanged"
    console.print(f"\n[bold]{escape(one.watch)}[/]: {head}", highlight=False)
    for sign, colour, changes in (("+", "green", one.gained), ("-", "red", one.lost)):
        for change in changes[:_SHOWN]:
            _show_change(change, sign, colour, console)
        if len(changes) > _SHOWN:
            console.print(f"  {sign} and {len(changes) - _SHOWN} more (--json has all)", style=colour)


def _show_change(change: Changed, sign: str, colour: str, console: Console) -> None:
    console.print(
        f"  [{colour}]{sign}[/] {change.at:%d %b %H:%M} {escape(change.title)}", highlight=False, soft_wrap=True
    )
    line = f"{change.publisher}, {change.reason}: {change.detail}"
    console.print(f"      {escape(line)}", style="dim", highlight=False, soft_wrap=True)
    other = "before" if sign == "+" else "now"
    for why in change.why:
        console.print(f"      {other}: {escape(why)}", highlight=False, soft_wrap=True)
