"""Between rows and types: the only place that knows how a value lies in a column."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.settings import Level
from monitor.types import (
    Alert,
    AlertState,
    ChannelCondition,
    ChannelState,
    Entry,
    FailureKind,
    FeedFailure,
    FeedState,
    Gap,
    GapReason,
    Hit,
    Member,
    Notice,
    NoticeKind,
    Reason,
    Rhythm,
    Update,
)

Row = Mapping[str, Any]


_json = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` makes such an encoder at every call


def stamp(moment: datetime) -> str:
    """Write a moment as UTC text of fixed width, so that text order is time order."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{utc.isoformat(timespec='microseconds')[:26]}Z"


def maybe_stamp(moment: datetime | None) -> str | None:
    """`stamp`, where there may be no moment."""
    return None if moment is None else stamp(moment)


def moment(text: str) -> datetime:
    """Read what `stamp` wrote."""
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    """`moment`, where there may be no text."""
    return None if text is None else moment(text)


def json_list(values: Iterable[str]) -> str:
    """Texts for `IN (SELECT value FROM json_each(?))` and for list columns."""
    return _json(list(values))


def entry_row(entry: Entry) -> dict[str, Any]:
    """An entry as a row of `entries`, seen last when it was seen first."""
    seen = stamp(entry.first_seen)
    return {
        "id": entry.id,
        "feed": entry.feed,
        "publisher": entry.publisher,
        "guid": entry.guid,
        "url": entry.url,
        "canonical_url": entry.canonical_url,
        "title": entry.title,
        "summary": entry.summary,
        "article": entry.article,
        "authors": json_list(entry.authors),
        "tags": json_list(entry.tags),
        "published": maybe_stamp(entry.published),
        "updated": maybe_stamp(entry.updated),
        "language": entry.language,
        "first_seen": seen,
        "last_seen": seen,
        "revision": entry.revision,
    }


def entry(row: Row) -> Entry:
    """A row of `entries` as an entry."""
    return Entry(
        id=row["id"],
        feed=row["feed"],
        publisher=row["publisher"],
        guid=row["guid"],
        url=row["url"],
        canonical_url=row["canonical_url"],
        title=row["title"],
        summary=row["summary"],
        article=row["article"],
        authors=tuple(json.loads(row["authors"])),
        tags=tuple(json.loads(row["tags"])),
        published=maybe_moment(row["published"]),
        updated=maybe_moment(row["updated"]),
        language=row["language"],
        first_seen=moment(row["first_seen"]),
        revision=row["revision"],
    )


def hits_text(hits: Iterable[Hit]) -> str:
    """Hits as JSON text."""
    return json.dumps([hit._asdict() for hit in hits], ensure_ascii=False)


def hits(text: str) -> tuple[Hit, ...]:
    """Read what `hits_text` wrote."""
    return tuple(Hit(**hit) for hit in json.loads(text))


def feed_row(state: FeedState) -> dict[str, Any]:
    """What is remembered of a feed, as a row of `feeds`."""
    failure = state.last_failure
    return {
        "name": state.feed,
        "url": state.url,
        "next_check": stamp(state.next_check),
        "last_check": maybe_stamp(state.last_check),
        "last_ok": maybe_stamp(state.last_ok),
        "etag": state.etag,
        "last_modified": state.last_modified,
        "body_hash": state.body_hash,
        "baseline": maybe_stamp(state.baseline),
        "failures": state.failures,
        "failing_since": maybe_stamp(state.failing_since),
        "failure_kind": failure.kind if failure else None,
        "failure_detail": failure.detail if failure else None,
        "failure_status": failure.status if failure else None,
        "moved_to": state.moved_to,
        "moved_polls": state.moved_polls,
        "unchanged": state.unchanged,
        "last_body": maybe_stamp(state.last_body),
        "validators_lie": int(state.validators_lie),
        "ttl_s": state.ttl.total_seconds() if state.ttl else None,
        "rhythm": _rhythm_text(state.rhythm) if state.rhythm else None,
        "last_new": maybe_stamp(state.last_new),
        "window": state.window,
        "hurry_s": state.hurry.total_seconds() if state.hurry else None,
        "calm": state.calm,
        "troubles": json.dumps([notice_row(notice) for notice in state.troubles], ensure_ascii=False),
    }


def _rhythm_text(rhythm: Rhythm) -> str:
    # By hand: `asdict` copies every number, at every poll.
    values = {name: getattr(rhythm, name) for name in ("hours", "days", "heat", "echo", "moments")}
    return json.dumps(values | {"since": stamp(rhythm.since), "at": stamp(rhythm.at)})


def _rhythm(text: str) -> Rhythm:
    values = json.loads(text)
    times = {name: moment(values[name]) for name in ("since", "at")}
    lists = {name: tuple(values[name]) for name in ("hours", "days")}
    return Rhythm(**(values | times | lists))


def notice_row(notice: Notice) -> dict[str, str]:
    """A notice as a row of `notices`, without whether it was told."""
    return {
        "id": notice.id,
        "kind": notice.kind.value,
        "subject": notice.subject,
        "detail": notice.detail,
        "since": stamp(notice.since),
        "at": stamp(notice.at),
    }


