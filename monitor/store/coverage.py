"""What was seen and told in a stretch of time, counted; and the stories that something came to. Only reads.

Everything is as it stood at the end of that time: what was sent later still waited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from monitor.store import rows
from monitor.types import Acknowledgement, Held, Moving, News


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of the matches of one watch: how many by reason (empty: told), and the stories that were told."""

    by_reason: dict[str, int]
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Alerts of one watch on one channel, once for all its recipients."""

    decided: int = 0
    sent: int = 0
    refused: int = 0


_ONE = "entry || ' ' || revision || ' ' || reason"
"""What is one alert, however many recipients it goes to."""

_WAITS = "(state = 'pending' OR settled >= :until)"


def entries_read(db: Database, *, since: datetime, until: datetime) -> tuple[int, int]:
    """How many entries were read for the first time, and how many were read again because they were edited."""
    row = db.execute(
        "SELECT coalesce(sum(revision = 0), 0), coalesce(sum(revision > 0), 0) FROM history"
        " WHERE kind = 'seen' AND at >= ? AND at < ?",
        [rows.stamp(since), rows.stamp(until)],
    ).fetchone()
    return int(row[0]), int(row[1])


def outcomes(db: Database, *, since: datetime, until: datetime) -> dict[str, Outcomes]:
    """What became of the matches that were decided, by watch."""
    found = db.query(
        "SELECT watch, coalesce(suppressed, '') AS reason, count(*) AS n, count(DISTINCT story) AS stories"
        " FROM matches WHERE decided >= ? AND decided < ? GROUP BY 1, 2 ORDER BY 1, 2",
        [rows.stamp(since), rows.stamp(until)],
    )
    by_watch: dict[str, Outcomes] = {}
    for row in found:
        before = by_watch.get(row["watch"], Outcomes(by_reason={}, stories=0))
        stories = before.stories if row["reason"] else row["stories"]
        by_watch[row["watch"]] = Outcomes(by_reason=before.by_reason | {row["reason"]: row["n"]}, stories=stories)
    return by_watch


def told(db: Database, *, since: datetime, until: datetime) -> dict[tuple[str, str], Told]:
    """The alerts that were decided, sent or refused, by channel and watch."""
    found = db.query(
        f"SELECT channel, watch,"
        f" count(DISTINCT CASE WHEN created >= :since THEN {_ONE} END) AS decided,"
        f" count(DISTINCT CASE WHEN state = 'sent' AND settled >= :since AND settled < :until THEN {_ONE} END) AS sent,"
        f" count(DISTINCT CASE WHEN state = 'rejected' AND settled >= :since AND settled < :until THEN {_ONE} END)"
        " AS refused FROM alerts WHERE created < :until AND (created >= :since OR settled >= :since)"
        " GROUP BY channel, watch",
        _between(since, until),
    )
    return {
        (row["channel"], row["watch"]): Told(decided=row["decided"], sent=row["sent"], refused=row["refused"])
        for row in found
    }


def waiting(db: Database, *, until: datetime) -> dict[tuple[str, str], int]:
    """How many alerts waited, by channel and watch."""
    found = db.query(
        f"SELECT channel, watch, count(DISTINCT {_ONE}) AS n FROM alerts WHERE created < :until AND {_WAITS}"
        " GROUP BY channel, watch",
        {"until": rows.stamp(until)},
    )
    return {(row["channel"], row["watch"]): row["n"] for row in found}


def muted(db: Database, *, since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    """How many alerts mutes kept back, by channel and watch."""
    found = db.query(
        f"SELECT channel, watch, count(DISTINCT {_ONE}) AS n FROM withheld WHERE at >= :since AND at < :until"
        " GROUP BY channel, watch",
        _between(since, until),
    )
    return {(row["channel"], row["watch"]): row["n"] for row in found}


def held(db: Database, *, until: datetime, titles: Mapping[str, str]) -> list[Held]:
    """What waited, by channel and what it waited for. `titles` are those of the channels by name."""
    found = db.query(
        f"SELECT channel, waits, count(DISTINCT {_ONE}) AS n, min(due) AS due FROM alerts"
        f" WHERE created < :until AND {_WAITS} GROUP BY channel, waits ORDER BY channel, due",
        {"until": rows.stamp(until)},
    )
    return [
        Held(
            channel=row["channel"],
            title=titles.get(row["channel"], row["channel"]),
            waits=row["waits"],
            count=row["n"],
            due=rows.moment(row["due"]),
        )
        for row in found
    ]


def moving(db: Database, *, since: datetime, until: datetime) -> list[Moving]:
    """The stories that a desk is told of, or would be but for a mute, and that something came to."""
    found = db.query(
        "SELECT story, max(at) AS updated FROM ("
        " SELECT m.story, m.joined AS at FROM members m WHERE m.joined >= :since AND m.joined < :until"
        " UNION ALL SELECT story, created FROM alerts WHERE created >= :since AND created < :until"
        " UNION ALL SELECT story, created FROM withheld WHERE created >= :since AND created < :until"
        ") AS came WHERE EXISTS (SELECT 1 FROM alerts a WHERE a.story = came.story AND a.created < :until)"
        " OR EXISTS (SELECT 1 FROM withheld w WHERE w.story = came.story AND w.created < :until)"
        " GROUP BY story",
        _between(since, until),
    )
    return [_moving(db, row["story"], rows.moment(row["updated"]), since, until) for row in list(found)]


def _moving(db: Database, story: str, updated: datetime, since: datetime, until: datetime) -> Moving:
    known = _between(since, until) | {"story": story}
    head = next(
        db.query(
            "SELECT s.title, s.opened, e.url FROM stories s LEFT JOIN entries e ON e.id = s.id WHERE s.id = ?", [story]
        )
    )
    members = list(
        db.query(
            "SELECT e.publisher, m.joined FROM members m JOIN entries e ON e.id = m.entry"
            " WHERE m.story = :story AND m.joined < :until ORDER BY m.joined, m.rowid",
            known,
        )
    )
    alerts = list(
        db.query(
            "SELECT *, state = 'sent' AND settled < :until AS sent FROM alerts"
            " WHERE story = :story AND created < :until ORDER BY created, rowid",
            known,
        )
    )
    kept = list(
        db.query("SELECT * FROM withheld WHERE story = :story AND created < :until ORDER BY created, id", known)
    )
    return Moving(
        story=story,
        headline=head["title"],
        url=head["url"],
        watches=tuple(dict.fromkeys((*(row["watch"] for row in alerts), *(row["watch"] for row in kept)))),
        publishers=tuple(dict.fromkeys(row["publisher"] for row in members)),
        reports=len(members),
        fresh=sum(rows.moment(row["joined"]) >= since for row in members),
        opened=rows.moment(head["opened"]),
        updated=updated,
        sent=any(row["sent"] for row in alerts),
        news=_news(alerts, kept, since),
    )


def _news(alerts: Sequence[rows.Row], kept: Sequence[rows.Row], since: datetime) -> tuple[News, ...]:
    """What was decided to be told since a moment, once for all watches and recipients, in order."""
    told = [_one(row, kept=False) for row in alerts]
    held = [one for row in kept if replace(one := _one(row, kept=True), kept=False) not in told]
    fresh = [one for one in (*told, *held) if one.at >= since]
    return tuple(sorted(dict.fromkeys(fresh), key=lambda one: one.at))


def _one(row: rows.Row, *, kept: bool) -> News:
    alert = rows.alert(row)
    return News(at=alert.created, reason=alert.reason, title=row["title"], update=alert.update, kept=kept)


def headline(db: Database, story: str) -> str:
    """The headline of a story; empty where it is forgotten."""
    return next((row["title"] for row in db.query("SELECT title FROM stories WHERE id = ?", [story])), "")


def acknowledged(db: Database, *, until: datetime) -> dict[str, tuple[Acknowledgement, str]]:
    """The last word about each story that there is one of, with the story's headline; in order."""
    found = db.query(
        "SELECT a.*, s.title FROM acknowledgements a JOIN stories s ON s.id = a.story WHERE a.at < ?"
        " ORDER BY a.at, a.id",
        [rows.stamp(until)],
    )
    return {
        row["story"]: (
            Acknowledgement(story=row["story"], author=row["author"], at=rows.moment(row["at"]), note=row["note"]),
            row["title"],
        )
        for row in found
    }


def _between(since: datetime, until: datetime) -> dict[str, str]:
    return {"since": rows.stamp(since), "until": rows.stamp(until)}
