"""What the demonstration shows on the terminal. It prints, and decides nothing.

Texts of feeds are printed as text: rich's own markup is never read out of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from monitor.demo.day import Outlet
from monitor.demo.feeds import Feeds
from monitor.demo.receiver import Receiver
from monitor.demo.smtp import Mail, Mailbox
from monitor.matching import Explanation, Verdict
from monitor.rooms import Rooms
from monitor.settings import Configuration
from monitor.store import Store, ledger
from monitor.types import Polled

WIDTH = 96
_MARKED = re.compile(r"\*([^*]+)\*")
_LISTED = re.compile(r"  - |    \S")

STEPS = (
    "The first reading: what the feeds hold already is known from now on, and nobody is told.",
    "An agency breaks the story, a daily runs its text under its own name; sport uses the same words.",
    "Others follow with reports of their own, one in Ukrainian. One server breaks down.",
    "Russian, Korean, a wrong place name, and a text that is five days old. Another server sends a web page.",
    "A number grows, a headline is corrected, a date is stamped anew.",
    "Nothing is new.",
)


def opening(console: Console, day: Sequence[Outlet]) -> None:
    """Say what will be shown."""
    console.rule("[bold]news-monitor: a written day, read from local feeds")
    languages = ", ".join(sorted({outlet.language for outlet in day}))
    told = f"{len(day)} invented outlets in {languages}, served on 127.0.0.1; no network, nothing to configure. "
    console.print(Text(told + "Reading the watches and learning their words takes some seconds."))


def watches(console: Console, configuration: Configuration) -> None:
    """Say what is watched for."""
    for watch in configuration.watches.values():
        channels = ", ".join(configuration.channels[name].title for name in watch.channels)
        told = f"  {watch.name} ({watch.state}): {watch.title}, for {channels}"
        console.print(Text(told, style="cyan"))


def step(console: Console, number: int, readings: Mapping[str, Polled], before: Mapping[str, Polled]) -> None:
    """Show how one round read the feeds; `before` are the readings of the round before it."""
    console.print()
    console.rule(f"[bold]Round {number + 1} of {len(STEPS)}", align="left")
    console.print(Text(STEPS[number], style="italic"))
    fresh = sum(len(polled.fresh) for polled in readings.values())
    unchanged = sum(polled.how.startswith("unchanged") for polled in readings.values())
    console.print(Text(f"{len(readings)} feeds read: {fresh} new or edited entries, {unchanged} feeds unchanged"))
    for name, polled in sorted(readings.items()):
        if polled.failure is not None:
            console.print(Text(f"  {name}: {polled.failure.kind}: {polled.failure.detail}", style="red"))
        elif name in before and before[name].failure is not None:
            console.print(Text(f"  {name}: can be read again", style="green"))


def held_back(console: Console, store: Store, *, since: datetime) -> None:
    """Show the matches that nobody was told of since `since`, a line each."""
    for one in ledger.suppressions(store.db, since=since):
        console.print(Text.assemble(("  not told  ", "yellow"), f"{one.title}  ", (f"[{one.reason}]", "yellow")))


def mail(console: Console, received: Mail, earlier: Sequence[Mail]) -> None:
    """Show a mail as its reader sees it, the words that matched in colour.

    The first one, and one in the thread of an earlier one, is shown whole; of the others what makes them different.
    """
    message = _read(received)
    part = message.get_body(preferencelist=("plain",))
    body = str(part.get_content()).replace("\r\n", "\n").rstrip() if part else ""
    follows = message["References"] in [_read(one)["References"] for one in earlier]
    text = Text(f"From: {message['From']}\nTo: {message['To']}\nSubject: ", style="dim")
    text.append(f"{message['Subject']}\n\n", style="not dim bold")
    text.append_text(highlighted(body if follows or not earlier else in_short(body)))
    title = "mail, in the thread of an earlier one" if follows else "mail"
    width = min(WIDTH, console.width)
    console.print(Panel(text, title=title, title_align="left", border_style="green", width=width))


def _read(received: Mail) -> EmailMessage:
    return message_from_bytes(received.data, policy=policy.default)


def in_short(body: str) -> str:
    """The head of a mail and the sentences that matched; its blocks are parted by empty lines."""
    head, *blocks = body.split("\n\n")
    why = next((block for block in blocks if _MARKED.search(block)), "")
    return "\n\n".join((head, "\n".join(line for line in why.splitlines() if _LISTED.match(line) is None)))


def highlighted(body: str) -> Text:
    """The text of a mail, with the words between asterisks in colour and the asterisks gone."""
    text, at = Text(style="not dim"), 0
    for found in _MARKED.finditer(body):
        text.append(body[at : found.start()])
        for piece in re.split(r"(\n +)", found.group(1)):  # a phrase may go on in the next line
            text.append(piece, style="" if piece.isspace() else "bold black on yellow")
        at = found.end()
    text.append(body[at:])
    return text


def closing(
    console: Console, rooms: Rooms, mailbox: Mailbox, receiver: Receiver, feeds: Feeds, *, since: datetime
) -> None:
    """Show every entry that nobody was told of, with the reason, and the sums."""
    console.print()
    console.rule("[bold]Everything else, and why nobody was told")
    console.print(suppressed(rooms.store, since=since))
    console.print(unmatched(rooms, since=since))
    totals = ledger.totals(rooms.store.db, since=since)
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(totals["suppressed"].items()))
    answers = ", ".join(f"{count} x {status.value}" for status, count in sorted(feeds.answers.items()))
    told = (
        f"{totals['matched']} matches = {totals['alerted']} alerted + {sum(totals['suppressed'].values())} suppressed"
    )
    console.print(Text(f"{told} ({reasons})", style="bold"))
    calls = f"{len(receiver.calls)} accepted, {receiver.refused} refused"
    console.print(Text(f"Mails to the desk: {len(mailbox.mails)}. Signed webhook calls: {calls}."))
    console.print(Text(f"Answers of the outlets' servers: {answers}."))


def suppressed(store: Store, *, since: datetime) -> Table:
    """Matches that nobody was told of."""
    table = _table("Matched, but not told", "Entry", "Why not")
    for one in ledger.suppressions(store.db, since=since):
        reason = Text.assemble((one.reason, "yellow"), f": {one.detail}\n", (one.watch, "dim"))
        table.add_row(_headline(one.title, one.feed), reason)
    return table


def unmatched(rooms: Rooms, *, since: datetime) -> Table:
    """Entries that no watch matched although some of it was in sight, with what was missing; the others counted."""
    table = _table("Not matched", "Entry", "What was missing")
    store, others = rooms.store, 0
    for entry in ledger.entries_since(store.db, since=since):
        if ledger.account(store.db, entry).matches:
            continue
        explained = [rooms.matcher.explain(name, entry) for name in rooms.configuration.watches]
        nearest = max(explained, key=_nearness)
        if _nearness(nearest) == (False, 0):
            others += 1
        else:
            missing = Text.assemble("\n".join(nearest.sentences()), "\n", (nearest.watch, "dim"))
            table.add_row(_headline(entry.title, entry.feed), missing)
    table.caption = f"{others} more entries have nothing of any watch in sight."
    return table


def _nearness(explanation: Explanation) -> tuple[bool, int]:
    """How near a watch came: whether its words are in sight, and how many of its clauses hold."""
    return explanation.verdict is Verdict.COULD, sum(clause.holds for clause in explanation.clauses)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left", width=WIDTH, show_lines=True)
    for column in columns:
        table.add_column(column, overflow="fold", ratio=1)
    return table


def _headline(title: str, feed: str) -> Text:
    return Text.assemble(title, "\n", (feed, "dim"))
