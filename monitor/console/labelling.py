"""Labelling on a terminal: one entry, the stories it may belong to, and one key."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from rich.console import Console
from rich.markup import escape

from monitor.evaluation import Proposal, Session

_SUMMARY = 400
"""Characters of the text below the headline that are shown."""


class Key(StrEnum):
    """What a key does; a digit chooses the story that stands beside it."""

    NEW = "n"
    SKIP = "s"
    UNDO = "u"
    QUIT = "q"


_ENTER = {"\r", "\n"}
_AWAY = {"\x03", "\x04", ""}
"""Ctrl-C, Ctrl-D, and a terminal that went away: what was answered is kept."""


def label(session: Session, console: Console, key: Callable[[], str], save: Callable[[], None]) -> None:
    """Ask for every entry of `session` in turn, until all are labelled or the person stops.

    `key` waits for one key, `save` is called after every answer that changed a label.
    """
    while (proposal := session.next()) is not None:
        _show(proposal, console)
        while True:
            pressed = key()
            if pressed == Key.QUIT or pressed in _AWAY:
                console.print(f"stopped; {len(session.labels)} entries are labelled")
                return
            if answered := _answer(session, proposal, pressed):
                save()
                console.print(f"[green]{escape(answered)}[/]")
                break
            console.print("[yellow]Enter, a number, n, s, u or q[/]")
    console.print(f"nothing more to label; {len(session.labels)} entries are labelled")


def _answer(session: Session, proposal: Proposal, pressed: str) -> str:
    """Carry out what a key says; return what was done, nothing where the key says nothing here."""
    if pressed in _ENTER:
        pressed = "1" if proposal.joins else Key.NEW
    if pressed == Key.NEW:
        session.label(None)
        return "a new story"
    if pressed == Key.SKIP:
        session.skip()
        return "skipped"
    if pressed == Key.UNDO:
        return "taken back" if session.undo() else ""
    number = int(pressed) if pressed.isascii() and pressed.isdecimal() else 0
    if not 1 <= number <= len(proposal.stories):
        return ""
    near, title, _ = proposal.stories[number - 1]
    session.label(near.story)
    return f"{number}: {title}"


def _show(proposal: Proposal, console: Console) -> None:
    entry = proposal.entry
    console.rule(f"{proposal.number} of {proposal.count}")
    console.print(
        f"[dim]{entry.first_seen:%Y-%m-%d %H:%M}  {escape(entry.publisher)}  {escape(entry.language or '')}[/]"
    )
    console.print(f"[bold]{escape(entry.title)}[/]")
    if entry.summary:
        console.print(escape(entry.summary[:_SUMMARY]))
    for number, (near, title, count) in enumerate(proposal.stories, 1):
        because = "; ".join(map(str, near.evidence))
        console.print(
            f"  [bold]{number}[/]  {near.score:.2f}  {escape(title)}  [dim]({count})  {escape(because)}[/]",
            soft_wrap=True,
        )
    proposed = "1" if proposal.joins else "n, a new story"
    console.print(f"Enter = {proposed} · number = that story · n new · s skip · u undo · q save and quit")
