"""What the links in messages do: shows what a recipient may mute, acknowledge or judge, and does it when asked.

What a link may do is checked in `monitor.links`; a mute that it makes is as narrow as its recipient.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import links, mutes
from monitor.endpoint.actions import Answer
from monitor.links import Refused
from monitor.render import page
from monitor.rooms import Rooms
from monitor.settings import Channel, EmailSettings, Secret
from monitor.store import StorageError, Store, acknowledgements, feedback, handling, memory
from monitor.store import mutes as mute_memory
from monitor.types import Acknowledgement, Alert, Entry, LinkAction, Mute, Relevance, Target
from monitor.worker.logs import log
from monitor.worker.trouble import StorageTrouble

LASTING: dict[LinkAction, timedelta] = {
    "mute": mutes.BY_LINK,
    "acknowledge": timedelta(0),
    "unsubscribe": mutes.LONGEST,
    "relevant": timedelta(0),
    "not-relevant": timedelta(0),
}


def make_key(store: Store) -> None:
    """Make the key that links are signed with, unless there is one. Raises StorageError."""
    if acknowledgements.key(store.db) is None:
        with store.writing() as db:
            acknowledgements.keep_key(db, Secret(secrets.token_hex(links.KEY_BYTES)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    action: LinkAction
    alert: Alert
    entry: Entry
    channel: Channel

    @property
    def person(self) -> str | None:
        """Who asks, where the recipient is one person."""
        return self.alert.recipient if isinstance(self.channel.settings, EmailSettings) else None


class Answering:
    """Answers for the links in messages of one configuration (`endpoint.actions.Desk`)."""

    def __init__(self, rooms: Rooms, trouble: StorageTrouble) -> None:
        self._rooms = rooms
        self._trouble = trouble

    def offer(self, action: str, token: str) -> Answer:
        """Say what a link would do; changes nothing."""
        asked = self._asked(action, token)
        if isinstance(asked, Answer):
            return asked
        db, alert = self._rooms.store.db, asked.alert
        watch = self._rooms.configuration.watches.get(alert.watch)
        said = acknowledgements.of(db, alert.story)
        offer = page.Offer(
            action=asked.action,
            entry=asked.entry,
            watch=watch.title if watch else alert.watch,
            desk=asked.channel.title,
            recipient=alert.recipient,
            timezone=asked.channel.timezone,
            lasting=LASTING[asked.action],
            named=asked.person is not None,
            muted=self._standing(_target(asked, "story")) or self._standing(_target(asked, "watch")),
            acknowledged=said[-1] if said else None,
            judged=feedback.on(db, alert.entry, alert.watch),
        )
        return Answer(status=200, page=page.offered(offer, self._rooms.clock()))

    def do(self, action: str, token: str, form: Mapping[str, str]) -> Answer:
        """Do what a link says."""
        asked = self._asked(action, token)
        if isinstance(asked, Answer):
            return asked
        try:
            match asked.action:
                case "acknowledge":
                    return self._acknowledge(asked, form)
                case "relevant" | "not-relevant":
                    return self._judge(asked, Relevance(asked.action), form)
                case _:
                    return self._mute(asked, form)
        except StorageError as error:
            self._trouble.failed(error)
            return Answer(status=503, page=page.failed())

    def _asked(self, action: str, token: str) -> _Asked | Answer:
        """Check a link; what is wrong with it is a page."""
        key, read = acknowledgements.key(self._rooms.store.db), links.read(token)
        wrong = Answer(status=403, page=page.wrong())
        if key is None or read is None or action not in links.ACTIONS:
            return wrong
        alert = handling.alert(self._rooms.store.db, read.alert)
        # Of an unknown alert the signature is checked as well, so that the time tells nothing.
        refused = links.checked(action, read, alert.recipient if alert else "", key, self._rooms.clock())
        if refused is Refused.EXPIRED:
            return Answer(status=410, page=page.expired())
        channel = self._rooms.configuration.channels.get(alert.channel) if alert else None
        if refused is not None or alert is None or channel is None:
            return wrong
        entry = memory.known_entries(self._rooms.store.db, [alert.entry]).get(alert.entry)
        return _Asked(action=_action(action), alert=alert, entry=entry, channel=channel) if entry else wrong

    def _mute(self, asked: _Asked, form: Mapping[str, str]) -> Answer:
        unsubscribes = asked.action == "unsubscribe"
        target = _target(asked, "watch" if unsubscribes else form.get("what", "story"))
        because = "asked to hear no more of the watch" if unsubscribes else "by the link in a message"
        lasting, now = LASTING[asked.action], self._rooms.clock()
        made = self._standing(target, now + lasting - timedelta(minutes=5))  # pressed twice
        if made is None:
            found = mutes.made(target, _author(asked, form), _written(form, "because") or because, lasting, now)
            if isinstance(found, str):
                raise TypeError(found)
            made = found
            with self._rooms.store.writing() as db:
                mute_memory.save(db, made)
            log.info("mute.made", mute=made.id, channel=asked.channel.name, watch=asked.alert.watch, by="link")
        return Answer(status=200, page=page.muted(made, asked.channel.timezone))

    def _acknowledge(self, asked: _Asked, form: Mapping[str, str]) -> Answer:
        story, author, note = asked.alert.story, _author(asked, form), _written(form, "note")
        said = acknowledgements.of(self._rooms.store.db, story)
        if said and (said[-1].author, said[-1].note) == (author, note):  # pressed twice
            return Answer(status=200, page=page.acknowledged(said[-1]))
        one = Acknowledgement(story=story, author=author, note=note, at=self._rooms.clock())
        with self._rooms.store.writing() as db:
            acknowledgements.save(db, one)
        log.info("story.acknowledged", story=story, channel=asked.channel.name, by="link")
        return Answer(status=200, page=page.acknowledged(one))

    def _judge(self, asked: _Asked, relevance: Relevance, form: Mapping[str, str]) -> Answer:
        db, author, because = self._rooms.store.db, _author(asked, form), _written(form, "because")
        before = feedback.on(db, asked.entry.id, asked.alert.watch)
        if before and (before.relevance, before.author, before.because) == (relevance, author, because):
            return Answer(status=200, page=page.judged(before))  # pressed twice
        now = self._rooms.clock()
        one = feedback.made(db, asked.entry, asked.alert.watch, relevance, author=author, because=because, now=now)
        with self._rooms.store.writing():
            feedback.save(db, one)
        log.info("alert.judged", alert=asked.alert.id, watch=one.watch, relevance=relevance.value, by="link")
        return Answer(status=200, page=page.judged(one))

    def _standing(self, target: Target, until: datetime | None = None) -> Mute | None:
        """Return a mute of just that which is in force, and lasts at least `until`."""
        now = self._rooms.clock()
        found = (one for one in mute_memory.standing(self._rooms.store.db) if one.target == target)
        return next((one for one in found if mutes.in_force(one, now) and (until is None or one.until >= until)), None)


def _action(name: str) -> LinkAction:
    return next(action for action in links.ACTIONS if action == name)


def _target(asked: _Asked, what: str) -> Target:
    """Return what a link may mute: for its recipient only, and of the watch that told it."""
    alert = asked.alert
    return Target(
        watch=alert.watch,
        story=None if what == "watch" else alert.story,
        channel=alert.channel,
        recipient=alert.recipient,
    )


def _author(asked: _Asked, form: Mapping[str, str]) -> str:
    written = asked.person or _written(form, "name") or f"somebody in {asked.channel.title}"
    return written[: mutes.LONGEST_NAME]


def _written(form: Mapping[str, str], name: str) -> str:
    return " ".join(form.get(name, "").split())[: mutes.LONGEST_REASON]
