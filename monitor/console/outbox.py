"""Alerts and other messages on a terminal: to whom, how far they came, and every attempt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rich.console import Console
from rich.markup import escape

from monitor import timing
from monitor.console.delays import clock_line
from monitor.settings import Channel, Level
from monitor.store.handling import Attempt, Waiting
from monitor.types import ChannelCondition, ChannelState, Waits, Withheld

_COLOUR = {"sent": "green", "pending": "yellow", "rejected": "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An alert that a mute kept back."""

    withheld: Withheld
    mute: str


def by_turn(found: list[Waiting], channel: Channel, accepted: Iterable[datetime], now: datetime) -> list[Waiting]:
    """Say of what waits on `channel` when its turn comes, where its service takes only so many messages.

    `accepted` is when it took some.
    """
    if channel.timing.rate is None:
        return found
    due = [one for one in found if one.channel == channel.name and one.due <= now and one.told_in is None]
    due.sort(key=lambda one: (one.kind == "alert", one.level != Level.URGENT))
    turns = dict(zip((one.id for one in due), timing.turns(channel.timing.rate, accepted, now), strict=False))
    return [
        replace(one, due=turn, waits=Waits.RATE.value) if (turn := turns.get(one.id, now)) > now else one
        for one in found
    ]


def by_condition(found: list[Waiting], channels: Mapping[str, ChannelState]) -> list[Waiting]:
    """Say of what waits why its channel takes nothing now: it is paused or suspended."""
    return [replace(one, blocked=_closed(channels.get(one.channel))) for one in found]


def _closed(channel: ChannelState | None) -> str:
    if channel is None or channel.condition is ChannelCondition.OPEN:
        return ""
    paused = channel.condition is ChannelCondition.PAUSED and channel.resume is not None
    until = f" until {channel.resume:%Y-%m-%d %H:%M:%S} UTC" if paused else ""
    return f"channel {channel.condition}{until}" + (f" ({' '.join(channel.detail.split())})" if channel.detail else "")


def show_alerts(found: Sequence[Waiting], held: Sequence[Held], console: Console) -> None:
    """Print one line for each message, then one for each that a mute kept back."""
    for one in found:
        console.print(f"[{_COLOUR[one.state]}]{one.state:8}[/] {escape(line(one))}", soft_wrap=True)
        _show_clock(one, console)
    for kept in held:
        alert = kept.withheld.alert
        text = (
            f"{alert.id[:8]} {kept.withheld.at:%Y-%m-%d %H:%M} {alert.watch}: {alert.reason}"
            f" to {alert.channel} {alert.recipient}: {kept.withheld.title} (mute {kept.mute[:8]})"
        )
        console.print(f"[dim]muted   [/] {escape(text)}", soft_wrap=True)
    counts = [(state, sum(one.state == state for one in found)) for state in _COLOUR]
    parts = [f"{count} {state}" for state, count in counts if count] + ([f"{len(held)} muted"] if held else [])
    console.print(f"{len(found) + len(held)} messages" + (f": {', '.join(parts)}" if parts else ""))


def line(one: Waiting) -> str:
    """Say in one line what a message is, to whom, and what it waits for."""
    what = f"{one.watch}: {one.reason}" if one.kind == "alert" else one.kind
    title = f": {one.title}" if one.title else ""
    return f"{one.id[:8]} {one.created:%Y-%m-%d %H:%M} {what} to {one.channel} {one.recipient}{title}{_fate(one)}"


def _fate(one: Waiting) -> str:
    if one.state != "pending":
        return f" ({one.detail})" if one.detail else ""
    waits = f"waits for {one.waits}, " if one.waits else ""
    tried = f" after {one.attempts} attempts: {one.detail}" if one.attempts else ""
    told_in = f", told in {one.told_in[:8]}" if one.told_in else ""
    blocked = f"{one.blocked}, " if one.blocked else ""
    return f" ({blocked}{waits}due {one.due:%Y-%m-%d %H:%M:%S} UTC{told_in}{tried})"


def _show_clock(one: Waiting, console: Console) -> None:
    if one.clock is not None:
        console.print(f"  {escape(clock_line(one.clock))}", style="dim", highlight=False, soft_wrap=True)


def show_message(one: Waiting, attempts: Sequence[Attempt], console: Console) -> None:
    """Print a message with every attempt to send it."""
    console.print(f"[{_COLOUR[one.state]}]{one.state}[/] {escape(line(one))}", soft_wrap=True)
    if one.kind == "alert":
        console.print(f"  alert {one.id}, story {one.story}", soft_wrap=True)
        _show_clock(one, console)
    for attempt in attempts:
        text = f"{attempt.at:%Y-%m-%d %H:%M:%S} {attempt.result} after {attempt.took_ms} ms: {attempt.detail}"
        console.print(f"  {escape(text)}", soft_wrap=True)
    if not attempts and one.kind == "alert":
        console.print("  no attempt yet")
