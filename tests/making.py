"""Makes the nouns of the pipeline for tests, each valid by itself, with what a test cares about named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor import query
from monitor.settings import Channel, ConsoleSettings, Feed, Watch
from monitor.types import (
    Alert,
    ChannelState,
    Entry,
    FeedState,
    Fresh,
    Hit,
    Joined,
    Match,
    Reason,
    Told,
    alert_id,
    digest,
)

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def feed(name: str = "gazette", **more: Any) -> Feed:
    """A feed of an invented paper."""
    values: dict[str, Any] = {"url": f"https://{name}.example/rss", "title": name.title(), "publisher": name} | more
    return Feed(name=name, **values)


def feed_state(name: str = "gazette", **more: Any) -> FeedState:
    """What is remembered of a feed that was read well before."""
    values: dict[str, Any] = {
        "url": f"https://{name}.example/rss",
        "next_check": NOON,
        "last_check": NOON - timedelta(minutes=10),
        "last_ok": NOON - timedelta(minutes=10),
        "baseline": NOON - timedelta(days=3),
    } | more
    return FeedState(feed=name, **values)


def entry(title: str = "Troops seen near Sudzha", **more: Any) -> Entry:
    """An entry of the gazette, published ten minutes before noon."""
    feed_name = more.pop("feed", "gazette")
    guid = more.pop("guid", title)
    values: dict[str, Any] = {
        "publisher": feed_name,
        "url": f"https://{feed_name}.example/{digest(title)}",
        "canonical_url": f"https://{feed_name}.example/{digest(title)}",
        "summary": "",
        "first_seen": NOON,
        "published": NOON - timedelta(minutes=10),
        "language": "en",
    } | more
    values.setdefault("id", digest("entry", feed_name, guid))
    return Entry(feed=feed_name, guid=guid, title=title, **values)


def fresh(title: str = "Troops seen near Sudzha", **more: Any) -> Fresh:
    """An entry never seen before."""
    return Fresh(entry=entry(title, **more))


def watch(name: str = "kursk", text: str = "troops", **more: Any) -> Watch:
    """A watch that tells the desk."""
    values: dict[str, Any] = {"title": name.title(), "channels": ("desk",)} | more
    return Watch(name=name, query=query.parse(text), **values)


def channel(name: str = "desk", *recipients: str, **more: Any) -> Channel:
    """A console channel."""
    values: dict[str, Any] = {"title": "World desk", "settings": ConsoleSettings()} | more
    return Channel(name=name, recipients=recipients or (name,), **values)


def match(of: Entry, by: str = "kursk") -> Match:
    """The first word of the headline made the watch match."""
    word = of.title.split()[0]
    return Match(watch=by, entry=of.id, hits=(Hit(field="title", start=0, end=len(word), surface=word, term=word),))


def joined(of: Entry, story: str | None = None) -> Joined:
    """Alone, or in `story`."""
    return Joined(story=story or of.id, evidence="same headline" if story else "", score=1.0 if story else 0.0)


def told(of: Entry, by: str = "kursk", **more: Any) -> Told:
    """The desk was told of this entry an hour ago."""
    values: dict[str, Any] = {"story": of.id, "entry": of.id, "title": of.title, "at": NOON - timedelta(hours=1)} | more
    return Told(watch=by, **values)


def alert(of: Entry, recipient: str = "desk", **more: Any) -> Alert:
    """A new-story alert, due at noon."""
    values: dict[str, Any] = {
        "watch": "kursk",
        "story": of.id,
        "entry": of.id,
        "channel": "desk",
        "reason": Reason.NEW,
        "revision": of.revision,
        "created": NOON,
        "due": NOON,
    } | more
    name = alert_id(
        watch=values["watch"],
        story=values["story"],
        entry=of.id,
        channel=values["channel"],
        recipient=recipient,
        reason=values["reason"],
        revision=values["revision"],
    )
    return Alert(id=name, recipient=recipient, **values)


def channel_state(name: str = "desk", **more: Any) -> ChannelState:
    """A channel that works."""
    return ChannelState(channel=name, settings="settings", **more)
