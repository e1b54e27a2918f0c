"""What there is to say of several stories in one message, whatever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from monitor.render import moments
from monitor.render.clean import clean
from monitor.render.facts import LATE, Facts, gather
from monitor.settings import Channel
from monitor.types import Digest, DigestBriefing, DigestKind, Reason

_OPENINGS: Mapping[DigestKind, str] = {
    DigestKind.DIGEST: "Digest",
    DigestKind.HELD: "Held until now",
    DigestKind.ROLL_UP: "Updates",
    DigestKind.LATE: "Late",
}
"""The word that a message opens with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story: what its newest alert says, under the first of the watches that tell it, and what was told of it."""

    facts: Facts
    watch: tuple[str, str]  # name and title
    others: tuple[tuple[str, str], ...]  # the other watches that tell it
    told: tuple[Facts, ...]  # oldest first
    alerts: tuple[str, ...]

    @property
    def news(self) -> tuple[Facts, ...]:
        """What is new in the story since it was first told, oldest first; of several watches once."""
        return tuple({(one.reason, one.news): one for one in self.told if one.reason is not Reason.NEW}.values())

    @property
    def urgent(self) -> bool:
        """Whether any of it is."""
        return any(one.level for one in self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that a digest says."""

    digest: Digest
    desk: str
    at: datetime
    since: datetime
    late: timedelta | None
    items: tuple[Item, ...]

    @property
    def id(self) -> str:
        """The message's id."""
        return self.digest.id

    @property
    def title(self) -> str:
        """What it is and how much: `Digest: 3 stories`."""
        number = len(self.items)
        stories = "nothing new" if not number else f"{number} {'story' if number == 1 else 'stories'}"
        return f"{_OPENINGS[self.digest.kind]}: {stories}"

    @property
    def kicker(self) -> str:
        """For whom, and the stretch of time that it covers."""
        return f"{self.desk} · {moments.clock(self.at)} · since {moments.beside(self.since, self.at)}"

    @property
    def lateness(self) -> str | None:
        """Say how late it is, where that is worth saying."""
        if self.late is None:
            return None
        many = "These alerts are" if sum(len(item.alerts) for item in self.items) > 1 else "This alert is"
        return f"{many} up to {moments.span(self.late)} late: they could not be sent before."

    @property
    def watches(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """The stories by the title of their watch, in the order of the watches."""
        by_watch = groupby(self.items, key=lambda item: item.watch)
        return tuple((title, tuple(items)) for (_, title), items in by_watch)


def contents_of(briefing: DigestBriefing, channel: Channel, *, now: datetime) -> Contents:
    """Bring together what there is to say."""
    digest, zone = briefing.digest, ZoneInfo(channel.timezone)
    waited = now - min((alert.due for alert in digest.alerts), default=now)
    if digest.kind is not DigestKind.LATE:  # what was held was held on purpose
        waited = now - digest.due
    return Contents(
        digest=digest,
        desk=clean(channel.title) or channel.name,
        at=digest.due.astimezone(zone),
        since=digest.since.astimezone(zone),
        late=waited if waited > LATE else None,
        items=tuple(_item([gather(one, now=now) for one in story]) for story in briefing.stories),
    )


def _item(told: list[Facts]) -> Item:
    watches = tuple(dict.fromkeys((one.watch, one.watch_title) for one in told))
    return Item(
        facts=told[-1],
        watch=watches[0],
        others=watches[1:],
        told=tuple(told),
        alerts=tuple(one.alert for one in told),
    )
