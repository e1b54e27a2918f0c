"""Every feed in one line: how it stands, what it gives, how long its entries wait to be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from monitor.console.plain import ago, quantile, span
from monitor.schedule import Fleet
from monitor.schedule.rhythm import typical
from monitor.settings import Feed
from monitor.subscriptions import is_proven
from monitor.types import FeedState, Gap, NoticeKind, Subscription, SubscriptionCondition

_COLOUR = {"ok": "green", "unread": "yellow", "moved": "yellow"}
_WORST_FIRST = (
    NoticeKind.GONE,
    NoticeKind.FAILING,
    NoticeKind.OVERFLOWING,
    NoticeKind.STALE,
    NoticeKind.MOVED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One feed. Delays are from the date of an entry to our first sight of it, where the date is plausible."""

    name: str
    publisher: str
    url: str
    state: str  # ok, unread, or the worst of what was told: gone, failing, overflowing, stale, moved
    detail: str
    since: datetime | None
    per_day: float | None  # entries, as far as its own history tells
    last_entry: datetime | None
    last_ok: datetime | None
    next_check: datetime | None
    delay_p50: timedelta | None
    delay_p95: timedelta | None
    failures: int  # in a row
    failures_by_kind: Mapping[str, int]
    gaps: tuple[Gap, ...]
    push: str  # proven, live, asked, named, denied or leaving; empty without a hub
    push_until: datetime | None  # the end of the lease, where it is pushed
    validators: str  # trusted, none, or distrusted: the same ETag came with another body

    @property
    def is_well(self) -> bool:
        """Whether nobody needs to do anything."""
        return self.state in {"ok", "unread"}


def health_of(
    feed: Feed,
    state: FeedState | None,
    *,
    delays: Sequence[timedelta],
    failures: Mapping[str, int],
    gaps: Sequence[Gap],
    hubs: Sequence[Subscription],
    fleet: Fleet,
    now: datetime,
) -> FeedHealth:
    """Put together what is known of one feed; `delays` are in order."""
    name, detail, since = _standing(state)
    hub = _hub(hubs, now)
    return FeedHealth(
        name=feed.name,
        publisher=feed.publisher,
        url=feed.url,
        state=name,
        detail=detail,
        since=since,
        per_day=24 * typical(state.rhythm, fleet.usual, now) if state and state.rhythm else None,
        last_entry=state.last_new if state else None,
        last_ok=state.last_ok if state else None,
        next_check=state.next_check if state else None,
        delay_p50=quantile(delays, 0.5),
        delay_p95=quantile(delays, 0.95),
        failures=state.failures if state else 0,
        failures_by_kind=failures,
        gaps=tuple(gaps),
        push=_push(hub, now),
        push_until=hub.until if hub else None,
        validators=_validators(state),
    )


def _standing(state: FeedState | None) -> tuple[str, str, datetime | None]:
    if state is None:
        return "unread", "", None
    known = {notice.kind: notice for notice in state.troubles}
    for kind in _WORST_FIRST:
        if kind in known:
            return kind.value, known[kind].detail, known[kind].since
    if state.last_failure is not None and state.failures:  # not long enough to be told
        failure = state.last_failure
        return "failing", f"{failure.kind.value}: {failure.detail}", state.failing_since
    return ("ok" if state.last_ok else "unread"), "", None


def _hub(hubs: Sequence[Subscription], now: datetime) -> Subscription | None:
    """Return the subscription that says most: one that is proven, then a live one, then one that is wanted."""
    live = SubscriptionCondition.LIVE
    return max(hubs, key=lambda one: (is_proven(one, now), one.condition is live, one.wanted), default=None)


def _push(hub: Subscription | None, now: datetime) -> str:
    if hub is None:
        return ""
    return "proven" if is_proven(hub, now) else hub.condition.value


def _validators(state: FeedState | None) -> str:
    if state is None or not (state.etag or state.last_modified):
        return "none"
    return "distrusted" if state.validators_lie else "trusted"


def show_feeds(lines: Sequence[FeedHealth], console: Console, *, now: datetime) -> None:
    """Print the table, and below it what is wrong in words."""
    pushed = any(line.push for line in lines)
    table = Table("feed", "state", "per day", "last entry", "last read", "next", *(["push"] if pushed else []))
    for name in ("delay p50", "p95", "failures"):
        table.add_column(name)
    for line in lines:
        table.add_row(
            escape(line.name),
            f"[{_COLOUR.get(line.state, 'red')}]{line.state}[/]",
            _rate(line.per_day),
            ago(line.last_entry, now),
            ago(line.last_ok, now),
            ago(line.next_check, now) if line.next_check and line.next_check > now else "now",
            *([_pushed(line, now)] if pushed else []),
            span(line.delay_p50) if line.delay_p50 is not None else "",
            span(line.delay_p95) if line.delay_p95 is not None else "",
            ", ".join(f"{times} {kind}" for kind, times in line.failures_by_kind.items()),
        )
    console.print(table)
    for line in lines:
        if not line.is_well:
            since = f" since {ago(line.since, now)}" if line.since else ""
            console.print(f"[red]![/] {escape(f'{line.name} is {line.state}{since}: {line.detail}')}", soft_wrap=True)


def _pushed(line: FeedHealth, now: datetime) -> str:
    if line.push_until is None or line.push_until <= now:
        return line.push
    until = f"until {line.push_until:%Y-%m-%d %H:%M}"
    return until if line.push == "proven" else f"{line.push}, {until}"


def _rate(per_day: float | None) -> str:
    if per_day is None:
        return ""
    return f"{per_day:.0f}" if per_day >= 10 else f"{per_day:.1f}"
