"""The feeds of desks: written into files after something was sent, and handed to who asks the endpoint.

A file is replaced as a whole, so that a reader never sees half of it. Where one cannot be written the log says so, and
nothing else is held up.
"""

from __future__ import annotations

import hmac
import os
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor import links, pipeline
from monitor.endpoint import desk_feeds
from monitor.render import desk_feed
from monitor.render.desk_feed import DeskFeed
from monitor.render.facts import gather
from monitor.rooms import Rooms
from monitor.settings import Channel, Configuration
from monitor.store import Store, acknowledgements, handling
from monitor.worker.logs import log

GAP = 30.0
"""Seconds between two writings of one feed: a busy hour must not be spent on them."""


class Publishing:
    """The feeds of one configuration (`endpoint.desk_feeds.Library`). Without settings there are none."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._settings = rooms.configuration.desk_feeds
        self._written: dict[str, tuple[datetime | None, float]] = {}  # up to which delivery, and when
        self._made: dict[tuple[str, str], tuple[datetime | None, bytes]] = {}

    def write_due(self, *, at_once: bool = False) -> int:
        """Write the feeds of channels that were sent something since; return how many. Raises nothing."""
        return sum(self._write(channel, at_once=at_once) for channel in self._rooms.configuration.channels.values())

    def _write(self, channel: Channel, *, at_once: bool) -> bool:
        targets = {kind: file_of(self._rooms.configuration, channel.name, kind) for kind in desk_feed.TYPES}
        if not any(targets.values()):
            return False
        last = handling.last_settled(self._rooms.store.db, channel.name)
        upto, when = self._written.get(channel.name, (None, 0.0))
        known = channel.name in self._written
        if known and (upto == last or (not at_once and time.monotonic() - when < GAP)):
            return False
        self._written[channel.name] = (last, time.monotonic())
        try:
            for kind, target in targets.items():
                if target is not None:
                    write_whole(target, self._document(channel, kind))
        except OSError as error:
            log.error("desk_feed.failed", channel=channel.name, detail=str(error))
            return False
        except Exception:  # noqa: BLE001 - a bug in one feed must not stop the alerts
            log.exception("desk_feed.crashed", channel=channel.name)
            return False
        return True

    def document(self, token: str, kind: str) -> tuple[bytes, str] | None:
        """Return the feed behind a token, and its media type; None where there is none of that name."""
        key = acknowledgements.key(self._rooms.store.db)
        if self._settings is None or key is None or kind not in desk_feed.TYPES or not token.isascii():
            return None
        found = None
        for channel in self._rooms.configuration.channels.values():  # all of them: the time tells nothing
            if hmac.compare_digest(links.feed_token(channel.name, key), token):
                found = channel
        if found is None:
            return None
        last = handling.last_settled(self._rooms.store.db, found.name)
        made = self._made.get((found.name, kind))
        if made is None or made[0] != last:
            made = self._made[found.name, kind] = (last, self._document(found, kind))
        return made[1], desk_feed.TYPES[kind]

    def _document(self, channel: Channel, kind: str) -> bytes:
        most = self._settings.entries if self._settings else 0
        alerts = handling.last_sent(self._rooms.store.db, channel.name, limit=most)
        briefings = (pipeline.brief(alert, 0, channel, self._rooms) for alert in alerts)
        # As the message said it, but for the links that are its recipient's own.
        facts = [gather(replace(one, actions=None, since=()), now=one.alert.due) for one in briefings]
        feed = DeskFeed(
            channel=channel.name,
            title=channel.title,
            entries=facts,
            updated=max((one.told for one in facts), default=self._rooms.clock()),
            url=url_of(self._rooms.configuration, self._rooms.store, channel.name, kind),
        )
        return desk_feed.render(feed, kind)


def file_of(configuration: Configuration, channel: str, kind: str) -> Path | None:
    """Return where a feed is written; None where it is not."""
    feeds = configuration.desk_feeds
    return feeds.folder / f"{channel}.{kind}" if feeds and feeds.folder else None


def url_of(configuration: Configuration, store: Store, channel: str, kind: str) -> str | None:
    """Return where a feed is served; None where it is not, or was not yet."""
    key, endpoint = acknowledgements.key(store.db), configuration.endpoint
    if key is None or endpoint is None:
        return None
    return f"{endpoint.public_url}{desk_feeds.PATH}{links.feed_token(channel, key)}.{kind}"


def write_whole(target: Path, body: bytes) -> None:
    """Replace a file as a whole. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
