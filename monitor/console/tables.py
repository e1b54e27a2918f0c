"""Tables for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from monitor.console.condition import Condition
from monitor.console.mutes import about
from monitor.console.plain import ago

_COLOUR = {
    "ok": "green",
    "open": "green",
    "live": "green",
    "proven": "green",
    "denied": "red",
    "failing": "red",
    "paused": "red",
    "suspended": "red",
    "unread": "yellow",
}


def show_condition(condition: Condition, console: Console) -> None:
    """The worker, its problems, its feeds and its channels."""
    now, worker = condition.now, condition.worker
    if condition.running:
        console.print(f"[green]running[/] since {ago(worker.started, now)}, process {worker.pid} on {worker.host}")
    elif worker.heartbeat is None:
        console.print("[yellow]never run[/]")
    else:
        console.print(f"[yellow]not running[/], last sign of life {ago(worker.heartbeat, now)}")
    totals = condition.totals
    held = ", ".join(f"{count} {reason}" for reason, count in sorted(totals["suppressed"].items()))
    console.print(
        f"last 24 h: {totals['matched']} matches, {totals['alerted']} alerted" + (f", {held}" if held else "")
    )
    for text in condition.keeping.lines(now) if condition.keeping else ():
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    for shadow in condition.shadows:
        text = f"on trial: {shadow.watch}, {shadow.matches} matches in {shadow.stories} stories, told to nobody"
        console.print(f"{escape(text)}; `monitor backtest {escape(shadow.watch)}`", highlight=False, soft_wrap=True)
    _show_budgets(condition, console)
    for problem in condition.problems:
        console.print(f"[red]![/] {escape(problem)}", soft_wrap=True)
    for line in condition.untold:
        text = f"not told yet: {line.kind} {line.subject}, found {ago(line.at, now)}: {line.detail}"
        console.print(f"[yellow]-[/] {escape(' '.join(text.split()))}", soft_wrap=True)
    for mute in condition.mutes:
        text = f"muted until {mute.until:%Y-%m-%d %H:%M} UTC: {about(mute)} (by {mute.author}: {mute.because})"
        console.print(f"[yellow]-[/] {escape(text)}", soft_wrap=True)
    for one in condition.acknowledged:
        text = f"acknowledged by {one.by}, {ago(one.at, now)}: {one.title} ({one.story[:8]})"
        console.print(f"[green]-[/] {escape(text)}", soft_wrap=True)
    console.print(_feeds(condition))
    if condition.hubs:
        console.print(_hubs(condition))
    console.print(_channels(condition))


def _show_budgets(condition: Condition, console: Console) -> None:
    for budget in condition.budgets:
        colour = "green" if budget.state == "ok" else "yellow"
        said = f": {budget.state} since {ago(budget.since, condition.now)}: {budget.detail}" if budget.since else ""
        text = f"budget of {budget.watch}: {budget.alerts} alerts of {budget.expected}{said}"
        console.print(f"[{colour}]-[/] {escape(text)}", highlight=False, soft_wrap=True)


def _feeds(condition: Condition) -> Table:
    table = Table(
        "feed", "publisher", "state", "entries", "last read", "next", "failure", title="Feeds", title_justify="left"
    )
    for line in condition.feeds:
        table.add_row(
            escape(line.name),
            escape(line.publisher),
            f"[{_COLOUR[line.state]}]{line.state}[/]",
            str(line.entries),
            ago(line.last_ok, condition.now),
            ago(line.next_check, condition.now) if line.next_check else "now",
            escape(f"{line.kind}: {line.detail}") if line.kind else "",
        )
    return table


def _hubs(condition: Condition) -> Table:
    table = Table(
        "feed", "hub", "state", "pushes", "ignored", "last push", "failure", title="Hubs", title_justify="left"
    )
    for line in condition.hubs:
        table.add_row(
            escape(line.feed),
            escape(line.hub),
            f"[{_COLOUR.get(line.state, 'yellow')}]{line.state}[/]",
            str(line.pushes),
            str(line.ignored),
            ago(line.pushed, condition.now),
            escape(line.detail),
        )
    return table


def _channels(condition: Condition) -> Table:
    table = Table(
        "channel", "state", "waiting", "sent", "refused", "last answer", title="Channels", title_justify="left"
    )
    for line in condition.channels:
        table.add_row(
            escape(line.name),
            f"[{_COLOUR[line.condition]}]{line.condition}[/]",
            str(line.pending),
            str(line.sent),
            str(line.rejected),
            escape(line.detail),
        )
    return table
