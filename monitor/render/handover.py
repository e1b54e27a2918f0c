"""The handover in words: what moves, who looks after it, what does not work, and what waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from monitor.render import moments
from monitor.render.bulletin import Contents, Item, Section, few, number
from monitor.render.clean import clean, link
from monitor.render.facts import REASONS, UNTITLED, cut, listed
from monitor.render.notice import STATES
from monitor.render.recap import about
from monitor.render.receipt import blind, channel_down, outage, silent, suppressed, why
from monitor.render.updates import readable
from monitor.types import Acknowledgement, Handover, Held, Moving, Mute, Muted, News, Notice, Reason

LONGEST_HEADLINE, LONGEST_NEWS = 200, 160
NEWS = 5
"""News of one story that are listed; of what was before them it gives the number."""

PUBLISHERS = 6

_WAITS = {
    "digest": "for the next digest",
    "quiet": "for the end of quiet hours",
    "hold": "for more publishers",
    "update-every": "because the last message about the story is too fresh",
    "per-hour": "because the channel got its share of messages",
}


def contents(handover: Handover, timezone: str, titles: dict[str, str], message: str | None) -> Contents:
    """Return all that the handover says. `titles` are those of the watches by name.

    `message` is the id of the message, None where it is not sent.
    """
    zone = ZoneInfo(timezone)
    since, until = handover.since.astimezone(zone), handover.until.astimezone(zone)
    sections = (
        Section(name="Stories still moving", items=tuple(_story(one, until, titles) for one in handover.stories)),
        Section(
            name="Looked after",
            items=tuple(
                Item(head=_titled(one.headline), lines=(_acknowledged(one.acknowledged, until),))
                for one in handover.looked_after
            ),
        ),
        Section(name="Muted", items=tuple(_muted(one, until, titles) for one in handover.mutes)),
        Section(name="Not working", items=tuple(_broken(handover, until))),
        Section(name="Noise budgets", items=tuple(_budget(one, until, titles) for one in handover.budgets)),
        Section(name="Waiting", items=tuple(_held(one, until) for one in handover.held)),
    )
    return Contents(
        title=headline(handover),
        kicker=f"{moments.full(since)} to {moments.beside(until, since)}",
        verdict=_verdict(handover),
        good=not _troubles(handover),
        sections=tuple(section for section in sections if section.items),
        foot=f"Message {message}" if message else "",
        data=payload(handover, message),
    )


def headline(handover: Handover) -> str:
    """Return the handover in one line: `Handover: 3 stories moving, 1 feed down, 2 alerts waiting`."""
    parts = [f"{number(len(handover.stories), 'story', 'stories')} moving" if handover.stories else "no story moving"]
    if down := len(handover.blind):
        parts.append(f"{number(down, 'feed')} down")
    if channels := len({spell.subject for spell in handover.channels if spell.until is None}):
        parts.append(f"{number(channels, 'channel')} down")
    if waiting := sum(one.count for one in handover.held):
        parts.append(f"{number(waiting, 'alert')} waiting")
    return f"Handover: {', '.join(parts)}"


def _verdict(handover: Handover) -> str:
    held = suppressed(handover.suppressed)
    matches = number(handover.matched, "match", "matches")
    said = f"{matches}, {handover.alerted:,} told{f'; not told: {held}' if held else ''}."
    many, alone = len(handover.stories), sum(one.acknowledged is None for one in handover.stories)
    if alone:
        which = "any of the stories" if alone == many else f"{alone:,} of the {many:,} stories"
        said += f" Nobody looks after {'the story' if many == 1 else which}."
    return said if _troubles(handover) else f"{said} Everything works."


def _troubles(handover: Handover) -> bool:
    lasting = any(one.until is None for one in handover.outages) or any(one.until is None for one in handover.channels)
    return bool(lasting or handover.blind or handover.stale or handover.budgets)


# --- stories -----------------------------------------------------------------------------------------------


def _story(one: Moving, until: datetime, titles: dict[str, str]) -> Item:
    zone = until.tzinfo
    names = ", ".join(clean(titles.get(name, name)) for name in one.watches)
    new = f" ({one.fresh} new)" if 0 < one.fresh < one.reports else ""
    opened, updated = (moments.short(at.astimezone(zone), until) for at in (one.opened, one.updated))
    lines = [
        f"{names} · {number(one.reports, 'report')}{new} by {few(one.publishers, PUBLISHERS)}",
        f"Opened {opened}, last update {updated}" if opened != updated else f"Opened {opened}",
    ]
    if not one.sent:
        lines.append("No desk has been told so far")
    lines += _news(one.news, until)
    lines.append(_acknowledged(one.acknowledged, until) if one.acknowledged else "Acknowledged by nobody")
    if one.muted:
        lines.append(_until(one.muted, until))
    return Item(head=_titled(one.headline), link=link(one.url), lines=tuple(lines))


def _titled(headline_: str) -> str:
    return cut(clean(headline_), LONGEST_HEADLINE) or UNTITLED


def _news(news: tuple[News, ...], until: datetime) -> Iterator[str]:
    changes = [one for one in news if one.reason is not Reason.NEW]
    if (left := len(changes) - NEWS) > 0:
        yield f"{number(left, 'update')} before these:"
    for one in changes[-NEWS:]:
        at = moments.short(one.at.astimezone(until.tzinfo), until)
        kept = " (kept back)" if one.kept else ""
        yield cut(f"{at} {REASONS[one.reason]}: {_said(one)}", LONGEST_NEWS) + kept


def _said(one: News) -> str:
    update = readable(one.update, ())
    if update is None:
        return clean(one.title)
    if update.kind == "figure" and update.old:
        return f"{listed(update.old)} → {listed(update.new)}"
    if update.kind in {"headline", "lead"}:
        return f"{clean(one.title)} (was: {listed(update.old)})" if update.old else clean(one.title)
    return listed(update.new or update.old) or clean(one.title)


def _acknowledged(one: Acknowledgement, until: datetime) -> str:
    note = f": {clean(one.note)}" if one.note else ""
    return f"Acknowledged by {clean(one.author)}, {moments.short(one.at.astimezone(until.tzinfo), until)}{note}"


# --- mutes, troubles, queues -------------------------------------------------------------------------------


def _muted(one: Muted, until: datetime, titles: dict[str, str]) -> Item:
    kept = f"{number(one.kept, 'alert')} kept back so far" if one.kept else "Nothing kept back so far"
    target = about(replace(one.mute, target=replace(one.mute.target, story=None)), titles)
    story = f"“{_titled(one.headline)}”" if one.mute.target.story else ""
    what = ", ".join(filter(None, (story, target)))
    return Item(head=what, lines=(_until(one.mute, until), kept))


def _until(mute: Mute, until: datetime) -> str:
    end = moments.short(mute.until.astimezone(until.tzinfo), until)
    return f"Muted until {end} by {clean(mute.author)}: {clean(mute.because)}"


def _broken(handover: Handover, until: datetime) -> Iterator[Item]:
    for down in handover.outages:
        yield outage(down, until)
    for one in handover.blind:
        yield blind(one, until)
    for spell in handover.stale:
        yield silent(spell, until)
    for spell in handover.channels:
        said, *detail = channel_down(replace(spell, detail=""), until)
        lines = (*detail, *why(spell.detail))
        yield Item(head=f"Channel {clean(spell.subject)} {said}", lines=lines, bad=spell.until is None)


def _budget(one: Notice, until: datetime, titles: dict[str, str]) -> Item:
    since = moments.short(one.since.astimezone(until.tzinfo), until)
    head = f"{clean(titles.get(one.subject, one.subject))} is {STATES[one.kind]} since {since}"
    return Item(head=head, lines=(clean(one.detail),), bad=True)


def _held(one: Held, until: datetime) -> Item:
    what = number(one.count, "alert")
    due = moments.short(one.due.astimezone(until.tzinfo), until)
    why_ = _WAITS.get(one.waits or "", "to be sent")
    when = f", from {due} on" if one.waits else ""
    return Item(head=f"{clean(one.title)}: {what} {'waits' if one.count == 1 else 'wait'} {why_}{when}")


# --- as data -----------------------------------------------------------------------------------------------


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HandoverData(_Model):
    """A handover; its times are in UTC."""

    headline: str
    id: str | None = Field(description="the same when a message is sent again, and in the header webhook-id; else null")
    handover: Handover


class HandoverPayload(_Model):
    """A message; `timestamp` is the end of the time that it covers."""

    version: Literal[1] = 1
    type: Literal["handover"] = "handover"
    timestamp: datetime
    data: HandoverData


def payload(handover: Handover, message: str | None) -> HandoverPayload:
    """Return the handover as data, with texts of feeds made safe to show."""
    tidy = replace(handover, stories=tuple(map(_tidy, handover.stories)))
    return HandoverPayload(
        timestamp=handover.until, data=HandoverData(headline=headline(handover), id=message, handover=tidy)
    )


def _tidy(one: Moving) -> Moving:
    return replace(
        one,
        headline=clean(one.headline),
        url=link(one.url),
        publishers=tuple(map(clean, one.publishers)),
        news=tuple(replace(news, title=clean(news.title)) for news in one.news),
    )


def schema() -> str:
    """Return the JSON Schema of the body, as it stands in `handover.schema.json`."""
    return json.dumps(HandoverPayload.model_json_schema(mode="serialization"), indent=2) + "\n"
