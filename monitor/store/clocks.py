"""When things happened: the clock of each alert, and how long the steps took. Only reads; it is all kept elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.store import observations, rows
from monitor.types import AlertClock

_SEEN = "(SELECT min(h.at) FROM history h WHERE h.entry = e.id AND h.kind = 'seen' AND h.revision = {}.revision)"


def of_alerts(db: Database, ids: Iterable[str]) -> dict[str, AlertClock]:
    """The clocks of alerts by their ids; what a mute keeps back is no alert yet and has none."""
    found = db.query(
        "SELECT a.id, e.published, a.created, a.ready, a.settled, a.state,"
        f" coalesce({_SEEN.format('a')}, e.first_seen) AS seen,"
        " (SELECT m.decided FROM matches m WHERE m.entry = e.id AND m.watch = a.watch AND m.revision = a.revision)"
        " AS matched FROM alerts a JOIN entries e ON e.id = a.entry WHERE a.id IN (SELECT value FROM json_each(?))",
        [rows.json_list(ids)],
    )
    return {row["id"]: _clock(row) for row in found}


def _clock(row: rows.Row) -> AlertClock:
    decided, ready = rows.moment(row["created"]), rows.maybe_moment(row["ready"])
    return AlertClock(
        published=rows.maybe_moment(row["published"]),
        seen=rows.moment(row["seen"]),
        matched=rows.maybe_moment(row["matched"]) or decided,
        decided=decided,
        released=ready if ready is not None and ready > decided else None,
        accepted=rows.maybe_moment(row["settled"]) if row["state"] == "sent" else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """How long entries of one feed, or what one watch matched, took for each step; in no order.

    `seen` is from publication to first sight, `matched` from there to the match, `accepted` from the match to the
    receiver's yes; where a rule held a message on purpose, from the moment that let it go.
    """

    seen: list[timedelta] = field(default_factory=list)
    matched: list[timedelta] = field(default_factory=list)
    accepted: list[timedelta] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How long all took since some moment, by feed and by watch."""

    feeds: dict[str, Steps] = field(default_factory=dict)
    watches: dict[str, Steps] = field(default_factory=dict)

    def of(self, feed: str, watch: str) -> tuple[Steps, Steps]:
        """The steps that something of this feed and watch belongs to."""
        return self.feeds.setdefault(feed, Steps()), self.watches.setdefault(watch, Steps())


def taken(db: Database, *, since: datetime) -> Taken:
    """How long the steps took of what was seen, matched or accepted at or after `since`.

    Left out are first readings of a feed, dates that lie ahead or more than a day back, and what was told in the
    message of something else.
    """
    found = Taken()
    for feed, delays in observations.delays(db, since=since).items():
        found.feeds.setdefault(feed, Steps()).seen.extend(delays)
    _add_matches(db, found, since)
    _add_deliveries(db, found, since)
    return found


def _add_matches(db: Database, found: Taken, since: datetime) -> None:
    matches = db.query(
        f"SELECT e.feed, m.watch, m.revision, e.published, e.first_seen, m.decided, {_SEEN.format('m')} AS seen"
        " FROM matches m JOIN entries e ON e.id = m.entry WHERE m.decided >= ? AND NOT EXISTS"
        " (SELECT 1 FROM history h WHERE h.entry = e.id AND h.kind = 'seen' AND h.revision = 0 AND h.first)",
        [rows.stamp(since)],
    )
    for row in matches:
        feed, watch = found.of(row["feed"], row["watch"])
        seen = rows.moment(row["seen"] or row["first_seen"])
        waited = rows.moment(row["decided"]) - seen
        for steps in (feed, watch):
            steps.matched.append(max(waited, timedelta(0)))
        published = rows.maybe_moment(row["published"])
        if (
            published is not None
            and row["revision"] == 0
            and timedelta(0) <= seen - published <= observations.PLAUSIBLE
        ):
            watch.seen.append(seen - published)


def _add_deliveries(db: Database, found: Taken, since: datetime) -> None:
    sent = db.query(
        "SELECT e.feed, a.watch, a.created, a.ready, a.settled FROM alerts a JOIN entries e ON e.id = a.entry"
        " WHERE a.state = 'sent' AND a.told_in IS NULL AND a.settled >= ?",
        [rows.stamp(since)],
    )
    for row in sent:
        began, accepted = rows.moment(row["created"]), rows.moment(row["settled"])
        ready = rows.maybe_moment(row["ready"])
        if ready is not None and began < ready <= accepted:
            began = ready
        for steps in found.of(row["feed"], row["watch"]):
            steps.accepted.append(max(accepted - began, timedelta(0)))
