"""`monitor feedback`: say whether a watch was right, and see what was said."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor.cli.mute import author, by_option
from monitor.cli.naming import one_of
from monitor.cli.options import config_option, json_option, load, since_option
from monitor.console.feedback import examples_text, labels_text, show_feedback, show_precision
from monitor.console.plain import to_json
from monitor.mutes import LONGEST_NAME, LONGEST_REASON
from monitor.precision import by_week
from monitor.settings import Configuration
from monitor.store import Store, archive, handling, ledger, open_store
from monitor.store import feedback as memory
from monitor.store import memory as entries
from monitor.types import Entry, Feedback, Relevance

_ALERT = "ALERT"
"""Stands in the list of commands for what is none: `monitor feedback 5c1f9a relevant`."""


class _Feedback(click.Group):
    """Takes what is no command for an alert that somebody judges."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first word names, or the one that judges, which is not named."""
        if args and args[0] not in {*self.commands} - {_ALERT}:
            return _ALERT, self.commands[_ALERT], args
        return super().resolve_command(ctx, args)


@click.group("feedback", cls=_Feedback)
def feedback() -> None:
    """Say of alerts whether they were relevant, and see what was said: `monitor feedback 5c1f9a relevant`."""


@feedback.command(_ALERT)
@config_option
@by_option
@click.option("--because", default="", metavar="TEXT", help="Why; for those who tune the watch.")
@click.option("--watch", "-w", metavar="NAME", help="The watch that is meant, where ALERT is an entry.")
@click.argument("what", metavar="[ALERT]…", nargs=-1, required=True)
@click.argument("relevance", type=click.Choice([one.value for one in Relevance]))
def give(folder: Path, by: str | None, because: str, watch: str | None, what: tuple[str, ...], relevance: str) -> None:
    """Say of ALERT, or of several, whether it was relevant.

    ALERT is the id of an alert (it stands at the end of every message), the id of an entry, or its link; of an id the
    first six characters or more are enough. An entry that a watch did not tell is judged with --watch: called relevant
    it says that the watch missed it. The last word on an entry and a watch counts.
    """
    configuration = load(folder)
    one_of("watch", watch, configuration.watches)
    name, because = (" ".join(text.split()) for text in (author(by), because))
    if len(name) > LONGEST_NAME or len(because) > LONGEST_REASON:
        raise click.UsageError(f"a name has at most {LONGEST_NAME} characters, a reason {LONGEST_REASON}")
    now = datetime.now(UTC)
    with open_store(configuration.store) as store:
        meant = [_meant(one, watch, configuration, store) for one in what]
        given = [
            memory.made(store.db, entry, of, Relevance(relevance), author=name, because=because, now=now)
            for entry, of in meant
        ]
        with store.writing() as db:
            for one in given:
                memory.save(db, one)
    for one in given:
        click.echo(f"{one.entry.id[:8]} is {_words(one)} for {one.watch}: {one.entry.title}")


def _words(one: Feedback) -> str:
    if one.told is None:
        return "relevant and was missed, it is kept," if one.relevant else "not relevant, and was not told,"
    return one.relevance.replace("-", " ")


def _meant(what: str, watch: str | None, configuration: Configuration, store: Store) -> tuple[Entry, str]:
    """Return the entry that an alert is about, and the watch. Raises UsageError."""
    alerts = [one for one in handling.find(store.db, what) if one.kind == "alert"]
    if len(alerts) == 1:
        alert = handling.alert(store.db, alerts[0].id)
        found = entries.known_entries(store.db, [alert.entry]) if alert else {}
        if alert is not None and alert.entry in found:
            if watch not in {None, alert.watch}:
                raise click.UsageError(f"{what} is an alert of {alert.watch}, not of {watch}")
            return found[alert.entry], alert.watch
    entry = _entry(what, store)
    if watch is not None:
        return entry, watch
    matched = [one for one in memory.watches_of(store.db, entry.id) if one in configuration.watches]
    if len(matched) != 1:
        listed = f" ({', '.join(matched)} matched it)" if matched else ", and no watch matched it"
        raise click.UsageError(f"{what} is an entry{listed}: say which watch is meant with --watch NAME")
    return entry, matched[0]


def _entry(what: str, store: Store) -> Entry:
    found = {one.id: one for one in ledger.find_entries(store.db, what)}
    # What was judged may be judged otherwise when the archive has forgotten it.
    found |= {
        one.entry.id: one.entry for one in memory.known(store.db) if len(what) >= 6 and one.entry.id.startswith(what)
    }
    if len(found) != 1:
        raise click.UsageError(
            f"{what!r} names {len(found) or 'no'} alerts and entries; see `monitor alerts` and `monitor search`"
        )
    return next(iter(found.values()))


_watch_option = click.option("--watch", "-w", metavar="NAME", help="Of this watch only.")


@feedback.command("list")
@config_option
@json_option
@_watch_option
@since_option("30d")
def list_(folder: Path, as_json: bool, watch: str | None, since: timedelta) -> None:
    """Show what was said of alerts, by whom and why."""
    configuration = load(folder)
    with open_store(configuration.store, read_only=True) as store:
        found = memory.known(store.db, watch=watch, since=datetime.now(UTC) - since)
    if as_json:
        click.echo(to_json(found))
    elif found:
        show_feedback(found, Console())
    else:
        click.echo("nobody said anything")


@feedback.command()
@config_option
@json_option
@_watch_option
@click.option("--weeks", type=click.IntRange(min=1), default=8, show_default=True, help="So many weeks, the latest.")
def report(folder: Path, as_json: bool, watch: str | None, weeks: int) -> None:
    """Show how often each watch was right, week by week: of what was judged, how much is relevant.

    The interval holds the true share with 95% (Wilson), if those that were judged were drawn by chance. A share of two
    judged alerts says little, and the interval says so.
    """
    configuration = load(folder)
    now = datetime.now(UTC)
    with open_store(configuration.store, read_only=True) as store:
        kept = archive.span(store.db)
        found = by_week(
            memory.known(store.db, watch=watch),
            memory.told(store.db, watch=watch),
            # What a quiet feed still shows is kept longer than the rest: it says nothing of where that begins.
            kept_since=max(kept[0], now - configuration.store.keep) if kept else None,
        )
    shown = [one for one in found if one.week > (now - timedelta(weeks=weeks)).date()]
    if as_json:
        click.echo(to_json(shown))
    elif shown:
        show_precision(shown, Console())
    else:
        click.echo("nothing was told and nothing was judged")


@feedback.command()
@config_option
@_watch_option
@click.option(
    "--as",
    "form",
    type=click.Choice(["examples", "stories"]),
    default="examples",
    show_default=True,
    help="As examples of a watch for `monitor test`, in YAML, or as labelled entries for `monitor eval stories`.",
)
def export(folder: Path, watch: str | None, form: str) -> None:
    """Print what was judged as labelled examples.

    As examples they are the lists must_match and must_not_match of each watch, to be pasted into its file; each with as
    much of its text as the watch needs to treat it as it treats the whole. As stories they are one JSON object a line.
    """
    configuration = load(folder)
    with open_store(configuration.store, read_only=True) as store:
        found = memory.known(store.db, watch=watch)
    if not found:
        click.echo("nobody said anything", err=True)
        sys.exit(1)
    text = labels_text(found) if form == "stories" else examples_text(found, configuration)
    click.echo(text, nl=False)
