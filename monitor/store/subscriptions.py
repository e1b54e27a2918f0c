"""What is remembered of subscriptions at hubs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from monitor.settings import Secret
from monitor.store import memory, rows
from monitor.types import Subscription, SubscriptionCondition


def known(db: Database) -> list[Subscription]:
    """Every subscription, by feed."""
    return [_subscription(row) for row in db.query("SELECT * FROM subscriptions ORDER BY feed, due, id")]


def of_feed(db: Database, feed: str) -> list[Subscription]:
    """The subscriptions of one feed."""
    return [_subscription(row) for row in db.query("SELECT * FROM subscriptions WHERE feed = ?", [feed])]


def at(db: Database, callback: str) -> Subscription | None:
    """The subscription whose hub was given `callback`."""
    found = db.query("SELECT * FROM subscriptions WHERE callback = ?", [callback])
    return next((_subscription(row) for row in found), None)


def due(db: Database, *, now: datetime, furthest: datetime) -> list[Subscription]:
    """Those whose next step is due. One due after `furthest` is due as well: the clock was set back since."""
    found = db.query(
        "SELECT * FROM subscriptions WHERE due <= ? OR due > ? ORDER BY due, id",
        [rows.stamp(now), rows.stamp(furthest)],
    )
    return [_subscription(row) for row in found]


def save(db: Database, changed: Iterable[Subscription]) -> None:
    """Write what changed; what has ended is forgotten. The caller holds the transaction."""
    for one in changed:
        if one.condition is SubscriptionCondition.ENDED:
            db.execute("DELETE FROM subscriptions WHERE id = ?", [one.id])
        else:
            memory.upsert(db, "subscriptions", "id", _row(one))


def _row(one: Subscription) -> rows.Row:
    return {
        "id": one.id,
        "feed": one.feed,
        "hub": one.hub,
        "topic": one.topic,
        "condition": one.condition.value,
        "due": rows.stamp(one.due),
        "wanted": int(one.wanted),
        "callback": one.callback,
        "secret": one.secret.reveal() if one.secret else None,
        "asked": rows.maybe_stamp(one.asked),
        "attempts": one.attempts,
        "until": rows.maybe_stamp(one.until),
        "pushed": rows.maybe_stamp(one.pushed),
        "pushes": one.pushes,
        "ignored": one.ignored,
        "missed": rows.maybe_stamp(one.missed),
        "detail": one.detail,
    }


def _subscription(row: rows.Row) -> Subscription:
    return Subscription(
        id=row["id"],
        feed=row["feed"],
        hub=row["hub"],
        topic=row["topic"],
        condition=SubscriptionCondition(row["condition"]),
        due=rows.moment(row["due"]),
        wanted=bool(row["wanted"]),
        callback=row["callback"],
        secret=Secret(row["secret"]) if row["secret"] is not None else None,
        asked=rows.maybe_moment(row["asked"]),
        attempts=row["attempts"],
        until=rows.maybe_moment(row["until"]),
        pushed=rows.maybe_moment(row["pushed"]),
        pushes=row["pushes"],
        ignored=row["ignored"],
        missed=rows.maybe_moment(row["missed"]),
        detail=row["detail"],
    )
