"""The coverage receipt in words: what was seen, what was not, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from monitor.render import moments
from monitor.render.bulletin import Contents, Item, Section, few, number
from monitor.render.clean import clean
from monitor.render.facts import cut
from monitor.types import Blind, ChannelCount, Outage, Receipt, Spell, SpellKind, WatchCount

LONGEST_WHY = 200
NAMED = 40
"""Watches without a match, or feeds, that are named in one line."""

OUTAGES = {
    SpellKind.WORKER: "The worker was down",
    SpellKind.NETWORK: "The network was down",
    SpellKind.STORAGE: "Nothing could be saved",
    SpellKind.LOST: "Nothing is known any more of",
}


def contents(receipt: Receipt, timezone: str, message: str | None) -> Contents:
    """Return all that the receipt says. `message` is the id of the message, None where it is not sent."""
    zone = ZoneInfo(timezone)
    since, until = receipt.since.astimezone(zone), receipt.until.astimezone(zone)
    unseen = tuple(_unseen(receipt, until))
    sections = (
        Section(name="Not seen", items=unseen),
        Section(name="Channels and watches", items=tuple(_channel(one, until) for one in receipt.channels)),
    )
    return Contents(
        title=headline(receipt),
        kicker=f"{moments.full(since)} to {moments.beside(until, since)}",
        verdict=_verdict(receipt),
        good=receipt.whole,
        sections=tuple(section for section in sections if section.items),
        foot=f"Message {message}" if message else "",
        data=payload(receipt, message),
    )


def headline(receipt: Receipt) -> str:
    """Return the receipt in one line: `Receipt: 43 feeds, 41 healthy, 2,112 entries read, 0 alerts`."""
    entries = number(receipt.entries, "entry", "entries")
    alerts = number(receipt.alerted, "alert")
    return f"Receipt: {number(receipt.feeds, 'feed')}, {receipt.healthy:,} healthy, {entries} read, {alerts}"


def _verdict(receipt: Receipt) -> str:
    parts = []
    if receipt.edits:
        parts.append(f"{number(receipt.edits, 'entry', 'entries')} read again after an edit.")
    held = suppressed(receipt.suppressed)
    parts.append(f"{number(receipt.matched, 'match', 'matches')}{f', not told: {held}' if held else ''}.")
    if receipt.waiting:
        parts.append(f"{number(receipt.waiting, 'alert')} {'waits' if receipt.waiting == 1 else 'wait'} to be sent.")
    believed = (
        "Everything was seen: silence can be believed."
        if receipt.whole
        else "Silence can be believed, but for what is listed as not seen."
    )
    return " ".join([believed, *parts])


def suppressed(counted: Mapping[str, int]) -> str:
    """Say what was not told and why: `8 same story, 1 muted`."""
    return ", ".join(f"{count:,} {reason.replace('-', ' ')}" for reason, count in counted.items())


# --- what was not seen -------------------------------------------------------------------------------------


def _unseen(receipt: Receipt, until: datetime) -> Iterator[Item]:
    zone = until.tzinfo
    if receipt.begun:
        begun = moments.short(receipt.begun.astimezone(zone), until)
        yield Item(head=f"Nothing is known of before {begun}: the feeds were read for the first time then")
    for down in receipt.outages:
        yield outage(down, until)
    for one in receipt.blind:
        yield blind(one, until)
    for gap in receipt.gaps:
        time = moments.stretch(gap.since.astimezone(zone), gap.until.astimezone(zone), until)
        found = "and none of the last reading" if gap.reason == "no-overlap" else "more than the feed usually holds"
        entries = number(gap.fresh, "new entry", "new entries")
        yield Item(head=f"Possible gap on {clean(gap.feed)} {time}", lines=(f"{entries}, {found}",), bad=True)
    for spell in receipt.stale:
        yield silent(spell, until)
    if receipt.unread:
        yield Item(head=f"Never read: {few(receipt.unread, NAMED)}", bad=True)
    if receipt.brief:
        times = number(receipt.brief, "more time", "more times")
        yield Item(head=f"Blind on single feeds {times}, for less than 10 min each; nothing was missed")


def outage(one: Outage, until: datetime) -> Item:
    """Say that nothing was seen at all, and whether that was made good."""
    head = f"{OUTAGES[one.kind]} {_stretch(one.since, one.until, until)}"
    return Item(head=head, lines=(*why(one.why), *_after(one, "the feeds")), bad=one.until is None or bool(one.missed))


def blind(one: Blind, until: datetime) -> Item:
    """Say that a feed could not be read, and whether that was made good."""
    head = f"Blind on {clean(one.feed)} {_stretch(one.since, one.until, until)}"
    return Item(head=head, lines=(*why(one.why), *_after(one, "it")), bad=one.missed is not False)


def _after(one: Outage | Blind, who: str) -> tuple[str, ...]:
    if one.missed is None:
        return ()
    return ("entries may have been missed" if one.missed else f"what {who} held was read afterwards",)


def silent(spell: Spell, until: datetime) -> Item:
    """Say that a feed answers and publishes nothing."""
    head = f"Silent: {clean(spell.subject)} {_stretch(spell.since, spell.until, until)}"
    return Item(head=head, lines=why(spell.detail), bad=spell.until is None)


def why(detail: str) -> tuple[str, ...]:
    """Return a detail as the line below what it explains, if there is any."""
    return (cut(clean(detail), LONGEST_WHY),) if detail else ()


def _stretch(since: datetime, end: datetime | None, until: datetime) -> str:
    zone = until.tzinfo
    written = moments.stretch(since.astimezone(zone), end.astimezone(zone) if end else None, until)
    return f"{written} ({moments.span((end or until) - since)})"


# --- what came of it ---------------------------------------------------------------------------------------


def _channel(one: ChannelCount, until: datetime) -> Item:
    parts = [f"{number(one.told, 'alert')} told"]
    if one.waiting:
        parts.append(f"{one.waiting:,} waiting")
    if one.muted:
        parts.append(f"{one.muted:,} kept back by mutes")
    if one.refused:
        parts.append(f"{one.refused:,} refused")
    lines = [line for spell in one.spells for line in channel_down(spell, until)]
    lines += [_watch(watch) for watch in one.watches if watch.matched]
    if idle := tuple(watch.title for watch in one.watches if not watch.matched):
        lines.append(f"0 matches for {few(idle, NAMED)}")
    down = any(spell.until is None for spell in one.spells)
    return Item(head=f"{clean(one.title)}: {', '.join(parts)}", lines=tuple(lines), bad=down or one.refused > 0)


def channel_down(spell: Spell, until: datetime) -> tuple[str, ...]:
    """Say that a channel took no messages."""
    return (f"took no messages {_stretch(spell.since, spell.until, until)}", *why(spell.detail))


def _watch(watch: WatchCount) -> str:
    told = number(watch.alerted, "alert")
    stories = f" about {number(watch.stories, 'story', 'stories')}" if watch.stories else ""
    held = suppressed(watch.suppressed)
    trial = " (shadow)" if watch.state == "shadow" else ""
    matches = number(watch.matched, "match", "matches")
    return f"{clean(watch.title)}{trial}: {matches}, {told}{stories}{f'; not told: {held}' if held else ''}"


# --- as data -----------------------------------------------------------------------------------------------


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReceiptData(_Model):
    """A receipt; its times are in UTC."""

    headline: str
    id: str | None = Field(description="the same when a message is sent again, and in the header webhook-id; else null")
    whole: bool = Field(description="everything was seen")
    receipt: Receipt


class ReceiptPayload(_Model):
    """A message; `timestamp` is the end of the time that it covers."""

    version: Literal[1] = 1
    type: Literal["receipt"] = "receipt"
    timestamp: datetime
    data: ReceiptData


def payload(receipt: Receipt, message: str | None) -> ReceiptPayload:
    """Return the receipt as data."""
    data = ReceiptData(headline=headline(receipt), id=message, whole=receipt.whole, receipt=receipt)
    return ReceiptPayload(timestamp=receipt.until, data=data)


def schema() -> str:
    """Return the JSON Schema of the body, as it stands in `receipt.schema.json`."""
    return json.dumps(ReceiptPayload.model_json_schema(mode="serialization"), indent=2) + "\n"
