"""Who would hear of a story, through which channel and when, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape

from monitor import alerts, timing
from monitor.render import moments
from monitor.settings import Channel, Configuration, DigestMode, Level, Watch, WatchState
from monitor.types import Alert, ChannelCondition, ChannelState, Reason, Waiting, Waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What one channel would hear of: `of` is a new story or an update of one. `when` is None for never.

    `digest` is when it is told again.
    """

    channel: str
    recipients: tuple[str, ...]
    of: str
    level: Level
    when: datetime | None
    because: str
    digest: datetime | None = None


def routes(
    watch: Watch, configuration: Configuration, states: Mapping[str, ChannelState], at: datetime
) -> tuple[Route, ...]:
    """Say for each channel of `watch` when it would hear of a story that is decided on at a time, and of an update.

    The update is one that comes when the story was just told.
    """
    cases = [(Reason.NEW, watch.level), (Reason.CHANGED, watch.level)]
    if watch.sources and watch.level is not Level.URGENT:
        cases.insert(1, (Reason.NEW, Level.URGENT))
    channels = (configuration.channels[name] for name in watch.channels)
    return tuple(
        _route(watch, channel, reason, level, states.get(channel.name), at)
        for channel in channels
        for reason, level in cases
    )


def _route(
    watch: Watch, channel: Channel, reason: Reason, level: Level, state: ChannelState | None, at: datetime
) -> Route:
    of = "a new story" if reason is Reason.NEW else "an update"
    if level is Level.URGENT and watch.level is not level:
        of = f"{of} with {watch.sources} publishers"
    when, because = _when(watch, channel, reason, level, state, at)
    both = timing.has_digests(channel) and channel.timing.digest and channel.timing.digest.mode is DigestMode.BOTH
    return Route(
        channel=channel.name,
        recipients=channel.recipients,
        of=of,
        level=level,
        when=when,
        because=because,
        digest=timing.next_digest(channel, max(at, when)) if both and when else None,
    )


def _when(
    watch: Watch, channel: Channel, reason: Reason, level: Level, state: ChannelState | None, at: datetime
) -> tuple[datetime | None, str]:
    if watch.state is not WatchState.LIVE:
        return None, f"the watch is {watch.state}"
    if not alerts.hears(channel, level):
        return None, f"the channel is told of what is {channel.timing.min_level}"
    if state is not None and state.condition is ChannelCondition.SUSPENDED:
        return None, f"the channel is suspended: {state.detail}; its queue is kept"
    wait = timing.gate(_example(watch, channel, reason, level, at), channel, watch, at)
    paused = ""
    if state is not None and state.condition is ChannelCondition.PAUSED:
        paused = f"; the channel is paused: {state.detail}"
    if wait is None:
        return at, f"at once{paused}"
    return wait.until, f"{_because(wait.waits, watch, channel)}{paused}"


def _because(waits: Waits, watch: Watch, channel: Channel) -> str:
    quiet = channel.timing.quiet
    match waits:
        case Waits.QUIET if quiet is not None:
            return f"quiet hours from {quiet.start:%H:%M} to {quiet.end:%H:%M}"
        case Waits.DIGEST:
            return "in the digest"
        case Waits.HOLD:
            span = channel.timing.hold if watch.hold is None else watch.hold
            return f"held {moments.span(span)} for more publishers"
        case Waits.UPDATE_EVERY:
            return f"at most one message about a story in {moments.span(watch.update_every)}"
        case _:
            return "with other updates: the channel got its share"


def _example(watch: Watch, channel: Channel, reason: Reason, level: Level, at: datetime) -> Waiting:
    """An alert as it would be made; of an update, one after the story was just told as loudly."""
    alert = Alert(
        id="",
        watch=watch.name,
        story="",
        entry="",
        channel=channel.name,
        recipient=channel.recipients[0],
        reason=reason,
        revision=0,
        created=at,
        due=at,
        level=level,
    )
    update = reason is not Reason.NEW
    return Waiting(alerts=(alert,), ready=at, last=at if update else None, loudest=level if update else None)


def show_routes(
    watch: Watch, found: Iterable[Route], configuration: Configuration, at: datetime, console: Console
) -> None:
    """Print them."""
    console.print(f"[bold]{escape(watch.title)}[/] ({watch.name}), level {watch.level}", soft_wrap=True)
    for other in configuration.watches.values():
        if watch.name in other.silences:
            console.print(f"not told where the watch {other.name} tells of the same story", style="dim", soft_wrap=True)
    last = ""
    for route in found:
        channel = configuration.channels[route.channel]
        if route.channel != last:
            names = ", ".join(channel.recipients)
            label = "" if names == channel.name else f": {names}"
            console.print(f"\n[bold]{channel.name}[/]{escape(label)}", soft_wrap=True)
            last = route.channel
        console.print(f"  {escape(_line(route, channel, at))}", soft_wrap=True)


def _line(route: Route, channel: Channel, at: datetime) -> str:
    if route.when is None:
        return f"{route.of}: never: {route.because}"
    zone = ZoneInfo(channel.timezone)
    local = at.astimezone(zone)
    when = moments.beside(route.when.astimezone(zone), local) if route.when - at > timedelta(0) else "now"
    more = ""
    if channel.timing.max_per_hour is not None and route.of == "an update":
        more = f"; later where {channel.timing.max_per_hour} messages were sent within an hour"
    if (rate := channel.timing.rate) is not None:
        more += f"; later where {rate.messages} messages were sent within {moments.span(rate.within)}"
    if route.digest is not None:
        more += f"; again in the digest of {moments.beside(route.digest.astimezone(zone), local)}"
    return f"{route.of}: {when}: {route.because}{more}"