def notice(row: Row) -> Notice:
    """Read what `notice_row` wrote."""
    return Notice(
        kind=NoticeKind(row["kind"]),
        subject=row["subject"],
        detail=row["detail"],
        since=moment(row["since"]),
        at=moment(row["at"]),
    )


def gap_row(gap: Gap) -> dict[str, Any]:
    """A gap as a row of `feed_gaps`."""
    return {
        "feed": gap.feed,
        "since": stamp(gap.since),
        "until": stamp(gap.until),
        "fresh": gap.fresh,
        "reason": gap.reason.value,
    }


def gap(row: Row) -> Gap:
    """A row of `feed_gaps`."""
    return Gap(
        feed=row["feed"],
        since=moment(row["since"]),
        until=moment(row["until"]),
        fresh=row["fresh"],
        reason=GapReason(row["reason"]),
    )


def feed_state(row: Row) -> FeedState:
    """A row of `feeds` as what is remembered of a feed."""
    failure = None
    if row["failure_kind"] is not None:
        failure = FeedFailure(
            kind=FailureKind(row["failure_kind"]), detail=row["failure_detail"], status=row["failure_status"]
        )
    return FeedState(
        feed=row["name"],
        url=row["url"],
        next_check=moment(row["next_check"]),
        last_check=maybe_moment(row["last_check"]),
        last_ok=maybe_moment(row["last_ok"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        baseline=maybe_moment(row["baseline"]),
        failures=row["failures"],
        failing_since=maybe_moment(row["failing_since"]),
        last_failure=failure,
        moved_to=row["moved_to"],
        moved_polls=row["moved_polls"],
        unchanged=row["unchanged"],
        last_body=maybe_moment(row["last_body"]),
        validators_lie=bool(row["validators_lie"]),
        ttl=timedelta(seconds=row["ttl_s"]) if row["ttl_s"] else None,
        rhythm=_rhythm(row["rhythm"]) if row["rhythm"] else None,
        last_new=maybe_moment(row["last_new"]),
        window=row["window"],
        hurry=timedelta(seconds=row["hurry_s"]) if row["hurry_s"] else None,
        calm=row["calm"],
        troubles=tuple(notice(told) for told in json.loads(row["troubles"])),
    )


def alert(row: Row) -> Alert:
    """A row of `alerts` as the decision that it holds."""
    return Alert(
        id=row["id"],
        watch=row["watch"],
        story=row["story"],
        entry=row["entry"],
        channel=row["channel"],
        recipient=row["recipient"],
        reason=Reason(row["reason"]),
        revision=row["revision"],
        created=moment(row["created"]),
        due=moment(row["due"]),
        level=Level(row["level"]),
        update=_update(row["news"]),
        likely=row["likely"],
    )


def _update(text: str | None) -> Update | None:
    if text is None:
        return None
    found = json.loads(text)
    return Update(kind=Reason(found["kind"]), what=found["what"], old=tuple(found["old"]), new=tuple(found["new"]))


def alert_row(alert: Alert, title: str) -> dict[str, Any]:
    """A fresh alert as a row of `alerts`; `title` is the headline that it tells."""
    return {
        "id": alert.id,
        "watch": alert.watch,
        "story": alert.story,
        "entry": alert.entry,
        "channel": alert.channel,
        "recipient": alert.recipient,
        "reason": alert.reason.value,
        "revision": alert.revision,
        "title": title,
        "created": stamp(alert.created),
        "due": stamp(alert.due),
        "state": AlertState.PENDING.value,
        "attempts": 0,
        "settled": None,
        "detail": "",
        "level": alert.level.value,
        "news": json.dumps(asdict(alert.update), ensure_ascii=False) if alert.update else None,
        "likely": alert.likely,
    }


def member(row: Row) -> Member:
    """A row of `members` joined with its entry."""
    return Member(
        entry=row["id"],
        feed=row["feed"],
        publisher=row["publisher"],
        title=row["title"],
        url=row["url"],
        language=row["language"],
        published=maybe_moment(row["published"]),
        first_seen=moment(row["first_seen"]),
        because=row["because"],
        score=row["score"] if row["because"] else None,
    )


def channel_state(row: Row) -> ChannelState:
    """A row of `channels` as what is remembered of a channel."""
    return ChannelState(
        channel=row["channel"],
        settings=row["settings"],
        condition=ChannelCondition(row["condition"]),
        failures=row["failures"],
        since=maybe_moment(row["since"]),
        resume=maybe_moment(row["resume"]),
        detail=row["detail"],
        told=NoticeKind(row["told"]) if row["told"] else None,
    )


def channel_row(state: ChannelState) -> dict[str, Any]:
    """What is remembered of a channel, as a row of `channels`."""
    return {
        "channel": state.channel,
        "settings": state.settings,
        "condition": state.condition.value,
        "failures": state.failures,
        "since": maybe_stamp(state.since),
        "resume": maybe_stamp(state.resume),
        "detail": state.detail,
        "told": state.told.value if state.told else None,
    }
