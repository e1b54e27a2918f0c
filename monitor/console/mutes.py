"""Mutes on a terminal: what is kept back, by whom and why, and what that was so far."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from datetime import datetime

from rich.console import Console
from rich.markup import escape

from monitor.console.plain import ago
from monitor.types import Mute, Withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteAccount:
    """A mute with what it kept back, oldest first, each with the state of the message that lists it, if one does."""

    mute: Mute
    in_force: bool
    kept: tuple[tuple[Withheld, str | None], ...]


def about(mute: Mute) -> str:
    """Say what is muted: `watch kursk, channel desk`."""
    names = zip((item.name for item in fields(mute.target)), astuple(mute.target), strict=True)
    return ", ".join(f"{kind} {name}" for kind, name in names if name)


def show_mutes(accounts: list[MuteAccount], console: Console, *, now: datetime) -> None:
    """Print every mute, with what it kept back."""
    for account in accounts:
        mute = account.mute
        state = "[yellow]muted[/]" if account.in_force else "[dim]over[/]"
        console.print(f"{state} {mute.id[:8]} {escape(about(mute))}", soft_wrap=True)
        console.print(f"  {escape(_said(account, now))}", soft_wrap=True)
        for one, listed in account.kept:
            line = f"{one.at:%Y-%m-%d %H:%M} {one.alert.reason} to {one.alert.channel} {one.alert.recipient}"
            told = f" (listed: {listed})" if listed else ""
            console.print(f"    {escape(line)}: {escape(one.title)} ({escape(one.publisher)}){told}", soft_wrap=True)


def _said(account: MuteAccount, now: datetime) -> str:
    mute = account.mute
    stories = len({one.alert.story for one, _ in account.kept})
    kept = f"{stories} {'story' if stories == 1 else 'stories'} kept back" if stories else "nothing kept back"
    if account.in_force:
        over = f"until {mute.until:%Y-%m-%d %H:%M} UTC ({ago(mute.until, now)})"
    else:
        by = f" by {mute.ended_by}" if mute.ended_by else ""
        over = f"ended {ago(mute.ended or mute.until, now)}{by}"
    return f"by {mute.author}: {mute.because}; {over}; {kept}"
